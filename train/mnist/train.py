"""Trains one network on S-MNIST or PS-MNIST; goes on where it was stopped.

    python3 -m mnist.train NAME --task s-mnist --mnist DIR --dim 60 --epochs 50

Writes runs/NAME.pt, .npz and .json (all options, and a line of the learning curve an epoch) after every epoch: the same
command again goes on from there. Choices are made on the validation images only, the last 5,000 of the training file.
"""

import argparse
import json
import math
import os
import pathlib
import time

import numpy as np
import torch
from torch.nn import functional

import safetensors
from mnist import data
from mnist.network import Network

RUNS = pathlib.Path(__file__).parent.parent / "runs"


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("--mnist", default=os.environ.get("DMP_MNIST"), help="folder of the IDX files (DMP_MNIST)")
    parser.add_argument("--task", choices=["s-mnist", "ps-mnist"], default="s-mnist")
    parser.add_argument("--dim", type=int, default=60, help="size of the slow state; 0: none")
    parser.add_argument("--window", type=int, default=300, help="time steps the slow state looks back")
    parser.add_argument("--neurons", type=int, default=200)
    parser.add_argument("--beta", type=float, default=0.5)
    parser.add_argument("--no-fast", action="store_true", help="without the fast path: Wf = 0")
    parser.add_argument("--epochs", type=int, default=50, help="0: what --from gives is measured and saved as it is")
    parser.add_argument("--seconds", type=float, default=math.inf, help="the schedule ends by then, whatever epochs are left")
    parser.add_argument("--rate", type=float, default=6e-3)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--distort", type=float, default=1.0, help="strength of the distortions; 0: the images as they are")
    parser.add_argument("--penalty", type=float, default=20.0, help="weight of the firing rate penalty")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="start", nargs="+", metavar="FILE",
                        help="weights to begin with, .npz or .safetensors; of several their mean, by FILE:SHARE where they do not count alike")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--bf16", action="store_true", help="products in 16 bits: faster on a CPU that has them (AVX-512 BF16, AMX)")
    parser.add_argument("--images", type=int, default=None, help="only so many images, for a trial")
    chosen = parser.parse_args()
    if chosen.epochs == 0 and not chosen.start:
        parser.error("--epochs 0: needs --from")
    return chosen


def tensors(network):
    """{name: float32 array} under the names that the loader knows, for pixels of 0 to 1."""
    named = {}
    for i, layer in enumerate(network.layers):
        named[f"layers.{i}.input.weight"] = layer.fast
        named[f"layers.{i}.bias"] = layer.bias
        if layer.dim:
            named[f"layers.{i}.memory.input.weight"] = layer.drive
            named[f"layers.{i}.memory.input.bias"] = layer.drive_bias
            named[f"layers.{i}.memory.output.weight"] = layer.slow
    named["readout.weight"], named["readout.bias"] = network.readout.weight, network.readout.bias
    return named


def load_tensors(network, files):
    """Replaces the weights by the mean of those in .npz or .safetensors files of networks of the same shape, by FILE:SHARE."""
    split = [file.partition(":") for file in files]
    shares = [float(share or 1) for _, _, share in split]
    stored = [np.load(path) if path.endswith(".npz") else safetensors.read(pathlib.Path(path)) for path, _, _ in split]
    with torch.no_grad():
        for name, values in tensors(network).items():
            mean = sum(share / sum(shares) * found[name] for share, found in zip(shares, stored))
            values.copy_(torch.from_numpy(np.asarray(mean, np.float32)))


def share_of_rate(progress):
    """One cycle: up in the first 8 %, then a cosine down to 0. `progress` 0 to 1."""
    return progress / 0.08 if progress < 0.08 else 0.5 + 0.5 * math.cos(math.pi * min(1, (progress - 0.08) / 0.92))


def rate_penalty(rates):
    """Mean squared excess of the neurons' firing rates over 15 %, and under 1 %, a step."""
    return sum((functional.relu(r - 0.15) ** 2 + functional.relu(0.01 - r) ** 2).mean() for r in rates)


class Trainer:
    """A network, its optimizer, and one training step, which a GPU replays as one graph."""

    def __init__(self, chosen):
        torch.manual_seed(chosen.seed)
        torch.backends.cuda.matmul.allow_tf32 = True
        self.chosen, self.device = chosen, chosen.device
        shape = {"task": chosen.task, "neurons": chosen.neurons, "classes": 10, "dim": chosen.dim, "window": chosen.window,
                 "beta": chosen.beta, "fast": not chosen.no_fast}
        self.network = Network(shape).to(self.device)
        self.order = data.order(chosen.task).to(self.device)
        images, labels = data.load(chosen.mnist, "train")
        self.images, self.labels = images[: chosen.images].to(self.device), labels[: chosen.images].to(self.device)
        self.validation = [part[: chosen.images].to(self.device) for part in data.load(chosen.mnist, "validation")]
        trained = [p for p in self.network.parameters() if p.requires_grad]
        groups = [{"params": [p for p in trained if p.dim() > 1], "weight_decay": 1e-2},
                  {"params": [p for p in trained if p.dim() < 2], "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=0.0)
        self.set_up_rates()
        self.batch = torch.zeros(chosen.batch, dtype=torch.long, device=self.device)
        self.loss = torch.zeros((), device=self.device)
        self.graph = None

    def set_up_rates(self):
        """A graph reads the rate from the GPU's memory, and the optimizer may not ask the GPU for its count of steps."""
        on_gpu = self.device == "cuda"
        for group in self.optimizer.param_groups:
            group["lr"] = torch.tensor(0.0, device=self.device) if on_gpu else 0.0
            group["capturable"] = on_gpu

    def step(self):
        """One step on the images that `batch` names; adds to `loss`."""
        pixels = self.images[self.batch]
        pixels = data.distorted(pixels, self.chosen.distort) if self.chosen.distort else pixels.float()
        with torch.autocast("cpu", torch.bfloat16, enabled=self.chosen.bf16):
            logits, rates = self.network(pixels[:, self.order] / 255)
        logits = logits.float()
        loss = functional.cross_entropy(logits, self.labels[self.batch], label_smoothing=0.02)
        total = loss + self.chosen.penalty * rate_penalty(rates)
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        for parameter in self.network.parameters():
            if parameter.grad is not None:
                parameter.grad.zero_()
        self.loss += loss.detach()

    def run(self, chosen, rate):
        """`step` on the images `chosen` at a rate; on a GPU captured once and replayed."""
        self.batch.copy_(chosen)
        for group in self.optimizer.param_groups:
            if self.device == "cuda":
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate
        if self.device != "cuda":
            return self.step()
        if self.graph is None:
            self.capture()
        self.graph.replay()

    def capture(self):
        """Records the step as a graph. What its warm-up changes is undone."""
        before = {name: value.clone() for name, value in self.network.state_dict().items()}
        kept = {p: {k: v.clone() for k, v in s.items()} for p, s in self.optimizer.state.items()}
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self.step()
        torch.cuda.current_stream().wait_stream(side)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.step()
        self.network.load_state_dict(before)
        with torch.no_grad():
            for parameter, values in self.optimizer.state.items():
                for name, value in values.items():
                    value.copy_(kept[parameter][name]) if parameter in kept else value.zero_()
        self.loss.zero_()

    def measure(self):
        """Validation accuracy in percent and the mean spikes a step of each layer."""
        images, labels = self.validation
        right, spikes = 0, torch.zeros(2, device=self.device)
        with torch.no_grad():
            for start in range(0, len(labels), 500):
                logits, rates = self.network(images[start : start + 500][:, self.order].float() / 255)
                right += (logits.argmax(1) == labels[start : start + 500]).sum()
                spikes += torch.stack([r.sum() for r in rates]) * len(logits) / len(labels)
        return 100 * int(right) / len(labels), spikes.tolist()

    def save(self, curve):
        """Whole files or none: each is written beside its place and moved there."""
        RUNS.mkdir(exist_ok=True)
        base = RUNS / self.chosen.name
        # What a mean of networks was not trained with is not on record.
        unused = () if self.chosen.epochs else ("rate", "batch", "distort", "penalty", "seed", "images", "bf16")
        about = {k: v for k, v in vars(self.chosen).items() if k not in ("mnist", "name", *unused) and v != math.inf}
        parameters = sum(p.numel() for p in self.network.parameters() if p.requires_grad)
        stored = {"network": self.network.state_dict(), "optimizer": self.optimizer.state_dict(), "curve": curve}
        torch.save(stored, f"{base}.pt.new")
        with open(f"{base}.npz.new", "wb") as file:
            np.savez(file, **{name: values.detach().cpu().numpy() for name, values in tensors(self.network).items()})
        text = {"task": self.chosen.task, "options": about, "parameters": parameters, "curve": curve}
        pathlib.Path(f"{base}.json.new").write_text(json.dumps(text) + "\n")
        for kind in ("pt", "npz", "json"):
            os.replace(f"{base}.{kind}.new", f"{base}.{kind}")

    def resume(self):
        """The curve so far; network and optimizer as they were, or as --from says."""
        stored = RUNS / f"{self.chosen.name}.pt"
        if stored.exists():
            found = torch.load(stored, map_location=self.device)
            self.network.load_state_dict(found["network"])
            self.optimizer.load_state_dict(found["optimizer"])
            self.set_up_rates()
            return found["curve"]
        if self.chosen.start:
            load_tensors(self.network, self.chosen.start)
        return []


def main():
    chosen = options()
    begun = time.time()
    trainer = Trainer(chosen)
    curve = trainer.resume()
    per_epoch = len(trainer.labels) // chosen.batch
    progress = 0.0
    for epoch in range(len(curve) + 1, chosen.epochs + 1):
        torch.manual_seed(1000 * chosen.seed + epoch)
        order = torch.from_numpy(np.random.default_rng([chosen.seed, epoch]).permutation(len(trainer.labels)))
        trainer.loss.zero_()
        steps = 0
        while steps < per_epoch and progress < 1:
            i, steps = steps, steps + 1
            planned = ((epoch - 1) * per_epoch + i) / (chosen.epochs * per_epoch)
            if i % 20 == 0 and trainer.device == "cuda":
                torch.cuda.synchronize()
            progress = max(progress, planned, (time.time() - begun) / chosen.seconds)
            trainer.run(order[i * chosen.batch : (i + 1) * chosen.batch], chosen.rate * share_of_rate(progress))
        loss, (accuracy, spikes) = float(trainer.loss) / steps, trainer.measure()
        curve.append({"epoch": epoch, "steps": steps, "loss": round(loss, 5), "validation": accuracy,
                      "spikesPerStep": [round(s, 2) for s in spikes], "seconds": round(time.time() - begun, 1)})
        print(f"{chosen.name}: epoch {epoch}, loss {loss:.4f}, validation {accuracy:.2f} %, "
              f"spikes a step {spikes[0]:.1f} {spikes[1]:.1f}, {time.time() - begun:.0f} s", flush=True)
        trainer.save(curve)
        if progress >= 1:
            break
    if chosen.epochs == 0 and not curve:
        accuracy, spikes = trainer.measure()
        print(f"{chosen.name}: validation {accuracy:.2f} %, spikes a step {spikes[0]:.1f} {spikes[1]:.1f}")
        trainer.save([{"epoch": 0, "steps": 0, "validation": accuracy, "spikesPerStep": [round(s, 2) for s in spikes]}])


if __name__ == "__main__":
    main()
