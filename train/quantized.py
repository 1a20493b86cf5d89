"""Quantization-aware training: a network whose forward pass is the integer arithmetic, to the last bit.

Every number is an integer times a power of two and small enough to be exact in the float type it is held in, so the
forward pass gives the bits of integer.py. Backward, rounding passes gradients straight through and the slow state is the
float one.
"""

import torch
from torch import nn

import quantize
from model import dropout
from neuron import Spikes
from quantize import LEAK_SHIFT, MEMBRANE_BITS, MEMBRANE_FRACTION


def forward_as(value, soft):
    """`value` forward, the gradient of `soft` backward."""
    return soft + (value - soft).detach()


def rounded(values, fraction):
    """Rounded half up to multiples of 2^-fraction; straight through backward."""
    return forward_as(torch.floor(values.detach() * 2.0**fraction + 0.5) * 2.0**-fraction, values)


class IntegerSpikes(Spikes):
    """Spikes with the leak rounded to the membrane's grid and the membrane saturated, in units of the threshold."""

    @staticmethod
    def forward(context, currents, beta, to_zero):
        one = 2.0**MEMBRANE_FRACTION
        top = 2.0 ** (MEMBRANE_BITS - 1 - MEMBRANE_FRACTION)
        factor = round(beta * 2**LEAK_SHIFT) / 2**LEAK_SHIFT
        before, spikes = torch.empty_like(currents), torch.empty_like(currents)
        membrane = torch.zeros_like(currents[0])
        for step in range(len(currents)):
            leaked = torch.floor(membrane * (factor * one) + 0.5) / one
            torch.add(currents[step], leaked, out=before[step])
            torch.ge(before[step], 1.0, out=spikes[step])
            after = before[step] * (1 - spikes[step]) if to_zero else before[step] - spikes[step]
            membrane = after.clamp(-top, top - 1 / one)
        context.save_for_backward(before, spikes)
        context.beta, context.to_zero = beta, to_zero
        return spikes


class QuantizedLayer(nn.Module):
    """A float layer, which it trains, seen through the formats of `fraction`."""

    def __init__(self, layer, fraction):
        super().__init__()
        self.layer, self.fraction = layer, fraction

    def drive(self, s, parts):
        """x [T, B], float64."""
        layer, fraction = self.layer, self.fraction
        weights = forward_as(parts["drive"] * 2.0 ** -fraction["drive"], layer.drive.double())
        bias = forward_as(parts["drive_bias"] * 2.0 ** -fraction["drive"], layer.drive_bias.double())
        x = rounded(s.double() @ weights + bias, fraction["x"])
        return x.clamp(0, (2**quantize.DRIVE_BITS - 1) * 2.0 ** -fraction["x"])

    def states_before(self, x, parts):
        """m[k-1] [T, B, dim]: integers forward, the float slow state backward."""
        layer, unit = self.layer, 2.0 ** -self.fraction["x"]
        shift = 2.0 ** -torch.tensor(self.fraction["state"], dtype=torch.float64)
        top = 2.0 ** (quantize.STATE_BITS - 1)
        drive, m, exact = x.detach() / unit, torch.zeros(x.shape[1], layer.dim, dtype=torch.float64), []
        for k in range(len(x)):
            exact.append(m)
            change = (m @ parts["transition"].t() + drive[k][:, None] * parts["input"]) * shift
            m = (m + torch.floor(change + 0.5)).clamp(-top, top - 1)
        soft = (layer.toeplitz.double() @ x).reshape(layer.steps, layer.dim, -1).transpose(1, 2)
        soft = torch.cat([torch.zeros_like(soft[:1]), soft[:-1]])
        return forward_as(torch.stack(exact) * unit, soft)

    def forward(self, s):
        layer, fraction = self.layer, self.fraction
        with torch.no_grad():
            parts = quantize.layer_integers(layer, fraction)
        fast = forward_as((parts["fast"] * 2.0 ** -fraction["fast"]).float(), layer.fast * layer.scale)
        bias = forward_as((parts["bias"] * 2.0**-MEMBRANE_FRACTION).float(), layer.bias * layer.scale)
        current = rounded(s @ fast.t(), MEMBRANE_FRACTION) + bias
        if layer.dim:
            a, b = quantize.legendre.state_space(layer.dim, layer.window)
            slow = layer.slow.double() * layer.scale
            p = forward_as(parts["p"] * 2.0 ** -fraction["current"], slow @ a)
            v = forward_as(parts["v"] * 2.0 ** -fraction["current"], slow @ b)
            x = self.drive(s, parts)
            exact = self.states_before(x, parts) @ p.t() + x[:, :, None] * v
            current = current + rounded(exact, MEMBRANE_FRACTION).float()
        return IntegerSpikes.apply(current, layer.beta, layer.to_zero)


class QuantizedNetwork(nn.Module):
    """As model.Network; without dropout its logits, times steps and 2^fraction, are the integers of integer.run."""

    def __init__(self, network, chosen):
        super().__init__()
        self.network, self.chosen, self.shape = network, chosen, network.shape
        self.layers = [QuantizedLayer(l, f) for l, f in zip(network.layers, chosen["layers"])]

    def forward(self, s, drop=0.0):
        spikes = []
        for layer in self.layers:
            s = layer(s)
            spikes.append(s)
            s = dropout(s, drop)
        readout, fraction, bits = self.network.readout, self.chosen["readout"], self.chosen["bits"]
        with torch.no_grad():
            weight = quantize.to_integers(readout.weight, fraction, bits) * 2.0**-fraction
            bias = quantize.to_integers(readout.bias, fraction) * 2.0**-fraction
        weight, bias = forward_as(weight.float(), readout.weight), forward_as(bias.float(), readout.bias)
        last = self.shape["lastSteps"] or self.shape["steps"]
        return nn.functional.linear(s[-last:].mean(0), weight, bias), spikes
