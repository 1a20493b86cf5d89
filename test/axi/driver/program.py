"""What program.c does, by the driver in Python."""

import sys

import wrapper_driver as driver


STREAMS = [driver.EVENTS, driver.PARAMS, driver.CLASSES, driver.LOGITS, driver.SPIKES]
WIDTHS = {
    driver.CLASSES: driver.at.CLASS_BYTES,
    driver.LOGITS: driver.at.LOGIT_BYTES,
    driver.SPIKES: driver.at.SPIKE_BYTES,
}


class Bus:
    """Registers and streams as lines of a pipe."""

    def ask(self, line):
        print(line, flush=True)
        return [int(word, 16) for word in sys.stdin.readline().split()[1:]]

    def read(self, offset):
        value, response = self.ask(f"r {offset:x}")
        assert response == 0
        return value

    def write(self, offset, value):
        assert self.ask(f"w {offset:x} {value:x}") == [0]

    def send(self, stream, data):
        width = 4 if stream == driver.PARAMS else driver.at.EVENT_BYTES
        words = [data[i : i + width][::-1].hex() for i in range(0, len(data), width)]
        if self.ask(f"s {STREAMS.index(stream)} {len(words)} {' '.join(words)}") != [1]:
            raise driver.Error("the DMA engine failed")


class Dma(Bus):
    def expect(self, stream, size):
        print(f"e {STREAMS.index(stream)} {size // WIDTHS[stream]}", flush=True)

    def arrived(self, stream):
        count, *words = self.ask(f"a {STREAMS.index(stream)}")
        assert count == len(words)
        return b"".join(value.to_bytes(WIDTHS[stream], "little") for value in words)


def say(*what):
    print(*what, file=sys.stderr)


def refused(what, call):
    try:
        call()
    except driver.Error as error:
        say(f"{what}: {error}")
    else:
        say(f"{what}: no error")


def main(image_path, sequences_path, way):
    bus = Bus() if way == "registers" else Dma()
    network = driver.Network(bus, bus)
    say("open: no error")
    if driver.at.PARAMS_LOADED:
        with open(image_path, "rb") as file:
            image = file.read()
        load = network.load_by_registers if way == "registers" else network.load
        for i in range(0, len(image), len(image) // 7):
            for bad in (image[:i] + bytes([image[i] ^ 16]) + image[i + 1 :], image[:i]):
                try:
                    load(bad)
                except driver.Error:
                    continue
                sys.exit(8)
        load(image)
        say("load: no error")
    network.interrupts(driver.at.IRQ_ENABLE_ANSWER)
    assert bus.ask("i") == [0]
    with open(sequences_path, encoding="ascii") as file:
        numbers = iter([int(word) for word in file.read().split()])
    graded = driver.at.EVENT_BYTES == 4
    for _ in range(next(numbers)):
        steps = []
        for _ in range(next(numbers)):
            events = [(next(numbers), next(numbers)) for _ in range(next(numbers))]
            steps.append(events if graded else [address for address, _ in events])
        try:
            if driver.at.LOGIT_BYTES:
                given = network.run(steps)
                fired = sum(len(step) for step in given["spikes"])
                print(*sum(given["logits"], []), f"fired {fired}: ", end="", file=sys.stderr)
                classes = given["classes"] if driver.at.CLASS_EVERY_STEP else given["classes"][0]
            else:
                classes = network.classify(steps)
        except driver.Error as error:
            say(f"sequence: {error}")
            continue
        say(*(classes if driver.at.CLASS_EVERY_STEP else [classes]))
    say(f"steps {network.steps}, answers {network.answers}")
    assert bus.ask("i") == [1]
    say(f"causes {network.causes()}, then {network.causes()}")
    assert bus.ask("i") == [0]
    bus.send(driver.EVENTS, b"\xff\x1f\0\0"[: driver.at.EVENT_BYTES])
    refused("errors", network.check)
    refused("restart", network.restart)
    refused("errors", network.check)


if __name__ == "__main__":
    main(*sys.argv[1:])
