"""Sound packed to a few bits a sample, to carry training recordings to another machine.

A lapped transform (MDCT, 320 coefficients every 20 ms) with a step for every band of a recording that lies under the
recording's own background noise, compressed by a power law, then bzip2. Only training sounds are packed; what is measured
is measured on the original samples.
"""

import bz2

import numpy as np

HOP = 320
BANDS = 20
POWER = 0.5


def _tables():
    n = np.arange(2 * HOP)
    window = np.sin(np.pi * (n + 0.5) / (2 * HOP))
    k = np.arange(HOP)[:, None]
    basis = np.sqrt(2 / HOP) * np.cos(np.pi / HOP * (n + 0.5 + HOP / 2) * (k + 0.5))
    return (basis * window).astype(np.float32)


BASIS = _tables()


def transform(samples):
    """[frames, HOP] of a sound."""
    frames = -(-len(samples) // HOP) + 1
    padded = np.zeros((frames + 1) * HOP, np.float32)
    padded[HOP : HOP + len(samples)] = samples
    pieces = np.stack([padded[:-HOP].reshape(frames, HOP), padded[HOP:].reshape(frames, HOP)], 1).reshape(frames, 2 * HOP)
    return pieces @ BASIS.T


def restore(coefficients, length):
    """The sound of `transform`."""
    pieces = coefficients @ BASIS
    sound = np.zeros((len(coefficients) + 1) * HOP, np.float32)
    sound[:-HOP] += pieces[:, :HOP].ravel()
    sound[HOP:] += pieces[:, HOP:].ravel()
    return sound[HOP : HOP + length]


def pack(sounds, fineness):
    """bytes of a list of sounds; `fineness` scales the steps (smaller is better and larger)."""
    codes, steps, lengths = [], [], []
    for samples in sounds:
        c = transform(samples)
        quiet = np.quantile(np.abs(c).reshape(len(c), BANDS, -1), 0.3, axis=(0, 2)) * fineness
        step = np.exp2(np.ceil(4 * np.log2(np.maximum(quiet, 0.25))) / 4).astype(np.float32)
        scaled = c / np.repeat(step, HOP // BANDS)
        codes.append(np.clip(np.rint(np.sign(scaled) * np.abs(scaled) ** POWER), -127, 127).astype(np.int8))
        steps.append(step)
        lengths.append(len(samples))
    body = np.concatenate(codes).T.copy().tobytes()
    return {"codes": np.frombuffer(bz2.compress(body), np.uint8),
            "steps": np.stack(steps), "lengths": np.array(lengths)}


def unpack(stored):
    """The sounds of `pack`, float32."""
    lengths = stored["lengths"]
    frames = -(-lengths // HOP) + 1
    body = bz2.decompress(stored["codes"].tobytes())
    codes = np.frombuffer(body, np.int8).reshape(HOP, -1).T
    sounds, at = [], 0
    for length, count, step in zip(lengths, frames, stored["steps"]):
        c = codes[at : at + count].astype(np.float32)
        c = np.sign(c) * np.abs(c) ** (1 / POWER) * np.repeat(step, HOP // BANDS)
        sounds.append(restore(c, length))
        at += count
    return sounds
