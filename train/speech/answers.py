"""What trained networks answer, many at once: float and integer logits of recordings as events."""

import torch

import low_bits
from kernels import DEVICE
from networks import Networks


def padded(values, length):
    return torch.cat([values, values.new_zeros(*values.shape[:-1], length - values.shape[-1])], -1)


def batch_of(rows):
    """Networks, of rows that plan.py stored (their shapes may differ in the slow state only)."""
    sizes = [rows[0]["shape"][k] for k in ("channels", "neurons", "classes", "steps")]
    networks = Networks([row["spec"] for row in rows], *sizes)
    with torch.no_grad():
        for i, row in enumerate(rows):
            state = row["state"]
            networks.weight[i], networks.offset[i] = state["readout.weight"], state["readout.bias"]
            for number, layer in enumerate(networks.layers):
                own = lambda name: state[f"layers.{number}.{name}"]
                layer.fast[i], layer.bias[i] = own("fast"), own("bias")
                if row["spec"]["dim"]:
                    layer.drive[i], layer.drive_bias[i] = own("drive"), own("drive_bias")
                    layer.slow[i] = padded(own("slow"), layer.dim)
    return networks.to(DEVICE)


def formats_of(rows, networks):
    """The formats of rows that were fine-tuned for them, as low_bits has them."""
    number = lambda values: torch.tensor(values, dtype=torch.float64, device=DEVICE)
    layers = []
    for i, layer in enumerate(networks.layers):
        own = [row["formats"]["layers"][i] for row in rows]
        layers.append({k: number([one.get(k, 0) for one in own]) for k in ("fast", "drive", "x", "current")}
                      | {"state": number([[*one.get("state", []), *[0] * layer.dim][: layer.dim] for one in own])})
    return {"bits": number([row["formats"]["bits"] for row in rows]), "layers": layers,
            "readout": number([row["formats"]["readout"] for row in rows])}


def stepped(bins, start, chunk):
    """[T, B, C] of bins [N, T, C]."""
    return torch.from_numpy(bins[start : start + chunk]).to(DEVICE).float().transpose(0, 1)


def with_formats(rows, bits, bins_of):
    """The rows with formats of `bits` each, chosen as train/quantize.py does; bins_of(variant): events [N, T, C]."""
    done = [None] * len(rows)
    for variant in {row["spec"]["variant"] for row in rows}:
        places = [i for i, row in enumerate(rows) if row["spec"]["variant"] == variant]
        own = [rows[i] for i in places]
        bins, networks, drives = bins_of(variant), batch_of(own), None
        with torch.no_grad():
            for start in range(0, len(bins), 100):
                s = stepped(bins, start, 100)
                networks(s.expand(len(own), *s.shape).contiguous())
                now = [layer.most for layer in networks.layers]
                drives = now if drives is None else [torch.maximum(a, b) for a, b in zip(drives, now)]
            wide = torch.full((len(own),), float(bits), dtype=torch.float64, device=DEVICE)
            chosen = low_bits.formats(networks, wide, drives)
        for i, place in enumerate(places):
            done[place] = rows[place] | {"formats": low_bits.single_formats(chosen, networks, i)}
    return done


def answers(rows, bins, chunk=100):
    """Logits [networks, N, classes] and events a step [networks, layers]; in integers where the rows have formats."""
    networks = batch_of(rows)
    exact = rows[0]["formats"] is not None
    model = low_bits.LowBits(networks, formats_of(rows, networks)) if exact else networks
    logits, events = [], torch.zeros(len(rows), 2)
    with torch.no_grad():
        for start in range(0, len(bins), chunk):
            s = stepped(bins, start, chunk)
            found, spikes = model(s.expand(len(rows), *s.shape).contiguous())
            # Sums of integers are exact in double, where a mean in float would break a tie.
            logits.append((model.readout(spikes[-1].sum(1).double(), s.shape[0]) if exact else found).cpu())
            events += torch.stack([o.sum((1, 2, 3)).cpu() / (o.shape[1] * len(bins)) for o in spikes], 1)
    return torch.cat(logits, 1).numpy(), events.numpy()
