"""The front end: sound to the events of 140 hair cells. The TypeScript one must give the same events, bit for bit.

Therefore every operation is a float64 +, -, *, / or square root in the order written here (a sum of many runs from the
first to the last), and every coefficient comes from the shared table. Per sample: remove the offset, peak-normalise,
pre-emphasise, scale, four resonators in cascade, half-wave rectify. Per millisecond: mean, fourth root, subtraction of
the noise floor, inhibition by the neighbouring channels, division by the loudness of the recording, leaky
integrate-and-fire cell with reset to zero.
"""

import json

import numpy as np

from make_cochlea import TABLE


def load_table(front_end=None):
    """The table; `front_end`: the choices of a network's front-end.json, which take the place of the standard ones."""
    standard = {"offsetPole": 0.0, "floorBlock": 60, "floorShare": 0.0}
    table = standard | json.loads(TABLE.read_text()) | (front_end or {})
    for key in ("a1", "a2", "gain"):
        table[key] = np.array([band[key] for band in table["bands"]])
    return table


def without_offset(samples, pole):
    """float64 samples through a high-pass of one pole that starts at rest; pole 0 leaves them as they are."""
    samples = samples.astype(np.float64)
    if pole == 0:
        return samples
    steps = np.diff(samples, prepend=samples[:1])
    last, out = 0.0, np.empty(len(samples))
    for n, step in enumerate(steps.tolist()):
        last = step + pole * last
        out[n] = last
    return out


def pre_emphasised(recordings, factor, pole=0.0):
    """[recordings, samples], zero-padded; x[n] - factor * x[n-1] of the peak-normalised samples."""
    padded = np.zeros((len(recordings), max(map(len, recordings)) + 1))
    for row, samples in zip(padded, recordings):
        samples = without_offset(samples, pole)
        peak = np.abs(samples).max(initial=0)
        row[1 : len(samples) + 1] = samples / peak if peak > 0 else 0
    return padded[:, 1:] - factor * padded[:, :-1]


def drives(recordings, table):
    """Mean rectified band signals of each full millisecond: yields one [recordings, channels] array a tick."""
    sound = pre_emphasised(recordings, table["preEmphasis"], table["offsetPole"])
    shape = (len(recordings), len(table["a1"]))
    last = [np.zeros(shape) for _ in range(4)]
    before = [np.zeros(shape) for _ in range(4)]
    product = np.empty(shape)
    total = np.zeros(shape)
    per_tick = table["samplesPerTick"]
    a1, a2, gain = (np.broadcast_to(table[key], shape).copy() for key in ("a1", "a2", "gain"))
    for n in range(sound.shape[1]):
        signal = sound[:, n : n + 1] * gain
        for stage in range(4):
            np.multiply(a1, last[stage], out=product)
            signal -= product
            np.multiply(a2, before[stage], out=product)
            signal -= product
            before[stage], last[stage] = last[stage], before[stage]
            last[stage][...] = signal
        total += np.maximum(signal, 0, out=signal)
        if n % per_tick == per_tick - 1:
            yield total / per_tick
            total[...] = 0


def compressed(recordings, table):
    """[recordings, ticks, channels]: the fourth root of the drives, 0 after the end of a recording."""
    levels = np.stack([np.sqrt(np.sqrt(drive)) for drive in drives(recordings, table)], axis=1)
    for row, samples in zip(levels, recordings):
        own = len(samples) // table["samplesPerTick"]
        row[own:] = 0
        if table["floorShare"] > 0:
            row[:own] = above_floor(row[:own], table["floorBlock"], table["floorShare"])
    return levels


def above_floor(levels, block, share):
    """[ticks, channels] less the noise floor, at least 0: a share of the least mean of a block, the first left out."""
    blocks = levels[block : len(levels) // block * block].reshape(-1, block, levels.shape[1])
    if len(blocks) == 0:
        return levels
    return np.maximum(levels - share * (np.cumsum(blocks, axis=1)[:, -1] / block).min(axis=0), 0)


def loudness(totals, quiet):
    """[recordings]: the mean over the ticks that are not quiet of `totals`, [recordings, ticks]."""
    loud = totals > quiet * totals.max(axis=1, keepdims=True)
    return np.cumsum(totals * loud, axis=1)[:, -1] / np.maximum(loud.sum(axis=1), 1)


def cells(recordings, table):
    """[recordings, ticks, channels] of 0 and 1: which hair cell fires in which millisecond."""
    levels = compressed(recordings, table)
    batch, ticks, channels = levels.shape
    sums = np.concatenate([np.zeros((batch, ticks, 1)), np.cumsum(levels, axis=2)], axis=2)
    first = np.maximum(np.arange(channels) - table["inhibitionReach"], 0)
    end = np.minimum(np.arange(channels) + table["inhibitionReach"] + 1, channels)
    neighbours = (sums[:, :, end] - sums[:, :, first]) / (end - first)
    inputs = np.maximum(levels - table["inhibition"] * neighbours, 0)
    level = loudness(sums[:, :, channels] / channels, table["quiet"])[:, None]
    gain = np.divide(table["cellGain"], level, out=np.zeros_like(level), where=level > 0)
    fired = np.zeros(levels.shape, np.uint8)
    potential = np.zeros((batch, channels))
    for tick in range(ticks):
        potential = table["cellLeak"] * potential + gain * inputs[:, tick]
        fired[:, tick] = potential >= 1
        potential[fired[:, tick] == 1] = 0
    for row, samples in zip(fired, recordings):
        row[len(samples) // table["samplesPerTick"] :] = 0
    return fired


def events(recordings, table, batch=24):
    """[(times, units)] of each recording, in order of time, then unit; an event of tick t is at (t + 0.5) ms."""
    result = [None] * len(recordings)
    order = sorted(range(len(recordings)), key=lambda i: len(recordings[i]))
    for start in range(0, len(order), batch):
        chosen = order[start : start + batch]
        for i, fired in zip(chosen, cells([recordings[i] for i in chosen], table)):
            tick, unit = np.nonzero(fired)
            result[i] = ((tick + 0.5) / 1000, unit)
    return result
