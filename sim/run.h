// One case: read it, run the clock until it is over, write what was seen.
#pragma once
#include "machine.h"
#include "printed.h"
#include "streams.h"
#include <chrono>

class Run {
public:
    Run(Machine& machine, Reader& in, Output& out) : machine_{machine}, out_{out} {
        start_ = static_cast<Start>(in.word());
        const uint32_t stateSeed = in.word();
        if (start_ == Start::powerUp || !machine.powered()) {
            machine.powerUp(stateSeed);
            if (start_ == Start::proceed) start_ = Start::powerUp;
        }
        machine.assertions(in.word() != 0);
        maxCycles_ = in.word();
        idleCycles_ = in.word();
        bounded_ = in.word() != 0;
        const uint32_t stallSeed = in.word();
        const uint32_t sourceThreshold = in.word();
        const uint32_t sinkThreshold = in.word();
        trace_.from = in.word();
        trace_.to = in.word();
        trace_.file = in.text();
        uint32_t stream = 0;
        const Bench& bench = machine.bench();
        for (const auto& ports : bench.sources) {
            sources_.emplace_back(ports, Stalls{stallSeed, stream++, sourceThreshold}, in);
        }
        for (const auto& ports : bench.sinks) {
            sinks_.push_back({ports, Stalls{stallSeed, stream++, sinkThreshold}, Record{ports.fields}});
        }
        for (const auto& ports : bench.monitors) monitors_.push_back({ports, Record{ports.fields}});
        for (size_t i = 0; i < sinks_.size(); i++) needed_.push_back(in.word());
        for (const auto& port : bench.inputs) inputs_.emplace_back(port, in);
        if (!bench.outputs.empty()) outputs_.emplace_back(bench.outputs);
        passed_.resize(stream);
    }

    void simulate() {
        const auto begin = std::chrono::steady_clock::now();
        machine_.startTrace(trace_);
        if (start_ != Start::proceed) machine_.reset();
        if (machine_.stopped()) status_ = Status::assertion;
        else clock();
        machine_.stopTrace();
        elapsed_ = std::chrono::steady_clock::now() - begin;
    }

    void write() {
        out_.begin(Kind::result);
        out_.wide(static_cast<uint64_t>(std::chrono::nanoseconds{elapsed_}.count()));
        out_.word(static_cast<uint32_t>(status_));
        out_.word(cycle_);
        for (const auto& s : sources_) {
            out_.word(static_cast<uint32_t>(s.accepted.size()));
            out_.words(s.accepted);
        }
        for (const auto& s : sinks_) s.record.write(out_);
        for (const auto& m : monitors_) m.record.write(out_);
        for (const auto& o : outputs_) o.writeColumns(out_);
        for (const auto& f : machine_.bench().flags) out_.wide(f.get());
        out_.text(takePrinted());
        out_.end();
    }

private:
    enum class Start : uint32_t { powerUp = 0, reset = 1, proceed = 2 };
    enum class Status : uint32_t { done = 0, timeout = 1, assertion = 2 };

    bool reached() const {
        for (size_t i = 0; i < sinks_.size(); i++)
            if (sinks_[i].record.beats() < needed_[i]) return false;
        return true;
    }

    void clock() {
        uint64_t last = maxCycles_;
        bool waiting = bounded_ && !reached();
        if (bounded_ && !waiting) last = idleCycles_;
        for (; cycle_ < last; cycle_++) {
            for (auto& s : sources_) s.drive(passed_);
            for (auto& s : sinks_) s.drive();
            for (const auto& f : inputs_) f.drive(cycle_);
            machine_.settle();
            for (auto& s : sinks_) {
                if (s.kept()) continue;
                std::printf("%s: a beat that was offered did not stay until it was taken\n", s.ports.name);
                status_ = Status::assertion;
                return;
            }
            uint32_t stream = 0;
            for (auto& s : sources_) passed_[stream++] += s.sample(cycle_);
            for (auto& s : sinks_) passed_[stream++] += s.sample(cycle_);
            for (auto& m : monitors_) m.sample(cycle_);
            for (auto& o : outputs_) o.add(cycle_);
            machine_.edge();
            if (machine_.stopped()) {
                status_ = Status::assertion;
                cycle_ += 1;
                return;
            }
            if (waiting && reached()) {
                waiting = false;
                last = static_cast<uint64_t>(cycle_) + 1 + idleCycles_;
            }
            if ((cycle_ & 0x3ffff) == 0x3ffff) alive();
        }
        if (waiting) status_ = Status::timeout;
    }

    // A long case is told from a hang by a sign of life every now and then.
    void alive() {
        if (out_.sinceFlush() < std::chrono::milliseconds{200}) return;
        out_.begin(Kind::alive);
        out_.end();
    }

    Machine& machine_;
    Output& out_;
    Start start_;
    uint32_t maxCycles_ = 0;
    uint32_t idleCycles_ = 0;
    // The case is over when every sink has taken what it needs.
    bool bounded_ = false;
    std::vector<uint32_t> needed_;
    TraceWindow trace_;
    std::vector<Source> sources_;
    std::vector<Sink> sinks_;
    std::vector<Monitor> monitors_;
    std::vector<Level> inputs_;
    // One record of all plain outputs, where there are any.
    std::vector<Record> outputs_;
    // Beats that each stream has passed: sources first, then sinks.
    std::vector<uint32_t> passed_;
    Status status_ = Status::done;
    uint32_t cycle_ = 0;
    std::chrono::steady_clock::duration elapsed_{};
};
