"""Trains a digit network on the CPU on events of prepare_digits.py, changed a little more in every batch.

    python3 tune_digits.py DIGITS.npz OUT.pt --from ../../models/keywords --shares 0 0.35 0.65 --batches 3000
    python3 tune_digits.py DIGITS.npz OUT.pt --from BASE.pt --without theo --shares 0.6 0.15 0.25 --batches 3000

`--without`: speakers of the FSDD who are not trained on, or "customary": takes 0 to 9 of everybody (0 to 4 are the
customary test set). What is measured while training are takes 5 to 9 of those left out (customary: of everybody).
"""

import argparse
import pathlib
import sys
import time

import numpy as np
import torch
from torch.nn import functional

sys.path.append(str(pathlib.Path(__file__).parents[1]))

import fit
import model
import plan
import quantize
import quick
import safetensors
from quantized import QuantizedNetwork
from train import rate_penalty, time_first

BATCH, STEPS, CHANNELS = 64, 80, 140
POOLS = ["digits", "people", "synthetic"]
SHAPE = {"task": "speech", "channels": CHANNELS, "neurons": plan.NEURONS, "classes": 10, "steps": STEPS, "dim": 10, "window": 40,
         "beta": 0.75, "tau": None, "reset": "subtract", "lastSteps": None}
NAMES = {"fast": "input.weight", "bias": "bias", "drive": "memory.input.weight", "drive_bias": "memory.input.bias",
         "slow": "memory.output.weight"}


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events")
    parser.add_argument("out")
    parser.add_argument("--from", dest="start", required=True, help="FILE.pt of a digit network, or the folder of a published network")
    parser.add_argument("--without", nargs="+", default=[])
    parser.add_argument("--shares", type=float, nargs=3, default=[0.6, 0.15, 0.25], help=f"of a batch: {', '.join(POOLS)}")
    parser.add_argument("--batches", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--damage", type=float, default=1.0, help="scales what is moved, masked and thinned")
    parser.add_argument("--uneven", action="store_true", help="also cuts words at both ends, and thins channels unevenly")
    parser.add_argument("--drop", type=float, default=0.1, help="share of neurons dropped behind each layer")
    parser.add_argument("--smoothing", type=float, default=0.05, help="of the labels")
    parser.add_argument("--decay", type=float, default=1e-2)
    parser.add_argument("--bits", type=int, help="of the weights, with the integer arithmetic as forward pass; default: float")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def unpacked(packed):
    return np.unpackbits(packed, axis=-1).reshape(*packed.shape[:-1], STEPS, CHANNELS)


def changed(bins, rng, damage, uneven=False):
    """bins [B, T, C] -> the same, changed: tempo, place, formants and pitch; channels and times masked; thinned; noise.

    `uneven`: some are cut at both ends, as words are whose quiet consonants were taken for silence, and some thinned more in
    high channels or low ones, as microphones do.
    """
    count = len(bins)
    draw = lambda low, high: rng.uniform(low, high, (count, 1)).astype(np.float32)
    anchors = rng.normal(0, 2.5 * damage, (count, 4)) + rng.normal(0, 2.5 * damage, (count, 1))
    place = np.arange(CHANNELS) * (3 / CHANNELS)
    low = place.astype(int)
    shift = anchors[:, low] * (1 - (place - low)) + anchors[:, low + 1] * (place - low)
    where = np.floor(np.arange(CHANNELS) + shift + 0.5).astype(int)
    when = np.floor(np.arange(STEPS) * (1 + damage * draw(-0.18, 0.22)) + damage * draw(-5, 3)).astype(int)
    inside_t, inside_c = (when >= 0) & (when < STEPS), (where >= 0) & (where < CHANNELS)
    if uneven:
        heard = bins.any(2)
        first, end = heard.argmax(1)[:, None], STEPS - heard[:, ::-1].argmax(1)[:, None]
        cut = lambda most: (end - first) * damage * draw(0, most) * (draw(0, 1) < 0.5)
        inside_t &= (when >= first + cut(0.25)) & (when < end - cut(0.3))
    for size, most, free in ((STEPS, 8, inside_t), (CHANNELS, 20, inside_c)):
        for _ in range(2):
            begin, length = draw(0, size), damage * draw(0, most)
            free &= (np.arange(size) < begin) | (np.arange(size) >= begin + length)
    # A row and a column of zeros more, which all that lies outside or is masked is taken from.
    padded = np.zeros((count, STEPS + 1, CHANNELS + 1), np.uint8)
    padded[:, :STEPS, :CHANNELS] = bins
    when, where = np.where(inside_t, when, STEPS), np.where(inside_c, where, CHANNELS)
    start = (np.arange(count) * (STEPS + 1))[:, None] + when
    moved = padded.reshape(-1).take((start * (CHANNELS + 1)).astype(np.int32)[:, :, None] + where.astype(np.int32)[:, None, :])
    # One draw does for both: a cell with an event may lose it, one without may get one.
    chance = np.frombuffer(rng.bytes(2 * moved.size), np.uint16).reshape(moved.shape)
    slope = (np.arange(CHANNELS) / CHANNELS - 0.5) * draw(-1, 1) * (draw(0, 1) < 0.5) if uneven else np.zeros((1, CHANNELS))
    least = (damage * (draw(0, 0.2) + 2 * (slope - slope.min(1, keepdims=True)).clip(0, 0.45)) * 65536).clip(0, 65535)
    false = 65536 * damage * draw(0, 0.008)
    least, false = (share.astype(np.uint16)[:, None] for share in (least, false))
    return np.where(moved, chance >= least, chance < false).view(np.uint8)


class Pool:
    """Packed events [copies, N, bytes] and labels [N] to draw from."""

    def __init__(self, packed, labels):
        self.packed, self.labels, self.order, self.at = packed, labels, None, 0

    def draw(self, count, rng):
        """(packed [count, bytes], labels): without repetition until all were drawn."""
        if self.order is None or self.at + count > len(self.order):
            self.order, self.at = rng.permutation(len(self.labels)), 0
        chosen = self.order[self.at : self.at + count]
        self.at += count
        return self.packed[rng.integers(0, len(self.packed), count), chosen], self.labels[chosen]


def pools(data, without, shares):
    """The pools, and (bins, labels) of what is measured while training."""
    speakers, takes, labels = (data[f"digits-{key}"] for key in ("speakers", "takes", "labels"))
    out = np.isin(speakers, without)
    trained = np.flatnonzero(takes >= 10 if without == ["customary"] else ~out)
    held = np.flatnonzero((takes >= 5) & (takes < 10) & (out if out.any() else True))
    found = {name: Pool(data[f"{name}-changed"], data[f"{name}-labels"]) for name in POOLS[1:]}
    if shares[0]:
        copies = np.concatenate([data["digits-events"][None], data["digits-changed"]])[:, trained]
        found["digits"] = Pool(copies, labels[trained])
    return [found.get(name) for name in POOLS], (unpacked(data["digits-events"][held]), labels[held], speakers[held])


def started(chosen):
    """The network as stored, or with the layers of a published one and a new readout."""
    torch.manual_seed(chosen.seed)
    network, stored = model.Network(SHAPE), pathlib.Path(chosen.start)
    if stored.is_dir():
        values = safetensors.read(stored / "weights.safetensors")
        layers = {f"layers.{i}.{own}": torch.tensor(values[f"layers.{i}.{name}"]) for i in (0, 1) for own, name in NAMES.items()}
        network.load_state_dict(layers, strict=False)
    else:
        network.load_state_dict(torch.load(stored)[0]["state"], strict=False)
    return network


def right_ones(network, bins, labels):
    """Which are right."""
    with torch.no_grad():
        parts = [network(time_first(bins[i : i + 150]))[0].argmax(1).numpy() for i in range(0, len(bins), 150)]
    return np.concatenate(parts) == labels


def main():
    chosen = options()
    rng = np.random.default_rng(chosen.seed)
    found, (held, held_labels, held_speakers) = pools(np.load(chosen.events), chosen.without, chosen.shares)
    network = started(chosen)
    formats = quantize.formats(network, chosen.bits, time_first(held)) if chosen.bits else None
    trainee = QuantizedNetwork(network, formats) if chosen.bits else network
    counts = [round(BATCH * share) for share in chosen.shares]
    parameters = list(network.parameters())
    groups = [{"params": [p for p in parameters if p.dim() > 1], "weight_decay": chosen.decay},
              {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=chosen.rate)
    total, begun = 0.0, time.process_time()
    for batch in range(1, chosen.batches + 1):
        drawn = [pool.draw(count, rng) for pool, count in zip(found, counts) if count]
        bins = changed(unpacked(np.concatenate([events for events, _ in drawn])), rng, chosen.damage, chosen.uneven)
        target = torch.from_numpy(np.concatenate([labels for _, labels in drawn]))
        for group in optimizer.param_groups:
            group["lr"] = fit.one_cycle(batch / chosen.batches, chosen.rate)
        s = time_first(bins)
        logits, spikes = trainee(s) if chosen.bits else quick.answers(network, s, chosen.drop)
        loss = functional.cross_entropy(logits, target, label_smoothing=chosen.smoothing) + 20 * rate_penalty(spikes)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        total += float(loss)
        if batch % 250 == 0 or batch == chosen.batches:
            right = right_ones(trainee, held, held_labels)
            by = {who: f"{100 * right[held_speakers == who].mean():.1f}" for who in np.unique(held_speakers)}
            print(f"{chosen.out}: {batch}, loss {total / 250:.3f}, {time.process_time() - begun:.0f} s, "
                  f"{100 * right.mean():.1f} %, {by}", flush=True)
            total = 0.0
    spec = plan.spec(10, chosen.seed) | {"tuned": {k: v for k, v in vars(chosen).items() if k not in ("events", "out")}}
    state = {name: values for name, values in network.state_dict().items() if "toeplitz" not in name}
    torch.save([{"stage": "tuned", "spec": spec, "shape": SHAPE, "state": state, "formats": formats,
                 "validation": 100 * float(right.mean())}], chosen.out)


if __name__ == "__main__":
    main()
