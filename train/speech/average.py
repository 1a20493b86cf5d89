"""The mean of networks that went on from the same one: often better on new speakers than each of them.

    python3 average.py EVENTS.npz OUT.pt A.pt:0 B.pt:0 ... [--unknown 0.4]

`--unknown` is added to the bias of the class of all other words; choose it on the validation speakers, which are printed.
"""

import argparse
import pathlib
import sys

import numpy as np
import torch

sys.path.append(str(pathlib.Path(__file__).parents[1]))

import model
from tune import CHANNELS, STEPS, UNKNOWN, measure


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events")
    parser.add_argument("out")
    parser.add_argument("networks", nargs="+")
    parser.add_argument("--unknown", type=float, default=0.0)
    chosen = parser.parse_args()
    rows = [torch.load(file)[int(index)] for file, index in (name.rsplit(":", 1) for name in chosen.networks)]
    state = {key: sum(row["state"][key] for row in rows) / len(rows) for key in rows[0]["state"]}
    state["readout.bias"][UNKNOWN] += chosen.unknown
    network = model.Network(rows[0]["shape"])
    network.load_state_dict(state, strict=False)
    data = np.load(chosen.events)
    bins = np.unpackbits(data[f"validation-{rows[0]['spec']['variant']}"]).reshape(-1, STEPS, CHANNELS)
    accuracy = measure(network, bins, data["validation-labels"])
    print(f"{accuracy:.1f} % of the validation recordings")
    spec = rows[0]["spec"] | {"averaged": chosen.networks, "unknown": chosen.unknown}
    torch.save([rows[0] | {"stage": "averaged", "spec": spec, "state": state, "validation": accuracy}], chosen.out)


if __name__ == "__main__":
    main()
