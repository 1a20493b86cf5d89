"""The two tasks: batches to train on, and fixed recordings to measure on."""

import numpy as np

import shd
from augment import augment
from make_recordings import DATA

LAST_STEPS = {"digits": None, "pairs": 10}


def recordings(name):
    """bins [N, T, C] of 0 and 1, labels [N], of train/data/name.h5."""
    events, labels, _ = shd.read(DATA / f"{name}.h5")
    return shd.binned(events), labels


def digit_batches(rng, size):
    """(epoch, batches an epoch): every call of `epoch` gives the augmented batches of one epoch, as (bins, labels)."""
    bins, labels = recordings("digits-train")

    def epoch():
        order = rng.permutation(len(labels))
        for start in range(0, len(order) - size + 1, size):
            chosen = order[start : start + size]
            yield augment(bins[chosen], rng), labels[chosen]

    return epoch, len(labels) // size


def pair_batches(rng, size):
    """As digit_batches; every pair is put together anew from two words of one speaker, 100 to 250 ms apart."""
    events, labels, speakers = shd.read(DATA / "words-train.h5")
    words = []
    for bins in shd.binned(events):
        active = np.flatnonzero(bins.any(1))
        words.append(bins[active[0] : active[-1] + 1])
    of_speaker = {speaker: np.flatnonzero(speakers == speaker) for speaker in np.unique(speakers)}

    def pair(first):
        second = words[rng.choice(of_speaker[speakers[first]])]
        parts = [np.zeros((rng.integers(0, 3), shd.CHANNELS)), words[first]]
        parts += [np.zeros((rng.integers(10, 26), shd.CHANNELS)), second, np.zeros((shd.STEPS, shd.CHANNELS))]
        return np.concatenate(parts)[: shd.STEPS].astype(np.uint8)

    def epoch():
        order = rng.permutation(len(labels))
        for start in range(0, len(order) - size + 1, size):
            chosen = order[start : start + size]
            yield augment(np.stack([pair(i) for i in chosen]), rng, earlier=0, damage=0.25), labels[chosen]

    return epoch, len(labels) // size


BATCHES = {"digits": digit_batches, "pairs": pair_batches}
