"""Compiles one C++ or CUDA source to a library, once for each version of it, and loads it.

The libraries take plain addresses: without the headers of PyTorch they compile in seconds and fit every version of it.
"""

import ctypes
import functools
import hashlib
import os
import pathlib
import subprocess
import tempfile

BUILT = pathlib.Path(__file__).parent.parent / "runs"


@functools.cache
def compiled(source, command):
    key = hashlib.sha256(source.read_bytes() + " ".join(command).encode()).hexdigest()[:16]
    path = BUILT / f"{source.stem}-{key}.so"
    if not path.exists():
        BUILT.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILT) as folder:
            subprocess.run([*command, str(source), "-o", f"{folder}/built.so"], check=True)
            os.replace(f"{folder}/built.so", path)
    return ctypes.CDLL(str(path))


def library(source, command):
    """The library of `source`, compiled by `command` (a list, to which the source and -o FILE are added)."""
    return compiled(source, tuple(command))
