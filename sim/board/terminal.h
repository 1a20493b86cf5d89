// A pseudo-terminal: to the program that opens its other end it is a serial device.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <termios.h>
#include <unistd.h>
#include <vector>

class Terminal {
public:
    Terminal() {
        master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) fail("cannot make a pseudo-terminal");
        name_ = ::ptsname(master_);
        // Kept open, so that the terminal lives on between two programs that use it.
        keeper_ = ::open(name_.c_str(), O_RDWR | O_NOCTTY);
        termios settings{};
        if (keeper_ < 0 || ::tcgetattr(keeper_, &settings) != 0) fail("cannot open the pseudo-terminal");
        ::cfmakeraw(&settings);
        ::tcsetattr(keeper_, TCSANOW, &settings);
    }

    const std::string& name() const { return name_; }

    std::vector<uint8_t> read() {
        uint8_t buffer[4096];
        const ssize_t got = ::read(master_, buffer, sizeof buffer);
        return {buffer, buffer + (got > 0 ? got : 0)};
    }

    // What nobody reads is lost, as on a real line.
    void write(uint8_t byte) {
        if (::write(master_, &byte, 1) != 1) lost_ += 1;
    }

private:
    [[noreturn]] static void fail(const char* what) {
        std::perror(what);
        std::exit(1);
    }

    int master_ = -1;
    int keeper_ = -1;
    std::string name_;
    uint64_t lost_ = 0;
};
