"""From recordings of people and synthetic voices to the events that digits are trained and measured on.

    python3 prepare_digits.py SPEECH_COMMANDS FSDD OUT.npz

Of the FSDD the unchanged recordings and changed copies; of the others changed copies only, in the bandwidth of the FSDD.
"""

import sys

import numpy as np
import torch

import corpora
import digit_voices
import fit
import front_end
import plan
import sound_changes
from prepare import CHUNK, described, named, sounds_of

STEPS = 80
COPIES = {"digits": 3, "people": 12, "synthetic": 2}


def bits(sound, lengths):
    """Packed events [N, bytes] of a batch, cut to STEPS."""
    sound = sound[:, : int(lengths.max())].contiguous()
    bins = front_end.run(sound, lengths, front_end.options(**plan.VARIANTS[plan.COMMON["variant"]]), steps=STEPS)
    return np.packbits(bins.numpy().reshape(len(bins), -1), axis=1)


def batches(sounds):
    for start in range(0, len(sounds), CHUNK):
        yield fit.stacked(sounds[start : start + CHUNK])


def changed(sound, lengths, noises):
    """Another voice, microphone, room and background: at the speed of the change, cut where the word ends."""
    n = len(sound)
    speed, start = 1 + sound_changes.uniform(n, -0.18, 0.22), sound_changes.uniform(n, 0, 0.05) * corpora.RATE
    x = sound_changes.respeed(sound, lengths.float(), speed, start)
    silence = sound_changes.uniform(n, 0, 0.05)[:, 0] * corpora.RATE
    own = (lengths / speed[:, 0] + start[:, 0] + silence).clamp(max=sound_changes.SAMPLES)
    noise = torch.where(sound_changes.uniform(n, 0, 1) < 0.5, noises[torch.randint(len(noises), (n,))], sound_changes.coloured(n))
    rolled = (torch.arange(sound_changes.SAMPLES) + torch.randint(sound_changes.SAMPLES, (n, 1))) % sound_changes.SAMPLES
    power = x.square().sum(1, keepdim=True) / own[:, None]
    gain = (power / sound_changes.power(noise).clamp(min=1e-12)).sqrt() * torch.pow(10.0, -sound_changes.uniform(n, 5, 45) / 20)
    x = x + noise.gather(1, rolled) * gain * (sound_changes.uniform(n, 0, 1) < 0.7)
    response = sound_changes.filters(n, 0.3, 0.3, 1.0)
    x = torch.fft.irfft(torch.fft.rfft(x, sound_changes.TRANSFORM) * response, sound_changes.TRANSFORM)
    return x[:, : sound_changes.SAMPLES].contiguous(), own.int()


def copies(sounds, count, noises):
    """Packed events [count, N, bytes], every copy changed anew; recordings of a length go together, which is quicker."""
    order = np.argsort([len(s) for s in sounds])
    place = np.argsort(order)
    some = list(batches([sounds[i] for i in order]))
    return np.stack([np.concatenate([bits(*changed(*batch, noises)) for batch in some])[place] for _ in range(count)])


def main():
    commands, fsdd, out = sys.argv[1:]
    torch.manual_seed(1)
    entries = corpora.digits(fsdd)
    heard = sounds_of(entries)
    silence = [e for e in corpora.keywords(commands) if e["word"] == "_silence_" and e["part"] == "train"]
    noises, _ = fit.stacked(sounds_of(silence))
    found = named("digits", described(entries, "label", "speaker", "take"))
    found["digits-events"] = np.concatenate([bits(*batch) for batch in batches(heard)])
    for name, (sounds, labels) in (("people", digit_voices.people(commands)),
                                   ("synthetic", digit_voices.synthetic(np.random.default_rng(1)))):
        found[f"{name}-labels"], found[f"{name}-changed"] = labels, copies(sounds, COPIES[name], noises)
        print(name, found[f"{name}-changed"].shape, "mean seconds", np.mean([len(s) for s in sounds]) / corpora.RATE, flush=True)
    np.savez(out, **found)
    found["digits-changed"] = copies(heard, COPIES["digits"], noises)
    np.savez(out, **found)


if __name__ == "__main__":
    main()
