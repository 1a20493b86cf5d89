"""Checks that the forward pass of quantization-aware training gives the bits of the integer network.

    python3 check_quantized.py NAME [BITS ...]
"""

import sys

import numpy as np
import torch

import integer
import quantize
import tasks
from model import load
from quantized import QuantizedNetwork
from train import time_first


def difference(network, bits, bins):
    """The largest difference between the two logits, in integers: 0 where they agree."""
    s = time_first(bins)
    chosen = quantize.formats(network, bits, s)
    with torch.no_grad():
        logits, _ = QuantizedNetwork(network, chosen)(s)
    steps = network.shape["lastSteps"] or network.shape["steps"]
    from_training = np.rint(logits.double().numpy() * steps * 2.0 ** chosen["readout"]).astype(np.int64)
    exact = integer.run(quantize.integer_network(network, chosen, "check"), bins)
    return int(np.abs(from_training - exact).max())


def main():
    network = load(sys.argv[1])
    bins, _ = tasks.recordings(f"{network.shape['task']}-validation")
    found = {bits: difference(network, bits, bins[:200]) for bits in map(int, sys.argv[2:] or ["8", "4"])}
    for bits, most in found.items():
        print(f"{sys.argv[1]}, {bits} bits, 200 recordings: largest difference of a logit {most}")
    sys.exit(any(found.values()))


if __name__ == "__main__":
    main()
