"""Puts a trained network into models/: weights, network description, metrics, 100 test recordings with their sound,
and 60 validation recordings for calibration.

    python3 publish.py spoken-digits digits-d5-s1 [NAME-4bit]

metrics.json collects every train/runs/*-metrics.json of the same task.
"""

import json
import pathlib
import sys
import wave

import numpy as np

import safetensors
import shd
import voices
from espeak import RATE
from make_recordings import DATA, KEYS
from model import RUNS, load

MODELS = pathlib.Path(__file__).parent.parent / "models"
SHIPPED_PER_CLASS = 5
CALIBRATION_PER_CLASS = 3


def tensors(network):
    """The float weights under the names that the loader knows."""
    named = {}
    for i, layer in enumerate(network.layers):
        named[f"layers.{i}.input.weight"] = layer.fast
        named[f"layers.{i}.bias"] = layer.bias
        if layer.dim:
            named[f"layers.{i}.memory.input.weight"] = layer.drive
            named[f"layers.{i}.memory.input.bias"] = layer.drive_bias
            named[f"layers.{i}.memory.output.weight"] = layer.slow
    named["readout.weight"], named["readout.bias"] = network.readout.weight, network.readout.bias
    return {name: values.detach().numpy() for name, values in named.items()}


def description(name, shape):
    """The network description, as network.json holds it."""
    memory = {"dim": shape["dim"], "window": shape["window"], "dilation": 1, "refresh": "hold"} if shape["dim"] else None
    leak = {"tau": shape["tau"]} if shape["tau"] else {"beta": shape["beta"]}
    layer = {"neurons": shape["neurons"], "memory": memory, **leak, "threshold": 1, "reset": shape["reset"]}
    return {
        "name": name.replace("-", "_"),
        "inputs": {"channels": shape["channels"], "timestep": shd.STEP_SECONDS, "maxPerStep": shape["channels"]},
        "layers": [layer, layer],
        "readout": {"classes": shape["classes"], "mode": "mean-logits", "lastSteps": shape["lastSteps"]},
        "maxSteps": shd.STEPS,
    }


def first_of_each(labels, count):
    """Indices of the first `count` recordings of every class, ascending."""
    return sorted(i for label in range(len(KEYS)) for i in np.flatnonzero(labels == label)[:count])


def ship_calibration(folder, task):
    """Validation recordings, for the choice of number formats: calibration.h5."""
    events, labels, speakers = shd.read(DATA / f"{task}-validation.h5")
    chosen = first_of_each(labels, CALIBRATION_PER_CLASS)
    shd.write(folder / "calibration.h5", [events[i] for i in chosen], labels[chosen], speakers[chosen], KEYS)


def ship_recordings(folder, task):
    """The first test recordings of every class: test-100.h5 and, in the same order, sound/*.wav."""
    events, labels, speakers = shd.read(DATA / f"{task}-test.h5")
    chosen = first_of_each(labels, SHIPPED_PER_CLASS)
    shd.write(folder / "test-100.h5", [events[i] for i in chosen], labels[chosen], speakers[chosen], KEYS)
    stored = np.load(DATA / f"{task}-test-sound.npz")
    ends = np.cumsum(stored["lengths"])
    (folder / "sound").mkdir(exist_ok=True)
    for place, i in enumerate(chosen):
        key, speaker = KEYS[labels[i]].replace("ü", "ue"), voices.speakers()[speakers[i]]
        with wave.open(str(folder / "sound" / f"{place:03d}-{key}-{speaker}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
            file.writeframes(stored["samples"][ends[i] - stored["lengths"][i] : ends[i]].astype("<i2").tobytes())


def main():
    name, run, *low_bits = sys.argv[1:]
    folder = MODELS / name
    folder.mkdir(parents=True, exist_ok=True)
    network = load(run)
    about = {"network": name, "run": run}
    safetensors.write(folder / "weights.safetensors", tensors(network), about)
    for other in low_bits:
        safetensors.write(folder / f"weights-{other.split('-')[-1]}.safetensors", tensors(load(other)), about | {"run": other})
    (folder / "network.json").write_text(json.dumps(description(name, network.shape), indent=2) + "\n")
    (folder / "classes.json").write_text(json.dumps(KEYS, ensure_ascii=False) + "\n")
    ship_recordings(folder, network.shape["task"])
    ship_calibration(folder, network.shape["task"])
    found = [json.loads(path.read_text()) for path in sorted(RUNS.glob(f"{network.shape['task']}-*-metrics.json"))]
    (folder / "metrics.json").write_text(json.dumps({"shipped": run, "runs": found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
