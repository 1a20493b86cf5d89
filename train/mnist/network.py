"""The network of the image tasks: pixels [B, T] -> logits, with the slow state of all steps in three matrix products."""

import torch
from torch import nn
from torch.nn import functional

import legendre
from mnist.neurons import Spikes

STEPS = 784
BLOCK = 28
SIDE = STEPS // BLOCK


class SlowState(nn.Module):
    """m [B, T, dim] from the scalar drive x [B, T], exactly, without a loop over time.

    Time is cut into 28 blocks of 28 steps. `ends` gives what a block alone leaves behind, `carry` the state at the start of
    every block from what all blocks before it left, `inside` the state of every step from its block's drive and start.
    That is 25 times less work than one product with the impulse response of all 784 steps, and copies nothing.
    """

    def __init__(self, dim, window):
        super().__init__()
        a, b = legendre.state_space(dim, window)
        powers = [torch.eye(dim, dtype=torch.float64)]
        for _ in range(BLOCK):
            powers.append(a @ powers[-1])
        response = torch.stack([p @ b for p in powers])  # [j, dim]: the state j steps after a drive of 1
        from_drive = torch.zeros(BLOCK, BLOCK, dim, dtype=torch.float64)
        for k in range(BLOCK):
            for j in range(k + 1):
                from_drive[j, k] = response[k - j]
        from_start = torch.stack([powers[k + 1].t() for k in range(BLOCK)], dim=1)
        carry = torch.zeros(SIDE, dim, SIDE, dim, dtype=torch.float64)
        leap = torch.eye(dim, dtype=torch.float64)
        for distance in range(1, SIDE):
            for block in range(SIDE - distance):
                carry[block, :, block + distance] = leap.t()
            leap = powers[BLOCK] @ leap
        self.dim = dim
        self.register_buffer("ends", from_drive[:, -1].float().contiguous(), persistent=False)
        self.register_buffer("carry", carry.reshape(SIDE * dim, SIDE * dim).float(), persistent=False)
        inside = torch.cat([from_drive, from_start]).reshape(BLOCK + dim, BLOCK * dim)
        self.register_buffer("inside", inside.float(), persistent=False)

    def forward(self, x):
        blocks = x.reshape(-1, BLOCK)
        left = (blocks @ self.ends).reshape(-1, SIDE * self.dim)
        start = (left @ self.carry).reshape(-1, self.dim)
        return (torch.cat([blocks, start], dim=1) @ self.inside).reshape(-1, STEPS, self.dim)


class Layer(nn.Module):
    """s [B, T, C] -> (spikes or None, counts [B, N]). `dim` 0: no slow state. `fast` False: Wf is 0 and stays 0."""

    def __init__(self, inputs, neurons, dim, window, beta, fast, spread, drive):
        super().__init__()
        self.dim, self.beta, self.has_fast = dim, beta, fast
        self.fast = nn.Parameter(torch.randn(neurons, inputs) * spread if fast else torch.zeros(neurons, inputs), fast)
        self.bias = nn.Parameter(torch.zeros(neurons))
        if dim:
            self.drive = nn.Parameter(drive + drive * torch.randn(inputs) * (inputs > 1))
            self.drive_bias = nn.Parameter(torch.zeros(1))
            self.slow = nn.Parameter(torch.randn(neurons, dim) * 0.2)
            self.state = SlowState(dim, window)

    def forward(self, s, keep):
        batch, steps, channels = s.shape
        inputs, weights = s, self.fast
        if self.dim:
            m = self.state(torch.relu(s @ self.drive + self.drive_bias))
            if channels == 1:
                inputs, weights = torch.cat([m, s], 2), torch.cat([self.slow, self.fast], 1)
        current = functional.linear(inputs.reshape(batch * steps, -1), weights)
        if self.dim and channels > 1:
            slow = m.reshape(-1, self.dim)
            # In place, except where products are done in 16 bits, which autocast only does out of place.
            half = torch.is_autocast_cpu_enabled()
            current = torch.addmm(current, slow, self.slow.t()) if half else current.addmm_(slow, self.slow.t())
        return Spikes.apply(current.reshape(batch, steps, -1).float(), self.bias, self.beta, keep)


class Network(nn.Module):
    """Pixels [B, 784], 0 to 1, in the order shown -> logits [B, classes] and the spikes a step of each layer's neurons, [N].

    `shape`: neurons, classes, dim, window, beta, fast, as plain data.
    """

    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        n, common = shape["neurons"], (shape["dim"], shape["window"], shape["beta"], shape["fast"])
        self.layers = nn.ModuleList([Layer(1, n, *common, 1.0, 1.0), Layer(n, n, *common, 0.2, 0.04)])
        self.readout = nn.Linear(n, shape["classes"])

    def forward(self, pixels):
        spikes, first = self.layers[0](pixels.unsqueeze(2), True)
        _, second = self.layers[1](spikes, False)
        return self.readout(second / STEPS), [first.mean(0) / STEPS, second.mean(0) / STEPS]
