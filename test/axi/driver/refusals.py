"""What the driver in Python refuses, on registers in a file (as those of /dev/uio are)."""

import mmap
import struct
import sys

import wrapper_driver as driver
import wrapper_map as at
from wrapper_platform import Uio


def say(call):
    try:
        print(call() or "no error")
    except driver.Error as error:
        print(error)


class Fails:
    def send(self, stream, data):
        raise driver.Error("the DMA engine failed")


with open("registers", "wb") as file:
    file.write(bytes(mmap.PAGESIZE))
words = Uio("registers", 64)
say(lambda: driver.Network(words))
words.write(at.ID, at.IDENTITY)
words.write(at.VERSION, at.MAP_VERSION + 0x10000)
say(lambda: driver.Network(words))
words.write(at.VERSION, at.MAP_VERSION + 1)
words.write(at.CHANNELS, at.NETWORK_CHANNELS)
words.write(at.CLASSES, at.NETWORK_CLASSES + 1)
say(lambda: driver.Network(words))
words.write(at.CLASSES, at.NETWORK_CLASSES)
network = driver.Network(words, Fails(), patience=0.01)
words.write(at.STATUS, at.STATUS_RESTARTING)
say(network.restart)
say(lambda: driver.frames([]))
say(lambda: driver.frames([[0], [at.NETWORK_CHANNELS]]))
say(lambda: driver.frames([[0], [], [2, 1]]).hex())
say(lambda: network.classify([[0]]))
say(lambda: network.load(b"\0" * 16))
words.close()
with open("registers", "rb") as file:
    file.seek(64 + at.ID)
    say(lambda: hex(struct.unpack("=I", file.read(4))[0]))
sys.exit(0)
