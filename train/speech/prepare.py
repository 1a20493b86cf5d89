"""From the Speech Commands to two archives: training sounds for plan.py, and events of all unchanged recordings.

    python3 prepare.py SPEECH_COMMANDS OUT        writes OUT/sound.npz and OUT/events.npz

The first is the folder with the FLAC or WAV files. Test recordings are in the second archive only.
"""

import pathlib
import sys

import numpy as np
import torch

import corpora
import fit
import front_end
import pack
import plan
import sound_changes

CHUNK = 128


def sounds_of(entries):
    return [corpora.resampled(*corpora.samples_of(e["path"])).astype(np.float32) for e in entries]


def events(sounds, variant):
    """Bits of the events [N, T, C], packed."""
    packed = []
    for start in range(0, len(sounds), CHUNK):
        some = sounds[start : start + CHUNK]
        x, lengths = torch.zeros(len(some), max(map(len, some))), torch.tensor([len(s) for s in some], dtype=torch.int32)
        for row, s in zip(x, some):
            row[: len(s)] = torch.from_numpy(s)
        bins = front_end.run(x.to(front_end.DEVICE), lengths.to(front_end.DEVICE), variant)
        packed.append(np.packbits(bins.cpu().numpy()))
    return np.concatenate(packed)


def changed_once(sounds, entries):
    """The training sounds changed as in training on a GPU, 0.6 times as much."""
    torch.manual_seed(1)
    noises, _ = fit.stacked([s for s, e in zip(sounds, entries) if e["word"] == "_silence_"])
    for start in range(0, len(sounds), CHUNK):
        x, lengths = fit.stacked(sounds[start : start + CHUNK])
        yield from sound_changes.changed(x, lengths, noises, 0.6)[0].cpu().numpy()


def described(entries, *keys):
    """Columns of the entries as arrays."""
    return {f"{key}s": np.array([e[key] for e in entries]) for key in keys}


def named(prefix, columns):
    return {f"{prefix}-{key}": values for key, values in columns.items()}


def main():
    commands, out = sys.argv[1:]
    out, words = pathlib.Path(out), corpora.keywords(commands)
    part = {name: [e for e in words if e["part"] == name] for name in ("train", "validation", "test")}
    heard = {name: sounds_of(entries) for name, entries in part.items()}
    columns = {name: named(name, described(entries, "label", "word", "speaker")) for name, entries in part.items()}
    sound = named("train", pack.pack(heard["train"], plan.FINENESS)) | columns["train"]
    found = columns["train"] | columns["validation"] | columns["test"]
    for name, choices in plan.VARIANTS.items():
        variant = front_end.options(**choices)
        sound[f"validation-{name}"] = found[f"validation-{name}"] = events(heard["validation"], variant)
        found[f"test-{name}"] = events(heard["test"], variant)
    variant = front_end.options(**plan.VARIANTS[plan.COMMON["variant"]])
    found["train-events"] = events(heard["train"], variant)
    found["train-changed"] = events(list(changed_once(heard["train"], part["train"])), variant)
    np.savez_compressed(out / "sound.npz", **sound, **{"validation-labels": found["validation-labels"]})
    np.savez_compressed(out / "events.npz", **found)


if __name__ == "__main__":
    main()
