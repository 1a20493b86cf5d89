// What the design prints ($display, failed assertions) is kept apart from the messages and goes out with the result.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>

// Turns standard output into a scratch file and returns a descriptor of the real one.
inline int capturePrinted() {
    const int real = ::dup(STDOUT_FILENO);
    std::FILE* scratch = std::tmpfile();
    if (real < 0 || scratch == nullptr || ::dup2(::fileno(scratch), STDOUT_FILENO) < 0) {
        std::fputs("cannot make a scratch file for what the design prints\n", stderr);
        std::exit(1);
    }
    return real;
}

// The text printed since the last call, at most its last 64 kB.
inline std::string takePrinted() {
    constexpr off_t LIMIT = 1 << 16;
    std::fflush(stdout);
    const off_t size = ::lseek(STDOUT_FILENO, 0, SEEK_CUR);
    if (size <= 0) return {};
    std::string text(static_cast<size_t>(size < LIMIT ? size : LIMIT), '\0');
    const ssize_t got = ::pread(STDOUT_FILENO, text.data(), text.size(), size - static_cast<off_t>(text.size()));
    text.resize(got > 0 ? static_cast<size_t>(got) : 0);
    ::lseek(STDOUT_FILENO, 0, SEEK_SET);
    if (::ftruncate(STDOUT_FILENO, 0) != 0) return {};
    return text;
}
