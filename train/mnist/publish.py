"""Puts a trained network into models/: weights, description, order of the pixels, and what all runs of its task came to.

    python3 -m mnist.publish s-mnist s-mnist-d60-s1

Then `dmp quantize` chooses the formats, see train/README.md.
"""

import argparse
import json
import pathlib

import numpy as np

import safetensors
from mnist import data
from mnist.train import RUNS

MODELS = pathlib.Path(__file__).parent.parent.parent / "models"


def description(name, options):
    """The network description, as network.json holds it."""
    memory = {"dim": options["dim"], "window": options["window"], "dilation": 1, "refresh": "hold"}
    layer = {"neurons": options["neurons"], "memory": memory, "beta": options["beta"], "threshold": 1, "reset": "subtract"}
    return {
        "name": name.replace("-", "_"),
        "inputs": {"channels": 1, "timestep": 1e-3, "valueBits": 8, "scale": 1 / 255},
        "layers": [layer, layer],
        "readout": {"classes": 10, "mode": "mean-logits"},
        "maxSteps": data.SIZE**2,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=["s-mnist", "ps-mnist"])
    parser.add_argument("run", help="the run that is shipped")
    chosen = parser.parse_args()
    folder = MODELS / chosen.name
    folder.mkdir(parents=True, exist_ok=True)
    found = {path.stem: json.loads(path.read_text()) for path in RUNS.glob("*.json")}
    published = folder / "training.json"
    # Runs of other machines stay on record.
    earlier = json.loads(published.read_text())["runs"] if published.exists() else {}
    of_task = {name: run for name, run in found.items() if run.get("task") == chosen.name}
    runs = dict(sorted((earlier | of_task).items()))
    weights = dict(np.load(RUNS / f"{chosen.run}.npz"))
    safetensors.write(folder / "weights.safetensors", weights, {"network": chosen.name, "run": chosen.run})
    network = description(chosen.name, runs[chosen.run]["options"])
    (folder / "network.json").write_text(json.dumps(network, indent=2) + "\n")
    if chosen.name == "ps-mnist":
        rows = data.order(chosen.name).reshape(data.SIZE, data.SIZE).tolist()
        text = "".join(" ".join(map(str, row)) + "\n" for row in rows)
        (folder / "permutation.txt").write_text("# Step k shows pixel permutation[k].\n" + text)
    lines = [f'    "{name}": {json.dumps({k: v for k, v in run.items() if k != "curve"})[:-1]}, "curve": [\n'
             + ",\n".join(f"      {json.dumps(point)}" for point in run["curve"]) + "\n    ]}" for name, run in runs.items()]
    published.write_text(f'{{\n  "shipped": "{chosen.run}",\n  "runs": {{\n' + ",\n".join(lines) + "\n  }\n}\n")


if __name__ == "__main__":
    main()
