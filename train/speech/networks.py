"""Many float networks of one shape at once, a leading dimension of networks in every tensor.

A network of `dim` numbers in its slow state is held with as many as the largest has; the rest stay zero.
"""

import ctypes

import torch
from torch import nn

import legendre
from kernels import call

SLOPE = 4.0


class Spikes(torch.autograd.Function):
    """Spikes [M, T, B, N] from currents, beta [M]; `grid` > 0: the integer arithmetic of a membrane of 1 / grid."""

    @staticmethod
    def forward(context, currents, beta, grid, top):
        currents = currents.contiguous()
        before, spikes = torch.empty_like(currents), torch.empty_like(currents)
        models, steps, batch, neurons = currents.shape
        call("spikes_forward", models * batch * neurons, currents, beta, before, spikes, steps,
             ctypes.c_long(batch * neurons), ctypes.c_float(grid), ctypes.c_float(top))
        context.save_for_backward(before, beta)
        return spikes

    @staticmethod
    def backward(context, upstream):
        before, beta = context.saved_tensors
        models, steps, batch, neurons = before.shape
        gradient = upstream.clone(memory_format=torch.contiguous_format)
        call("spikes_backward", models * batch * neurons, gradient, beta, before, steps, ctypes.c_long(batch * neurons),
             ctypes.c_float(SLOPE))
        return gradient, None, None, None


def dropout(s, share):
    """Events dropped at random, the others scaled up."""
    return s * (torch.rand_like(s) >= share).float().div_(1 - share) if share > 0 else s


def of_layer(spec, key, number):
    """A choice of one layer: its own where there is a list, else that of all layers."""
    return spec[key][number] if isinstance(spec[key], (list, tuple)) else spec[key]


class Layer(nn.Module):
    """s [M, T, B, C] -> spikes [M, T, B, N]."""

    def __init__(self, specs, number, inputs, neurons, steps, spread):
        super().__init__()
        count, self.dim, self.steps = len(specs), max([s["dim"] for s in specs] + [1]), steps
        draws = [torch.Generator().manual_seed(1000 * s["seed"] + inputs + int(1000 * spread)) for s in specs]
        normal = lambda *size: torch.stack([torch.randn(*size, generator=g) for g in draws])
        self.fast = nn.Parameter(normal(neurons, inputs) * spread)
        self.bias = nn.Parameter(torch.zeros(count, neurons))
        self.drive = nn.Parameter(0.05 + 0.05 * normal(inputs))
        self.drive_bias = nn.Parameter(torch.zeros(count, 1))
        self.slow = nn.Parameter(normal(neurons, self.dim) * 0.2)
        self.register_buffer("beta", torch.tensor([float(of_layer(s, "beta", number)) for s in specs]))
        mask, kernel = torch.zeros(count, self.dim), torch.zeros(count, steps, self.dim, steps)
        a, b = torch.zeros(count, self.dim, self.dim, dtype=torch.float64), torch.zeros(count, self.dim, dtype=torch.float64)
        for i, spec in enumerate(specs):
            d, window = spec["dim"], of_layer(spec, "window", number)
            if d:
                mask[i, :d] = 1
                kernel[i, :, :d] = legendre.toeplitz(d, window, steps).reshape(steps, d, steps)
                a[i, :d, :d], b[i, :d] = legendre.state_space(d, window)
        for name, value in (("mask", mask), ("a", a), ("b", b), ("toeplitz", kernel.reshape(count, steps * self.dim, steps))):
            self.register_buffer(name, value)

    def slow_state(self, x):
        """m [M, T, B, dim] of the scalar drive x [M, T, B]."""
        return (self.toeplitz @ x).reshape(len(x), self.steps, self.dim, -1).transpose(2, 3)

    def forward(self, s):
        models, steps, batch, inputs = s.shape
        flat = s.reshape(models, steps * batch, inputs)
        x = torch.relu(flat @ self.drive[:, :, None] + self.drive_bias[:, :, None]).reshape(models, steps, batch)
        self.most = x.detach().amax((1, 2))
        slow = (self.slow * self.mask[:, None]).transpose(1, 2)
        m = self.slow_state(x).reshape(models, steps * batch, self.dim)
        current = torch.baddbmm(self.bias[:, None], flat, self.fast.transpose(1, 2)) + m @ slow
        return Spikes.apply(current.reshape(models, steps, batch, -1), self.beta, 0.0, 0.0)


class Networks(nn.Module):
    """s [M, T, B, channels] -> logits [M, B, classes] and the spikes of both layers."""

    def __init__(self, specs, channels, neurons, classes, steps):
        super().__init__()
        self.specs, self.sizes = specs, {"channels": channels, "neurons": neurons, "classes": classes, "steps": steps}
        self.layers = nn.ModuleList([Layer(specs, 0, channels, neurons, steps, 0.25), Layer(specs, 1, neurons, neurons, steps, 0.2)])
        draws = [torch.Generator().manual_seed(1000 * s["seed"] + 7) for s in specs]
        bound = neurons**-0.5
        self.weight = nn.Parameter(torch.stack([(torch.rand(classes, neurons, generator=g) * 2 - 1) * bound for g in draws]))
        self.offset = nn.Parameter(torch.zeros(len(specs), classes))

    def forward(self, s, drop=0.0):
        spikes = []
        for layer in self.layers:
            s = layer(s)
            spikes.append(s)
            s = dropout(s, drop)
        return torch.baddbmm(self.offset[:, None], s.mean(1), self.weight.transpose(1, 2)), spikes

    def single(self, i):
        """(shape, state) of network i as train/model.py has them."""
        spec, take = self.specs[i], lambda values: values[i].detach().float().cpu().clone()
        d = spec["dim"]
        shape = {"task": "speech", **self.sizes, "dim": d, "window": spec["window"], "beta": spec["beta"], "tau": None,
                 "reset": "subtract", "lastSteps": None}
        state = {"readout.weight": take(self.weight), "readout.bias": take(self.offset)}
        for number, layer in enumerate(self.layers):
            state |= {f"layers.{number}.fast": take(layer.fast), f"layers.{number}.bias": take(layer.bias)}
            if d:
                state |= {f"layers.{number}.drive": take(layer.drive), f"layers.{number}.drive_bias": take(layer.drive_bias),
                          f"layers.{number}.slow": take(layer.slow)[:, :d].contiguous()}
        return shape, state
