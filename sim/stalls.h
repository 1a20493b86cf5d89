// When a stream pauses: one seeded generator a stream, the same as in src/simulate/stalls.ts to the bit.
#pragma once
#include <cstdint>

class Stalls {
public:
    Stalls() = default;

    // `threshold` of 2^32 cycles are stalled; `stream` numbers the streams of the bench, sources first.
    Stalls(uint32_t seed, uint32_t stream, uint32_t threshold)
        : state_{scramble((seed ^ (stream + 1) * 0x9e3779b9u) + increment)}, threshold_{threshold}, patient_{threshold != 0 && (state_ & 1) != 0} {}

    // Draws for one cycle. Without stalls nothing is drawn.
    bool stalled() {
        if (threshold_ == 0) return false;
        state_ += increment;
        return scramble(state_) < threshold_;
    }

    // A sink that pauses may also wait for a beat before it is ready, as half of them do: nothing may wait for it then.
    bool patient() const { return patient_; }

private:
    // mulberry32: src/base/random.ts in C++.
    static constexpr uint32_t increment = 0x6d2b79f5u;
    static uint32_t scramble(uint32_t value) {
        uint32_t t = (value ^ (value >> 15)) * (value | 1u);
        t ^= t + (t ^ (t >> 7)) * (t | 61u);
        return t ^ (t >> 14);
    }

    uint32_t state_ = 0;
    uint32_t threshold_ = 0;
    bool patient_ = false;
};
