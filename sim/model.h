// One model under test, whatever circuit it is of: what the bridge is compiled against once for all.
#pragma once
#include "bench.h"
#include "verilated.h"
#include "verilated_syms.h"
#if VM_TRACE_FST
#include "verilated_fst_c.h"
using Waveform = VerilatedFstC;
#elif VM_TRACE
#include "verilated_vcd_c.h"
using Waveform = VerilatedVcdC;
#endif
#include <memory>
#include <string>
#include <vector>

class Model {
public:
    virtual ~Model() = default;
    virtual void eval() = 0;
    virtual Bench bench() = 0;
#if VM_TRACE
    virtual void trace(Waveform* file) = 0;
#endif
};

// In the generated model.cpp.
std::unique_ptr<Model> makeModel(VerilatedContext* context);

// Signals inside a model by path. One that is missing reads as 0, and is noted.
class Inside {
public:
    Inside(const VerilatedContext* context, std::vector<std::string>& missing)
        : context_{context}, missing_{missing} {}

    Port port(const char* scope, const char* name, unsigned width, bool isSigned) {
        const VerilatedVar* found = find(scope, name, width);
        if (found == nullptr) return {&nothing, sizeof nothing, width, isSigned};
        return {found->datap(), bytesOf(width), width, isSigned};
    }

    const uint8_t* bit(const char* scope, const char* name) {
        const VerilatedVar* found = find(scope, name, 1);
        return found == nullptr ? reinterpret_cast<const uint8_t*>(&nothing) : static_cast<const uint8_t*>(found->datap());
    }

private:
    static inline uint64_t nothing = 0;

    static size_t bytesOf(unsigned width) { return width <= 8 ? 1 : width <= 16 ? 2 : width <= 32 ? 4 : 8; }

    const VerilatedVar* find(const char* scope, const char* name, unsigned width) {
        const VerilatedScope* where = context_->scopeFind((std::string{"TOP."} + scope).c_str());
        const VerilatedVar* found = where == nullptr ? nullptr : where->varFind(name);
        const std::string path = std::string{scope} + "." + name;
        if (found == nullptr || found->udims() > 0) missing_.push_back(path);
        else if (static_cast<unsigned>(found->packed().elements()) != width)
            missing_.push_back(path + " (of " + std::to_string(width) + " bits)");
        else return found;
        return nullptr;
    }

    const VerilatedContext* context_;
    std::vector<std::string>& missing_;
};
