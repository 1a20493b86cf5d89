"""Accuracy of an integer network file on MNIST images, fast: the bits of the golden model at a hundred times its speed.

    python3 -m mnist.integer NETWORK.json --task s-mnist --mnist DIR --part validation

`dmp run --engine golden` gives the same logits (`--logits FILE` writes them, to compare) and the figures of the documents.
"""

import argparse
import ctypes
import json
import os
import pathlib
import time

import numpy as np

from mnist import build, data

DOUBLES = ctypes.POINTER(ctypes.c_double)
FLAGS = ["g++", "-O3", "-march=native", "-fno-math-errno", "-fopenmp", "-shared", "-fPIC", "-std=c++17"]


class Layer(ctypes.Structure):
    _fields_ = (
        [(name, ctypes.c_int) for name in ("inputs", "neurons", "dim", "subtract")]
        + [(name, DOUBLES) for name in ("fast", "bias", "drive", "transition", "input", "shifts", "p", "v")]
        + [(name, ctypes.c_double) for name in (
            "fast_shift", "leak", "leak_shift", "threshold", "membrane_bits",
            "drive_bias", "drive_shift", "drive_bits", "state_bits", "current_shift")]
        + [(name, ctypes.c_int) for name in ("dilation", "hold")]
    )


class Readout(ctypes.Structure):
    _fields_ = [("classes", ctypes.c_int), ("weights", DOUBLES), ("bias", DOUBLES)]


class Arrays:
    """Keeps the arrays alive that the C side looks at."""

    def __init__(self):
        self.kept = []

    def pointer(self, values):
        self.kept.append(np.ascontiguousarray(values, np.float64))
        return self.kept[-1].ctypes.data_as(DOUBLES)

    def columns(self, matrix):
        return self.pointer(np.reshape(matrix["values"], (matrix["rows"], matrix["columns"])).T)


def layer_of(layer, arrays, dilation, refresh):
    """One layer of the file as the C side takes it."""
    memory = layer["memory"]
    found = Layer(
        inputs=layer["inputs"], neurons=layer["neurons"], subtract=layer["reset"] == "subtract",
        fast=arrays.columns(layer["fast"]["weights"]), fast_shift=layer["fast"]["shift"],
        bias=arrays.pointer(layer["bias"]["values"]), leak=layer["leak"]["factor"], leak_shift=layer["leak"]["shift"],
        threshold=layer["threshold"], membrane_bits=layer["membraneBits"], dim=0, dilation=1, hold=1,
    )
    if memory:
        drive, state, current = memory["drive"], memory["state"], memory["current"]
        found.dim = memory["dim"]
        found.drive, found.drive_bias = arrays.pointer(drive["weights"]["values"]), drive["bias"]["values"][0]
        found.drive_shift, found.drive_bits = drive["shift"], drive["bits"]
        found.transition, found.input = arrays.columns(state["transition"]), arrays.pointer(state["input"]["values"])
        found.shifts, found.state_bits = arrays.pointer(state["shifts"]), state["bits"]
        found.p, found.v = arrays.columns(current["state"]), arrays.pointer(current["drive"]["values"])
        found.current_shift = current["shift"]
        found.dilation = dilation or memory["dilation"]
        found.hold = (refresh or memory["refresh"]) == "hold"
    return found


def run(network, pixels, dilation=None, refresh=None):
    """Integer logits [images, classes] and the spikes a step of each layer; `dilation`, `refresh` instead of the file's."""
    readout = network["readout"]
    if readout["mode"] != "mean-logits" or readout["lastSteps"] is not None:
        raise ValueError("only a readout of mode mean-logits over all steps")
    arrays = Arrays()
    layers = (Layer * len(network["layers"]))(*(layer_of(l, arrays, dilation, refresh) for l in network["layers"]))
    last = Readout(readout["classes"], arrays.columns(readout["weights"]), arrays.pointer(readout["bias"]["values"]))
    pixels = np.ascontiguousarray(pixels, np.uint8)
    logits, spikes = np.zeros((len(pixels), readout["classes"])), np.zeros(len(layers))
    library = build.library(pathlib.Path(__file__).with_name("integer.cpp"), FLAGS)
    library.run(layers, len(layers), last, pixels.ctypes.data_as(ctypes.c_void_p), len(pixels), pixels.shape[1],
                logits.ctypes.data_as(DOUBLES), spikes.ctypes.data_as(DOUBLES))
    return logits, spikes / pixels.size


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network")
    parser.add_argument("--mnist", default=os.environ.get("DMP_MNIST"), help="folder of the IDX files (DMP_MNIST)")
    parser.add_argument("--task", choices=["s-mnist", "ps-mnist"], default="s-mnist")
    parser.add_argument("--part", choices=["train", "validation", "test"], default="validation")
    parser.add_argument("--images", type=int, default=None)
    parser.add_argument("--dilation", type=int, nargs="+", default=[None])
    parser.add_argument("--refresh", choices=["hold", "skip"], default=None)
    parser.add_argument("--no-fast", action="store_true", help="with Wf = 0")
    parser.add_argument("--logits", help="file for the logits, a line of integers an image")
    chosen = parser.parse_args()
    network = json.loads(pathlib.Path(chosen.network).read_text())
    for layer in network["layers"] if chosen.no_fast else []:
        layer["fast"]["weights"]["values"] = [0] * len(layer["fast"]["weights"]["values"])
    images, labels = data.load(chosen.mnist, chosen.part)
    pixels, labels = images[: chosen.images][:, data.order(chosen.task)].numpy(), labels[: chosen.images].numpy()
    for dilation in chosen.dilation:
        begun = time.time()
        logits, spikes = run(network, pixels, dilation, chosen.refresh)
        right = int((logits.argmax(1) == labels).sum())
        print(json.dumps({"task": chosen.task, "part": chosen.part, "dilation": dilation, "refresh": chosen.refresh,
                          "images": len(labels), "right": right, "accuracy": round(100 * right / len(labels), 2),
                          "spikesPerStep": [round(float(s), 2) for s in spikes], "seconds": round(time.time() - begun)}),
              flush=True)
    if chosen.logits:
        pathlib.Path(chosen.logits).write_text("".join(" ".join(f"{int(v)}" for v in row) + "\n" for row in logits))


if __name__ == "__main__":
    main()
