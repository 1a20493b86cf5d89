// What the bench sees of a model: its ports by address and width, grouped into streams, monitors and flags.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// A port of at most 64 bits. Verilator keeps it in the smallest unsigned integer that holds it.
class Port {
public:
    template <typename T>
    Port(T& storage, unsigned width, bool isSigned)
        : Port{&storage, sizeof(T), width, isSigned} {}

    Port(void* at, size_t bytes, unsigned width, bool isSigned)
        : at_{at}, bytes_{static_cast<unsigned>(bytes)}, unused_{64 - width}, signed_{isSigned} {}

    bool wide() const { return unused_ < 32; }

    void set(uint64_t value) const {
        value = value << unused_ >> unused_;
        switch (bytes_) {
        case 1: *static_cast<uint8_t*>(at_) = static_cast<uint8_t>(value); break;
        case 2: *static_cast<uint16_t*>(at_) = static_cast<uint16_t>(value); break;
        case 4: *static_cast<uint32_t*>(at_) = static_cast<uint32_t>(value); break;
        default: *static_cast<uint64_t*>(at_) = value;
        }
    }

    // The value, sign-extended to 64 bits where the port is signed.
    uint64_t get() const {
        const uint64_t value = read();
        if (!signed_) return value;
        return static_cast<uint64_t>(static_cast<int64_t>(value << unused_) >> unused_);
    }

private:
    uint64_t read() const {
        switch (bytes_) {
        case 1: return *static_cast<const uint8_t*>(at_);
        case 2: return *static_cast<const uint16_t*>(at_);
        case 4: return *static_cast<const uint32_t*>(at_);
        default: return *static_cast<const uint64_t*>(at_);
        }
    }

    void* at_;
    unsigned bytes_;
    unsigned unused_;
    bool signed_;
};

struct StreamPorts {
    const char* name;
    uint8_t* valid;
    uint8_t* ready;
    std::vector<Port> fields;
    // A beat that is offered stays as it is until it is taken.
    bool holds;
};

struct MonitorPorts {
    const uint8_t* valid;
    std::vector<Port> fields;
    // Cycles from `valid` to the fields, below 64.
    unsigned delay = 0;
};

struct Bench {
    uint8_t* clk;
    uint8_t* rst;
    std::vector<StreamPorts> sources;
    std::vector<StreamPorts> sinks;
    std::vector<MonitorPorts> monitors;
    std::vector<Port> flags;
    // Ports of no stream: driven and seen in every cycle.
    std::vector<Port> inputs;
    std::vector<Port> outputs;
    // Signals inside the model that it does not have.
    std::vector<std::string> missing;
};
