"""Writes test/recordings/speech/front-end-vectors.json: what the front end makes of shipped sounds under some choices.

Events are written as "millisecond.channel", space between, and only their number and SHA-256 are kept.
"""

import hashlib
import json
import pathlib
import wave

import numpy as np

import cochlea

ROOT = pathlib.Path(__file__).parent.parent
OUT = ROOT / "test" / "recordings" / "speech" / "front-end-vectors.json"
CHOICES = [
    {"offsetPole": 0.98},
    {"offsetPole": 0.98, "floorShare": 1},
    {"offsetPole": 0.995, "floorBlock": 37, "floorShare": 0.5, "cellGain": 0.3},
    {"floorBlock": 1000, "floorShare": 2},
]
OFFSET, HUM = 1500, 700


def disturbed(samples):
    """With an offset and a slow triangle added: what offset removal is for. Integers, so that every language agrees."""
    place = np.arange(len(samples)) % 640
    return samples.astype(np.int64) + OFFSET + np.abs(place - 320) * HUM // 320


def main():
    found = []
    for path in sorted((ROOT / "models" / "spoken-digits" / "sound").glob("*.wav"))[::17]:
        with wave.open(str(path)) as file:
            samples = disturbed(np.frombuffer(file.readframes(file.getnframes()), "<i2"))
        for choice in CHOICES:
            fired = cochlea.cells([samples], cochlea.load_table(choice))[0]
            ticks, units = np.nonzero(fired)
            text = " ".join(f"{t}.{u}" for t, u in zip(ticks, units))
            digest = hashlib.sha256(text.encode()).hexdigest()
            found.append({"sound": path.name, "choices": choice, "events": len(ticks), "sha256": digest})
    OUT.write_text(json.dumps({"offset": OFFSET, "hum": HUM, "vectors": found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
