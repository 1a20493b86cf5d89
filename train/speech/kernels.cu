// The inner loops of the speech front end and of spiking layers, for CUDA (nvcc) and for a CPU (g++) from one source.
//
// Front end: float64 +, -, *, / and square roots in the order of train/cochlea.py and src/recordings/speech/cochlea.ts,
// without fused multiply-adds (-fmad=false, -ffp-contract=off), so that all three give the same events.

#include <math.h>
#include <stdint.h>

#ifdef __CUDACC__
#include <cuda_runtime.h>
// One thread for each i in 0..count-1.
#define KERNEL(name, parameters, arguments, ...)                                     \
  __global__ void name##_kernel parameters {                                         \
    const long i = blockIdx.x * (long)blockDim.x + threadIdx.x;                      \
    if (i < count) { __VA_ARGS__ }                                                    \
  }                                                                                  \
  extern "C" int name parameters {                                                   \
    if (count > 0) name##_kernel<<<(count + 127) / 128, 128>>> arguments;            \
    return (int)cudaGetLastError();                                                  \
  }
#else
#define KERNEL(name, parameters, arguments, ...)                                     \
  extern "C" int name parameters {                                                   \
    _Pragma("omp parallel for schedule(static)") for (long i = 0; i < count; i++) { __VA_ARGS__ } \
    return 0;                                                                        \
  }
#endif

// Sound [recordings, samples] -> the same after offset removal, division by the peak and pre-emphasis, in place.
KERNEL(emphasise, (long count, double* sound, const int* lengths, long samples, double offset_pole, double factor),
       (count, sound, lengths, samples, offset_pole, factor), {
  double* x = sound + i * samples;
  const int length = lengths[i];
  if (offset_pole > 0) {
    double last_in = length > 0 ? x[0] : 0, last_out = 0;
    for (int n = 0; n < length; n++) {
      const double in = x[n];
      last_out = (in - last_in) + offset_pole * last_out;
      last_in = in;
      x[n] = last_out;
    }
  }
  double peak = 0;
  for (int n = 0; n < length; n++) peak = fmax(peak, fabs(x[n]));
  double last = 0;
  for (int n = 0; n < length; n++) {
    const double level = peak > 0 ? x[n] / peak : 0;
    x[n] = level - factor * last;
    last = level;
  }
})

#ifdef __CUDACC__
#define LANES 1
#else
#define LANES 20
#endif

// Emphasised sound -> levels [recordings, ticks, channels]: fourth root of the mean rectified band signal; LANES
// channels an index, count = recordings * channels / LANES. coefficients: a1, a2, gain of [channels].
KERNEL(band_levels, (long count, const double* sound, const int* lengths, double* levels, const double* coefficients,
                     long samples, int ticks, int channels, int per_tick),
       (count, sound, lengths, levels, coefficients, samples, ticks, channels, per_tick), {
  const int groups = channels / LANES;
  const long recording = i / groups;
  const int c = (i % groups) * LANES;
  const double* x = sound + recording * samples;
  double* out = levels + recording * ticks * channels + c;
  double a1[LANES], a2[LANES], gain[LANES], last[4][LANES] = {}, before[4][LANES] = {};
  for (int w = 0; w < LANES; w++) {
    a1[w] = coefficients[c + w];
    a2[w] = coefficients[channels + c + w];
    gain[w] = coefficients[2 * channels + c + w];
  }
  const int own = lengths[recording] / per_tick;
  for (int tick = 0; tick < own; tick++) {
    double total[LANES] = {};
    for (int n = tick * per_tick; n < (tick + 1) * per_tick; n++) {
      for (int w = 0; w < LANES; w++) {
        double signal = x[n] * gain[w];
        for (int stage = 0; stage < 4; stage++) {
          signal = signal - a1[w] * last[stage][w] - a2[w] * before[stage][w];
          before[stage][w] = last[stage][w];
          last[stage][w] = signal;
        }
        total[w] += signal > 0 ? signal : 0;
      }
    }
    for (int w = 0; w < LANES; w++) out[(long)tick * channels + w] = sqrt(sqrt(total[w] / per_tick));
  }
  for (int tick = own; tick < ticks; tick++)
    for (int w = 0; w < LANES; w++) out[(long)tick * channels + w] = 0;
})

// Subtracts from the levels of each channel its noise floor: `share` times the least mean level of a block of `block`
// ticks, the first block left out. count = recordings * channels.
KERNEL(subtract_floor, (long count, double* levels, const int* lengths, int ticks, int channels, int per_tick, int block,
                        double share),
       (count, levels, lengths, ticks, channels, per_tick, block, share), {
  const long recording = i / channels;
  double* x = levels + recording * ticks * channels + i % channels;
  const int own = lengths[recording] / per_tick;
  double least = INFINITY;
  for (int first = block; first + block <= own; first += block) {
    double sum = 0;
    for (int tick = first; tick < first + block; tick++) sum += x[(long)tick * channels];
    const double mean = sum / block;
    if (mean < least) least = mean;
  }
  if (isfinite(least)) {
    for (int tick = 0; tick < own; tick++) {
      const double over = x[(long)tick * channels] - share * least;
      x[(long)tick * channels] = over > 0 ? over : 0;
    }
  }
})

// sums [recordings, ticks, channels + 1]: the levels of the channels below c, added from the lowest up.
KERNEL(running_sums, (long count, const double* levels, double* sums, int channels), (count, levels, sums, channels), {
  const double* x = levels + i * channels;
  double* out = sums + i * (channels + 1);
  double sum = 0;
  out[0] = 0;
  for (int c = 0; c < channels; c++) {
    sum += x[c];
    out[c + 1] = sum;
  }
})

// gains [recordings]: cell_gain over the mean level of the ticks that are not quiet; 0 for silence.
KERNEL(loudness_gain, (long count, const double* sums, const int* lengths, double* gains, int ticks, int channels,
                       int per_tick, double quiet, double cell_gain),
       (count, sums, lengths, gains, ticks, channels, per_tick, quiet, cell_gain), {
  const double* x = sums + i * ticks * (channels + 1) + channels;
  const int own = lengths[i] / per_tick;
  double most = 0;
  for (int tick = 0; tick < own; tick++) most = fmax(most, x[(long)tick * (channels + 1)] / channels);
  double sum = 0;
  int loud = 0;
  for (int tick = 0; tick < own; tick++) {
    const double total = x[(long)tick * (channels + 1)] / channels;
    if (total > quiet * most) {
      sum += total;
      loud++;
    }
  }
  const double level = loud > 0 ? sum / loud : 0;
  gains[i] = level > 0 ? cell_gain / level : 0;
})

// Which hair cell fires in which step: bins [recordings, steps, channels] of 0 and 1; analog: the mean input of the
// cells in the step (or null). count = recordings * channels.
KERNEL(hair_cells, (long count, const double* levels, const double* sums, const double* gains, const int* lengths,
                    uint8_t* bins, float* analog, int ticks, int channels, int per_tick, int steps, int per_step,
                    int reach, double inhibition, double leak),
       (count, levels, sums, gains, lengths, bins, analog, ticks, channels, per_tick, steps, per_step, reach, inhibition,
        leak), {
  const long recording = i / channels;
  const int c = i % channels;
  const int first = c - reach > 0 ? c - reach : 0;
  const int end = c + reach + 1 < channels ? c + reach + 1 : channels;
  const double gain = gains[recording];
  const int own = lengths[recording] / per_tick;
  double potential = 0;
  for (int step = 0; step < steps; step++) {
    int fired = 0;
    double mean = 0;
    for (int tick = step * per_step; tick < (step + 1) * per_step && tick < own; tick++) {
      const double* sum = sums + (recording * ticks + tick) * (channels + 1);
      const double over = levels[(recording * ticks + tick) * channels + c] - inhibition * ((sum[end] - sum[first]) / (end - first));
      const double input = over > 0 ? over : 0;
      potential = leak * potential + gain * input;
      mean += gain * input;
      if (potential >= 1) {
        fired = 1;
        potential = 0;
      }
    }
    bins[(recording * steps + step) * channels + c] = fired;
    if (analog) analog[(recording * steps + step) * channels + c] = (float)(mean / per_step);
  }
})

// Leaky integrate-and-fire neurons over all steps, soft reset, threshold 1: currents [M, T, B * N] -> membranes before
// reset and spikes. beta [M]. grid > 0: the integer arithmetic, the membrane a multiple of 1 / grid, saturated at +-top.
KERNEL(spikes_forward, (long count, const float* currents, const float* beta, float* before, float* spikes, int steps,
                        long width, float grid, float top),
       (count, currents, beta, before, spikes, steps, width, grid, top), {
  const long model = i / width;
  long at = model * steps * width + i % width;
  const float factor = beta[model];
  float membrane = 0;
  for (int step = 0; step < steps; step++, at += width) {
    const float leaked = grid > 0 ? floorf(membrane * factor * grid + 0.5f) / grid : factor * membrane;
    const float u = currents[at] + leaked;
    const float fired = u >= 1 ? 1.0f : 0.0f;
    before[at] = u;
    spikes[at] = fired;
    membrane = u - fired;
    if (grid > 0) membrane = fminf(fmaxf(membrane, -top), top - 1 / grid);
  }
})

// Gradient of the currents from that of the spikes, in place: the derivative of a sigmoid of `slope` stands for the step.
KERNEL(spikes_backward, (long count, float* gradient, const float* beta, const float* before, int steps, long width,
                         float slope),
       (count, gradient, beta, before, steps, width, slope), {
  const long model = i / width;
  long at = model * steps * width + i % width + (steps - 1) * width;
  const float factor = beta[model];
  float later = 0;
  for (int step = 0; step < steps; step++, at -= width) {
    const float sigmoid = 1 / (1 + expf(-slope * (before[at] - 1)));
    later = gradient[at] * slope * sigmoid * (1 - sigmoid) + factor * later;
    gradient[at] = later;
  }
})

// The integer slow state: drive [M, T, B] integers -> states before each step [M, T, B, D]; transition [M, D, D],
// input [M, D], scale [M, D] = 2^-shift. count = M * B. D is at most 16.
KERNEL(slow_states, (long count, const double* drive, const double* transition, const double* input, const double* scale,
                     double* states, int steps, long batch, int dim, double top),
       (count, drive, transition, input, scale, states, steps, batch, dim, top), {
  const long model = i / batch;
  const double* t = transition + model * dim * dim;
  double m[16] = {};
  for (int step = 0; step < steps; step++) {
    const long at = (model * steps + step) * batch + i % batch;
    double next[16];
    for (int j = 0; j < dim; j++) {
      states[at * dim + j] = m[j];
      double sum = drive[at] * input[model * dim + j];
      for (int k = 0; k < dim; k++) sum += t[j * dim + k] * m[k];
      next[j] = fmin(fmax(m[j] + floor(sum * scale[model * dim + j] + 0.5), -top), top - 1);
    }
    for (int j = 0; j < dim; j++) m[j] = next[j];
  }
})
