/* Driver of wrapper: registers, parameters, sequences. */
#include "wrapper_driver.h"

/* A platform that reaches registers in another way defines these two. */
#ifndef WRAPPER_READ32
#define WRAPPER_READ32(address) (*(const volatile uint32_t *)(address))
#define WRAPPER_WRITE32(address, value) (*(volatile uint32_t *)(address) = (value))
#endif

static uint32_t read_register(const struct wrapper *device, uint32_t offset)
{
    return WRAPPER_READ32(device->base + offset);
}

static void write_register(const struct wrapper *device, uint32_t offset, uint32_t value)
{
    WRAPPER_WRITE32(device->base + offset, value);
}

const char *wrapper_message(int result)
{
    switch (result) {
    case WRAPPER_OK: return "no error";
    case WRAPPER_ERROR_IDENTITY: return "no such block at this address: its ID is another one";
    case WRAPPER_ERROR_VERSION: return "the block's registers are of a version that this driver does not know";
    case WRAPPER_ERROR_NETWORK: return "the block has another network: its channels or classes differ";
    case WRAPPER_ERROR_IMAGE: return "the image of the parameters is damaged or no such image";
    case WRAPPER_ERROR_PARAMETERS: return "the network refuses parameters: the image is of another network";
    case WRAPPER_ERROR_SEQUENCE: return "no sequence of this network: steps, offsets, addresses or values out of bounds";
    case WRAPPER_ERROR_ROOM: return "the buffer is too small for the sequence";
    case WRAPPER_ERROR_STREAM: return "the DMA engine failed";
    case WRAPPER_ERROR_ANSWER: return "not as many classes as asked for";
    case WRAPPER_ERROR_EVENT: return "an event was left out: address, value or the step's sum out of bounds";
    case WRAPPER_ERROR_LENGTH: return "a sequence was longer than the network allows";
    case WRAPPER_ERROR_PATIENCE: return "the block did not get ready in time";
    default: return "no result of this driver";
    }
}

enum wanted { UNTIL_EQUAL, UNTIL_OTHER };

/* Waits until the masked bits of a register are equal to the value, or other than it. */
static int wait_for(const struct wrapper *device, uint32_t offset, uint32_t mask, uint32_t value, enum wanted wanted)
{
    uint32_t reads;
    for (reads = 0; device->patience == 0 || reads < device->patience; reads++)
        if (((read_register(device, offset) & mask) == value) == (wanted == UNTIL_EQUAL)) return WRAPPER_OK;
    return WRAPPER_ERROR_PATIENCE;
}

int wrapper_open(struct wrapper *device)
{
    uint32_t version;
    if (read_register(device, WRAPPER_ID) != WRAPPER_IDENTITY) return WRAPPER_ERROR_IDENTITY;
    version = read_register(device, WRAPPER_VERSION);
    if (version >> 16 != WRAPPER_MAP_VERSION >> 16 || version < WRAPPER_MAP_VERSION) return WRAPPER_ERROR_VERSION;
    if (read_register(device, WRAPPER_CHANNELS) != WRAPPER_NETWORK_CHANNELS) return WRAPPER_ERROR_NETWORK;
    if (read_register(device, WRAPPER_CLASSES) != WRAPPER_NETWORK_CLASSES) return WRAPPER_ERROR_NETWORK;
    return WRAPPER_OK;
}

int wrapper_restart(struct wrapper *device)
{
    write_register(device, WRAPPER_CONTROL, WRAPPER_CONTROL_RESTART);
    return wait_for(device, WRAPPER_STATUS, WRAPPER_STATUS_RESTARTING, 0, UNTIL_EQUAL);
}

int wrapper_errors(struct wrapper *device)
{
    uint32_t status = read_register(device, WRAPPER_STATUS);
    if (status & WRAPPER_STATUS_PARAM_ERROR) return WRAPPER_ERROR_PARAMETERS;
    if (status & WRAPPER_STATUS_EVENT_ERROR) return WRAPPER_ERROR_EVENT;
    if (status & WRAPPER_STATUS_LENGTH_ERROR) return WRAPPER_ERROR_LENGTH;
    return WRAPPER_OK;
}

#if WRAPPER_PARAMS_LOADED
static uint32_t word_at(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/*
 * An image: magic, then for each packet the number of its words and the words, then 0 and a checksum: CRC-32 with the
 * polynomial 0x04c11db7, most significant bit first, from all ones. Over the image and its checksum it is 0.
 */
static int is_image(const uint8_t *image, size_t size)
{
    uint32_t crc = 0xffffffffu;
    size_t at;
    if (size < 12 || size % 4 != 0 || word_at(image) != WRAPPER_PARAMETERS_MAGIC) return 0;
    for (at = 0; at < size; at++) {
        int bit;
        crc ^= (uint32_t)image[at] << 24;
        for (bit = 0; bit < 8; bit++) crc = crc & 0x80000000u ? crc << 1 ^ 0x04c11db7u : crc << 1;
    }
    if (crc != 0) return 0;
    for (at = 4; word_at(image + at) != 0; at += 4 + 4 * (size_t)word_at(image + at))
        if (word_at(image + at) >= (size - at - 8) / 4) return 0;
    return at + 8 == size;
}

int wrapper_load(struct wrapper *device, const void *image, size_t size)
{
    const uint8_t *bytes = image;
    size_t at, packet;
    if (!is_image(bytes, size)) return WRAPPER_ERROR_IMAGE;
    for (at = 4; (packet = 4 * (size_t)word_at(bytes + at)) != 0; at += 4 + packet)
        if (device->send(device->context, WRAPPER_STREAM_PARAMS, bytes + at + 4, packet)) return WRAPPER_ERROR_STREAM;
    return wrapper_errors(device);
}

/* Until a word for the parameters may be written: the one before is with the network. */
static int wait_for_room(const struct wrapper *device)
{
    const uint32_t ready = WRAPPER_STATUS_PARAM_READY;
    return wait_for(device, WRAPPER_STATUS, ready, ready, UNTIL_EQUAL);
}

int wrapper_load_by_registers(struct wrapper *device, const void *image, size_t size)
{
    const uint8_t *bytes = image;
    size_t at = 4;
    uint32_t left;
    int result;
    if (!is_image(bytes, size)) return WRAPPER_ERROR_IMAGE;
    for (; word_at(bytes + at) != 0; at += 4)
        for (left = word_at(bytes + at); left != 0; left--) {
            at += 4;
            result = wait_for_room(device);
            if (result != WRAPPER_OK) return result;
            write_register(device, left == 1 ? WRAPPER_PARAM_LAST : WRAPPER_PARAM, word_at(bytes + at));
        }
    result = wait_for_room(device);
    return result != WRAPPER_OK ? result : wrapper_errors(device);
}
#endif

/* One word of the stream of events: its bytes, low first, as a DMA engine takes them from memory. */
static void put_word(uint8_t *to, uint32_t word)
{
    int i;
    for (i = 0; i < WRAPPER_EVENT_BYTES; i++) to[i] = (uint8_t)(word >> 8 * i);
}

static int is_event(const struct wrapper_sequence *sequence, uint32_t event)
{
    const uint32_t value = sequence->values == NULL ? 1 : sequence->values[event];
    return sequence->addresses[event] < WRAPPER_NETWORK_CHANNELS && value <= WRAPPER_LARGEST_VALUE;
}

int wrapper_frames(const struct wrapper_sequence *sequence, void *buffer, size_t room, size_t *size)
{
    const int graded = WRAPPER_EVENT_BYTES == 4;
    uint32_t step, event;
    size_t words = 0;
    uint8_t *to = buffer;
    if (sequence->steps == 0 || graded != (sequence->values != NULL)) return WRAPPER_ERROR_SEQUENCE;
    if (WRAPPER_MOST_STEPS != 0 && sequence->steps > WRAPPER_MOST_STEPS) return WRAPPER_ERROR_SEQUENCE;
    for (step = 0; step < sequence->steps; step++) {
        const uint32_t from = sequence->offsets[step], end = sequence->offsets[step + 1];
        if (end < from) return WRAPPER_ERROR_SEQUENCE;
        for (event = from; event < end; event++)
            if (!is_event(sequence, event)) return WRAPPER_ERROR_SEQUENCE;
        words += from == end ? 1 : end - from;
    }
    *size = WRAPPER_EVENT_BYTES * words;
    if (buffer == NULL) return WRAPPER_OK;
    if (*size > room) return WRAPPER_ERROR_ROOM;
    for (step = 0; step < sequence->steps; step++) {
        const uint32_t from = sequence->offsets[step], end = sequence->offsets[step + 1];
        const uint32_t last = WRAPPER_EVENT_LAST | (step + 1 == sequence->steps ? WRAPPER_EVENT_END : 0);
        for (event = from; event < end; event++, to += WRAPPER_EVENT_BYTES)
            put_word(to, sequence->addresses[event] | (event + 1 == end ? last : 0) |
                             (graded ? (uint32_t)sequence->values[event] << 16 : 0));
        if (from == end) {
            put_word(to, WRAPPER_EVENT_EMPTY | last);
            to += WRAPPER_EVENT_BYTES;
        }
    }
    return WRAPPER_OK;
}

int wrapper_run(struct wrapper *device, const void *frames, size_t size, struct wrapper_output *outputs, size_t count)
{
    struct wrapper_output *to;
    for (to = outputs; to != outputs + count; to++)
        if (device->expect(device->context, to->stream, to->bytes, to->size)) return WRAPPER_ERROR_STREAM;
    if (device->send(device->context, WRAPPER_STREAM_EVENTS, frames, size)) return WRAPPER_ERROR_STREAM;
    for (to = outputs; to != outputs + count; to++)
        if (device->arrived(device->context, to->stream, &to->arrived)) return WRAPPER_ERROR_STREAM;
    return wrapper_errors(device);
}

/* Sends a sequence; its class is read from the registers. */
static int class_of_register(struct wrapper *device, const void *frames, size_t size, wrapper_class *class_of)
{
    const uint32_t before = wrapper_answers(device);
    int result;
    if (device->send(device->context, WRAPPER_STREAM_EVENTS, frames, size)) return WRAPPER_ERROR_STREAM;
    result = wait_for(device, WRAPPER_ANSWERS, 0xffffffffu, before, UNTIL_OTHER);
    if (result != WRAPPER_OK) return result;
    *class_of = (wrapper_class)read_register(device, WRAPPER_ANSWER);
    return wrapper_errors(device);
}

int wrapper_classify(struct wrapper *device, const void *frames, size_t size, wrapper_class *classes, size_t count)
{
    struct wrapper_output to = {WRAPPER_STREAM_CLASSES, NULL, 0, 0};
    int result;
    if (device->expect == NULL)
        return count == 1 ? class_of_register(device, frames, size, classes) : WRAPPER_ERROR_ANSWER;
    to.bytes = classes;
    to.size = count * sizeof *classes;
    result = wrapper_run(device, frames, size, &to, 1);
    return result == WRAPPER_OK && to.arrived != to.size ? WRAPPER_ERROR_ANSWER : result;
}

uint32_t wrapper_steps(struct wrapper *device)
{
    return read_register(device, WRAPPER_STEPS);
}

uint32_t wrapper_answers(struct wrapper *device)
{
    return read_register(device, WRAPPER_ANSWERS);
}

void wrapper_interrupts(struct wrapper *device, uint32_t causes)
{
    write_register(device, WRAPPER_IRQ_ENABLE, causes);
}

uint32_t wrapper_causes(struct wrapper *device)
{
    const uint32_t causes = read_register(device, WRAPPER_IRQ_STATUS);
    write_register(device, WRAPPER_IRQ_STATUS, causes);
    return causes;
}
