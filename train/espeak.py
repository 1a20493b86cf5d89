"""Speech from espeak-ng: one word as 16-bit samples at 16 kHz, trimmed and at full scale."""

import functools
import subprocess

import numpy as np

RATE = 16000
ESPEAK_RATE = 22050
LANGUAGES = {"english": "en-us", "german": "de"}


def synthesize(language, variant, word, words_per_minute, pitch):
    """Float samples at 22.05 kHz. `language`: a name above, or what espeak-ng calls it; `pitch`: its 0..99."""
    command = ["espeak-ng", "-v", f"{LANGUAGES.get(language, language)}+{variant}", "-s", str(words_per_minute), "-p", str(pitch)]
    wav = subprocess.run([*command, "--stdout", word], check=True, capture_output=True).stdout
    if int.from_bytes(wav[24:28], "little") != ESPEAK_RATE or wav[36:40] != b"data":
        raise ValueError(f"espeak-ng: expected a plain WAV at {ESPEAK_RATE} Hz for voice {variant!r}, word {word!r}")
    return np.frombuffer(wav[44 : 44 + (len(wav) - 44) // 2 * 2], "<i2").astype(np.float64)


def trim(samples, floor=0.01):
    """Cuts the silence before and after: everything under `floor` of the peak."""
    loud = np.flatnonzero(np.abs(samples) >= floor * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1]


@functools.cache
def resampling_kernel(taps=32):
    """[320, 2 * taps]: the Hann-windowed sinc of each of the 320 phases, cut off at 0.95 of the new Nyquist frequency."""
    positions = np.arange(RATE // 50) * (ESPEAK_RATE / RATE)
    distance = positions[:, None] - (np.floor(positions)[:, None] + np.arange(-taps + 1, taps + 1))
    cutoff = 0.95 * RATE / ESPEAK_RATE
    return cutoff * np.sinc(cutoff * distance) * (0.5 + 0.5 * np.cos(np.pi * distance / taps))


def resample(samples):
    """22.05 kHz to 16 kHz: sample n lies at n * 441 / 320 of the source, so that 320 phases repeat."""
    kernel = resampling_kernel()
    phases, width = kernel.shape
    n = np.arange(int(len(samples) * RATE / ESPEAK_RATE))
    first = n * (ESPEAK_RATE // 50) // phases + width // 2 + 1
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(samples, width), width)
    return np.einsum("nk,nk->n", windows[first], kernel[n % phases])


def word(language, variant, text, words_per_minute, pitch):
    """16-bit samples at 16 kHz whose peak is 0.9 of full scale."""
    samples = resample(trim(synthesize(language, variant, text, words_per_minute, pitch)))
    return np.round(samples * (0.9 * 32767 / np.abs(samples).max())).astype(np.int16)
