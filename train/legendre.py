"""The Legendre state space of the slow state, held over one time step, and its impulse response."""

import torch


def state_space(dim, window):
    """A [dim, dim] and B [dim], float64: zero-order hold with step 1 of the delay system of `window` steps."""
    continuous = torch.zeros(dim + 1, dim + 1, dtype=torch.float64)
    for i in range(dim):
        for j in range(dim):
            continuous[i, j] = (2 * i + 1) / window * (-1 if i < j else (-1) ** (i - j + 1))
        continuous[i, dim] = (2 * i + 1) / window * (-1) ** i
    held = torch.matrix_exp(continuous)
    return held[:dim, :dim].contiguous(), held[:dim, dim].contiguous()


def toeplitz(dim, window, steps):
    """[steps * dim, steps]: times the drive x[0..steps) it gives every slow state m[0..steps), without a loop."""
    a, b = state_space(dim, window)
    response = [b]
    for _ in range(steps - 1):
        response.append(a @ response[-1])
    matrix = torch.zeros(steps, dim, steps, dtype=torch.float64)
    for k in range(steps):
        for j in range(k + 1):
            matrix[k, :, j] = response[k - j]
    return matrix.reshape(steps * dim, steps)
