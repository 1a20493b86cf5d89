"""Trains all keyword networks at once: slow states of 0, 2, 5, 10 numbers, two seeds, 8, 6 and 4 bits, and some choices.

    python3 plan.py SOUND.npz OUT SECONDS        writes OUT/floats.pt, OUT/low-bits.pt and OUT/log.txt

For a GPU; the stages share SECONDS. SOUND.npz comes from prepare.py.
"""

import pathlib
import sys
import time

import numpy as np

FINENESS = 2.0
VARIANTS = {"half": {"offsetPole": 0.98, "floorShare": 0.5}, "plain": {}}
NEURONS, STEPS, CHANNELS, CLASSES = 140, 100, 140, 12
COMMON = {"window": 40, "beta": 0.75, "variant": "half", "damage": 1.0, "most": 0.08, "opinion": 0.5}
SHARES = {"teacher": 0.2, "floats": 0.6, "low bits": 0.18}
EPOCHS = {"teacher": 60, "floats": 300, "low bits": 60}
BITS = (8, 6, 4)


def spec(dim, seed, **changed):
    return COMMON | {"dim": dim, "seed": seed} | changed


TABLE = [spec(d, seed) for d in (0, 2, 5, 10) for seed in (1, 2)]
TRIED = [spec(10, seed, **change) for change in (
    {"beta": 0.5}, {"window": 60}, {"window": (20, 60)}, {"variant": "plain"}, {"opinion": 0.0}, {"damage": 1.5},
    {"beta": (0.5, 0.875)}) for seed in (1, 2)] + [spec(0, seed, beta=0.875) for seed in (1, 2)]


def main():
    sys.path.append(str(pathlib.Path(__file__).parents[1]))
    import torch

    import fit
    import front_end
    import low_bits
    import pack
    from kernels import DEVICE
    from networks import Networks
    from teacher import Teacher

    data, out, limit = np.load(sys.argv[1]), pathlib.Path(sys.argv[2]), float(sys.argv[3])
    begun = time.time()
    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True

    def say(*words):
        line = f"{time.time() - begun:6.1f} " + " ".join(map(str, words))
        print(line, flush=True)
        with open(out / "log.txt", "a") as log:
            print(line, file=log)

    names = list(VARIANTS)
    numbered = [s | {"variant": names.index(s["variant"])} for s in TABLE + TRIED]
    labels = data["validation-labels"]
    unpacked = [np.unpackbits(data[f"validation-{name}"]).reshape(len(labels), STEPS, CHANNELS) for name in names]
    validation, known = torch.from_numpy(np.stack(unpacked)).to(DEVICE), torch.from_numpy(labels).to(DEVICE)
    sounds = pack.unpack({key: data[f"train-{key}"] for key in ("codes", "steps", "lengths")})
    noises = [s for s, label in zip(sounds, data["train-labels"]) if label == CLASSES - 1]
    options = [front_end.options(**VARIANTS[name]) for name in names]
    heard = names.index(COMMON["variant"])
    pool = fit.Pool(sounds, data["train-labels"], noises, options, 1.0, 0.05, heard)
    hearing = fit.Pool(sounds, data["train-labels"], noises, [options[heard]], 1.0, 0.05, 0)
    everything = torch.arange(len(pool.labels), device=DEVICE)
    budget = {stage: share * (limit - (time.time() - begun)) for stage, share in SHARES.items()}
    say("begins; seconds of the stages", budget)

    teachers = []
    for seed in range(2):
        torch.manual_seed(100 + seed)
        teachers.append(Teacher(CLASSES, 32).to(DEVICE, memory_format=torch.channels_last))
        say("teacher: epochs", fit.fit_teacher(teachers[-1], hearing, EPOCHS["teacher"], budget["teacher"] / 2))
    teach = lambda inputs: fit.opinions(teachers, inputs)

    def trained(stage, model, rate, drop):
        def report(epoch, loss, seconds):
            if epoch % 10 == 0:
                found, _ = fit.accuracies(model, validation, known)
                say(stage, f"epoch {epoch}, loss {float(loss.mean()):.3f}, validation", *(f"{a:.1f}" for a in found))

        members = [everything] * len(model.specs)
        say(stage, "epochs", fit.fit(model, pool, members, EPOCHS[stage], budget[stage], rate, drop, teach, report=report))
        return fit.accuracies(model, validation, known)[0]

    def keep(stage, file, networks, results, chosen=None):
        rows = []
        for i, one in enumerate(networks.specs):
            shape, state = networks.single(i)
            formats = low_bits.single_formats(chosen, networks, i) if chosen else None
            rows.append({"stage": stage, "spec": one | {"variant": names[one["variant"]]}, "shape": shape, "state": state,
                         "formats": formats, "validation": results[i]})
            say(stage, formats["bits"] if formats else "", f"{results[i]:.1f} %", rows[-1]["spec"])
        torch.save(rows, out / file)

    networks = Networks(numbered, CHANNELS, NEURONS, CLASSES, STEPS).to(DEVICE)
    found = trained("floats", networks, 5e-3, 0.2)
    keep("floats", "floats.pt", networks, found)
    # With fewer bits go on: the networks of the table, and the choice that was best on validation speakers.
    best = max(range(len(TABLE), len(numbered) - 2, 2), key=lambda i: found[i] + found[i + 1])
    chosen = [(i, bits) for bits in BITS for i in (*range(len(TABLE)), best, best + 1)]
    copies = Networks([numbered[i] for i, _ in chosen], CHANNELS, NEURONS, CLASSES, STEPS).to(DEVICE)
    rows, source = torch.tensor([i for i, _ in chosen], device=DEVICE), networks.state_dict()
    copies.load_state_dict({key: source[key][rows] for key in copies.state_dict()})
    bits = torch.tensor([float(b) for _, b in chosen], dtype=torch.float64, device=DEVICE)
    formats = low_bits.formats(copies, bits, fit.largest_drives(copies, validation))
    found = trained("low bits", low_bits.LowBits(copies, formats), 1e-3, 0.1)
    keep("low bits", "low-bits.pt", copies, found, formats)


if __name__ == "__main__":
    main()
