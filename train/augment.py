"""Changes to training examples that keep their class: moved and stretched in time and channel, masked, thinned, noisy."""

import numpy as np


def augment(bins, rng, earlier=6, damage=1.0):
    """bins [B, T, C] of 0 and 1 -> the same, changed, each example by its own draw.

    An example may start up to 6 steps later, or `earlier` steps earlier, which cuts off its start. `damage` scales what is
    masked, dropped and inserted.
    """
    batch, steps, channels = bins.shape
    draw = lambda low, high: rng.uniform(low, high, (batch, 1))
    when = np.arange(steps)[None] * draw(0.85, 1.18) + draw(-6, earlier)
    where = (np.arange(channels)[None] - channels / 2) * draw(0.95, 1.05) + channels / 2 + draw(-5, 5)
    when, where = np.floor(when).astype(int), np.floor(where).astype(int)
    inside = ((when >= 0) & (when < steps))[:, :, None] & ((where >= 0) & (where < channels))[:, None, :]
    rows = np.arange(batch)[:, None, None]
    moved = bins[rows, when.clip(0, steps - 1)[:, :, None], where.clip(0, channels - 1)[:, None, :]]
    keep = inside & (rng.random(bins.shape, np.float32) >= draw(0, 0.2 * damage)[:, :, None])
    for size, most in ((steps, 8), (channels, 16)):
        start, length = rng.integers(0, size, (batch, 1)), rng.integers(0, max(1, int(most * damage)), (batch, 1))
        free = (np.arange(size) < start) | (np.arange(size) >= start + length)
        keep &= free[:, :, None] if size == steps else free[:, None, :]
    noise = rng.random(bins.shape, np.float32) < draw(0, 0.01 * damage)[:, :, None]
    return (moved.astype(bool) & keep | noise).astype(np.uint8)
