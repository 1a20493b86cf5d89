/* What the driver refuses, on registers that are plain memory: results in turn, as one line each. */
#include <stdio.h>

#include "wrapper_driver.h"

static uint32_t registers[WRAPPER_MAP_BYTES / 4];

static void say(int result)
{
    printf("%s\n", wrapper_message(result));
}

static void set(uint32_t offset, uint32_t value)
{
    registers[offset / 4] = value;
}

static int fails(void *context, int stream, const void *bytes, size_t size)
{
    (void)context, (void)stream, (void)bytes, (void)size;
    return 1;
}

int main(void)
{
    const uint32_t offsets[] = {0, 1, 2}, back[] = {1, 0, 1}, none[] = {0, 0, 0};
    const uint16_t right[] = {0, WRAPPER_NETWORK_CHANNELS - 1}, wrong[] = {0, WRAPPER_NETWORK_CHANNELS};
    const uint16_t values[] = {1, 1};
    const struct wrapper_sequence sequences[] = {
        {2, offsets, right, NULL}, {0, offsets, right, NULL}, {2, back, right, NULL},
        {2, offsets, wrong, NULL}, {2, offsets, right, values}, {2, none, NULL, NULL},
    };
    struct wrapper device = {(uintptr_t)registers, 5, NULL, fails, NULL, NULL};
    wrapper_class classes[2];
    uint8_t frames[4];
    size_t size, i;
    say(wrapper_open(&device));
    set(WRAPPER_ID, WRAPPER_IDENTITY);
    set(WRAPPER_VERSION, WRAPPER_MAP_VERSION + 0x10000u);
    say(wrapper_open(&device));
    set(WRAPPER_VERSION, WRAPPER_MAP_VERSION + 1);
    set(WRAPPER_CHANNELS, WRAPPER_NETWORK_CHANNELS);
    set(WRAPPER_CLASSES, WRAPPER_NETWORK_CLASSES + 1);
    say(wrapper_open(&device));
    set(WRAPPER_CLASSES, WRAPPER_NETWORK_CLASSES);
    say(wrapper_open(&device));
    set(WRAPPER_STATUS, WRAPPER_STATUS_RESTARTING);
    say(wrapper_restart(&device));
    for (i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        say(wrapper_frames(&sequences[i], frames, sizeof frames, &size));
    }
    say(wrapper_frames(&sequences[0], frames, 3, &size));
    say(wrapper_classify(&device, frames, sizeof frames, classes, 1));
    say(wrapper_classify(&device, frames, sizeof frames, classes, 2));
    say(wrapper_load(&device, frames, sizeof frames));
    say(-1);
    return 0;
}
