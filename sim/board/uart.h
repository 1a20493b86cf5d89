// The far end of a serial line, bit by bit: 8 data bits, no parity, one stop bit.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>

// Puts bytes on a line.
class UartSender {
public:
    explicit UartSender(uint32_t cyclesPerBit) : cyclesPerBit_{cyclesPerBit} {}

    void send(uint8_t byte) { waiting_.push_back(byte); }
    bool busy() const { return left_ > 0 || !waiting_.empty(); }

    // The level of the line in this cycle.
    bool step() {
        if (left_ == 0) {
            if (waiting_.empty()) return true;
            // Start bit, data with the lowest bit first, stop bit.
            character_ = static_cast<uint32_t>(waiting_.front()) << 1 | 1u << 9;
            waiting_.pop_front();
            left_ = 10 * cyclesPerBit_;
        }
        const uint32_t bit = 10 - (left_ + cyclesPerBit_ - 1) / cyclesPerBit_;
        left_ -= 1;
        return character_ >> bit & 1;
    }

private:
    uint32_t cyclesPerBit_;
    std::deque<uint8_t> waiting_;
    uint32_t character_ = 0;
    uint32_t left_ = 0;
};

// Takes bytes off a line.
class UartReceiver {
public:
    explicit UartReceiver(uint32_t cyclesPerBit) : cyclesPerBit_{cyclesPerBit} {}

    // A byte in the cycle in which its stop bit is seen.
    std::optional<uint8_t> step(bool line) {
        if (wait_ == 0 && bit_ == 0) {
            if (!line) {
                bit_ = 1;
                wait_ = cyclesPerBit_ + cyclesPerBit_ / 2;
            }
            return {};
        }
        wait_ -= 1;
        if (wait_ > 0) return {};
        wait_ = cyclesPerBit_;
        if (bit_ <= 8) {
            byte_ = static_cast<uint8_t>(byte_ >> 1 | (line ? 0x80 : 0));
            bit_ += 1;
            return {};
        }
        bit_ = 0;
        wait_ = 0;
        if (!line) return {};
        return byte_;
    }

private:
    uint32_t cyclesPerBit_;
    uint32_t bit_ = 0;
    uint32_t wait_ = 0;
    uint8_t byte_ = 0;
};
