"""Leaky integrate-and-fire neurons over all time steps of a batch, as one autograd function."""

import torch

SURROGATE_SLOPE = 4.0


class Spikes(torch.autograd.Function):
    """Spikes [T, B, N] from currents [T, B, N]: u = beta u + current; fires at u >= 1; then u - 1, or 0 (`to_zero`).

    Backward: the derivative of a sigmoid of slope 4 stands for the derivative of the step; the reset is detached.
    One function for the whole loop, because a graph of single steps costs about ten times as much.
    """

    @staticmethod
    def forward(context, currents, beta, to_zero):
        before = torch.empty_like(currents)
        spikes = torch.empty_like(currents)
        membrane = torch.zeros_like(currents[0])
        for step in range(len(currents)):
            torch.add(currents[step], membrane, alpha=beta, out=before[step])
            torch.ge(before[step], 1.0, out=spikes[step])
            if to_zero:
                torch.addcmul(before[step], before[step], spikes[step], value=-1.0, out=membrane)
            else:
                torch.sub(before[step], spikes[step], out=membrane)
        context.save_for_backward(before, spikes)
        context.beta, context.to_zero = beta, to_zero
        return spikes

    @staticmethod
    def backward(context, upstream):
        before, spikes = context.saved_tensors
        sigmoid = torch.sigmoid(SURROGATE_SLOPE * (before - 1.0))
        gradient = upstream * (SURROGATE_SLOPE * sigmoid * (1.0 - sigmoid))
        kept = context.beta * (1.0 - spikes) if context.to_zero else None
        for step in range(len(gradient) - 2, -1, -1):
            if context.to_zero:
                gradient[step].addcmul_(gradient[step + 1], kept[step])
            else:
                gradient[step].add_(gradient[step + 1], alpha=context.beta)
        return gradient, None, None
