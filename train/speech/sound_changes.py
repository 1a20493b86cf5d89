"""Changes to training sound that keep its class: speed and pitch, place in time, rooms, microphones, noise.

Sounds [N, 16000] float32 on the device; every recording has its own draw.
"""

import torch

from kernels import DEVICE

SAMPLES, RATE = 16000, 16000
TAPS = 8
TRANSFORM = 32768


def uniform(count, low, high):
    return torch.rand(count, 1, device=DEVICE) * (high - low) + low


def respeed(sound, lengths, speed, start):
    """Played `speed` times as fast from `start` samples on: a windowed sinc of 16 samples at every new position."""
    at = (torch.arange(SAMPLES, device=DEVICE)[None].float() - start) * speed
    first = at.floor()
    out = torch.zeros_like(at)
    for tap in range(1 - TAPS, TAPS + 1):
        i = first + tap
        distance = at - i
        weight = torch.sinc(distance) * (0.5 + 0.5 * torch.cos(torch.pi * distance / TAPS))
        inside = (i >= 0) & (i < lengths[:, None])
        out += torch.where(inside, sound.gather(1, i.clamp(0, sound.shape[1] - 1).long()) * weight, 0.0)
    return out


def filters(count, flat_share, echo_share, narrow_share):
    """Transfer functions [N, TRANSFORM / 2 + 1]: a microphone's uneven response, a room's echo, a narrow line."""
    bins = TRANSFORM // 2 + 1
    frequency = torch.arange(bins, device=DEVICE) * (RATE / TRANSFORM)
    place = (torch.log(1 + frequency / 200) / torch.log(torch.tensor(1 + 8000 / 200)) * 9).clamp(0, 8.999)
    points = torch.randn(count, 11, device=DEVICE) * uniform(count, 0, 6)
    low = place.long()
    decibels = points[:, low] * (1 - (place - low)) + points[:, low + 1] * (place - low)
    decibels = decibels * (uniform(count, 0, 1) >= flat_share)
    narrow = uniform(count, 0, 1) < narrow_share
    top = uniform(count, 3200, 4200)
    decibels = decibels - narrow * ((frequency[None] - top).clamp(min=0) / 10).clamp(max=50)
    response = torch.pow(10.0, decibels / 20).to(torch.complex64)
    seconds = torch.arange(RATE // 2, device=DEVICE) / RATE
    decay = torch.exp(-6.9 * seconds[None] / uniform(count, 0.05, 0.5))
    echo = torch.randn(count, len(seconds), device=DEVICE) * decay
    echo = echo / echo.square().sum(1, keepdim=True).sqrt() * torch.pow(10.0, -uniform(count, 2, 20) / 20)
    echo = echo * (uniform(count, 0, 1) < echo_share)
    return response * (1 + torch.fft.rfft(echo, TRANSFORM))


def coloured(count):
    """Noise whose power falls with frequency as f^-a, a from 0 to 2."""
    spectrum = torch.fft.rfft(torch.randn(count, SAMPLES, device=DEVICE))
    frequency = torch.arange(spectrum.shape[1], device=DEVICE).clamp(min=20)[None].float()
    return torch.fft.irfft(spectrum * frequency ** -uniform(count, 0, 1), SAMPLES)


def power(sound):
    return sound.square().mean(1, keepdim=True)


def changed(sound, lengths, noises, strength, narrow_share=0.05, chunk=512):
    """(sound [N, SAMPLES], lengths all SAMPLES): each recording anew. `noises` [K, SAMPLES]: background to mix in.

    `strength` scales the ranges of speed and shift and how often noise and rooms are put in.
    """
    parts = []
    for begin in range(0, len(sound), chunk):
        x, own = sound[begin : begin + chunk], lengths[begin : begin + chunk].float()
        n = len(x)
        speed = 1 + strength * uniform(n, -0.15, 0.18)
        start = strength * uniform(n, -0.12, 0.12) * RATE
        x = respeed(x, own, speed, start)
        share = 0.4 * strength
        x = torch.fft.irfft(torch.fft.rfft(x, TRANSFORM) * filters(n, 1 - share, share, narrow_share), TRANSFORM)[:, :SAMPLES]
        rolled = (torch.arange(SAMPLES, device=DEVICE) + torch.randint(SAMPLES, (n, 1), device=DEVICE)) % SAMPLES
        background = noises[torch.randint(len(noises), (n,), device=DEVICE)].gather(1, rolled)
        kind = uniform(n, 0, 1)
        other = sound[torch.randint(len(sound), (n,), device=DEVICE)]
        noise = torch.where(kind < 0.6, background, torch.where(kind < 0.9, coloured(n), other))
        below = torch.where(kind < 0.9, uniform(n, 0, 35), uniform(n, 10, 35))
        gain = (power(x) / power(noise).clamp(min=1e-12)).sqrt() * torch.pow(10.0, -below / 20)
        parts.append(x + noise * gain * (uniform(n, 0, 1) < 0.75 * strength))
    return torch.cat(parts), torch.full((len(sound),), SAMPLES, dtype=torch.int32, device=DEVICE)
