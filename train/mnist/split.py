"""Writes the validation images, the last 5,000 of the training file, as IDX files of their own for `dmp`.

    python3 -m mnist.split --mnist DIR        writes data/validation-images-idx3-ubyte and its labels
"""

import argparse
import os
import pathlib

import numpy as np

from mnist import data

FOLDER = pathlib.Path(__file__).parent.parent / "data"


def write(path, values):
    """An IDX file of unsigned bytes."""
    header = bytes([0, 0, 8, values.ndim]) + b"".join(n.to_bytes(4, "big") for n in values.shape)
    path.write_bytes(header + values.astype(np.uint8).tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", default=os.environ.get("DMP_MNIST"), help="folder of the IDX files (DMP_MNIST)")
    images, labels = data.load(parser.parse_args().mnist, "validation")
    FOLDER.mkdir(exist_ok=True)
    write(FOLDER / "validation-images-idx3-ubyte", images.numpy().reshape(-1, data.SIZE, data.SIZE))
    write(FOLDER / "validation-labels-idx1-ubyte", labels.numpy())


if __name__ == "__main__":
    main()
