"""Writes the front end's coefficients: the one table that cochlea.py here and src/recordings/speech/ both read."""

import cmath
import json
import math
import pathlib

TABLE = pathlib.Path(__file__).parent.parent / "src" / "recordings" / "speech" / "cochlea.json"
RATE = 16000
CHANNELS = 140
LOWEST, HIGHEST = 100.0, 7200.0


def erb(frequency):
    """Equivalent rectangular bandwidth in Hz (Glasberg and Moore, 1990)."""
    return 24.7 * (4.37 * frequency / 1000 + 1)


def centres():
    """Centre frequencies, equally spaced on the ERB-rate scale."""
    rate = lambda f: 21.4 * math.log10(1 + 4.37 * f / 1000)
    frequency = lambda e: (10 ** (e / 21.4) - 1) / 4.37 * 1000
    low, high = rate(LOWEST), rate(HIGHEST)
    return [frequency(low + (high - low) * c / (CHANNELS - 1)) for c in range(CHANNELS)]


def band(centre):
    """A fourth-order all-pole gammatone filter: one resonator applied four times, gain 1 at the centre."""
    radius = math.exp(-2 * math.pi * 1.019 * erb(centre) / RATE)
    angle = 2 * math.pi * centre / RATE
    a1, a2 = -2 * radius * math.cos(angle), radius * radius
    at_centre = abs(1 + a1 * cmath.exp(-1j * angle) + a2 * cmath.exp(-2j * angle))
    return {"centre": round(centre, 3), "a1": round(a1, 12), "a2": round(a2, 12), "gain": float(f"{at_centre**4:.12g}")}


def main():
    table = {
        "about": "Coefficients of the speech front end, written by train/make_cochlea.py.",
        "sampleRate": RATE,
        "samplesPerTick": RATE // 1000,
        "preEmphasis": 0.97,
        "inhibitionReach": 12,
        "inhibition": 0.6,
        "quiet": 0.25,
        "cellLeak": 0.875,
        "cellGain": 0.1953125,
        "bands": [band(centre) for centre in centres()],
    }
    head = json.dumps({k: v for k, v in table.items() if k != "bands"}, indent=2)[:-2]
    rows = ",\n".join("    " + json.dumps(row) for row in table["bands"])
    TABLE.write_text(f'{head},\n  "bands": [\n{rows}\n  ]\n}}\n')


if __name__ == "__main__":
    main()
