/* Driver of wrapper, a network behind AXI4-Stream and AXI4-Lite. C99; needs no library and takes no memory. */
#ifndef WRAPPER_DRIVER_H
#define WRAPPER_DRIVER_H

#include <stddef.h>
#include <stdint.h>

#include "wrapper.h"

/* What the functions give; wrapper_message has the words. */
enum {
    WRAPPER_OK = 0,
    WRAPPER_ERROR_IDENTITY,
    WRAPPER_ERROR_VERSION,
    WRAPPER_ERROR_NETWORK,
    WRAPPER_ERROR_IMAGE,
    WRAPPER_ERROR_PARAMETERS,
    WRAPPER_ERROR_SEQUENCE,
    WRAPPER_ERROR_ROOM,
    WRAPPER_ERROR_STREAM,
    WRAPPER_ERROR_ANSWER,
    WRAPPER_ERROR_EVENT,
    WRAPPER_ERROR_LENGTH,
    WRAPPER_ERROR_PATIENCE
};

enum {
    WRAPPER_STREAM_EVENTS,
    WRAPPER_STREAM_PARAMS,
    WRAPPER_STREAM_CLASSES,
    WRAPPER_STREAM_LOGITS,
    WRAPPER_STREAM_SPIKES
};

/* A class as it lies in memory, little-endian. */
#if WRAPPER_CLASS_BYTES == 1
typedef uint8_t wrapper_class;
#else
typedef uint16_t wrapper_class;
#endif

struct wrapper {
    /* Where the program sees the registers. */
    uintptr_t base;
    /* Reads of a register after which what they wait for is given up; 0: they wait for ever. */
    uint32_t patience;
    /*
     * The DMA engine, as functions of the platform. Each is called with `context`, and gives 0, or anything else where it
     * failed. Caches are theirs.
     */
    void *context;
    /* Sends one transfer (TLAST on its last beat); returns once all of it is taken. */
    int (*send)(void *context, int stream, const void *bytes, size_t size);
    /*
     * Lets a stream put its next transfer, of at most `size` bytes, at `bytes`; returns at once. NULL: nobody takes classes
     * from the stream (its `tready` is 1 for ever), and they are read from the register ANSWER.
     */
    int (*expect)(void *context, int stream, void *bytes, size_t size);
    /* Waits until that transfer has ended; `size` becomes its bytes. */
    int (*arrived)(void *context, int stream, size_t *size);
};

/*
 * A sequence of `steps` time steps, of which step k has the events from offsets[k] up to offsets[k + 1]: addresses, and
 * with graded inputs their values. `values` is NULL where inputs are not graded.
 */
struct wrapper_sequence {
    uint32_t steps;
    const uint32_t *offsets;
    const uint16_t *addresses;
    const uint16_t *values;
};

/* Room for what a sequence gives on one of the streams; `arrived` becomes its bytes. */
struct wrapper_output {
    int stream;
    void *bytes;
    size_t size;
    size_t arrived;
};

/* What is said of a result, as one line without its end. */
const char *wrapper_message(int result);

/* Whether the registers are those of this network, in a version that this driver knows. */
int wrapper_open(struct wrapper *device);

/* Resets the network; waits until that is over. Clears its error flags; classes that nobody has taken are still given. */
int wrapper_restart(struct wrapper *device);

/* What the error flags say: WRAPPER_OK, or the error. They stay until a restart. */
int wrapper_errors(struct wrapper *device);

#if WRAPPER_PARAMS_LOADED
/* Loads the parameters, the file NETWORK_parameters.bin: a transfer for each memory. */
int wrapper_load(struct wrapper *device, const void *image, size_t size);
/* The same through the registers, word by word. */
int wrapper_load_by_registers(struct wrapper *device, const void *image, size_t size);
#endif

/* Writes a sequence as the network takes it. `size` becomes the bytes that it has; `buffer` NULL: only that. */
int wrapper_frames(const struct wrapper_sequence *sequence, void *buffer, size_t room, size_t *size);

/*
 * Sends one sequence as wrapper_frames has written it, and waits for what it gives on each of the streams of `outputs`.
 * Every stream that leaves the block is to be among them, or taken by somebody else: the network waits for it.
 */
int wrapper_run(struct wrapper *device, const void *frames, size_t size, struct wrapper_output *outputs, size_t count);

/*
 * The same where only classes leave the block: `count` of them, one, or one for each step where WRAPPER_CLASS_EVERY_STEP
 * is 1.
 */
int wrapper_classify(struct wrapper *device, const void *frames, size_t size, wrapper_class *classes, size_t count);

/* Time steps and classes since the reset, modulo 2^32. */
uint32_t wrapper_steps(struct wrapper *device);
uint32_t wrapper_answers(struct wrapper *device);

/* Causes (WRAPPER_IRQ_ENABLE_...) that raise the interrupt from now on; others do not. */
void wrapper_interrupts(struct wrapper *device, uint32_t causes);
/* For the interrupt's handler: the causes since the last call, which it clears. */
uint32_t wrapper_causes(struct wrapper *device);

#endif
