"""The float network: layers of spiking neurons, each with a slow state of a few numbers, and a linear readout."""

import pathlib

import torch
from torch import nn

import legendre
from neuron import Spikes


def dropout(s, share):
    """Events dropped at random, the others scaled up; several times faster here than PyTorch's own."""
    return s * (torch.rand_like(s) >= share).float().div_(1 - share) if share > 0 else s


class Layer(nn.Module):
    """s [T, B, C] -> o [T, B, N]. `dim` 0: no slow state. `scale` multiplies every current (1 / tau of the tau form)."""

    def __init__(self, inputs, neurons, steps, dim, window, beta, scale, to_zero, spread):
        super().__init__()
        self.dim, self.window, self.steps = dim, window, steps
        self.beta, self.scale, self.to_zero = beta, scale, to_zero
        self.fast = nn.Parameter(torch.randn(neurons, inputs) * spread / scale)
        self.bias = nn.Parameter(torch.zeros(neurons))
        if dim:
            self.drive = nn.Parameter(0.05 + 0.05 * torch.randn(inputs))
            self.drive_bias = nn.Parameter(torch.zeros(1))
            self.slow = nn.Parameter(torch.randn(neurons, dim) * 0.2 / scale)
            self.register_buffer("toeplitz", legendre.toeplitz(dim, window, steps).float())

    def slow_state(self, s):
        """m [T, B, dim] from the scalar drive x = relu(Wx s + bx)."""
        x = torch.relu(nn.functional.linear(s, self.drive[None], self.drive_bias)).squeeze(2)
        return (self.toeplitz @ x).reshape(self.steps, self.dim, -1).transpose(1, 2).contiguous()

    def forward(self, s):
        current = nn.functional.linear(s, self.fast, self.bias)
        if self.dim:
            current = current + nn.functional.linear(self.slow_state(s), self.slow)
        return Spikes.apply(current * self.scale if self.scale != 1 else current, self.beta, self.to_zero)


class Network(nn.Module):
    """s [T, B, channels] -> logits [B, classes] and the spikes of each layer. `shape` is a plain dict, see train.py;
    window and beta may be lists, one of each layer."""

    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        tau, own = shape["tau"], lambda key, i: shape[key][i] if isinstance(shape[key], (list, tuple)) else shape[key]

        def layer(i, inputs, spread):
            beta, scale = (1 - 1 / tau, 1 / tau) if tau else (own("beta", i), 1.0)
            times = (shape["steps"], shape["dim"], own("window", i), beta, scale)
            return Layer(inputs, shape["neurons"], *times, shape["reset"] == "zero", spread)

        self.layers = nn.ModuleList([layer(0, shape["channels"], 0.25), layer(1, shape["neurons"], 0.2)])
        self.readout = nn.Linear(shape["neurons"], shape["classes"])

    def forward(self, s, drop=0.0):
        spikes = []
        for layer in self.layers:
            s = layer(s)
            spikes.append(s)
            s = dropout(s, drop)
        last = self.shape["lastSteps"] or self.shape["steps"]
        return self.readout(s[-last:].mean(0)), spikes


RUNS = pathlib.Path(__file__).parent / "runs"


def load(name):
    """The network that train.py or finetune.py stored as train/runs/NAME.pt."""
    stored = torch.load(RUNS / f"{name}.pt")
    network = Network(stored["shape"])
    network.load_state_dict(stored["state"])
    return network
