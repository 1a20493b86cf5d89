"""The float network of train/model.py with its matrix products in 16 bits, which on a CPU takes half the time.

Spikes are exact in bfloat16; weights and gradients are rounded in the products only.
"""

import pathlib
import sys

import torch

sys.path.append(str(pathlib.Path(__file__).parents[1]))

from neuron import Spikes


class Product(torch.autograd.Function):
    """inputs [n, C] of 0 and 1, or such times one number, weights [N, C] -> [n, N]."""

    @staticmethod
    def forward(context, inputs, weights):
        inputs, half = inputs.bfloat16(), weights.bfloat16()
        context.save_for_backward(inputs, half)
        return (inputs @ half.t()).float()

    @staticmethod
    def backward(context, gradient):
        inputs, half = context.saved_tensors
        gradient = gradient.bfloat16()
        back = (gradient @ half).float() if context.needs_input_grad[0] else None
        return back, (gradient.t() @ inputs).float()


def currents(layer, s):
    """[T, B, N] of s [T, B, C]."""
    steps, batch, channels = s.shape
    flat = s.reshape(steps * batch, channels)
    x = torch.relu(flat @ layer.drive + layer.drive_bias).reshape(steps, batch)
    m = (x.t() @ layer.toeplitz.t()).reshape(batch, steps, layer.dim).transpose(0, 1).reshape(steps * batch, layer.dim)
    slow = torch.addmm(layer.bias, m, layer.slow.t())
    return (slow + Product.apply(flat, layer.fast)).reshape(steps, batch, -1)


def answers(network, s, drop):
    """Logits [B, classes] of s [T, B, C] and the spikes of each layer.

    `drop`: the share of neurons behind each layer that are not heard, drawn for every recording.
    """
    spikes = []
    for layer in network.layers:
        s = Spikes.apply(currents(layer, s), layer.beta, False)
        spikes.append(s)
        keep = (torch.rand(s.shape[1:]) >= drop).float() / (1 - drop)
        s = s * keep if drop else s
    return network.readout(s.mean(0)), spikes
