"""Checks integer.py against golden/vectors/, bit for bit: x, m, u, spikes and logits after every step.

    python3 check_vectors.py
"""

import json
import pathlib
import sys

import numpy as np

import integer

VECTORS = pathlib.Path(__file__).parent.parent / "golden" / "vectors"


def inputs_of(case):
    """[1, steps, C]: what the events of each step add up to."""
    inputs = np.zeros((1, len(case["steps"]), case["network"]["inputs"]["channels"]), np.int64)
    for k, step in enumerate(case["steps"]):
        np.add.at(inputs[0, k], step["addresses"], step.get("values") or 1)
    return inputs


def differences(case):
    """A line for every value that differs, and how many were compared."""
    wrong, compared = [], 0

    def compare(k, what, found, expected):
        nonlocal compared
        compared += np.size(expected)
        if not np.array_equal(found, expected):
            wrong.append(f"{case['name']}, step {k}, {what}: found {np.asarray(found).tolist()}, expected {expected}")

    def observe(k, index, layer, spikes, x):
        expected = case["steps"][k]["layers"][index]
        compare(k, f"layer {index}, fired", np.flatnonzero(spikes[0]), expected["fired"])
        compare(k, f"layer {index}, u", layer.u[0], expected["u"])
        if layer.memory:
            compare(k, f"layer {index}, x", x[0], expected["x"])
            compare(k, f"layer {index}, m", layer.memory.m[0], expected["m"])

    inputs = inputs_of(case)
    logits = integer.run(case["network"], inputs, observe)
    compare(len(case["steps"]) - 1, "logits", logits[0], case["steps"][-1]["logits"])
    compare(len(case["steps"]) - 1, "class", logits[0].argmax(), case["class"])
    return wrong, compared


def main():
    failed = False
    for path in sorted(VECTORS.glob("*.json")):
        wrong, compared = differences(json.loads(path.read_text()))
        failed |= bool(wrong)
        print(f"{path.name}: {compared} values compared, {len(wrong)} differences")
        for line in wrong[:3]:
            print(f"  {line}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
