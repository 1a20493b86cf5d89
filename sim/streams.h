// The ends of the model's streams during one case: beats that go in, beats that come out, beats that are watched.
#pragma once
#include "bench.h"
#include "pipe.h"
#include "stalls.h"
#include <vector>

// Offers its beats in order; a beat once offered stays until it is taken.
class Source {
public:
    Source(const StreamPorts& ports, Stalls stalls, Reader& in) : ports_{ports}, stalls_{stalls} {
        for (uint32_t left = in.word(); left > 0; left--) {
            const uint32_t* w = in.block(3);
            waits_.push_back({w[0], w[1], w[2]});
        }
        beats_ = in.word();
        for (const auto& field : ports.fields) columns_.push_back(in.block(field.wide() ? 2 * beats_ : beats_));
        accepted.reserve(beats_);
    }

    std::vector<uint32_t> accepted;

    bool finished() const { return next_ == beats_; }

    // `passed`: beats that each stream has passed so far.
    void drive(const std::vector<uint32_t>& passed) {
        if (offering_) return;
        offering_ = !finished() && !waits(passed) && !stalls_.stalled();
        *ports_.valid = offering_;
        if (!offering_) return;
        for (size_t i = 0; i < columns_.size(); i++) {
            const auto& field = ports_.fields[i];
            if (field.wide()) {
                field.set(columns_[i][2 * next_] | static_cast<uint64_t>(columns_[i][2 * next_ + 1]) << 32);
            } else {
                field.set(columns_[i][next_]);
            }
        }
    }

    // Returns whether a beat passed.
    bool sample(uint32_t cycle) {
        if (!offering_ || !*ports_.ready) return false;
        offering_ = false;
        next_ += 1;
        accepted.push_back(cycle);
        return true;
    }

private:
    // Beats from number `beat` on wait until stream `stream` has passed `beats` beats.
    struct Wait {
        uint32_t beat;
        uint32_t stream;
        uint32_t beats;
    };

    // The waits are in the order of their beats; one that is over is over for good.
    bool waits(const std::vector<uint32_t>& passed) {
        while (over_ < waits_.size() && waits_[over_].beat <= next_) {
            if (passed[waits_[over_].stream] < waits_[over_].beats) return true;
            over_ += 1;
        }
        return false;
    }

    const StreamPorts& ports_;
    Stalls stalls_;
    std::vector<Wait> waits_;
    size_t over_ = 0;
    std::vector<const uint32_t*> columns_;
    uint32_t beats_ = 0;
    uint32_t next_ = 0;
    bool offering_ = false;
};

// A plain input: a value for every cycle, the last one stays.
class Level {
public:
    Level(const Port& port, Reader& in) : port_{port}, cycles_{in.word()}, column_{in.block(port.wide() ? 2 * cycles_ : cycles_)} {}

    void drive(uint32_t cycle) const {
        if (cycle >= cycles_) return;
        if (port_.wide()) port_.set(column_[2 * cycle] | static_cast<uint64_t>(column_[2 * cycle + 1]) << 32);
        else port_.set(column_[cycle]);
    }

private:
    const Port& port_;
    uint32_t cycles_;
    const uint32_t* column_;
};

// What was seen, column by column.
class Record {
public:
    explicit Record(const std::vector<Port>& fields) : fields_{fields}, columns_(fields.size()) {}

    void add(uint32_t cycle) {
        cycles_.push_back(cycle);
        for (size_t i = 0; i < fields_.size(); i++) {
            const uint64_t value = fields_[i].get();
            columns_[i].push_back(static_cast<uint32_t>(value));
            if (fields_[i].wide()) columns_[i].push_back(static_cast<uint32_t>(value >> 32));
        }
    }

    uint32_t beats() const { return static_cast<uint32_t>(cycles_.size()); }

    void write(Output& out) const {
        out.word(beats());
        out.words(cycles_);
        writeColumns(out);
    }

    void writeColumns(Output& out) const {
        for (const auto& column : columns_) out.words(column);
    }

private:
    const std::vector<Port>& fields_;
    std::vector<uint32_t> cycles_;
    std::vector<std::vector<uint32_t>> columns_;
};

struct Sink {
    const StreamPorts& ports;
    Stalls stalls;
    Record record;

    // What it waited for in the last cycle, field by field.
    std::vector<uint64_t> offered{};

    // One that holds its beats may be left to wait for whoever waits for it.
    void drive() { *ports.ready = !stalls.stalled() && (*ports.valid || !ports.holds || !stalls.patient()); }

    // Whether what was offered before and not taken is still there as it was.
    bool kept() {
        if (!ports.holds) return true;
        for (size_t i = 0; i < offered.size(); i++)
            if (!*ports.valid || offered[i] != ports.fields[i].get()) return false;
        offered.clear();
        if (*ports.valid && !*ports.ready)
            for (const auto& field : ports.fields) offered.push_back(field.get());
        return true;
    }

    // Returns whether a beat passed.
    bool sample(uint32_t cycle) {
        if (!*ports.valid || !*ports.ready) return false;
        record.add(cycle);
        return true;
    }
};

struct Monitor {
    const MonitorPorts& ports;
    Record record;
    // Bit n: `valid` n cycles ago.
    uint64_t before = 0;

    void sample(uint32_t cycle) {
        before = before << 1 | (*ports.valid & 1);
        if (before >> ports.delay & 1) record.add(cycle);
    }
};
