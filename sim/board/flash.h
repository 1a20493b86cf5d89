// An SPI flash that only reads, as it is after the FPGA has configured itself: asleep until it is woken.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

class Flash {
public:
    explicit Flash(std::vector<uint8_t> contents) : contents_{std::move(contents)} {}

    // One look at the pins; returns the level of the data output.
    bool step(bool selectN, bool clock, bool in) {
        if (selectN) {
            if (!selected_) return out_;
            // A command takes effect when the flash is deselected.
            if (bits_ >= 8 && command_ == WAKE) awake_ = true;
            if (bits_ >= 8 && command_ == SLEEP) awake_ = false;
            selected_ = false;
            return out_;
        }
        if (!selected_) {
            selected_ = true;
            bits_ = 0;
            word_ = 0;
            clock_ = clock;
        }
        if (clock && !clock_) rise(in);
        if (!clock && clock_) fall();
        clock_ = clock;
        return out_;
    }

private:
    static constexpr uint8_t WAKE = 0xab;
    static constexpr uint8_t SLEEP = 0xb9;
    static constexpr uint8_t READ = 0x03;

    void rise(bool in) {
        word_ = word_ << 1 | static_cast<uint32_t>(in);
        bits_ += 1;
        if (bits_ == 8) command_ = static_cast<uint8_t>(word_);
        if (bits_ == 32) address_ = word_ & 0xffffff;
    }

    void fall() {
        if (bits_ < 32 || command_ != READ || !awake_) return;
        const size_t bit = bits_ - 32;
        const size_t at = address_ + bit / 8;
        const uint8_t byte = at < contents_.size() ? contents_[at] : 0xff;
        out_ = byte >> (7 - bit % 8) & 1;
    }

    std::vector<uint8_t> contents_;
    bool awake_ = false;
    bool selected_ = false;
    bool clock_ = false;
    bool out_ = true;
    uint64_t bits_ = 0;
    uint32_t word_ = 0;
    uint32_t address_ = 0;
    uint8_t command_ = 0;
};
