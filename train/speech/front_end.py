"""The speech front end of train/cochlea.py for many recordings at once, through kernels.cu; the same events."""

import ctypes
import json
import pathlib

import torch

from kernels import CHANNELS_AT_ONCE, DEVICE, call

TABLE = pathlib.Path(__file__).parents[2] / "src" / "recordings" / "speech" / "cochlea.json"
STEPS, TICKS_A_STEP = 100, 10
ADDED = {"offsetPole": 0.0, "floorBlock": 60, "floorShare": 0.0}


def options(**changed):
    """The table's constants, with those named changed."""
    return ADDED | json.loads(TABLE.read_text()) | changed


def _long(value):
    return ctypes.c_long(value)


def run(sound, lengths, chosen, steps=STEPS, analog=False, chunk=512):
    """sound [N, samples] floats, lengths [N] int32 -> bins [N, steps, channels] uint8, and the cells' mean inputs.

    `chosen` is what `options` gives. Events after the last step are left out.
    """
    bands = chosen["bands"]
    channels, per_tick = len(bands), chosen["samplesPerTick"]
    table = torch.tensor([[b[k] for b in bands] for k in ("a1", "a2", "gain")], dtype=torch.float64, device=DEVICE)
    count, samples = sound.shape
    bins = torch.empty(count, steps, channels, dtype=torch.uint8, device=DEVICE)
    inputs = torch.empty(count, steps, channels, device=DEVICE) if analog else None
    for start in range(0, count, chunk):
        x = sound[start : start + chunk].to(torch.float64, copy=True).contiguous()
        own = lengths[start : start + chunk].contiguous()
        n, ticks = len(x), samples // per_tick
        levels = torch.empty(n, ticks, channels, dtype=torch.float64, device=DEVICE)
        sums = torch.empty(n, ticks, channels + 1, dtype=torch.float64, device=DEVICE)
        gains = torch.empty(n, dtype=torch.float64, device=DEVICE)
        call("emphasise", n, x, own, _long(samples), float(chosen["offsetPole"]), chosen["preEmphasis"])
        call("band_levels", n * channels // CHANNELS_AT_ONCE, x, own, levels, table, _long(samples), ticks, channels, per_tick)
        if chosen["floorShare"] > 0:
            call("subtract_floor", n * channels, levels, own, ticks, channels, per_tick, chosen["floorBlock"],
                 float(chosen["floorShare"]))
        call("running_sums", n * ticks, levels, sums, channels)
        call("loudness_gain", n, sums, own, gains, ticks, channels, per_tick, chosen["quiet"], chosen["cellGain"])
        call("hair_cells", n * channels, levels, sums, gains, own, bins[start : start + chunk],
             inputs[start : start + chunk] if analog else None, ticks, channels, per_tick, steps, TICKS_A_STEP,
             chosen["inhibitionReach"], chosen["inhibition"], chosen["cellLeak"])
    return (bins, inputs) if analog else bins
