// The process around a Verilator model: takes cases from standard input and answers each with a result.
#include "run.h"

// Verilator's own last resort, with the reason where the parent looks for it.
void vl_fatal(const char* file, int line, const char* scope, const char* message) {
    std::fputs(takePrinted().c_str(), stderr);
    std::fprintf(stderr, "%s:%d: %s (in %s)\n", file ? file : "", line, message, scope ? scope : "");
    std::fflush(stderr);
    std::_Exit(70);
}

int main(int argc, char** argv) {
    Output out{capturePrinted()};
    Machine machine{argc, argv};
    machine.powerUp(0);
    out.begin(Kind::hello);
    out.word(VERSION);
    std::string missing;
    for (const auto& path : machine.bench().missing) missing += (missing.empty() ? "" : ", ") + path;
    out.text(missing);
    out.end();

    Input in;
    std::vector<uint32_t> words;
    for (;;) {
        if (!in.pending()) out.flush();
        if (!in.message(words)) break;
        Reader message{words};
        if (static_cast<Kind>(message.word()) != Kind::run) break;
        Run run{machine, message, out};
        run.simulate();
        run.write();
    }
    out.flush();
    return 0;
}
