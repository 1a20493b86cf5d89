"""Formats and integers of a network: powers of two chosen from the weights, and the integer network file.

Fractions: a number r with fraction f is stored as floor(r * 2^f + 1/2). x and m have one fraction, so that D and B,
and P and v, add up without shifts between them.
"""

import torch

import legendre

MEMBRANE_FRACTION, MEMBRANE_BITS = 8, 16
DRIVE_BITS, STATE_BITS, STATE_WEIGHT_BITS = 12, 16, 8
LEAK_SHIFT = 8


def to_integers(values, fraction, bits=32):
    """Rounded half up and clamped to `bits`; float64 that holds integers."""
    limit = 2.0 ** (bits - 1)
    return torch.floor(values.double() * 2.0**fraction + 0.5).clamp(-limit, limit - 1)


def best_fraction(values, bits):
    """The fraction with the least squared error, the largest of equals left out."""
    error = lambda f: float(((to_integers(values, f, bits) * 2.0**-f - values.double()) ** 2).sum())
    return min(range(-8, 24), key=error)


def drive_fraction(network, inputs):
    """Fraction of x in each layer, so that the largest drive over `inputs` [T, B, C] fits with a quarter to spare."""
    fractions = []
    with torch.no_grad():
        for layer in network.layers:
            if layer.dim:
                most = float(torch.relu(inputs @ layer.drive + layer.drive_bias).max()) * 1.25
                fractions.append(DRIVE_BITS - max(0, int(torch.tensor(most).log2().ceil())))
            inputs = layer(inputs)
    return fractions


def formats(network, bits, inputs):
    """Per layer the fractions of every parameter, and of the readout; `inputs` calibrate the drive."""
    chosen = []
    drives = drive_fraction(network, inputs)
    for index, layer in enumerate(network.layers):
        fraction = {"bits": bits, "fast": best_fraction(layer.fast * layer.scale, bits)}
        if layer.dim:
            a, b = legendre.state_space(layer.dim, layer.window)
            rows = torch.cat([a - torch.eye(layer.dim, dtype=torch.float64), b[:, None]], dim=1)
            slow = layer.slow.double() * layer.scale
            fraction["drive"] = best_fraction(layer.drive, bits)
            fraction["x"] = drives[index]
            fraction["state"] = [best_fraction(row, STATE_WEIGHT_BITS) for row in rows]
            fraction["current"] = best_fraction(torch.cat([slow @ a, (slow @ b)[:, None]], dim=1), bits)
        chosen.append(fraction)
    return {"bits": bits, "layers": chosen, "readout": best_fraction(network.readout.weight, bits)}


def layer_integers(layer, fraction):
    """The parameters of one layer as float64 tensors of integers; the names are those of the integer network."""
    bits = fraction["bits"]
    parts = {
        "fast": to_integers(layer.fast * layer.scale, fraction["fast"], bits),
        "bias": to_integers(layer.bias * layer.scale, MEMBRANE_FRACTION),
    }
    if layer.dim:
        a, b = legendre.state_space(layer.dim, layer.window)
        slow = layer.slow.double() * layer.scale
        change = a - torch.eye(layer.dim, dtype=torch.float64)
        scales = [(to_integers(row, f, STATE_WEIGHT_BITS), to_integers(x, f, STATE_WEIGHT_BITS))
                  for row, x, f in zip(change, b, fraction["state"])]
        parts["drive"] = to_integers(layer.drive, fraction["drive"], bits)
        parts["drive_bias"] = to_integers(layer.drive_bias, fraction["drive"])
        parts["transition"] = torch.stack([row for row, _ in scales])
        parts["input"] = torch.stack([x for _, x in scales])
        parts["p"] = to_integers(slow @ a, fraction["current"], bits)
        parts["v"] = to_integers(slow @ b, fraction["current"], bits)
    return parts


def vector(values, bits):
    return {"bits": bits, "values": [int(v) for v in values.flatten().tolist()]}


def matrix(values, bits):
    return {"rows": values.shape[0], "columns": values.shape[1], **vector(values, bits)}


def integer_layer(layer, fraction):
    """One layer of the integer network file."""
    parts, bits = layer_integers(layer, fraction), fraction["bits"]
    neurons, inputs = parts["fast"].shape
    memory = None
    if layer.dim:
        memory = {
            "dim": layer.dim,
            "drive": {"weights": vector(parts["drive"], bits), "bias": vector(parts["drive_bias"], 32),
                      "shift": fraction["drive"] - fraction["x"], "bits": DRIVE_BITS},
            "state": {"transition": matrix(parts["transition"], STATE_WEIGHT_BITS),
                      "input": vector(parts["input"], STATE_WEIGHT_BITS), "shifts": fraction["state"],
                      "bits": STATE_BITS, "fraction": [fraction["x"]] * layer.dim},
            "current": {"state": matrix(parts["p"], bits), "drive": vector(parts["v"], bits),
                        "shift": fraction["current"] + fraction["x"] - MEMBRANE_FRACTION},
            "dilation": 1, "refresh": "hold",
        }
    return {
        "inputs": inputs, "neurons": neurons,
        "fast": {"weights": matrix(parts["fast"], bits), "shift": fraction["fast"] - MEMBRANE_FRACTION},
        "bias": vector(parts["bias"], 32),
        "leak": {"factor": round(layer.beta * 2**LEAK_SHIFT), "shift": LEAK_SHIFT},
        "threshold": 2**MEMBRANE_FRACTION, "reset": "zero" if layer.to_zero else "subtract",
        "membraneBits": MEMBRANE_BITS, "membraneFraction": MEMBRANE_FRACTION, "memory": memory,
    }


def integer_network(network, chosen, name):
    """The integer network file as a plain object."""
    shape, fraction = network.shape, chosen["readout"]
    with torch.no_grad():
        return {
            "format": "dmp-rtl integer network 1", "name": name,
            "inputs": {"channels": shape["channels"], "valueBits": 0, "maxPerStep": shape["channels"], "timestep": 0.01},
            "layers": [integer_layer(l, f) for l, f in zip(network.layers, chosen["layers"])],
            "readout": {
                "classes": shape["classes"], "mode": "mean-logits", "membrane": None, "lastSteps": shape["lastSteps"],
                "weights": matrix(to_integers(network.readout.weight, fraction, chosen["bits"]), chosen["bits"]),
                "bias": vector(to_integers(network.readout.bias, fraction), 32), "fraction": fraction,
            },
            "maxSteps": 1024,
        }
