// Messages over standard input and output: a length in bytes, a kind, then 32-bit words, all little-endian.
#pragma once
#include <chrono>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>
#include <vector>

// The numbers of src/simulate/verilator/wire.ts; VERSION grows with every change of what a message holds.
constexpr uint32_t VERSION = 3;
enum class Kind : uint32_t { hello = 0, run = 1, result = 2, alive = 3 };

// Reads messages; the end of the input is the order to leave.
class Input {
public:
    // True while a whole or partial message has already been read from the pipe.
    bool pending() const { return next_ < end_; }

    bool message(std::vector<uint32_t>& words) {
        uint32_t bytes = 0;
        if (!take(&bytes, sizeof bytes)) return false;
        words.resize(bytes / 4);
        return take(words.data(), bytes);
    }

private:
    bool take(void* to, size_t bytes) {
        auto* out = static_cast<uint8_t*>(to);
        while (bytes > 0) {
            if (next_ == end_ && !fill()) return false;
            const size_t part = bytes < end_ - next_ ? bytes : end_ - next_;
            std::memcpy(out, buffer_ + next_, part);
            next_ += part;
            out += part;
            bytes -= part;
        }
        return true;
    }

    bool fill() {
        ssize_t got = 0;
        do got = ::read(STDIN_FILENO, buffer_, sizeof buffer_);
        while (got < 0 && errno == EINTR);
        next_ = 0;
        end_ = got > 0 ? static_cast<size_t>(got) : 0;
        return got > 0;
    }

    uint8_t buffer_[1 << 16];
    size_t next_ = 0;
    size_t end_ = 0;
};

// Walks over the words of one message.
class Reader {
public:
    explicit Reader(const std::vector<uint32_t>& words) : at_{words.data()}, end_{at_ + words.size()} {}

    uint32_t word() { return *block(1); }

    const uint32_t* block(size_t words) {
        // Cannot happen between two sides of one version: better dead than wrong.
        if (words > static_cast<size_t>(end_ - at_)) std::abort();
        const uint32_t* from = at_;
        at_ += words;
        return from;
    }

    std::string text() {
        const uint32_t bytes = word();
        return {reinterpret_cast<const char*>(block((bytes + 3) / 4)), bytes};
    }

private:
    const uint32_t* at_;
    const uint32_t* end_;
};

// Collects messages and writes many at a time: a system call for each would cost more than a short case.
class Output {
public:
    explicit Output(int descriptor) : descriptor_{descriptor} {}

    void begin(Kind kind) {
        start_ = words_.size();
        words_.push_back(0);
        words_.push_back(static_cast<uint32_t>(kind));
    }

    void word(uint32_t value) { words_.push_back(value); }

    void words(const std::vector<uint32_t>& values) {
        words_.insert(words_.end(), values.begin(), values.end());
    }

    void wide(uint64_t value) {
        word(static_cast<uint32_t>(value));
        word(static_cast<uint32_t>(value >> 32));
    }

    void text(const std::string& value) {
        word(static_cast<uint32_t>(value.size()));
        const size_t at = words_.size();
        words_.resize(at + (value.size() + 3) / 4, 0);
        std::memcpy(words_.data() + at, value.data(), value.size());
    }

    void end() {
        words_[start_] = static_cast<uint32_t>((words_.size() - start_ - 1) * 4);
        if (words_.size() > (1 << 14) || sinceFlush() > std::chrono::milliseconds{200}) flush();
    }

    std::chrono::steady_clock::duration sinceFlush() const { return std::chrono::steady_clock::now() - flushed_; }

    void flush() {
        const auto* from = reinterpret_cast<const char*>(words_.data());
        size_t left = words_.size() * 4;
        while (left > 0) {
            const ssize_t done = ::write(descriptor_, from, left);
            if (done < 0 && errno == EINTR) continue;
            // Nobody reads any more.
            if (done <= 0) std::_Exit(1);
            from += done;
            left -= static_cast<size_t>(done);
        }
        words_.clear();
        flushed_ = std::chrono::steady_clock::now();
    }

private:
    int descriptor_;
    std::vector<uint32_t> words_;
    size_t start_ = 0;
    std::chrono::steady_clock::time_point flushed_ = std::chrono::steady_clock::now();
};
