"""A plain module with a slow state: saves its tensors and what it does over 300 random steps of pixels."""
import numpy as np
import torch
from scipy.signal import cont2discrete

torch.manual_seed(3)
steps, channels, neurons, dim, window, classes = 300, 4, 8, 8, 20, 3
i = np.arange(dim)
sign = np.where(i[:, None] < i, -1.0, (-1.0) ** (i[:, None] - i + 1))
scale = (2 * i[:, None] + 1) / window
A, B, *_ = cont2discrete((scale * sign, scale * (-1.0) ** i[:, None], np.eye(dim), np.zeros((dim, 1))), 1.0, method="zoh")
A, B = torch.tensor(A, dtype=torch.float32), torch.tensor(B[:, 0], dtype=torch.float32)

weights = {
    "fast": torch.randn(neurons, channels) * 0.7, "bias": torch.rand(neurons) * 0.1,
    "drive": torch.rand(channels), "slow": torch.randn(neurons, dim) * 0.5, "readout": torch.randn(classes, neurons),
}
torch.save(weights, "plain.pt")

inputs = torch.randint(0, 256, (steps, channels)) / 255
m, u, rows = torch.zeros(dim), torch.zeros(neurons), {name: [] for name in ("drive", "slow", "spikes", "membrane", "logits")}
for x in inputs:
    drive = torch.relu(weights["drive"] @ x)
    m = A @ m + B * drive
    u = 0.75 * u + weights["fast"] @ x + weights["slow"] @ m + weights["bias"]
    spk = (u >= 1).float()
    u = u * (1 - spk)
    for name, value in zip(rows, (drive, m, spk, u, weights["readout"] @ spk)):
        rows[name].append(value.numpy().copy())

np.savez_compressed("plain_trace.npz", input=inputs.numpy(), logits=np.mean(rows.pop("logits"), axis=0),
                    **{f"layers.0.{name}": np.array(values) for name, values in rows.items()})
