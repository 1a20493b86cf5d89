"""The batched networks against the single ones of train/: float logits and gradients, and integers bit for bit; and how far
products in 16 bits (quick.py) are from those in 32."""

import pathlib
import sys

import numpy as np
import torch

sys.path.append(str(pathlib.Path(__file__).parents[1]))

import integer
import low_bits
import model
import quantize
import quick
from kernels import DEVICE
from networks import Networks

SPECS = [{"dim": d, "window": w, "beta": b, "seed": i} for i, (d, w, b) in enumerate([(0, 40, 0.5), (2, 30, 0.75), (10, (20, 60), (0.5, 0.875))])]


def single(networks, i):
    shape, state = networks.single(i)
    one = model.Network(shape)
    one.load_state_dict(state, strict=False)
    return one


def main():
    torch.manual_seed(1)
    networks = Networks(SPECS, 140, 24, 12, 60).to(DEVICE)
    with torch.no_grad():
        for layer in networks.layers:
            layer.bias.normal_(0, 0.1)
        networks.offset.normal_(0, 0.1)
    s = (torch.rand(3, 60, 5, 140, device=DEVICE) < 0.1).float()
    s.requires_grad_(True)
    logits, _ = networks(s)
    weight = torch.randn(logits.shape, device=DEVICE)
    (logits * weight).sum().backward()
    for i in range(3):
        one, own = single(networks, i), s[i].detach().cpu().requires_grad_(True)
        wanted, _ = one(own)
        (wanted * weight[i].cpu()).sum().backward()
        error = lambda a, b: float((a.detach().cpu() - b.detach()).norm() / (b.detach().norm() + 1e-9))
        print("float", i, "logits", error(logits[i], wanted), "input gradient", error(s.grad[i], own.grad),
              "weights", error(networks.layers[0].fast.grad[i], one.layers[0].fast.grad))
        if one.shape["dim"]:
            rough, wanted_weights = quick.answers(one, own, 0.0)[0], one.layers[0].fast.grad.clone()
            one.zero_grad()
            (rough * weight[i].cpu()).sum().backward()
            print("16 bits", i, "logits", error(rough, wanted), "weights", error(one.layers[0].fast.grad, wanted_weights))
    bits = torch.tensor([8.0, 6.0, 4.0], dtype=torch.float64, device=DEVICE)
    chosen = low_bits.formats(networks, bits, [layer.most for layer in networks.layers])
    with torch.no_grad():
        found = low_bits.LowBits(networks, chosen)(s.detach())[0]
    for i in range(3):
        fractions = low_bits.single_formats(chosen, networks, i)
        plain = quantize.integer_network(single(networks, i), fractions, "check")
        wanted = integer.run(plain, s[i].detach().cpu().numpy().astype(np.uint8).transpose(1, 0, 2))
        scaled = found[i].double().cpu().numpy() * 60 * 2.0 ** fractions["readout"]
        print("integers", i, "largest difference of a logit, in units", np.abs(scaled - wanted).max(), "of", np.abs(wanted).max())


if __name__ == "__main__":
    main()
