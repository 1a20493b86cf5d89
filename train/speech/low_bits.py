"""Many networks at once with the integer arithmetic as their forward pass, each with formats of its own.

As train/quantized.py: every number is an integer times a power of two, exact in the type that holds it; backward,
rounding passes gradients straight through.
"""

import ctypes

import torch
from torch import nn

from kernels import call
from networks import Spikes, dropout

MEMBRANE, MEMBRANE_TOP = 256.0, 128.0
DRIVE_BITS, STATE_BITS, STATE_WEIGHT_BITS = 12, 16, 8


def integers(values, fraction, bits):
    """Rounded half up and clamped; `fraction` and `bits` are tensors [M] or one number."""
    spread = lambda one: one.reshape(-1, *[1] * (values.dim() - 1)) if isinstance(one, torch.Tensor) else one
    limit = 2.0 ** (spread(bits) - 1)
    scaled = torch.floor(values.double() * 2.0 ** spread(fraction) + 0.5)
    return torch.minimum(torch.maximum(scaled, -limit), limit - 1) if isinstance(limit, torch.Tensor) else scaled.clamp(-limit, limit - 1)


def best_fraction(values, bits):
    """[M]: the fraction of least squared error of each network's tensor; `bits` [M]."""
    tried = torch.arange(-8, 24, device=values.device, dtype=torch.float64)
    error = []
    for f in tried:
        f = f.expand(len(values)).contiguous()
        error.append(((integers(values, f, bits) * 2.0 ** -f.reshape(-1, *[1] * (values.dim() - 1)) - values.double()) ** 2).flatten(1).sum(1))
    return tried[torch.stack(error).argmin(0)]


def formats(networks, bits, drives):
    """Fractions of every network; `bits` [M] float64, `drives`: the largest drive of each layer, [M] each."""
    chosen = []
    for layer, most in zip(networks.layers, drives):
        wide = lambda b: torch.full_like(bits, b)
        slow = (layer.slow * layer.mask[:, None]).double()
        change = layer.a - torch.diag_embed(layer.mask.double())
        rows = torch.cat([change, layer.b[:, :, None]], 2)
        chosen.append({
            "fast": best_fraction(layer.fast, bits), "drive": best_fraction(layer.drive, bits),
            "x": DRIVE_BITS - (most.double() * 1.25).clamp(1e-3).log2().ceil().clamp(0),
            "state": torch.stack([best_fraction(rows[:, j], wide(STATE_WEIGHT_BITS)) for j in range(layer.dim)], 1),
            "current": best_fraction(torch.cat([slow @ layer.a, slow @ layer.b[:, :, None]], 2), bits),
        })
    return {"bits": bits, "layers": chosen, "readout": best_fraction(networks.weight, bits)}


def single_formats(chosen, networks, i):
    """The formats of network i as train/quantize.py has them."""
    bits, layers = int(chosen["bits"][i]), []
    for fraction in chosen["layers"]:
        one = {"bits": bits, "fast": int(fraction["fast"][i])}
        if networks.specs[i]["dim"]:
            one |= {k: int(fraction[k][i]) for k in ("drive", "x", "current")}
            one["state"] = [int(f) for f in fraction["state"][i][: networks.specs[i]["dim"]]]
        layers.append(one)
    return {"bits": bits, "layers": layers, "readout": int(chosen["readout"][i])}


def forward_as(value, soft):
    return soft + (value - soft).detach()


def power(fraction, dims):
    return (2.0 ** -fraction).reshape(-1, *[1] * (dims - 1))


class LowBits(nn.Module):
    """As Networks, which it trains."""

    def __init__(self, networks, chosen):
        super().__init__()
        self.networks, self.chosen, self.specs = networks, chosen, networks.specs

    def snapped(self, values, fraction, bits=None):
        bits = self.chosen["bits"] if bits is None else bits
        with torch.no_grad():
            grid = integers(values, fraction, bits) * power(fraction, values.dim())
        return forward_as(grid.float(), values)

    def layer(self, layer, fraction, s):
        models, steps, batch, inputs = s.shape
        bits, flat = self.chosen["bits"], s.reshape(models, steps * batch, inputs)
        fast = self.snapped(layer.fast, fraction["fast"])
        bias = forward_as((torch.floor(layer.bias.double() * MEMBRANE + 0.5) / MEMBRANE).float(), layer.bias)
        sums = flat @ fast.transpose(1, 2)
        current = forward_as(torch.floor(sums.detach() * MEMBRANE + 0.5) / MEMBRANE, sums) + bias[:, None]
        drive = self.snapped(layer.drive, fraction["drive"])
        drive_bias = self.snapped(layer.drive_bias, fraction["drive"], 32.0)
        before = flat @ drive[:, :, None] + drive_bias[:, :, None]
        unit = power(fraction["x"], 3)
        with torch.no_grad():
            whole = torch.floor(before.double() / unit + 0.5).clamp(0, 2.0**DRIVE_BITS - 1)
        x = forward_as((whole * unit).float(), before.clamp(min=0)).reshape(models, steps, batch)
        slow = layer.slow * layer.mask[:, None]
        soft_m = layer.slow_state(x)
        soft = soft_m.reshape(models, steps * batch, -1) @ slow.transpose(1, 2)
        with torch.no_grad():
            wide = torch.full_like(bits, STATE_WEIGHT_BITS)
            change = layer.a - torch.diag_embed(layer.mask.double())
            row = lambda values: torch.stack([integers(values[:, j], fraction["state"][:, j], wide) for j in range(layer.dim)], 1)
            states = torch.empty(models, steps, batch, layer.dim, dtype=torch.float64, device=s.device)
            call("slow_states", models * batch, whole.reshape(models, steps, batch).contiguous(), row(change).contiguous(),
                 row(layer.b[:, :, None])[:, :, 0].contiguous(), (2.0 ** -fraction["state"]).contiguous(), states, steps,
                 ctypes.c_long(batch), layer.dim, 2.0 ** (STATE_BITS - 1))
            p = integers(slow.double() @ layer.a, fraction["current"], bits)
            v = integers(slow.double() @ layer.b[:, :, None], fraction["current"], bits)
            exact = states.reshape(models, steps * batch, -1) @ p.transpose(1, 2) + whole * v.transpose(1, 2)
            exact = torch.floor(exact * unit * power(fraction["current"], 3) * MEMBRANE + 0.5) / MEMBRANE
        current = current + forward_as(exact.float(), soft)
        return Spikes.apply(current.reshape(models, steps, batch, -1), layer.beta, MEMBRANE, MEMBRANE_TOP)

    def readout(self, counts, steps):
        """Exact integer logits [M, B, classes], in units of the readout, of spike counts [M, B, N] over `steps`."""
        bits, fraction = self.chosen["bits"], self.chosen["readout"]
        weight = integers(self.networks.weight, fraction, bits)
        offset = integers(self.networks.offset, fraction, 32.0)
        return torch.baddbmm(steps * offset[:, None], counts, weight.transpose(1, 2))

    def forward(self, s, drop=0.0):
        spikes = []
        for layer, fraction in zip(self.networks.layers, self.chosen["layers"]):
            s = self.layer(layer, fraction, s)
            spikes.append(s)
            s = dropout(s, drop)
        weight = self.snapped(self.networks.weight, self.chosen["readout"])
        offset = self.snapped(self.networks.offset, self.chosen["readout"], 32.0)
        return torch.baddbmm(offset[:, None], s.mean(1), weight.transpose(1, 2)), spikes
