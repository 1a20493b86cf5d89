"""Trains one float network and writes train/runs/NAME.pt. Choices are made on the validation voices only.

    python3 train.py NAME --task digits --dim 5 --window 40 --beta 0.5 --reset subtract --seed 1
"""

import argparse
import time

import numpy as np
import torch
from torch.nn import functional

import shd
import tasks
from model import RUNS, Network

BATCH = 64


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("--task", choices=sorted(tasks.BATCHES), default="digits")
    parser.add_argument("--dim", type=int, default=5, help="size of the slow state; 0: none")
    parser.add_argument("--window", type=int, default=40, help="time steps the slow state looks back")
    parser.add_argument("--neurons", type=int, default=128)
    parser.add_argument("--beta", type=float, default=0.5)
    parser.add_argument("--tau", type=float, default=None, help="instead of --beta: 1 - 1/tau, currents times 1/tau")
    parser.add_argument("--reset", choices=["subtract", "zero"], default="subtract")
    parser.add_argument("--penalty", type=float, default=20.0, help="weight of the firing rate penalty")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--rate", type=float, default=5e-3)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def shape_of(chosen):
    """The network's shape, as model.Network takes it."""
    return {
        "task": chosen.task, "channels": shd.CHANNELS, "steps": shd.STEPS, "neurons": chosen.neurons, "classes": 20,
        "dim": chosen.dim, "window": chosen.window, "beta": chosen.beta, "tau": chosen.tau, "reset": chosen.reset,
        "lastSteps": tasks.LAST_STEPS[chosen.task],
    }


def time_first(bins):
    """[B, T, C] bytes to [T, B, C] floats."""
    return torch.from_numpy(bins).transpose(0, 1).float().contiguous()


def rate_penalty(spikes):
    """Mean squared excess of the neurons' firing rates over 8 %, and under 1 %, a step."""
    rates = [layer.mean((0, 1)) for layer in spikes]
    return sum((functional.relu(r - 0.08) ** 2 + functional.relu(0.01 - r) ** 2).mean() for r in rates)


def measure(network, bins, labels):
    """Accuracy in percent and the mean events a step of each layer."""
    right, events = 0, [0.0, 0.0]
    with torch.no_grad():
        for start in range(0, len(labels), 200):
            logits, spikes = network(time_first(bins[start : start + 200]))
            right += int((logits.argmax(1).numpy() == labels[start : start + 200]).sum())
            events = [e + float(s.sum()) / shd.STEPS / len(labels) for e, s in zip(events, spikes)]
    return 100 * right / len(labels), events


def fit(network, batches, per_epoch, epochs, rate, penalty, report):
    """One-cycle AdamW; `report(epoch, loss)` after every epoch."""
    matrices = [p for p in network.parameters() if p.dim() > 1]
    vectors = [p for p in network.parameters() if p.dim() < 2]
    groups = [{"params": matrices, "weight_decay": 1e-2}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * per_epoch + 1, pct_start=0.15)
    for epoch in range(1, epochs + 1):
        total = 0.0
        for bins, labels in batches():
            logits, spikes = network(time_first(bins), drop=0.2)
            loss = functional.cross_entropy(logits, torch.from_numpy(labels), label_smoothing=0.05)
            loss = loss + penalty * rate_penalty(spikes)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss)
        report(epoch, total / per_epoch)


def main():
    chosen = options()
    torch.manual_seed(chosen.seed)
    RUNS.mkdir(exist_ok=True)
    network = Network(shape_of(chosen))
    validation = tasks.recordings(f"{chosen.task}-validation")
    batches, per_epoch = tasks.BATCHES[chosen.task](np.random.default_rng(chosen.seed), BATCH)
    started = time.time()

    def report(epoch, loss):
        if epoch % 5 == 0 or epoch == chosen.epochs:
            accuracy, events = measure(network, *validation)
            print(f"{chosen.name}: epoch {epoch}, loss {loss:.3f}, validation {accuracy:.1f} %, "
                  f"events a step {events[0]:.1f} {events[1]:.1f}, {time.time() - started:.0f} s", flush=True)

    fit(network, batches, per_epoch, chosen.epochs, chosen.rate, chosen.penalty, report)
    torch.save({"shape": network.shape, "options": vars(chosen), "state": network.state_dict()}, RUNS / f"{chosen.name}.pt")


if __name__ == "__main__":
    main()
