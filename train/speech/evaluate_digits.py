"""Measures digit networks in integers, each on the recordings of the FSDD that it was not trained on.

    python3 evaluate_digits.py DIGITS.npz METRICS.json ROWS.pt...

A network trained without a speaker is asked all of that speaker's recordings; one of the customary split takes 0 to 4 of
everybody. Formats are chosen on takes 5 to 9 of those who were trained on, but of rows that were fine-tuned in theirs.
"""

import json
import pathlib
import sys

import numpy as np
import torch

sys.path.append(str(pathlib.Path(__file__).parents[1]))

from answers import answers, with_formats
from evaluate import parameters
from intervals import interval
from tune_digits import unpacked


def main():
    events, out, *files = sys.argv[1:]
    events = np.load(events)
    labels, speakers, takes = (events[f"digits-{key}"] for key in ("labels", "speakers", "takes"))
    bins = unpacked(events["digits-events"])
    found = []
    rows = [row for file in files for row in torch.load(file)]
    name = lambda row: row["spec"]["tuned"]["without"][0]
    tuned = {(name(row), row["formats"]["bits"]): row for row in rows if row["formats"]}
    for row in (row for row in rows if not row["formats"]):
        without = name(row)
        asked = takes < 5 if without == "customary" else speakers == without
        formats = bins[(takes >= 5) & (takes < 10) & (speakers != without)]
        for bits in (None, 8, 4):
            own = [tuned.get((without, bits), row)]
            if bits and not own[0]["formats"]:
                own = with_formats(own, bits, lambda _: formats)
            logits, active = answers(own, bins[asked])
            right = logits[0].argmax(1) == labels[asked]
            by = {str(who): 100 * float(right[speakers[asked] == who].mean()) for who in np.unique(speakers[asked])}
            # One speaker has no spread over speakers: takes are drawn there.
            drawn = speakers[asked] if without == "customary" else np.arange(asked.sum())
            found.append({"without": without, "bits": bits, "tuned": (without, bits) in tuned,
                          "parameters": parameters(row), "recordings": int(asked.sum()),
                          "accuracy": 100 * float(right.mean()), "interval": interval(right, drawn), "ofSpeaker": by,
                          "eventsPerStep": [float(a) for a in active[0]]})
            print(without, bits, f"{found[-1]['accuracy']:.1f} %", flush=True)
    pathlib.Path(out).write_text(json.dumps({"shipped": "customary", "runs": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
