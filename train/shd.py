"""Event recordings in the HDF5 layout of the Spiking Heidelberg Digits, and their time bins."""

import h5py
import numpy as np

STEPS, STEP_SECONDS, CHANNELS = 100, 0.010, 140


def write(path, events, labels, speakers, keys):
    """`events`: [(times in seconds, units)] a recording. Times are float16, as in the SHD."""
    with h5py.File(path, "w") as file:
        times = file.create_dataset("spikes/times", (len(events),), h5py.vlen_dtype(np.float16))
        units = file.create_dataset("spikes/units", (len(events),), h5py.vlen_dtype(np.uint16))
        for i, (when, which) in enumerate(events):
            times[i], units[i] = when.astype(np.float16), which.astype(np.uint16)
        file["labels"] = np.array(labels, np.uint16)
        file["extra/speaker"] = np.array(speakers, np.uint16)
        file["extra/keys"] = np.array([key.encode() for key in keys])


def read(path):
    """[(times, units)], labels, speakers."""
    with h5py.File(path) as file:
        events = list(zip(file["spikes/times"][:], file["spikes/units"][:]))
        return events, file["labels"][:].astype(np.int64), file["extra/speaker"][:].astype(np.int64)


def binned(events):
    """[recordings, STEPS, CHANNELS] of 0 and 1: whether the channel fired in the step. Later events are left out.

    The step of a time is floor(time / STEP_SECONDS); a quotient that only rounding leaves below a whole number is that number.
    """
    bins = np.zeros((len(events), STEPS, CHANNELS), np.uint8)
    for row, (times, units) in zip(bins, events):
        step = np.floor(times.astype(np.float64) / STEP_SECONDS * (1 + 2.0**-50)).astype(int)
        row[step[step < STEPS], units[step < STEPS]] = 1
    return bins
