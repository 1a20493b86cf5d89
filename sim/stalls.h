// When a stream pauses: one seeded generator a stream, the same as in src/simulate/stalls.ts to the bit.
#pragma once
#include <cstdint>

class Stalls {
public:
    Stalls() = default;

    // `threshold` of 2^32 cycles are stalled; `stream` numbers the streams of the bench, sources first.
    Stalls(uint32_t seed, uint32_t stream, uint32_t threshold)
        : state_{scramble(seed ^ (stream + 1) * 0x9e3779b9u)}, threshold_{threshold} {
        if (state_ == 0) state_ = 1;
    }

    // Draws for one cycle (xorshift32). Without stalls nothing is drawn.
    bool stalled() {
        if (threshold_ == 0) return false;
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return state_ < threshold_;
    }

private:
    // Finalizer of MurmurHash3: neighbouring seeds give unrelated sequences.
    static uint32_t scramble(uint32_t h) {
        h ^= h >> 16;
        h *= 0x85ebca6bu;
        h ^= h >> 13;
        h *= 0xc2b2ae35u;
        return h ^ (h >> 16);
    }

    uint32_t state_ = 1;
    uint32_t threshold_ = 0;
};
