"""Checks the fast training code against the formulas written out: exit status 1 where one differs.

    python3 -m mnist.check [cpu|cuda]

The kernel against a loop of single steps under autograd, spikes equal and gradients within rounding; the slow state in
blocks against its recurrence in 64-bit floats.
"""

import sys

import torch

import legendre
from mnist import network
from mnist.neurons import Spikes


class Step(torch.autograd.Function):
    """u >= 1 forward, the derivative of a sigmoid of slope 4 backward."""

    @staticmethod
    def forward(context, u):
        context.save_for_backward(u)
        return (u >= 1).float()

    @staticmethod
    def backward(context, upstream):
        sigmoid = torch.sigmoid(4 * (context.saved_tensors[0] - 1))
        return upstream * 4 * sigmoid * (1 - sigmoid)


def loop(currents, bias, beta):
    """Spikes [B, T, N], step by step."""
    membrane, spikes = torch.zeros_like(currents[:, 0]), []
    for k in range(currents.shape[1]):
        u = beta * membrane + currents[:, k] + bias
        spikes.append(Step.apply(u))
        membrane = u - spikes[-1].detach()
    return torch.stack(spikes, 1)


def check_neurons(batch, steps, neurons, size, keep, device):
    """Currents of about `size` thresholds -> (spikes that differ, largest relative difference of a gradient).

    `keep` False: only the counts are used.
    """
    values = torch.randn(batch, steps, neurons, device=device) * size
    offsets = torch.randn(neurons, device=device) * 0.3
    of_spikes, of_counts = torch.randn_like(values) * keep, torch.randn(batch, neurons, device=device)
    gradients, counts = [], []
    for fused in (False, True):
        currents, bias = values.clone().requires_grad_(), offsets.clone().requires_grad_()
        if fused:
            spikes, count = Spikes.apply(currents * 1, bias, 0.7, keep)
            total = (count * of_counts).sum() + ((spikes * of_spikes).sum() if keep else 0)
        else:
            spikes = loop(currents, bias, 0.7)
            count = spikes.sum(1)
            total = (count * of_counts).sum() + (spikes * of_spikes).sum()
        total.backward()
        gradients.append((currents.grad, bias.grad))
        counts.append((spikes.detach() if keep else None, count.detach()))
    differ = float((counts[0][1] - counts[1][1]).abs().sum())
    if keep:
        differ += float((counts[0][0] - counts[1][0]).abs().sum())
    return differ, max(float((a - b).abs().max() / a.abs().max()) for a, b in zip(*gradients))


def check_slow_state(dim, device):
    """Root mean square error of the state in blocks, relative to the recurrence's."""
    a, b = (part.to(device) for part in legendre.state_space(dim, 300))
    x = torch.rand(4, network.STEPS, device=device)
    found = network.SlowState(dim, 300).to(device)(x).double()
    m, error, size = torch.zeros(4, dim, dtype=torch.float64, device=device), 0.0, 0.0
    for k in range(network.STEPS):
        m = m @ a.t() + x[:, k : k + 1].double() * b
        error, size = error + float(((m - found[:, k]) ** 2).sum()), size + float((m**2).sum())
    return (error / size) ** 0.5


def main():
    device = sys.argv[1] if len(sys.argv) > 1 else "cpu"
    torch.manual_seed(1)
    wrong = 0
    for shape in [(1, 1, 1, 0.8), (3, 37, 37, 0.8), (5, 53, 41, 100), (2, 784, 16, 0.8)]:
        for keep in (True, False):
            differ, gradient = check_neurons(*shape, keep, device)
            print(f"neurons {shape}, spikes {'kept' if keep else 'counted'}: {differ:.0f} differ, gradients within {gradient:.1e}")
            wrong += differ > 0 or not gradient < 1e-4
    for dim in (1, 5, 60, 100):
        error = check_slow_state(dim, device)
        print(f"slow state, d = {dim}: relative error {error:.1e}")
        wrong += not error < 1e-5
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
