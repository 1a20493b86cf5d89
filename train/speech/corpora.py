"""Recordings of people: Speech Commands (its test set) and the Free Spoken Digit Dataset, split by who speaks.

Neither is part of this project: `folder` is where their FLAC or WAV files were unpacked.
"""

import hashlib
import pathlib
import subprocess
import wave

import numpy as np

RATE = 16000
KEYWORDS = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "_unknown_", "_silence_"]
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
FSDD_SPEAKERS = ["george", "jackson", "lucas", "nicolas", "theo", "yweweler"]
HALF_WIDTH = 32


def samples_of(path):
    """(samples as int16, rate) of a mono FLAC or WAV file of 16 bits; FLAC needs the program `flac`."""
    if path.suffix == ".flac":
        decoded = subprocess.run(["flac", "-s", "-d", "-c", str(path)], check=True, capture_output=True).stdout
        at = decoded.index(b"data") + 8
        return np.frombuffer(decoded[at:], "<i2"), int.from_bytes(decoded[24:28], "little")
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2"), file.getframerate()


def resampled(samples, rate):
    """At 16 kHz, by the Hann-windowed sinc of src/recordings/speech/resample.ts; float64 in units of the samples."""
    if rate == RATE:
        return samples.astype(np.float64)
    step = rate / RATE
    cutoff = 0.95 * min(1, 1 / step)
    reach = HALF_WIDTH * max(1, step)
    position = np.arange(int(len(samples) / step)) * step
    first = np.ceil(position - reach).astype(int)
    total = np.zeros(len(position))
    padded = np.concatenate([samples.astype(np.float64), [0.0]])
    for offset in range(int(2 * reach) + 1):
        i = first + offset
        distance = position - i
        inside = (i >= 0) & (i < len(samples)) & (np.abs(distance) <= reach)
        window = 0.5 + 0.5 * np.cos(np.pi * distance / reach)
        total += padded[np.where(inside, i, len(samples))] * cutoff * np.sinc(cutoff * distance) * window
    return total


def part_of(speaker):
    """"train" (70 %), "validation" (10 %) or "test" (20 %), by a hash of the speaker's name."""
    place = int(hashlib.sha256(speaker.encode()).hexdigest()[:8], 16) % 100
    return "train" if place < 70 else "validation" if place < 80 else "test"


def keywords(folder):
    """[{name, label, word, speaker, part, path}] of Speech Commands, in order of class, then name."""
    found = []
    for label, word in enumerate(KEYWORDS):
        for path in sorted(pathlib.Path(folder, word).glob("*.*")):
            parts = path.stem.split("_")
            speaker = f"noise-{path.stem}" if word == "_silence_" else parts[-3]
            spoken = parts[0] if word == "_unknown_" else word
            found.append({"name": f"{word}/{path.stem}", "label": label, "word": spoken, "speaker": speaker,
                          "part": part_of(speaker), "path": path})
    return found


def digits(folder):
    """[{name, label, speaker, take, path}] of the FSDD; takes 0 to 4 are its customary test set."""
    found = []
    for path in sorted(pathlib.Path(folder).glob("*.*")):
        digit, speaker, take = path.stem.split("_")
        found.append({"name": path.stem, "label": int(digit), "speaker": speaker, "take": int(take), "path": path})
    return found
