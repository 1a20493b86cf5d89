// Leaky integrate-and-fire neurons over all time steps of a batch, forward and backward: one body for CPU and GPU.
//
// Tensors are [batch, steps, neurons], 32-bit floats. A neuron: u = beta u + current + bias; fires at u >= 1; then u - 1.
// forward replaces the currents by the surrogate derivative of every step (that of a sigmoid of slope 4), all that backward
// needs of them; backward replaces those by the gradient of the currents, and gives its sums over the steps (of which the
// bias takes the sum over the batch). The reset is not differentiated.
// The last layer's spikes are only counted: `spikes` and `upstream` may be null.
//
// C++ compiler: OpenMP over the batch, up to LANES neurons of a step one after another, so that memory is read in its order.
// nvcc: a thread a neuron, which loads AHEAD steps at once, so that the latency of the memory is paid once for all of them.

#include <algorithm>
#include <cmath>

#ifdef __CUDACC__
#define BODY __device__ __forceinline__
#else
#define BODY static inline
#endif

constexpr float SLOPE = 4.0f;

struct Forward {
    float* currents;
    const float* bias;
    float* spikes;
    float* counts;
    int steps, neurons;
    float beta;
};

struct Backward {
    float* derivatives;
    const float* upstream;
    const float* counted;
    float* sums;
    int steps, neurons;
    float beta;
};

/** `lanes` neurons of one sequence, LANES at most, from neuron `first` on. */
template <int LANES, int AHEAD>
BODY void forward(const Forward& a, int sequence, int first, int lanes) {
    const long start = (long)sequence * a.steps * a.neurons + first;
    float membrane[LANES], count[LANES], bias[LANES];
    for (int i = 0; i < lanes; i++) {
        membrane[i] = count[i] = 0.0f;
        bias[i] = a.bias[first + i];
    }
    for (int k = 0; k < a.steps; k += AHEAD) {
        float current[AHEAD][LANES];
#pragma unroll
        for (int j = 0; j < AHEAD; j++)
            for (int i = 0; i < lanes; i++)
                current[j][i] = k + j < a.steps ? a.currents[start + (long)(k + j) * a.neurons + i] : 0.0f;
#pragma unroll
        for (int j = 0; j < AHEAD; j++) {
            if (k + j >= a.steps) break;
            const long at = start + (long)(k + j) * a.neurons;
            float spike[LANES];
            for (int i = 0; i < lanes; i++) {
                const float u = a.beta * membrane[i] + current[j][i] + bias[i];
                spike[i] = u >= 1.0f ? 1.0f : 0.0f;
                membrane[i] = u - spike[i];
                count[i] += spike[i];
                // Bounded, since a fast division by infinity is not a number.
                const float sigmoid = 1.0f / (1.0f + expf(fminf(SLOPE * (1.0f - u), 60.0f)));
                a.currents[at + i] = SLOPE * sigmoid * (1.0f - sigmoid);
            }
            if (a.spikes)
                for (int i = 0; i < lanes; i++) a.spikes[at + i] = spike[i];
        }
    }
    for (int i = 0; i < lanes; i++) a.counts[(long)sequence * a.neurons + first + i] = count[i];
}

template <int LANES, int AHEAD>
BODY void backward(const Backward& a, int sequence, int first, int lanes) {
    const long start = (long)sequence * a.steps * a.neurons + first;
    float gradient[LANES], always[LANES], sum[LANES];
    for (int i = 0; i < lanes; i++) {
        gradient[i] = sum[i] = 0.0f;
        always[i] = a.counted[(long)sequence * a.neurons + first + i];
    }
    for (int last = a.steps - 1; last >= 0; last -= AHEAD) {
        float derivative[AHEAD][LANES], arriving[AHEAD][LANES];
#pragma unroll
        for (int j = 0; j < AHEAD; j++)
            for (int i = 0; i < lanes; i++) {
                const long at = start + (long)(last - j) * a.neurons + i;
                derivative[j][i] = j <= last ? a.derivatives[at] : 0.0f;
                arriving[j][i] = always[i] + (a.upstream && j <= last ? a.upstream[at] : 0.0f);
            }
#pragma unroll
        for (int j = 0; j < AHEAD; j++) {
            if (j > last) break;
            for (int i = 0; i < lanes; i++) {
                gradient[i] = a.beta * gradient[i] + derivative[j][i] * arriving[j][i];
                a.derivatives[start + (long)(last - j) * a.neurons + i] = gradient[i];
                sum[i] += gradient[i];
            }
        }
    }
    for (int i = 0; i < lanes; i++) a.sums[(long)sequence * a.neurons + first + i] = sum[i];
}

#ifdef __CUDACC__

constexpr int THREADS = 64, AHEAD = 16;

__global__ void forward_kernel(Forward a, int batch) {
    const int thread = blockIdx.x * THREADS + threadIdx.x;
    if (thread < batch * a.neurons) forward<1, AHEAD>(a, thread / a.neurons, thread % a.neurons, 1);
}

__global__ void backward_kernel(Backward a, int batch) {
    const int thread = blockIdx.x * THREADS + threadIdx.x;
    if (thread < batch * a.neurons) backward<1, AHEAD>(a, thread / a.neurons, thread % a.neurons, 1);
}

static int blocks(int batch, int neurons) { return (batch * neurons + THREADS - 1) / THREADS; }

extern "C" int neurons_forward(Forward a, int batch, void* stream) {
    forward_kernel<<<blocks(batch, a.neurons), THREADS, 0, (cudaStream_t)stream>>>(a, batch);
    return cudaGetLastError();
}

extern "C" int neurons_backward(Backward a, int batch, void* stream) {
    backward_kernel<<<blocks(batch, a.neurons), THREADS, 0, (cudaStream_t)stream>>>(a, batch);
    return cudaGetLastError();
}

#else

constexpr int LANES = 512;

extern "C" int neurons_forward(Forward a, int batch, void*) {
#pragma omp parallel for schedule(static)
    for (int sequence = 0; sequence < batch; sequence++)
        for (int first = 0; first < a.neurons; first += LANES) forward<LANES, 1>(a, sequence, first, std::min(LANES, a.neurons - first));
    return 0;
}

extern "C" int neurons_backward(Backward a, int batch, void*) {
#pragma omp parallel for schedule(static)
    for (int sequence = 0; sequence < batch; sequence++)
        for (int first = 0; first < a.neurons; first += LANES) backward<LANES, 1>(a, sequence, first, std::min(LANES, a.neurons - first));
    return 0;
}

#endif
