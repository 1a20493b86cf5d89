"""Writes the safetensors format: header length (8 bytes), JSON header, raw little-endian tensors."""

import json

import numpy as np


def write(path, tensors, metadata):
    """`tensors`: {name: float32 array}, `metadata`: {str: str}."""
    header, at = {"__metadata__": metadata}, 0
    for name, values in tensors.items():
        size = values.size * 4
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    body = b"".join(np.ascontiguousarray(values, "<f4").tobytes() for values in tensors.values())
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
