// The model under test with its clock, its reset and, in a traced build, its waveform.
#pragma once
#include "model.h"
#include <cstdint>
#include <memory>
#include <string>

constexpr uint32_t RESET_CYCLES = 1;
constexpr uint64_t PERIOD = 10;

struct TraceWindow {
    std::string file;
    uint32_t from = 0;
    uint32_t to = 0;
};

class Machine {
public:
    // The arguments are those that Verilog asks for with $value$plusargs.
    Machine(int argc, char** argv) : argc_{argc}, argv_{argv} {}

    // A new model; a seed other than 0 gives registers and memories random contents, 0 clears them.
    void powerUp(uint32_t seed) {
        stopTrace();
        model_.reset();
        context_ = std::make_unique<VerilatedContext>();
        context_->commandArgs(argc_, argv_);
        context_->fatalOnError(false);
        context_->randReset(seed == 0 ? 0 : 2);
        context_->randSeed(static_cast<int>(seed & 0x7fffffff));
#if VM_TRACE
        context_->traceEverOn(true);
#endif
        model_ = makeModel(context_.get());
        bench_ = model_->bench();
    }

    // Whether the design's assertions are checked from now on.
    void assertions(bool on) { context_->assertOn(on); }

    bool powered() const { return model_ != nullptr; }
    const Bench& bench() const { return bench_; }

    // Lets combinational logic settle over the inputs as they are now.
    void settle() {
        model_->eval();
        dump(0);
    }

    // The rising edge. The falling one comes with the next `settle`.
    void edge() {
        *bench_.clk = 1;
        context_->time(tick_ * PERIOD + PERIOD / 2);
        model_->eval();
        dump(PERIOD / 2);
        *bench_.clk = 0;
        tick_ += 1;
    }

    // No stream moves while the reset is held.
    void reset() {
        for (const auto& s : bench_.sources) {
            *s.valid = 0;
            for (const auto& f : s.fields) f.set(0);
        }
        for (const auto& s : bench_.sinks) *s.ready = 0;
        for (const auto& f : bench_.inputs) f.set(0);
        *bench_.rst = 1;
        for (uint32_t i = 0; i < RESET_CYCLES; i++) {
            settle();
            edge();
        }
        *bench_.rst = 0;
    }

    // True once after $stop, $fatal, $finish or a failed assertion.
    bool stopped() {
        if (!context_->gotFinish()) return false;
        context_->gotFinish(false);
        context_->gotError(false);
        return true;
    }

    // Time 0 of the waveform is the first reset cycle of the case, or its first cycle where there is no reset.
    void startTrace(const TraceWindow& window) {
        tick_ = 0;
#if VM_TRACE
        if (window.file.empty()) return;
        window_ = window;
        trace_ = std::make_unique<Waveform>();
        model_->trace(trace_.get());
        trace_->open(window.file.c_str());
        if (!trace_->isOpen()) vl_fatal(window.file.c_str(), 0, "", "cannot write the waveform");
#else
        (void)window;
#endif
    }

    void stopTrace() {
#if VM_TRACE
        if (trace_) trace_->close();
        trace_.reset();
#endif
    }

    ~Machine() { stopTrace(); }

private:
    void dump(uint64_t phase) {
#if VM_TRACE
        if (trace_ && tick_ >= window_.from && tick_ <= window_.to) trace_->dump(tick_ * PERIOD + phase);
#else
        (void)phase;
#endif
    }

    int argc_;
    char** argv_;
    std::unique_ptr<VerilatedContext> context_;
    std::unique_ptr<Model> model_;
    Bench bench_{};
    uint64_t tick_ = 0;
#if VM_TRACE
    std::unique_ptr<Waveform> trace_;
    TraceWindow window_;
#endif
};
