"""A SpikingJelly network: saves its state dict and what it does over 1,000 random steps."""
import numpy as np
import torch
from spikingjelly.activation_based import neuron
from torch import nn

torch.manual_seed(2)
fc, lif, out = nn.Linear(12, 12), neuron.LIFNode(tau=2.0), nn.Linear(12, 4)
nn.init.normal_(fc.weight, 0.2, 0.9)
torch.save(nn.Sequential(fc, lif, out).state_dict(), "spikingjelly.pt")

inputs = (torch.rand(1000, 12) < 0.3).float()
spikes, membranes, logits = [], [], []
with torch.no_grad():
    for x in inputs:
        spk = lif(fc(x[None]))
        spikes.append(spk[0]), membranes.append(lif.v[0].clone()), logits.append(out(spk)[0])

np.savez_compressed("spikingjelly_trace.npz", **{
    "input": inputs.numpy().astype(np.uint8),
    "layers.0.spikes": torch.stack(spikes).numpy().astype(np.uint8),
    "layers.0.membrane": torch.stack(membranes).numpy(),
    "logits": torch.stack(logits).numpy().mean(0),
})
