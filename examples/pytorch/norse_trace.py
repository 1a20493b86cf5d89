"""A Norse network whose neurons have time constants of their own: writes its NIR graph and what it does over 1,000 random steps."""
import nir
import norse.torch as norse
import numpy as np
import torch
from norse.torch.utils.export_nir import to_nir
from torch import nn

torch.manual_seed(4)
each = torch.ones(12)
parameters = norse.LIFBoxParameters(tau_mem_inv=torch.linspace(100, 500, 12), v_leak=0 * each, v_th=0.4 * each, v_reset=0 * each)
fc, lif, out = nn.Linear(12, 12), norse.LIFBoxCell(parameters), nn.Linear(12, 4)
nn.init.normal_(fc.weight, 0.2, 0.9)
nir.write("norse.nir", to_nir(norse.SequentialState(fc, lif, out), torch.zeros(1, 12)))

inputs = (torch.rand(1000, 12) < 0.3).float()
spikes, membranes, logits, state = [], [], [], None
with torch.no_grad():
    for x in inputs:
        spk, state = lif(fc(x[None]), state)
        spikes.append(spk[0]), membranes.append(state.v[0]), logits.append(out(spk)[0])

np.savez_compressed("norse_trace.npz", **{
    "input": inputs.numpy().astype(np.uint8),
    "layers.0.spikes": torch.stack(spikes).numpy().astype(np.uint8),
    "layers.0.membrane": torch.stack(membranes).numpy(),
    "logits": torch.stack(logits).numpy().mean(0),
})
