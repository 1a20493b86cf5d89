"""Voices to train digits on besides those of the FSDD: synthetic ones, and people of the Speech Commands."""

import pathlib
import sys

import numpy as np

sys.path.append(str(pathlib.Path(__file__).parents[1]))

import corpora
import espeak
import voices

ENGLISH = ["en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029", "en-us-nyc"]
# The digits as a voice of another language has to read them to say English words with its own sounds.
FOREIGN = {
    "de": "siro wann tu ssri foar feif ßix ssewen eht nein",
    "fr": "ziro ouane tou sri fore faïve sixe sévène éïte naïne",
    "el": "ζίρο ουάν του θρι φορ φάιβ σιξ σέβεν έιτ νάιν",
    "es": "siro uan tu zri for faif sics seven eit nain",
    "it": "ziro uan tu tri for faiv sics seven eit nain",
}
FOREIGN_SHARE = 0.3
TAKES = 4


def synthetic(rng):
    """(sounds, labels): every digit `TAKES` times by every voice of espeak-ng, accent, speed and pitch drawn anew."""
    sounds, labels = [], []
    for variant in voices.speakers():
        for label in list(range(10)) * TAKES:
            foreign = rng.random() < FOREIGN_SHARE
            language = str(rng.choice(sorted(FOREIGN) if foreign else ENGLISH))
            text = FOREIGN[language].split()[label] if foreign else corpora.DIGITS[label]
            said = espeak.word(language, variant, text, int(rng.integers(130, 240)), int(rng.integers(10, 80)))
            sounds.append(said.astype(np.float32))
            labels.append(label)
    return sounds, np.array(labels)


def trimmed(sound, margin=0.03):
    """The word in a recording with background: what is over a tenth of its loudness, and `margin` seconds more."""
    frame, margin = corpora.RATE // 100, int(margin * corpora.RATE)
    frames = sound[: len(sound) // frame * frame].reshape(-1, frame)
    level = np.convolve(np.sqrt((frames**2).mean(1)), np.ones(3) / 3, "same")
    quiet = np.quantile(level, 0.1)
    loud = np.flatnonzero(level > quiet + 0.1 * (level.max() - quiet))
    return sound[max(0, loud[0] * frame - margin) : (loud[-1] + 1) * frame + margin]


def people(folder):
    """(sounds, labels) of the digits among the other words of the Speech Commands, cut to the word."""
    entries = [e for e in corpora.keywords(folder) if e["word"] in corpora.DIGITS]
    sounds = [trimmed(corpora.resampled(*corpora.samples_of(e["path"])).astype(np.float32)) for e in entries]
    return sounds, np.array([corpora.DIGITS.index(e["word"]) for e in entries])
