"""Measures networks once on the test speakers, float and in integers, and writes their metrics.

    python3 evaluate.py EVENTS.npz METRICS.json ROWS.pt...

EVENTS.npz comes from prepare.py. Rows without formats are measured as floats; those that went on from the plan's also in 8, 6
and 4 bits, with formats chosen on the validation recordings. Rows with formats are measured in those.
"""

import json
import pathlib
import sys

import numpy as np
import torch

sys.path.append(str(pathlib.Path(__file__).parents[1]))

from answers import answers, with_formats
from intervals import interval
from plan import CHANNELS, STEPS


def unpacked(packed):
    """[N, T, C] of 0 and 1."""
    return np.unpackbits(packed).reshape(-1, STEPS, CHANNELS)


def parameters(row):
    return sum(values.numel() for values in row["state"].values())


def measured(rows, test, bits):
    """One record of each row: accuracy with its interval over speakers, activity, size."""
    found = []
    for variant in sorted({row["spec"]["variant"] for row in rows}):
        own = [row for row in rows if row["spec"]["variant"] == variant]
        bins = unpacked(test[f"test-{variant}"])
        logits, events = answers(own, bins)
        for row, one, active in zip(own, logits, events):
            right = one.argmax(1) == test["test-labels"]
            of_class = [float(right[test["test-labels"] == c].mean() * 100) for c in range(one.shape[1])]
            found.append({
                "stage": row["stage"], "spec": row["spec"], "bits": bits, "parameters": parameters(row),
                "validation": row["validation"], "accuracy": 100 * float(right.mean()),
                "interval": interval(right, test["test-speakers"]), "ofClass": of_class,
                "eventsPerStep": [float(bins.mean() * bins.shape[2]), *map(float, active)],
            })
    return found


def main():
    test, out, *files = sys.argv[1:]
    test = np.load(test)
    rows = [row for file in files for row in torch.load(file)]
    floats = [row for row in rows if row["formats"] is None]
    found = measured(floats, test, None)
    for bits in (8, 6, 4):
        later = [row for row in floats if row["stage"] != "floats"]
        chosen = with_formats(later, bits, lambda variant: unpacked(test[f"validation-{variant}"]))
        found += measured(chosen, test, bits)
        found += measured([row for row in rows if row["formats"] and row["formats"]["bits"] == bits], test, bits)
    with open(out, "w") as file:
        json.dump({"recordings": len(test["test-labels"]), "runs": found}, file, indent=1)
    for one in found:
        low, high = one["interval"]
        print(f"{one['accuracy']:.1f} % ({low:.1f} to {high:.1f})", one["bits"], one["stage"], one["spec"], flush=True)


if __name__ == "__main__":
    main()
