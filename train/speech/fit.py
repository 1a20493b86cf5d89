"""Training of many networks at once on sounds that are changed anew in every epoch."""

import time

import torch
from torch.nn import functional

import event_changes
import front_end
import sound_changes
from kernels import DEVICE

BATCH = 64


def stacked(sounds, samples=sound_changes.SAMPLES):
    """(sounds [N, samples], zero-padded or cut, lengths [N]) of a list of arrays."""
    out = torch.zeros(len(sounds), samples)
    lengths = torch.tensor([min(len(s), samples) for s in sounds], dtype=torch.int32)
    for row, samples_of, length in zip(out, sounds, lengths):
        row[:length] = torch.as_tensor(samples_of[:length])
    return out.to(DEVICE), lengths.to(DEVICE)


class Pool:
    """Training sounds; `refresh` gives them changed anew, through each front end of `variants`.

    `analog`: the variant whose cells' inputs are wanted too.
    """

    def __init__(self, sounds, labels, noises, variants, strength, narrow_share, analog=None):
        self.sounds, self.lengths = stacked(sounds)
        self.labels = torch.tensor(labels, device=DEVICE)
        self.noises, _ = stacked(noises)
        self.variants, self.strength, self.narrow_share, self.analog = variants, strength, narrow_share, analog

    def refresh(self):
        """bins [variants, N, T, C] and the inputs [N, T, C] of the cells of variant `analog`, or None."""
        sound, lengths = sound_changes.changed(self.sounds, self.lengths, self.noises, self.strength, self.narrow_share)
        bins, inputs = [], None
        for i, variant in enumerate(self.variants):
            if i == self.analog:
                one, inputs = front_end.run(sound, lengths, variant, analog=True)
            else:
                one = front_end.run(sound, lengths, variant)
            bins.append(one)
        return torch.stack(bins), inputs


def progress(step, steps, started, seconds):
    """0 to 1: how much is done of the steps or of the time, whichever is more."""
    return max(step / steps, (time.time() - started) / seconds)


def one_cycle(done, rate):
    """The learning rate: up over the first 15 %, down along a cosine, as PyTorch's OneCycleLR."""
    cosine = lambda a, b, share: b + (a - b) / 2 * (1 + torch.cos(torch.tensor(torch.pi * share)).item())
    return cosine(rate / 25, rate, done / 0.15) if done < 0.15 else cosine(rate, rate / 1e4, (done - 0.15) / 0.85)


def rate_penalty(spikes, most):
    """[M]: mean squared excess of firing rates over `most` [M], and under 1 %, a step."""
    rates = [layer.mean((1, 2)) for layer in spikes]
    return sum((functional.relu(r - most[:, None]) ** 2 + functional.relu(0.01 - r) ** 2).mean(1) for r in rates)


def clip(parameters, most=1.0):
    """Clips the gradients of every network to a norm."""
    norm = sum(p.grad.flatten(1).square().sum(1) for p in parameters).sqrt()
    factor = (most / (norm + 1e-6)).clamp(max=1)
    for p in parameters:
        p.grad.mul_(factor.reshape(-1, *[1] * (p.dim() - 1)))


def accuracies(model, bins_of, labels, chunk=100):
    """Percent right of each network on bins_of [variants, V, T, C]; and events a step."""
    variant = torch.tensor([s["variant"] for s in model.specs], device=DEVICE)
    right, events = torch.zeros(len(variant), device=DEVICE), [0.0, 0.0]
    with torch.no_grad():
        for start in range(0, len(labels), chunk):
            s = bins_of[variant, start : start + chunk].float().transpose(1, 2).contiguous()
            logits, spikes = model(s)
            right += (logits.argmax(2) == labels[start : start + chunk]).float().sum(1)
            events = [e + o.sum((1, 2, 3)) / (o.shape[1] * len(labels)) for e, o in zip(events, spikes)]
    return (100 * right / len(labels)).tolist(), [e.tolist() for e in events]


def largest_drives(networks, bins_of, chunk=100):
    """The largest scalar drive of each layer over bins_of [variants, V, T, C], [M] each."""
    variant = torch.tensor([s["variant"] for s in networks.specs], device=DEVICE)
    found = None
    with torch.no_grad():
        for start in range(0, bins_of.shape[1], chunk):
            networks(bins_of[variant, start : start + chunk].float().transpose(1, 2).contiguous())
            now = [layer.most for layer in networks.layers]
            found = now if found is None else [torch.maximum(a, b) for a, b in zip(found, now)]
    return found


def fit(model, pool, members, epochs, seconds, rate, drop, teach=None, report=None):
    """Trains `model` (Networks or LowBits); members: the indices into the pool of each network.

    A spec's `variant`: its front end; `damage`: event changes; `most`: firing rate above which it pays; `opinion`: the
    share of the teacher's opinion in its loss. `teach(inputs)`: logits [N, classes] of the teacher. Returns epochs done.
    """
    specs, started = model.specs, time.time()
    column = lambda key: torch.tensor([float(s[key]) for s in specs], device=DEVICE)
    variant, damage, most, opinion = column("variant").long(), column("damage"), column("most"), column("opinion")
    parameters = [p for p in model.parameters()]
    groups = [{"params": [p for p in parameters if p.dim() > 2], "weight_decay": 1e-2},
              {"params": [p for p in parameters if p.dim() < 3], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=rate)
    an_epoch = max(len(m) for m in members) // BATCH
    epoch = step = 0
    while epoch < epochs and progress(step, epochs * an_epoch, started, seconds) < 1:
        bins, inputs = pool.refresh()
        advice = teach(inputs) if teach else None
        orders = []
        for own in members:
            rounds = -(-an_epoch * BATCH // len(own))
            orders.append(torch.cat([own[torch.randperm(len(own), device=DEVICE)] for _ in range(rounds)])[: an_epoch * BATCH])
        orders = torch.stack(orders)
        total = torch.zeros(len(specs), device=DEVICE)
        for start in range(0, an_epoch * BATCH, BATCH):
            for group in optimizer.param_groups:
                group["lr"] = one_cycle(progress(step, epochs * an_epoch, started, seconds), rate)
            chosen = orders[:, start : start + BATCH]
            s = event_changes.changed(bins[variant[:, None], chosen], damage)
            logits, spikes = model(s, drop)
            labels = pool.labels[chosen]
            loss = functional.cross_entropy(logits.transpose(1, 2), labels, label_smoothing=0.05, reduction="none").mean(1)
            if advice is not None:
                given = torch.softmax(advice[chosen], 2)
                agreed = -(given * torch.log_softmax(logits, 2)).sum(2).mean(1)
                loss = (1 - opinion) * loss + opinion * agreed
            loss = loss + 20 * rate_penalty(spikes, most)
            optimizer.zero_grad()
            loss.sum().backward()
            clip(parameters)
            optimizer.step()
            total += loss.detach() / an_epoch
            step += 1
            if time.time() - started > seconds:
                break
        epoch += 1
        if report:
            report(epoch, total, time.time() - started)
    return epoch


def fit_teacher(teacher, pool, epochs, seconds, rate=2e-3, classes=12):
    """Trains a teacher on the cells' inputs of the pool's first front end, two recordings mixed in every example."""
    started, step = time.time(), 0
    an_epoch = len(pool.labels) // BATCH
    optimizer = torch.optim.AdamW(teacher.parameters(), lr=rate, weight_decay=2e-2)
    cast = torch.autocast(DEVICE.type, torch.bfloat16, enabled=DEVICE.type == "cuda")
    epoch = 0
    while progress(step, epochs * an_epoch, started, seconds) < 1:
        teacher.train()
        _, inputs = pool.refresh()
        order = torch.randperm(len(pool.labels), device=DEVICE)
        for start in range(0, an_epoch * BATCH, BATCH):
            for group in optimizer.param_groups:
                group["lr"] = one_cycle(min(1, progress(step, epochs * an_epoch, started, seconds)), rate)
            chosen = order[start : start + BATCH]
            other = chosen[torch.randperm(BATCH, device=DEVICE)]
            share = torch.distributions.Beta(0.3, 0.3).sample((BATCH,)).to(DEVICE)
            share = torch.maximum(share, 1 - share)[:, None]
            x = share[:, None] * inputs[chosen] + (1 - share[:, None]) * inputs[other]
            for size, most in ((x.shape[1], 15), (x.shape[2], 25)):
                place = torch.arange(size, device=DEVICE).float()[None]
                begin, length = torch.rand(BATCH, 1, device=DEVICE) * size, torch.rand(BATCH, 1, device=DEVICE) * most
                free = ((place < begin) | (place >= begin + length)).float()
                x = x * (free[:, :, None] if size == x.shape[1] else free[:, None])
            target = functional.one_hot(pool.labels, classes).float()
            target = share * target[chosen] + (1 - share) * target[other]
            target = 0.95 * target + 0.05 / classes
            with cast:
                logits = teacher(x).float()
            loss = -(target * torch.log_softmax(logits, 1)).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
            if time.time() - started > seconds:
                break
        epoch += 1
    teacher.eval()
    return epoch


def opinions(teachers, inputs, chunk=512):
    """Mean logits [N, classes] of the teachers."""
    with torch.no_grad(), torch.autocast(DEVICE.type, torch.bfloat16, enabled=DEVICE.type == "cuda"):
        parts = [sum(t(inputs[i : i + chunk]).float() for t in teachers) / len(teachers) for i in range(0, len(inputs), chunk)]
    return torch.cat(parts)
