"""The safetensors format: header length (8 bytes), JSON header, raw little-endian tensors."""

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


def read(path):
    """{name: float32 array} of a file of F32 tensors."""
    raw = path.read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:start])
    header.pop("__metadata__", None)
    found = {}
    for name, about in header.items():
        if about["dtype"] != "F32":
            raise ValueError(f"{path}: {name}: expected F32, found {about['dtype']}")
        first, end = about["data_offsets"]
        found[name] = np.frombuffer(raw[start + first : start + end], "<f4").reshape(about["shape"])
    return found
