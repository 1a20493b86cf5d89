"""Driver of wrapper, a network behind AXI4-Stream and AXI4-Lite. Needs nothing but Python.

    network = Network(registers, streams)
    network.load(open("NETWORK_parameters.bin", "rb").read())
    network.classify([[3, 17], [], [5]])

`registers` has read(offset) and write(offset, value), as the MMIO of pynq. `streams` is the DMA engine: send(stream, data)
sends one transfer and returns once it is taken; expect(stream, size) lets a stream put its next transfer of at most so
many bytes somewhere and returns at once; arrived(stream) waits for its end and gives its bytes. wrapper_platform has both
for Linux and for pynq. Where nobody takes classes from their stream (its tready is 1 for ever), a `streams` without
`expect` will do: they are read from the register ANSWER.
"""

import struct
import time

import wrapper_map as at

EVENTS, PARAMS, CLASSES, LOGITS, SPIKES = "events", "params", "classes", "logits", "spikes"


class Error(Exception):
    """What the block or the DMA engine says is wrong, or what the caller gave is."""


def crc32(data):
    """CRC-32, polynomial 0x04c11db7, most significant bit first, from all ones. Over data and its checksum it is 0."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1) & 0xFFFFFFFF ^ (0x04C11DB7 if crc & 0x80000000 else 0)
    return crc


def packets(image):
    """The packets of an image of parameters: words, each 4 bytes, little-endian. Error where it is no image."""
    if len(image) < 12 or len(image) % 4 or crc32(image):
        raise Error("the image of the parameters is damaged")
    words = struct.unpack(f"<{len(image) // 4}I", image)
    if words[0] != at.PARAMETERS_MAGIC:
        raise Error(f"no image of parameters: it begins with 0x{words[0]:08x}, not 0x{at.PARAMETERS_MAGIC:08x}")
    found, place = [], 1
    while words[place] != 0:
        if place + 1 + words[place] > len(words) - 2:
            raise Error("the image of the parameters is damaged: a packet is longer than it")
        found.append(words[place + 1 : place + 1 + words[place]])
        place += 1 + words[place]
    if place != len(words) - 2:
        raise Error("the image of the parameters is damaged: it goes on after its end")
    return found


def frames(steps):
    """A sequence as the network takes it, in bytes. A step is a list of addresses, or of (address, value)."""
    if not steps or (at.MOST_STEPS and len(steps) > at.MOST_STEPS):
        most = at.MOST_STEPS or "any number"
        raise Error(f"a sequence of {len(steps)} steps; allowed: from 1 to {most}")
    graded, words = at.EVENT_BYTES == 4, []
    for k, step in enumerate(steps):
        for event in step:
            address, value = event if graded else (event, 1)
            if not (0 <= address < at.NETWORK_CHANNELS and 0 <= value <= at.LARGEST_VALUE):
                raise Error(
                    f"step {k}: event {event}; allowed: addresses below {at.NETWORK_CHANNELS}, "
                    f"values of at most {at.LARGEST_VALUE}"
                )
            words.append(address | (value << 16 if graded else 0))
        if not step:
            words.append(at.EVENT_EMPTY)
        words[-1] |= at.EVENT_LAST | (at.EVENT_END if k == len(steps) - 1 else 0)
    return struct.pack(f"<{len(words)}{'I' if graded else 'H'}", *words)


def numbers(data, width, signed=False):
    """Little-endian numbers of so many bytes each."""
    return [int.from_bytes(data[i : i + width], "little", signed=signed) for i in range(0, len(data), width)]


def fired(words):
    """The neurons that fired, a list a step: a step's last word carries a spike or none."""
    steps, now = [], []
    for word in words:
        if not word & at.EVENT_EMPTY:
            now.append(word % at.EVENT_LAST)
        if word & at.EVENT_LAST:
            steps.append(now)
            now = []
    return steps


class Network:
    """One block. `patience`: seconds after which what the block is to do is given up."""

    def __init__(self, registers, streams=None, patience=10.0):
        self.registers, self.streams, self.patience = registers, streams, patience
        found = registers.read(at.ID)
        if found != at.IDENTITY:
            raise Error(f"no such block at this address: ID is 0x{found:08x}, not 0x{at.IDENTITY:08x}")
        found = registers.read(at.VERSION)
        if found >> 16 != at.MAP_VERSION >> 16 or found < at.MAP_VERSION:
            raise Error(f"registers of version 0x{found:08x}; this driver is for 0x{at.MAP_VERSION:08x}")
        found = (registers.read(at.CHANNELS), registers.read(at.CLASSES))
        if found != (at.NETWORK_CHANNELS, at.NETWORK_CLASSES):
            raise Error(f"another network: {found[0]} channels, {found[1]} classes")

    def _wait(self, done, what):
        end = time.monotonic() + self.patience
        while not done():
            if time.monotonic() > end:
                raise Error(f"{what} in {self.patience} s")

    def restart(self):
        """Resets the network; clears its error flags. Classes that nobody has taken are still given."""
        self.registers.write(at.CONTROL, at.CONTROL_RESTART)
        self._wait(
            lambda: not self.registers.read(at.STATUS) & at.STATUS_RESTARTING, "the restart did not end"
        )

    def check(self):
        """Error where an error flag is up. They stay until a restart."""
        status = self.registers.read(at.STATUS)
        if status & at.STATUS_PARAM_ERROR:
            raise Error("the network refuses parameters: the image is of another network")
        if status & at.STATUS_EVENT_ERROR:
            raise Error("an event was left out: address, value or the step's sum out of bounds")
        if status & at.STATUS_LENGTH_ERROR:
            raise Error("a sequence was longer than the network allows")

    def load(self, image):
        """Loads the parameters, the contents of NETWORK_parameters.bin: a transfer for each memory."""
        self._loads()
        for packet in packets(image):
            self.streams.send(PARAMS, struct.pack(f"<{len(packet)}I", *packet))
        self.check()

    def load_by_registers(self, image):
        """The same word by word."""
        self._loads()
        for packet in packets(image):
            for left, word in zip(range(len(packet), 0, -1), packet):
                self._wait_for_room()
                self.registers.write(at.PARAM_LAST if left == 1 else at.PARAM, word)
        self._wait_for_room()
        self.check()

    def _loads(self):
        if not at.PARAMS_LOADED:
            raise Error("the network has its parameters in its memories; there are none to load")

    def _wait_for_room(self):
        ready = lambda: self.registers.read(at.STATUS) & at.STATUS_PARAM_READY  # noqa: E731
        self._wait(ready, "the network took no parameter")

    def run(self, steps):
        """What a sequence (see `frames`) gives: "classes"; "logits", a list a step; "spikes", a list of neurons a step."""
        sent = frames(steps)
        classes = len(steps) if at.CLASS_EVERY_STEP else 1
        logits = len(steps) * at.NETWORK_CLASSES
        room = {
            CLASSES: classes * at.CLASS_BYTES,
            LOGITS: logits * at.LOGIT_BYTES,
            SPIKES: len(steps) * (at.NETWORK_NEURONS + 1) * at.SPIKE_BYTES,
        }
        leaving = [stream for stream, size in room.items() if size]
        for stream in leaving:
            self.streams.expect(stream, room[stream])
        self.streams.send(EVENTS, sent)
        given = {stream: self.streams.arrived(stream) for stream in leaving}
        self.check()
        for stream in (CLASSES, LOGITS):
            if stream in given and len(given[stream]) != room[stream]:
                raise Error(f"{len(given[stream])} bytes of {stream}, not {room[stream]}")
        found = {CLASSES: numbers(given[CLASSES], at.CLASS_BYTES)}
        if LOGITS in given:
            values, n = numbers(given[LOGITS], at.LOGIT_BYTES, signed=True), at.NETWORK_CLASSES
            found[LOGITS] = [values[i : i + n] for i in range(0, len(values), n)]
        if SPIKES in given:
            found[SPIKES] = fired(numbers(given[SPIKES], at.SPIKE_BYTES))
        return found

    def classify(self, steps):
        """The class of a sequence (see `frames`), or the list of its classes where each step gives one."""
        if hasattr(self.streams, "expect"):
            classes = self.run(steps)[CLASSES]
            return classes if at.CLASS_EVERY_STEP else classes[0]
        return self._class_of_register(frames(steps), len(steps) if at.CLASS_EVERY_STEP else 1)

    def _class_of_register(self, sent, count):
        if count != 1:
            raise Error("classes of every step come through their stream only")
        before = self.answers
        self.streams.send(EVENTS, sent)
        self._wait(lambda: self.answers != before, "the network gave no class")
        self.check()
        found = self.registers.read(at.ANSWER)
        return [found] if at.CLASS_EVERY_STEP else found

    @property
    def steps(self):
        """Time steps since the reset, modulo 2^32."""
        return self.registers.read(at.STEPS)

    @property
    def answers(self):
        """Classes since the reset, modulo 2^32."""
        return self.registers.read(at.ANSWERS)

    def interrupts(self, causes):
        """Causes (IRQ_ENABLE_... of the map) that raise the interrupt from now on; others do not."""
        self.registers.write(at.IRQ_ENABLE, causes)

    def causes(self):
        """The causes since the last call, which it clears."""
        causes = self.registers.read(at.IRQ_STATUS)
        self.registers.write(at.IRQ_STATUS, causes)
        return causes
