"""neurons.cpp, for the CPU or the GPU, as an autograd function."""

import ctypes
import pathlib

import torch

from mnist import build

SOURCE = pathlib.Path(__file__).with_name("neurons.cpp")
COMPILERS = {
    "cpu": ["g++", "-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC", "-std=c++17"],
    "cuda": ["nvcc", "-O3", "--use_fast_math", "-arch=native", "-shared", "-Xcompiler", "-fPIC", "-std=c++17", "-x", "cu"],
}


class Forward(ctypes.Structure):
    _fields_ = [("currents", ctypes.c_void_p), ("bias", ctypes.c_void_p), ("spikes", ctypes.c_void_p), ("counts", ctypes.c_void_p),
                ("steps", ctypes.c_int), ("neurons", ctypes.c_int), ("beta", ctypes.c_float)]


class Backward(ctypes.Structure):
    _fields_ = [("derivatives", ctypes.c_void_p), ("upstream", ctypes.c_void_p), ("counted", ctypes.c_void_p), ("sums", ctypes.c_void_p),
                ("steps", ctypes.c_int), ("neurons", ctypes.c_int), ("beta", ctypes.c_float)]


def library(device):
    """The kernel for "cpu" or "cuda"."""
    loaded = build.library(SOURCE, COMPILERS[device])
    loaded.neurons_forward.argtypes = [Forward, ctypes.c_int, ctypes.c_void_p]
    loaded.neurons_backward.argtypes = [Backward, ctypes.c_int, ctypes.c_void_p]
    return loaded


def call(name, device, arguments, batch):
    stream = torch.cuda.current_stream().cuda_stream if device == "cuda" else None
    status = getattr(library(device), name)(arguments, batch, stream)
    if status != 0:
        raise RuntimeError(f"{name}: CUDA error {status}")


def address(tensor):
    return None if tensor is None else tensor.data_ptr()


class Spikes(torch.autograd.Function):
    """(spikes [B, T, N] or None, spike counts [B, N]) of currents [B, T, N], whose memory is used up, and a bias [N].

    `keep` False: the spikes are only counted. Backward may be called once.
    """

    @staticmethod
    def forward(context, currents, bias, beta, keep):
        batch, steps, neurons = currents.shape
        currents = currents.contiguous()
        spikes = torch.empty_like(currents) if keep else None
        counts = currents.new_empty(batch, neurons)
        arguments = Forward(address(currents), address(bias), address(spikes), address(counts), steps, neurons, beta)
        call("neurons_forward", currents.device.type, arguments, batch)
        context.derivatives, context.beta = currents, beta
        return spikes, counts

    @staticmethod
    def backward(context, upstream, counted):
        derivatives, context.derivatives = context.derivatives, None
        batch, steps, neurons = derivatives.shape
        counted = derivatives.new_zeros(batch, neurons) if counted is None else counted.contiguous()
        upstream = None if upstream is None else upstream.contiguous()
        sums = derivatives.new_empty(batch, neurons)
        arguments = Backward(address(derivatives), address(upstream), address(counted), address(sums), steps, neurons, context.beta)
        call("neurons_backward", derivatives.device.type, arguments, batch)
        return derivatives, sums.sum(0), None, None
