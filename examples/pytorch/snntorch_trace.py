"""An snnTorch network: saves its state dict and what it does over 1,000 random steps."""
import numpy as np
import snntorch as snn
import torch
from torch import nn

torch.manual_seed(1)
fc, lif, out = nn.Linear(12, 12), snn.Leaky(beta=0.9), nn.Linear(12, 4)
nn.init.normal_(fc.weight, 0.1, 0.4)
torch.save(nn.Sequential(fc, lif, out).state_dict(), "snntorch.pt")

inputs = (torch.rand(1000, 12) < 0.3).float()
mem, spikes, membranes, logits = lif.init_leaky(), [], [], []
with torch.no_grad():
    for x in inputs:
        spk, mem = lif(fc(x), mem)
        spikes.append(spk), membranes.append(mem), logits.append(out(spk))

# snn.Leaky resets in the next step: what it returns is the membrane before its reset.
np.savez_compressed("snntorch_trace.npz", **{
    "input": inputs.numpy().astype(np.uint8),
    "layers.0.spikes": torch.stack(spikes).numpy().astype(np.uint8),
    "layers.0.before_reset": torch.stack(membranes).numpy(),
    "logits": torch.stack(logits).numpy().mean(0),
})
