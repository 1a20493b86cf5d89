/* Registers as lines of a pipe, in place of addresses. */
#include <stdint.h>
uint32_t bus_read(uintptr_t address);
void bus_write(uintptr_t address, uint32_t value);
#define WRAPPER_READ32(address) bus_read(address)
#define WRAPPER_WRITE32(address, value) bus_write(address, value)
