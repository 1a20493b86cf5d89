/*
 * Everything that the driver does, on a wrapper at the other end of standard input and output. Arguments: the image of the
 * parameters, the sequences (numbers: how many, then for each its steps, for each step its events, each an address and a
 * value), "registers" or "dma". Says on standard error what it finds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wrapper_driver.h"

#define BASE 0x40000000u

uint32_t bus_read(uintptr_t address)
{
    unsigned value, response;
    printf("r %x\n", (unsigned)(address - BASE));
    fflush(stdout);
    if (scanf(" r %x %x", &value, &response) != 2 || response != 0) exit(3);
    return value;
}

void bus_write(uintptr_t address, uint32_t value)
{
    unsigned response;
    printf("w %x %x\n", (unsigned)(address - BASE), (unsigned)value);
    fflush(stdout);
    if (scanf(" w %x", &response) != 1 || response != 0) exit(4);
}

static int send(void *context, int stream, const void *bytes, size_t size)
{
    const size_t width = stream == WRAPPER_STREAM_PARAMS ? 4 : WRAPPER_EVENT_BYTES;
    const uint8_t *at = bytes;
    size_t word, byte;
    int taken;
    (void)context;
    printf("s %d %u", stream, (unsigned)(size / width));
    for (word = 0; word < size / width; word++) {
        printf(" ");
        for (byte = width; byte-- > 0;) printf("%02x", at[width * word + byte]);
    }
    printf("\n");
    fflush(stdout);
    return scanf(" s %d", &taken) != 1 || !taken;
}

static uint8_t *expected[WRAPPER_STREAM_SPIKES + 1];

static size_t width_of(int stream)
{
    if (stream == WRAPPER_STREAM_CLASSES) return WRAPPER_CLASS_BYTES;
    return stream == WRAPPER_STREAM_LOGITS ? WRAPPER_LOGIT_BYTES : WRAPPER_SPIKE_BYTES;
}

static int expect(void *context, int stream, void *bytes, size_t size)
{
    (void)context;
    expected[stream] = bytes;
    printf("e %d %u\n", stream, (unsigned)(size / width_of(stream)));
    return stream < WRAPPER_STREAM_CLASSES;
}

static int arrived(void *context, int stream, size_t *size)
{
    const size_t width = width_of(stream);
    unsigned count, i;
    size_t byte;
    unsigned long value;
    (void)context;
    printf("a %d\n", stream);
    fflush(stdout);
    if (scanf(" a %x", &count) != 1) return 1;
    for (i = 0; i < count; i++) {
        if (scanf("%lx", &value) != 1) return 1;
        for (byte = 0; byte < width; byte++) expected[stream][width * i + byte] = (uint8_t)(value >> 8 * byte);
    }
    *size = count * width;
    return count == 0;
}

static int interrupt_line(void)
{
    int line;
    printf("i\n");
    fflush(stdout);
    return scanf(" i %d", &line) == 1 ? line : -1;
}

static void say(const char *what, int result)
{
    fprintf(stderr, "%s: %s\n", what, wrapper_message(result));
}

static int number(FILE *file)
{
    int value;
    if (fscanf(file, "%d", &value) != 1) exit(5);
    return value;
}

#if WRAPPER_LOGIT_BYTES
/* Every stream at once; says the first logit and how many words of spikes there were. */
static int run(struct wrapper *device, const void *frames, size_t size, wrapper_class *classes, size_t count)
{
    static int16_t logits[4000];
    static uint16_t spikes[4000];
    struct wrapper_output outputs[] = {
        {WRAPPER_STREAM_CLASSES, classes, count * sizeof *classes, 0},
        {WRAPPER_STREAM_LOGITS, logits, sizeof logits, 0},
        {WRAPPER_STREAM_SPIKES, spikes, sizeof spikes, 0},
    };
    const int result = wrapper_run(device, frames, size, outputs, 3);
    size_t i, fired = 0;
    for (i = 0; i < outputs[2].arrived / 2; i++) fired += !(spikes[i] & WRAPPER_EVENT_EMPTY);
    for (i = 0; i < outputs[1].arrived / 2; i++) fprintf(stderr, "%d ", logits[i]);
    fprintf(stderr, "fired %u: ", (unsigned)fired);
    return result;
}
#endif

/* Sends the next sequence of the file; says its classes. */
static void classify(struct wrapper *device, FILE *file)
{
    static uint32_t offsets[100];
    static uint16_t addresses[10000], values[10000];
    static uint8_t frames[40000];
    static wrapper_class classes[100];
    struct wrapper_sequence sequence = {0, offsets, addresses, WRAPPER_EVENT_BYTES == 4 ? values : NULL};
    size_t size, count;
    uint32_t k, at = 0;
    int result;
    sequence.steps = (uint32_t)number(file);
    for (k = 0; k < sequence.steps; k++) {
        int events = number(file);
        offsets[k] = at;
        for (; events > 0; events--, at++) {
            addresses[at] = (uint16_t)number(file);
            values[at] = (uint16_t)number(file);
        }
    }
    offsets[k] = at;
    result = wrapper_frames(&sequence, NULL, 0, &size);
    if (result == WRAPPER_OK && wrapper_frames(&sequence, frames, size - 1, &size) != WRAPPER_ERROR_ROOM) exit(6);
    if (result == WRAPPER_OK) result = wrapper_frames(&sequence, frames, sizeof frames, &size);
    count = WRAPPER_CLASS_EVERY_STEP ? sequence.steps : 1;
#if WRAPPER_LOGIT_BYTES
    if (result == WRAPPER_OK) result = run(device, frames, size, classes, count);
#else
    if (result == WRAPPER_OK) result = wrapper_classify(device, frames, size, classes, count);
#endif
    if (result != WRAPPER_OK) {
        say("sequence", result);
        return;
    }
    for (k = 0; k < count; k++) fprintf(stderr, "%u%s", (unsigned)classes[k], k + 1 < count ? " " : "\n");
}

#if WRAPPER_PARAMS_LOADED
static void load(struct wrapper *device, const char *path, int by_registers)
{
    static uint8_t image[1 << 20];
    FILE *file = fopen(path, "rb");
    size_t size, i;
    int (*const way)(struct wrapper *, const void *, size_t) = by_registers ? wrapper_load_by_registers : wrapper_load;
    if (file == NULL) exit(7);
    size = fread(image, 1, sizeof image, file);
    fclose(file);
    for (i = 0; i < size; i += size / 7) {
        image[i] ^= 16;
        if (way(device, image, size) != WRAPPER_ERROR_IMAGE) exit(8);
        image[i] ^= 16;
        if (way(device, image, i) != WRAPPER_ERROR_IMAGE) exit(9);
    }
    say("load", way(device, image, size));
}
#endif

int main(int argc, char **argv)
{
    struct wrapper device = {BASE, 10000, NULL, send, expect, arrived};
    const int by_registers = argc == 4 && strcmp(argv[3], "registers") == 0;
    FILE *file = fopen(argv[2], "r");
    static const uint8_t beyond[] = {0xff, 0x1f, 0, 0};
    int left;
    if (file == NULL) return 10;
    if (by_registers) device.expect = NULL;
    say("open", wrapper_open(&device));
#if WRAPPER_PARAMS_LOADED
    load(&device, argv[1], by_registers);
#endif
    wrapper_interrupts(&device, WRAPPER_IRQ_ENABLE_ANSWER);
    if (interrupt_line() != 0) return 11;
    for (left = number(file); left > 0; left--) classify(&device, file);
    fclose(file);
    fprintf(stderr, "steps %u, answers %u\n", (unsigned)wrapper_steps(&device), (unsigned)wrapper_answers(&device));
    if (interrupt_line() != 1) return 12;
    fprintf(stderr, "causes %u, then ", (unsigned)wrapper_causes(&device));
    fprintf(stderr, "%u\n", (unsigned)wrapper_causes(&device));
    if (interrupt_line() != 0) return 13;
    if (send(NULL, WRAPPER_STREAM_EVENTS, beyond, WRAPPER_EVENT_BYTES)) return 14;
    say("errors", wrapper_errors(&device));
    say("restart", wrapper_restart(&device));
    say("errors", wrapper_errors(&device));
    return 0;
}
