"""Makes every recording: spoken digits and pairs of them, as events in the SHD's HDF5 layout, under train/data/.

digits-{train,validation,test}.h5   one digit, at most one second
words-train.h5                      digits spoken fast: the training pairs are put together from these
pairs-{validation,test}.h5          two fast digits of one speaker with a pause; the label is the first digit's class
*-sound.npz                         the 16-bit samples of the test recordings

    python3 make_recordings.py [SET ...]        only these sets; all where none is named
"""

import pathlib
import sys
import time

import numpy as np

import cochlea
import espeak
import shd
import voices

DATA = pathlib.Path(__file__).parent / "data"
WORDS = {
    "english": "zero one two three four five six seven eight nine".split(),
    "german": "null eins zwei drei vier fünf sechs sieben acht neun".split(),
}
KEYS = [word for language in WORDS.values() for word in language]
SLOW, FAST = (110, 190), (190, 260)
NOISE_BELOW = (15, 35)
MILLISECOND = espeak.RATE // 1000
LONGEST = espeak.RATE


def say(rng, variant, label, speeds):
    """Samples of class `label`, at a speed (words a minute) and a pitch drawn from `rng`."""
    language = "english" if label < 10 else "german"
    return espeak.word(language, variant, KEYS[label], int(rng.integers(*speeds)), int(rng.integers(25, 75)))


def silence(rng, shortest, longest):
    """Zeros for a time drawn in milliseconds, `longest` excluded."""
    return np.zeros(int(rng.integers(shortest, longest)) * MILLISECOND, np.int16)


def noisy(rng, samples):
    """`samples` with white noise, 15 to 35 dB below the mean power of the recording."""
    power = np.mean(samples.astype(np.float64) ** 2) * 10 ** -(rng.uniform(*NOISE_BELOW) / 10)
    return np.clip(samples + rng.normal(0, np.sqrt(power), len(samples)), -32768, 32767).astype(np.int16)


def single_digits(rng, variants, takes, speeds, noise=False):
    """`takes` recordings of every digit by every variant, as (samples, label, variant)."""
    for variant in variants:
        for label in list(range(20)) * takes:
            samples = np.concatenate([silence(rng, 0, 80), say(rng, variant, label, speeds)])
            yield (noisy(rng, samples) if noise else samples)[:LONGEST], label, variant


def pairs(rng, variants, count):
    """`count` pairs, the classes of the first digit balanced, as (samples, label of the first, variant)."""
    for i in range(count):
        variant, label, other = variants[(i // 20) % len(variants)], i % 20, int(rng.integers(20))
        first, second = (say(rng, variant, which, FAST) for which in (label, other))
        parts = [silence(rng, 0, 20), first, silence(rng, 100, 250), second]
        yield np.concatenate(parts)[:LONGEST], label, variant


def store(name, recordings, rng, with_sound):
    """Shuffles, runs the front end and writes DATA/name.h5."""
    started = time.time()
    recordings = list(recordings)
    rng.shuffle(recordings)
    sounds, labels, variants = zip(*recordings)
    events = cochlea.events(sounds, cochlea.load_table())
    speakers = [voices.speakers().index(variant) for variant in variants]
    shd.write(DATA / f"{name}.h5", events, labels, speakers, KEYS)
    if with_sound:
        lengths = np.array([len(s) for s in sounds])
        np.savez_compressed(DATA / f"{name}-sound.npz", samples=np.concatenate(sounds), lengths=lengths)
    bins = sum(len(np.unique((times * 100).astype(int) * 140 + units)) for times, units in events)
    print(f"{name}: {len(labels)} recordings, {bins / len(labels) / 100:.2f} active inputs a step, "
          f"longest {max(map(len, sounds)) / espeak.RATE:.2f} s, {time.time() - started:.0f} s", flush=True)


def main():
    DATA.mkdir(exist_ok=True)
    sets = voices.split()
    plan = [
        ("digits-train", lambda rng: single_digits(rng, sets["train"], 3, SLOW, noise=True)),
        ("digits-validation", lambda rng: single_digits(rng, sets["validation"], 3, SLOW, noise=True)),
        ("digits-test", lambda rng: single_digits(rng, sets["test"], 2, SLOW, noise=True)),
        ("words-train", lambda rng: single_digits(rng, sets["train"], 3, FAST)),
        ("pairs-validation", lambda rng: pairs(rng, sets["validation"], 600)),
        ("pairs-test", lambda rng: pairs(rng, sets["test"], 1000)),
    ]
    for seed, (name, recordings) in enumerate(plan, start=1):
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        rng = np.random.default_rng(seed)
        store(name, recordings(rng), rng, with_sound=name.endswith("-test"))


if __name__ == "__main__":
    main()
