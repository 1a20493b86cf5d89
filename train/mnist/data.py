"""MNIST from its IDX files, the order in which pixels are shown, and the small distortions that training applies."""

import gzip
import pathlib

import numpy as np
import torch
from torch.nn import functional

SIZE = 28
VALIDATION = 5000
ORDER_SEED = 42


def idx(path):
    """The bytes of an IDX file, plain or gzip-compressed, shaped as its header says."""
    packed = pathlib.Path(path).read_bytes()
    raw = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
    rank = raw[3]
    shape = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(rank)]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape)


def load(folder, part):
    """(images [N, 784] bytes, labels [N]) of "train" (55,000), "validation" (the last 5,000 of the same file) or "test"."""
    prefix = "t10k" if part == "test" else "train"
    images = idx(pathlib.Path(folder) / f"{prefix}-images-idx3-ubyte.gz").reshape(-1, SIZE * SIZE)
    labels = idx(pathlib.Path(folder) / f"{prefix}-labels-idx1-ubyte.gz")
    chosen = {"train": slice(0, -VALIDATION), "validation": slice(-VALIDATION, None), "test": slice(None)}[part]
    return torch.from_numpy(images[chosen].copy()), torch.from_numpy(labels[chosen].astype(np.int64))


def order(task):
    """Step k shows pixel order[k]: raster order, or the one fixed permutation that the published PS-MNIST uses."""
    if task == "s-mnist":
        return torch.arange(SIZE * SIZE)
    return torch.randperm(SIZE * SIZE, generator=torch.Generator().manual_seed(ORDER_SEED))


def distorted(images, strength):
    """[B, 784] bytes -> [B, 784] floats of whole numbers: each image turned, sheared, scaled and moved a little."""
    batch, device = len(images), images.device
    span = lambda width: (torch.rand(batch, device=device) * 2 - 1) * width * strength
    angle, shear, grow = span(0.2), span(0.2), span(0.12)
    wide, high = 1 + grow + span(0.06), 1 + grow + span(0.06)
    cos, sin = torch.cos(angle), torch.sin(angle)
    rows = [torch.stack([cos * wide, (shear - sin) * high, span(0.16)], 1),
            torch.stack([sin * wide, cos * high, span(0.16)], 1)]
    grid = functional.affine_grid(torch.stack(rows, 1), [batch, 1, SIZE, SIZE], align_corners=False)
    moved = functional.grid_sample(images.float().reshape(-1, 1, SIZE, SIZE), grid, align_corners=False)
    return moved.reshape(batch, -1).round().clamp(0, 255)
