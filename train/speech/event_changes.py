"""Changes to binned training examples on the device: channels moved and stretched, masked, thinned, false events."""

import torch

from kernels import DEVICE


def changed(bins, damage):
    """bins [M, B, T, C] uint8 -> floats [M, T, B, C]; `damage` [M] scales everything."""
    models, batch, steps, channels = bins.shape
    draw = lambda low, high: torch.rand(models, batch, 1, 1, device=DEVICE) * (high - low) + low
    strength = damage.reshape(models, 1, 1, 1)
    place = torch.arange(channels, device=DEVICE).float()
    where = (place - channels / 2) * (1 + strength * draw(-0.05, 0.05)) + channels / 2 + strength * draw(-5, 5)
    when = torch.arange(steps, device=DEVICE).float()[:, None] * (1 + strength * draw(-0.06, 0.06)) + strength * draw(-3, 3)
    where, when = where.floor().long(), when.floor().long()
    inside = (where >= 0) & (where < channels) & (when >= 0) & (when < steps)
    for size, most, axis in ((steps, 10, when), (channels, 20, where)):
        for _ in range(2):
            start, length = draw(0, size), strength * draw(0, most)
            index = torch.arange(size, device=DEVICE).float().reshape((1, 1, size, 1) if axis is when else (1, 1, 1, size))
            inside = inside & ((index < start) | (index >= start + length))
    m = torch.arange(models, device=DEVICE)[:, None, None, None]
    b = torch.arange(batch, device=DEVICE)[None, :, None, None]
    moved = bins[m, b, when.clamp(0, steps - 1), where.clamp(0, channels - 1)].bool()
    keep = inside & (torch.rand(moved.shape, device=DEVICE) >= strength * draw(0, 0.15))
    false = torch.rand(moved.shape, device=DEVICE) < strength * draw(0, 0.01)
    return ((moved & keep) | false).float().transpose(1, 2).contiguous()
