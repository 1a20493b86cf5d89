"""Registers and streams of wrapper on Linux and on pynq, for its driver."""

import mmap
import os
import select
import struct

import wrapper_map as at


class Uio:
    """Registers and interrupt of a device of Linux's userspace I/O. `offset`: of the registers in its first map."""

    def __init__(self, path, offset=0):
        self._file = os.open(path, os.O_RDWR | os.O_SYNC)
        self._map = mmap.mmap(self._file, mmap.PAGESIZE * (1 + (offset + at.MAP_BYTES) // mmap.PAGESIZE))
        # Words of 32 bits: any other access would be cut up on its way to the bus.
        self._words = memoryview(self._map).cast("I")
        self._first = offset // 4

    def read(self, offset):
        return self._words[self._first + offset // 4]

    def write(self, offset, value):
        self._words[self._first + offset // 4] = value

    def wait(self, seconds=None):
        """Waits for the interrupt; False where none came in time. `causes` of the network clears it."""
        os.write(self._file, struct.pack("I", 1))
        if not select.select([self._file], [], [], seconds)[0]:
            return False
        os.read(self._file, 4)
        return True

    def close(self):
        self._words.release()
        self._map.close()
        os.close(self._file)


class Pynq:
    """DMA engines of pynq as streams: Pynq(events=overlay.dma, classes=overlay.dma, params=overlay.dma_params)."""

    def __init__(self, **engines):
        from pynq import allocate

        self._engines, self._allocate, self._buffers = engines, allocate, {}

    def send(self, stream, data):
        with self._allocate(len(data), "u1") as buffer:
            buffer[:] = memoryview(data)
            channel = self._engines[stream].sendchannel
            channel.transfer(buffer)
            channel.wait()

    def expect(self, stream, size):
        buffer = self._buffers[stream] = self._allocate(size, "u1")
        self._engines[stream].recvchannel.transfer(buffer)

    def arrived(self, stream):
        channel, buffer = self._engines[stream].recvchannel, self._buffers.pop(stream)
        channel.wait()
        data = bytes(buffer[: channel.transferred])
        buffer.freebuffer()
        return data
