"""Goes on training one keyword network on the CPU, on events of unchanged recordings, a little moved and masked.

    python3 tune.py EVENTS.npz OUT.pt --from ROWS.pt:16 --epochs 14

`--bits`: with the integer arithmetic of so many bits as the forward pass, in formats chosen on what is held back.
"""

import argparse
import pathlib
import sys

import numpy as np
import torch
from torch.nn import functional

sys.path.append(str(pathlib.Path(__file__).parents[1]))

import corpora
import model
import quantize
from quantized import QuantizedNetwork
from train import rate_penalty, time_first

BATCH, STEPS, CHANNELS, UNKNOWN = 64, 100, 140, 10


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events")
    parser.add_argument("out")
    parser.add_argument("--from", dest="start", required=True, help="FILE.pt:INDEX of a stored network")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--damage", type=float, default=0.3, help="scales what is masked and thinned")
    parser.add_argument("--unknown", type=float, default=1.3, help="weight of the class of all other words")
    parser.add_argument("--bits", type=int, help="of the weights; default: float")
    parser.add_argument("--smoothing", type=float, default=0.03, help="of the labels")
    parser.add_argument("--changed", action="store_true", help="half of the recordings from sounds that were changed")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def changed(packed, rng, damage):
    """Packed recordings -> [B, T, C] of 0 and 1: each moved by whole steps and channels, masked and thinned."""
    bins = np.unpackbits(packed, axis=1).reshape(len(packed), STEPS, CHANNELS)
    out = np.zeros_like(bins)
    for one, moved in zip(bins, out):
        later, higher = int(rng.integers(-5, 6)), int(rng.integers(-4, 5))
        length = STEPS - abs(later)
        width = CHANNELS - abs(higher)
        t, c = max(0, later), max(0, higher)
        moved[t : t + length, c : c + width] = one[max(0, -later) :, max(0, -higher) :][:length, :width]
        for _ in range(2):
            width, first = rng.integers(0, int(20 * damage) + 1), rng.integers(0, CHANNELS)
            moved[:, first : first + width] = 0
            length, first = rng.integers(0, int(9 * damage) + 1), rng.integers(0, STEPS)
            moved[first : first + length] = 0
    least = (rng.uniform(0, 0.18 * damage, (len(out), 1, 1)) * 256).astype(np.uint8)
    return out & (rng.integers(0, 256, out.shape, dtype=np.uint8) >= least)


def started(chosen):
    """The network to go on with."""
    file, index = chosen.start.rsplit(":", 1)
    row = torch.load(file)[int(index)]
    network = model.Network(row["shape"])
    network.load_state_dict(row["state"], strict=False)
    return row, network


def measure(network, bins, labels):
    """Percent right."""
    with torch.no_grad():
        parts = [network(time_first(bins[i : i + 150]))[0].argmax(1).numpy() for i in range(0, len(bins), 150)]
    return 100 * float((np.concatenate(parts) == labels).mean())


def main():
    chosen = options()
    torch.manual_seed(chosen.seed)
    rng = np.random.default_rng(chosen.seed)
    data = np.load(chosen.events)
    labels, held_labels = data["train-labels"], data["validation-labels"]
    packed = data["train-events"].reshape(len(labels), -1)
    held = np.unpackbits(data["validation-half"]).reshape(-1, STEPS, CHANNELS)
    copies = [packed, data["train-changed"].reshape(packed.shape)] if chosen.changed else [packed]
    row, network = started(chosen)
    formats = quantize.formats(network, chosen.bits, time_first(held)) if chosen.bits else None
    trainee = QuantizedNetwork(network, formats) if chosen.bits else network
    weight = torch.ones(len(corpora.KEYWORDS))
    weight[UNKNOWN] = chosen.unknown
    groups = [{"params": [p for p in network.parameters() if p.dim() > 1], "weight_decay": 1e-2},
              {"params": [p for p in network.parameters() if p.dim() < 2], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=chosen.rate)
    an_epoch = len(labels) // BATCH
    total_steps = chosen.epochs * an_epoch + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, chosen.rate, total_steps=total_steps, pct_start=0.1)
    for epoch in range(1, chosen.epochs + 1):
        order, right = rng.permutation(len(labels)), 0
        for start in range(0, an_epoch * BATCH, BATCH):
            batch = order[start : start + BATCH]
            heard = np.stack([copies[which][i] for which, i in zip(rng.integers(0, len(copies), BATCH), batch)])
            logits, spikes = trainee(time_first(changed(heard, rng, chosen.damage)))
            target = torch.from_numpy(labels[batch])
            loss = functional.cross_entropy(logits, target, weight=weight, label_smoothing=chosen.smoothing) + 20 * rate_penalty(spikes)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            right += int((logits.argmax(1) == target).sum())
        share, accuracy = 100 * right / an_epoch / BATCH, measure(trainee, held, held_labels)
        print(f"{chosen.out}: epoch {epoch}, {share:.1f} % of what was trained on, {accuracy:.1f} % held back", flush=True)
    spec = row["spec"] | {"tuned": {k: v for k, v in vars(chosen).items() if k not in ("events", "out")}}
    state = {name: values for name, values in network.state_dict().items() if "toeplitz" not in name}
    torch.save([{"stage": "tuned", "spec": spec, "shape": network.shape, "state": state, "formats": formats,
                 "validation": accuracy}], chosen.out)


if __name__ == "__main__":
    main()
