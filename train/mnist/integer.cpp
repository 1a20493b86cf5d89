// The integer network over many images, in doubles that hold integers: every sum is below 2^52, so nothing is rounded, not
// even the half that is added before a shift's floor.
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

/** rshift(a, shift) = floor(a * unit + half), with its powers of two formed once. */
struct Shift {
    double unit, half;
    explicit Shift(double shift) : unit(std::exp2(-shift)), half(shift > 0 ? 0.5 : 0) {}
    double of(double a) const { return std::floor(a * unit + half); }
};

static inline double clamp(double a, double low, double high) { return a < low ? low : a > high ? high : a; }

/** What one layer remembers, its sums of the running step, and its constants. */
struct State {
    std::vector<double> u, m, held, sums, change;
    std::vector<int> spikes;
    std::vector<Shift> shifts;
    Shift fast, leak, drive, current;
    double most_drive, state_top, membrane_top;
    explicit State(const Layer& l)
        : u(l.neurons), m(l.dim), held(l.neurons), sums(l.neurons), change(l.dim), shifts(l.shifts, l.shifts + l.dim),
          fast(l.fast_shift), leak(l.leak_shift), drive(l.drive_shift), current(l.current_shift),
          most_drive(std::exp2(l.drive_bits) - 1), state_top(std::exp2(l.state_bits - 1)),
          membrane_top(std::exp2(l.membrane_bits - 1)) {}
};

/** sums += matrix . by, in bundles of rows whose sums stay in registers. */
static inline void add(double* __restrict sums, const double* __restrict columns, const double* by, int rows, int count) {
    constexpr int BUNDLE = 40;
    int first = 0;
    for (; first + BUNDLE <= rows; first += BUNDLE) {
        double sum[BUNDLE];
        for (int i = 0; i < BUNDLE; i++) sum[i] = sums[first + i];
        for (int j = 0; j < count; j++)
            for (int i = 0; i < BUNDLE; i++) sum[i] += columns[(long)j * rows + first + i] * by[j];
        for (int i = 0; i < BUNDLE; i++) sums[first + i] = sum[i];
    }
    for (int j = 0; j < count; j++)
        for (int n = first; n < rows; n++) sums[n] += columns[(long)j * rows + n] * by[j];
}

/** The slow current of step k in `held`, from the old state; then the state moves on. False: no current in this step. */
static bool slow(const Layer& l, State& s, double drive, int k) {
    const double x = clamp(s.drive.of(drive + l.drive_bias), 0, s.most_drive);
    const bool fresh = k % l.dilation == 0;
    if (fresh) {
        for (int n = 0; n < l.neurons; n++) s.held[n] = l.v[n] * x;
        add(s.held.data(), l.p, s.m.data(), l.neurons, l.dim);
        for (double& sum : s.held) sum = s.current.of(sum);
    }
    for (int i = 0; i < l.dim; i++) s.change[i] = l.input[i] * x;
    add(s.change.data(), l.transition, s.m.data(), l.dim, l.dim);
    for (int i = 0; i < l.dim; i++) s.m[i] = clamp(s.m[i] + s.shifts[i].of(s.change[i]), -s.state_top, s.state_top - 1);
    return fresh || l.hold;
}

/** One step of a layer: `addresses` of the inputs, with the value of each or 1. */
static void step(const Layer& l, State& s, const int* addresses, int count, const double* values, int k) {
    double drive = 0;
    for (int n = 0; n < l.neurons; n++) s.sums[n] = 0;
    for (int e = 0; e < count; e++) {
        const double value = values ? values[e] : 1;
        const double* column = l.fast + (long)addresses[e] * l.neurons;
        for (int n = 0; n < l.neurons; n++) s.sums[n] += column[n] * value;
        if (l.dim) drive += l.drive[addresses[e]] * value;
    }
    const bool current = l.dim && slow(l, s, drive, k);
    for (int n = 0; n < l.neurons; n++) {
        const double a = s.leak.of(l.leak * s.u[n]) + s.fast.of(s.sums[n]) + (current ? s.held[n] : 0) + l.bias[n];
        const bool fired = a >= l.threshold;
        s.sums[n] = fired;
        s.u[n] = clamp(fired ? (l.subtract ? a - l.threshold : 0) : a, -s.membrane_top, s.membrane_top - 1);
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
