// The integer network over many images, in doubles that hold integers: every sum is below 2^53, so nothing is rounded.
// Matrices lie column by column: an input adds one run of neighbours to the sums of all rows.

#include <cmath>
#include <vector>

struct Layer {
    int inputs, neurons, dim, subtract;
    const double *fast, *bias, *drive, *transition, *input, *shifts, *p, *v;
    double fast_shift, leak, leak_shift, threshold, membrane_bits;
    double drive_bias, drive_shift, drive_bits, state_bits, current_shift;
    int dilation, hold;
};

struct Readout {
    int classes;
    const double *weights, *bias;
};

static inline double rshift(double a, double n) { return n > 0 ? std::floor((a + std::exp2(n - 1)) * std::exp2(-n)) : a * std::exp2(-n); }

/** a = floor((a + half) * unit) for every element: rshift with its powers of two formed once. */
static inline void rshift_all(double* a, int count, double n) {
    const double half = n > 0 ? std::exp2(n - 1) : 0, unit = std::exp2(-n);
    for (int i = 0; i < count; i++) a[i] = std::floor((a[i] + half) * unit);
}

static inline double clamp(double a, double low, double high) { return a < low ? low : a > high ? high : a; }

/** What one layer remembers, and its sums of the running step. */
struct State {
    std::vector<double> u, m, held, sums, change;
    std::vector<int> spikes;
    explicit State(const Layer& l) : u(l.neurons), m(l.dim), held(l.neurons), sums(l.neurons), change(l.dim) {}
};

static inline void add(double* __restrict sums, const double* __restrict column, double by, int count) {
    for (int n = 0; n < count; n++) sums[n] += column[n] * by;
}

/** The slow current of step k in `held`, from the old state; then the state moves on. False: no current in this step. */
static bool slow(const Layer& l, State& s, double drive, int k) {
    const double x = clamp(rshift(drive + l.drive_bias, l.drive_shift), 0, std::exp2(l.drive_bits) - 1);
    const bool fresh = k % l.dilation == 0;
    if (fresh) {
        for (int n = 0; n < l.neurons; n++) s.held[n] = l.v[n] * x;
        for (int j = 0; j < l.dim; j++) add(s.held.data(), l.p + (long)j * l.neurons, s.m[j], l.neurons);
        rshift_all(s.held.data(), l.neurons, l.current_shift);
    }
    for (int i = 0; i < l.dim; i++) s.change[i] = l.input[i] * x;
    for (int j = 0; j < l.dim; j++) add(s.change.data(), l.transition + (long)j * l.dim, s.m[j], l.dim);
    const double top = std::exp2(l.state_bits - 1);
    for (int i = 0; i < l.dim; i++) s.m[i] = clamp(s.m[i] + rshift(s.change[i], l.shifts[i]), -top, top - 1);
    return fresh || l.hold;
}

/** One step of a layer: `addresses` of the inputs, with the value of each or 1. */
static void step(const Layer& l, State& s, const int* addresses, int count, const double* values, int k) {
    double drive = 0;
    for (int n = 0; n < l.neurons; n++) s.sums[n] = 0;
    for (int e = 0; e < count; e++) {
        const double value = values ? values[e] : 1;
        add(s.sums.data(), l.fast + (long)addresses[e] * l.neurons, value, l.neurons);
        if (l.dim) drive += l.drive[addresses[e]] * value;
    }
    rshift_all(s.sums.data(), l.neurons, l.fast_shift);
    const bool current = l.dim && slow(l, s, drive, k);
    const double top = std::exp2(l.membrane_bits - 1), half = l.leak_shift > 0 ? std::exp2(l.leak_shift - 1) : 0;
    const double unit = std::exp2(-l.leak_shift);
    for (int n = 0; n < l.neurons; n++) {
        const double a = std::floor((l.leak * s.u[n] + half) * unit) + s.sums[n] + (current ? s.held[n] : 0) + l.bias[n];
        const bool fired = a >= l.threshold;
        s.sums[n] = fired;
        s.u[n] = clamp(fired ? (l.subtract ? a - l.threshold : 0) : a, -top, top - 1);
    }
    s.spikes.clear();
    for (int n = 0; n < l.neurons; n++)
        if (s.sums[n] != 0) s.spikes.push_back(n);
}

/** logits [images, classes] and spikes [layers], summed over images and steps, of pixels [images, steps]. */
extern "C" void run(const Layer* layers, int depth, Readout readout, const unsigned char* pixels, int images, int steps,
                    double* logits, double* spikes) {
#pragma omp parallel for schedule(dynamic)
    for (int image = 0; image < images; image++) {
        std::vector<State> states(layers, layers + depth);
        double* sums = logits + (long)image * readout.classes;
        for (int c = 0; c < readout.classes; c++) sums[c] = steps * readout.bias[c];
        for (int k = 0; k < steps; k++) {
            const double pixel = pixels[(long)image * steps + k];
            const int first = 0;
            step(layers[0], states[0], &first, pixel > 0, &pixel, k);
            for (int l = 1; l < depth; l++) {
                const std::vector<int>& before = states[l - 1].spikes;
                step(layers[l], states[l], before.data(), before.size(), nullptr, k);
            }
            for (int n : states[depth - 1].spikes)
                for (int c = 0; c < readout.classes; c++) sums[c] += readout.weights[(long)n * readout.classes + c];
            for (int l = 0; l < depth; l++)
#pragma omp atomic
                spikes[l] += states[l].spikes.size();
        }
    }
}
