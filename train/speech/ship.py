"""Puts a network into models/NAME: integer networks of 8, 6 and 4 bits, float weights, front end, names of the classes.

    python3 ship.py keywords EVENTS.npz NAME.pt:0 [LOW.pt:3 ...]
    python3 ship.py digits DIGITS.npz NAME.pt:0

The first network gives the floats and, by formats chosen on the validation recordings, all integers but those that a
network fine-tuned for its formats gives.
"""

import json
import pathlib
import re
import sys

import numpy as np
import torch

sys.path.append(str(pathlib.Path(__file__).parents[1]))

import corpora
import plan
import publish as published
import quantize
import safetensors
from model import Network

MODELS = pathlib.Path(__file__).parents[2] / "models"
NAMES = {"keywords": [name.strip("_") for name in corpora.KEYWORDS], "digits": corpora.DIGITS}
HARDWARE = {"lanes": {"spike": 10, "memory": 10, "update": 2, "readout": 2}, "mapping": "pipelined"}


def row_of(text):
    file, index = text.rsplit(":", 1)
    return torch.load(file)[int(index)]


def network_of(row):
    network = Network(row["shape"])
    network.load_state_dict(row["state"], strict=False)
    return network


def calibration(name, events, row):
    """[T, B, C] of the recordings that formats are chosen by: validation speakers, or takes 5 to 9 of the digits."""
    if name == "keywords":
        bins = np.unpackbits(events[f"validation-{row['spec']['variant']}"]).reshape(-1, plan.STEPS, plan.CHANNELS)
    else:
        held = (events["digits-takes"] >= 5) & (events["digits-takes"] < 10)
        bins = np.unpackbits(events["digits-events"][held], axis=1).reshape(held.sum(), -1, plan.CHANNELS)
    return torch.from_numpy(bins).transpose(0, 1).float().contiguous()


def description(name, shape):
    """The network description; layers differ where window or beta do."""
    own = lambda key, i: shape[key][i] if isinstance(shape[key], (list, tuple)) else shape[key]
    plain = [published.description(name, shape | {key: own(key, i) for key in ("window", "beta")}) for i in (0, 1)]
    layers = [one["layers"][i] for i, one in enumerate(plain)]
    return plain[0] | {"layers": layers, "maxSteps": shape["steps"]}


def write(path, value):
    """JSON with every list of numbers on one line."""
    text = json.dumps(value, indent=2)
    path.write_text(re.sub(r"\[\n[\s\d,-]+\]", lambda found: re.sub(r"\s+", "", found[0]), text) + "\n")


def main():
    name, events, first, *tuned = sys.argv[1:]
    folder, events, row = MODELS / name, np.load(events), row_of(first)
    folder.mkdir(parents=True, exist_ok=True)
    network = network_of(row)
    inputs = calibration(name, events, row)
    chosen = {bits: (network, quantize.formats(network, bits, inputs)) for bits in plan.BITS}
    for other in map(row_of, tuned):
        chosen[other["formats"]["bits"]] = (network_of(other), other["formats"])
    for bits, (one, formats) in chosen.items():
        integers = quantize.integer_network(one, formats, name) | {"maxSteps": row["shape"]["steps"]}
        write(folder / ("network.json" if bits == 8 else f"network-{bits}bit.json"), integers)
    safetensors.write(folder / "weights.safetensors", published.tensors(network), {"network": name})
    write(folder / "float.json", description(name, row["shape"]))
    write(folder / "classes.json", NAMES[name])
    write(folder / "front-end.json", {"format": "dmp-rtl speech front end 1", **plan.VARIANTS[row["spec"]["variant"]]})
    write(folder / "hardware.json", HARDWARE)


if __name__ == "__main__":
    main()
