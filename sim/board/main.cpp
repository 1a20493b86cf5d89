// A board in simulation: the top with its pins, a flash where it reads one, and a pseudo-terminal at the serial line.
// Usage: board FLASH_IMAGE CYCLES_PER_BIT. Prints the name of the terminal, runs until standard input closes.
#include "Vboard_top.h"
#include "flash.h"
#include "pins.h"
#include "terminal.h"
#include "uart.h"
#include "verilated.h"
#include <fstream>
#include <iterator>
#include <memory>
#include <poll.h>

namespace {

// Cycles between two looks at the terminal.
constexpr int BATCH = 2000;
// Batches without a byte on the line after which the simulation slows down, to leave the processor to others.
constexpr int QUIET = 2000;

bool closed(int descriptor) {
    pollfd input{descriptor, POLLIN, 0};
    if (::poll(&input, 1, 0) <= 0) return false;
    char byte = 0;
    return ::read(descriptor, &byte, 1) <= 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    std::ifstream file{argv[1], std::ios::binary};
    if (!file) return 2;
    Flash flash{{std::istreambuf_iterator<char>{file}, {}}};
    const auto cyclesPerBit = static_cast<uint32_t>(std::atoi(argv[2]));
    UartSender toBoard{cyclesPerBit};
    UartReceiver fromBoard{cyclesPerBit};
    Terminal terminal;

    const auto context = std::make_unique<VerilatedContext>();
    const auto top = std::make_unique<Vboard_top>(context.get());
    top->PIN_BUTTON = BUTTON_RELEASED;
    top->PIN_FROM_HOST = 1;
    std::printf("%s\n", terminal.name().c_str());
    std::fflush(stdout);

    int quiet = 0;
    while (!context->gotFinish()) {
        for (const uint8_t byte : terminal.read()) {
            toBoard.send(byte);
            quiet = 0;
        }
        for (int i = 0; i < BATCH; i++) {
            top->PIN_FROM_HOST = toBoard.step();
            top->PIN_CLOCK = 0;
            top->eval();
#ifdef PIN_FROM_FLASH
            top->PIN_FROM_FLASH = flash.step(top->PIN_FLASH_SELECT, top->PIN_FLASH_CLOCK, top->PIN_TO_FLASH);
#endif
            if (const auto byte = fromBoard.step(top->PIN_TO_HOST)) {
                terminal.write(*byte);
                quiet = 0;
            }
            top->PIN_CLOCK = 1;
            top->eval();
        }
        if (closed(STDIN_FILENO)) break;
        if (quiet < QUIET) quiet += 1;
        else ::usleep(5000);
    }
    return 0;
}
