"""Quantization-aware fine-tuning: goes on training train/runs/NAME.pt with the integer arithmetic as its forward pass.

    python3 finetune.py NAME --bits 4        writes train/runs/NAME-4bit.pt

What is written lies on the grid of the chosen formats wherever a weight is stored as it is (fast weights, drive, readout),
so that quantizing it again loses nothing; the slow weights are stored before A and B are multiplied in.
"""

import argparse
import time

import numpy as np
import torch

import quantize
import tasks
from model import RUNS, load
from quantized import QuantizedNetwork
from train import BATCH, fit, measure, time_first


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("--bits", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--penalty", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def put_on_grid(network, chosen):
    """Replaces the weights that are stored as they are by their quantized values."""
    snap = lambda values, f: values.copy_(quantize.to_integers(values, f, chosen["bits"]) * 2.0**-f)
    with torch.no_grad():
        for layer, fraction in zip(network.layers, chosen["layers"]):
            layer.fast.copy_(quantize.to_integers(layer.fast * layer.scale, fraction["fast"], chosen["bits"])
                             * 2.0 ** -fraction["fast"] / layer.scale)
            if layer.dim:
                snap(layer.drive, fraction["drive"])
        snap(network.readout.weight, chosen["readout"])


def main():
    chosen = options()
    torch.manual_seed(chosen.seed)
    network = load(chosen.name)
    task = network.shape["task"]
    validation = tasks.recordings(f"{task}-validation")
    batches, per_epoch = tasks.BATCHES[task](np.random.default_rng(100 + chosen.seed), BATCH)
    formats = quantize.formats(network, chosen.bits, time_first(validation[0]))
    quantized = QuantizedNetwork(network, formats)
    print(f"{chosen.name}: validation float {measure(network, *validation)[0]:.1f} %, "
          f"{chosen.bits} bits before fine-tuning {measure(quantized, *validation)[0]:.1f} %", flush=True)
    started = time.time()

    def report(epoch, loss):
        accuracy, events = measure(quantized, *validation)
        print(f"{chosen.name}: {chosen.bits} bits, epoch {epoch}, loss {loss:.3f}, validation {accuracy:.1f} %, "
              f"events a step {events[0]:.1f} {events[1]:.1f}, {time.time() - started:.0f} s", flush=True)

    fit(quantized, batches, per_epoch, chosen.epochs, chosen.rate, chosen.penalty, report)
    put_on_grid(network, formats)
    name = f"{chosen.name}-{chosen.bits}bit"
    stored = {"shape": network.shape, "options": vars(chosen), "formats": formats, "state": network.state_dict()}
    torch.save(stored, RUNS / f"{name}.pt")


if __name__ == "__main__":
    main()
