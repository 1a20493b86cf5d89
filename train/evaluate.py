"""Measures networks on the test voices, float and integer, and writes train/runs/NAME-metrics.json.

    python3 evaluate.py NAME [NAME ...]
"""

import json
import sys

import numpy as np
import torch

import integer
import quantize
import tasks
from model import RUNS, load
from train import measure, time_first


def integer_accuracy(network, chosen, bins, labels):
    """Percent of right classes of the integer network."""
    plain = quantize.integer_network(network, chosen, "evaluate")
    logits = np.concatenate([integer.run(plain, bins[i : i + 250]) for i in range(0, len(bins), 250)])
    return 100 * float((logits.argmax(1) == labels).mean())


def metrics(name, bits=(8, 6, 4)):
    """Float and integer accuracies, activity, number of parameters. A fine-tuned network keeps its own formats."""
    network = load(name)
    stored = torch.load(RUNS / f"{name}.pt")
    task = network.shape["task"]
    bins, labels = tasks.recordings(f"{task}-test")
    calibration = time_first(tasks.recordings(f"{task}-validation")[0])
    accuracy, events = measure(network, bins, labels)
    if "formats" in stored:
        chosen = {stored["formats"]["bits"]: stored["formats"]}
    else:
        chosen = {b: quantize.formats(network, b, calibration) for b in bits}
    return {
        "name": name, "options": stored["options"], "recordings": len(labels),
        "parameters": sum(p.numel() for p in network.parameters()),
        "accuracy": {"float": accuracy} | {
            f"integer{b}": integer_accuracy(network, formats, bins, labels) for b, formats in chosen.items()
        },
        "eventsPerStep": [float(bins.sum()) / bins.shape[0] / bins.shape[1], *events],
    }


def main():
    for name in sys.argv[1:]:
        found = metrics(name)
        (RUNS / f"{name}-metrics.json").write_text(json.dumps(found, indent=2) + "\n")
        shown = ", ".join(f"{key} {value:.1f} %" for key, value in found["accuracy"].items())
        print(f"{name}: {shown}; events a step {', '.join(f'{e:.1f}' for e in found['eventsPerStep'])}", flush=True)


if __name__ == "__main__":
    main()
