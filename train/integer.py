"""The integer network, step by step in 64-bit integers: what golden model and hardware must also give, bit for bit.

A network is the plain object of an integer network file: the fields of IntegerNetwork in src/network/integer.ts,
matrices as {"rows", "columns", "bits", "values"} and vectors as {"bits", "values"}.
"""

import numpy as np


def rshift(a, n):
    """floor((a + 2^(n-1)) / 2^n), element by element; a * 2^-n for n <= 0."""
    n = np.asarray(n, np.int64)
    right, left = np.maximum(n, 0), np.maximum(-n, 0)
    half = np.where(n > 0, np.left_shift(np.int64(1), np.maximum(right - 1, 0)), 0)
    return np.left_shift(np.right_shift(a + half, right), left)


def saturate(a, bits):
    """Clamped to `bits` in two's complement."""
    return np.clip(a, -(1 << (bits - 1)), (1 << (bits - 1)) - 1)


def matrix(m):
    return np.array(m["values"], np.int64).reshape(m["rows"], m["columns"])


def vector(v):
    return np.array(v["values"], np.int64)


def own(number):
    """What all neurons share, or a vector of one each."""
    return vector(number) if isinstance(number, dict) else number


class Memory:
    """The slow state of a layer for a batch of sequences."""

    def __init__(self, memory, batch):
        drive, state, current = memory["drive"], memory["state"], memory["current"]
        self.drive, self.drive_bias = vector(drive["weights"]), vector(drive["bias"])[0]
        self.drive_shift, self.drive_top = drive["shift"], (1 << drive["bits"]) - 1
        self.transition, self.input = matrix(state["transition"]), vector(state["input"])
        self.shifts, self.bits = np.array(state["shifts"], np.int64), state["bits"]
        self.p, self.v, self.current_shift = matrix(current["state"]), vector(current["drive"]), current["shift"]
        self.dilation, self.hold = memory["dilation"], memory["refresh"] == "hold"
        self.m = np.zeros((batch, memory["dim"]), np.int64)
        self.held = np.zeros((batch, len(self.v)), np.int64)

    def step(self, s, k):
        """(x, slow current) of step k, from the state before it; then the state moves on."""
        x = np.clip(rshift(s @ self.drive + self.drive_bias, self.drive_shift), 0, self.drive_top)
        if k % self.dilation == 0:
            self.held = rshift(self.m @ self.p.T + x[:, None] * self.v, self.current_shift)
            current = self.held
        else:
            current = self.held if self.hold else np.zeros_like(self.held)
        change = self.m @ self.transition.T + x[:, None] * self.input
        self.m = saturate(self.m + rshift(change, self.shifts), self.bits)
        return x, current


class Layer:
    """One layer for a batch of sequences."""

    def __init__(self, layer, batch):
        self.fast, self.fast_shift = matrix(layer["fast"]["weights"]), layer["fast"]["shift"]
        self.bias = vector(layer["bias"])
        self.leak, self.leak_shift = own(layer["leak"]["factor"]), layer["leak"]["shift"]
        self.threshold, self.subtract = own(layer["threshold"]), layer["reset"] == "subtract"
        self.taken = own(layer.get("resetBy", layer["threshold"]))
        self.bits = layer["membraneBits"]
        self.memory = Memory(layer["memory"], batch) if layer["memory"] else None
        self.u = np.zeros((batch, layer["neurons"]), np.int64)

    def step(self, s, k):
        """Inputs [batch, C] -> (spikes [batch, N], x [batch] or None)."""
        x, slow = self.memory.step(s, k) if self.memory else (None, 0)
        a = rshift(self.leak * self.u, self.leak_shift) + rshift(s @ self.fast.T, self.fast_shift)
        a = a + slow + self.bias
        fired = a >= self.threshold
        after = np.where(fired, a - self.taken if self.subtract else 0, a)
        self.u = saturate(after, self.bits)
        return fired.astype(np.int64), x


class Readout:
    """The logits of a batch of sequences of known length."""

    def __init__(self, readout, batch, steps):
        self.weights, self.bias, self.membrane = matrix(readout["weights"]), vector(readout["bias"]), readout["membrane"]
        self.first = steps - (steps if readout["lastSteps"] is None else min(steps, readout["lastSteps"]))
        self.u = np.zeros((batch, readout["classes"]), np.int64)
        self.logits = np.zeros((batch, readout["classes"]), np.int64)

    def step(self, s, k):
        term = s @ self.weights.T
        if self.membrane:
            leaked = rshift(self.membrane["leak"]["factor"] * self.u, self.membrane["leak"]["shift"])
            self.u = saturate(leaked + rshift(term, self.membrane["shift"]) + self.bias, self.membrane["bits"])
            term = self.u
        else:
            term = term + self.bias
        if k >= self.first:
            self.logits += term


def run(network, inputs, observe=None):
    """inputs [batch, steps, C] of event counts or value sums -> logits [batch, classes], int64.

    `observe(k, layer index, layer, spikes, x)` sees every layer after every step.
    """
    batch, steps, _ = inputs.shape
    layers = [Layer(layer, batch) for layer in network["layers"]]
    readout = Readout(network["readout"], batch, steps)
    for k in range(steps):
        s = inputs[:, k].astype(np.int64)
        for index, layer in enumerate(layers):
            s, x = layer.step(s, k)
            if observe:
                observe(k, index, layer, s, x)
        readout.step(s, k)
    return readout.logits
