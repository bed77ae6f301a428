"""Drum machines, synthesised: each kit is drawn once per piece and its sounds are placed for every hit.

A drum is a falling sine (the skin) plus filtered noise (the wires, the air); cymbals are a handful of
square waves without common divisors, high-passed, as the machines of the early eighties made them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, sosfilt

from retrieval.data.starter.patches import Range, draw_amount
from retrieval.data.starter.sampled import add, choked
from retrieval.data.starter.score import Part


@dataclass(frozen=True)
class Machine:
    """Ranges of a kit: pitches in hertz, decays in seconds, shares of noise, crunch of the output."""

    kick_hertz: Range = (45, 60)
    kick_drop: Range = (1.5, 4)  # how many times higher the kick starts
    kick_seconds: Range = (0.12, 0.4)
    click: Range = (0.05, 0.5)
    snare_hertz: Range = (160, 230)
    snare_noise: Range = (0.5, 1.2)
    snare_seconds: Range = (0.08, 0.2)
    hat_hertz: Range = (6000, 8500)
    hat_seconds: Range = (0.02, 0.06)
    open_seconds: Range = (0.15, 0.5)
    metal: Range = (0.2, 0.8)  # square waves against noise in the cymbals
    drive: Range = (0, 1.5)
    bits: Range = (16, 16)
    low_pass: Range = (10000, 12000)
    dirt: Range = (0, 0)  # noise of the skin: the clank of industrial kits, the room of acoustic ones


MACHINES = {
    "machine_808": Machine(
        (42, 56), (1.3, 2.5), (0.3, 0.9), (0, 0.25), snare_seconds=(0.1, 0.22), metal=(0.6, 1)
    ),
    "machine_909": Machine(
        (45, 58), (3, 6), (0.15, 0.35), (0.2, 0.7), snare_noise=(0.7, 1.3), drive=(0.2, 2)
    ),
    "machine_lofi": Machine(
        (50, 75), (1.5, 3), (0.08, 0.2), (0, 0.2), (170, 260),
        bits=(7, 11), low_pass=(2500, 7000), drive=(0.5, 2), dirt=(0.05, 0.3),
    ),
    "machine_acoustic": Machine(
        (55, 75), (1.2, 2), (0.1, 0.22), (0.2, 0.6), (170, 240), metal=(0.1, 0.4), dirt=(0.1, 0.35)
    ),
    "machine_industrial": Machine(
        (40, 60), (4, 9), (0.15, 0.4), (0.3, 1), (120, 300), (0.8, 1.6), (0.1, 0.35),
        drive=(3, 12), dirt=(0.3, 1),
    ),
    "machine_breakbeat": Machine(
        (60, 85), (1.3, 2.2), (0.08, 0.18), (0.1, 0.5), (190, 280), (0.5, 1), (0.07, 0.16),
        bits=(9, 14), low_pass=(6000, 11000), drive=(1, 4), dirt=(0.1, 0.4),
    ),
    "machine_chip": Machine(
        (70, 120), (3, 8), (0.05, 0.12), (0, 0), (200, 400), (1, 1.5), (0.04, 0.1),
        bits=(4, 6), metal=(0, 0.1),
    ),
}  # fmt: skip

_TOMS = {
    41: 0.0,
    43: 2.5,
    45: 5.0,
    47: 8.0,
    48: 10.0,
    50: 13.0,
    64: 12.0,
    63: 16.0,
    62: 17.0,
    61: 20.0,
    60: 23.0,
    65: 22.0,
    66: 18.0,
}
_METAL_RATIOS = np.array([1.0, 1.342, 1.2312, 1.6532, 1.9523, 2.1523])


class Kit:
    """The sounds of one drawn machine; each is made when first hit."""

    def __init__(
        self, machine: Machine, sample_rate: int, rng: np.random.Generator, held_out: bool = False
    ) -> None:
        self._rate = sample_rate
        self._rng = rng
        self._amounts = {
            name: draw_amount(getattr(machine, name), rng, held_out) for name in Machine.__dataclass_fields__
        }
        self._seed = int(rng.integers(2**31))
        self._sounds: dict[int, np.ndarray] = {}

    def sound(self, key: int) -> np.ndarray:
        """The sound of a General MIDI percussion key: float32 [N], peak about 1."""
        if key not in self._sounds:
            # Each key has its own generator, so that a kit sounds the same whichever key is hit first.
            self._rng = np.random.default_rng([self._seed, key])
            self._sounds[key] = self._finish(self._make(key))
        return self._sounds[key]

    def _times(self, seconds: float) -> np.ndarray:
        return np.arange(int(seconds * self._rate)) / self._rate

    def _noise(self, times: np.ndarray, low: float, high: float) -> np.ndarray:
        top = min(high, 0.49 * self._rate)
        band = butter(2, [min(low, 0.8 * top), top], "bandpass", fs=self._rate, output="sos")
        return np.asarray(sosfilt(band, self._rng.standard_normal(len(times))))

    def _skin(self, frequency: float, drop: float, seconds: float, fall: float = 0.03) -> np.ndarray:
        """A sine that falls from `drop` times its frequency and dies away."""
        times = self._times(min(2.0, 6 * seconds))
        phase = np.cumsum(frequency * (1 + (drop - 1) * np.exp(-times / fall))) / self._rate
        skin = np.sin(2 * np.pi * phase) * np.exp(-times / seconds)
        dirt = self._amounts["dirt"]
        if dirt > 0.02:
            skin += dirt * self._noise(times, 200, 5000) * np.exp(-times / (0.35 * seconds))
        return skin

    def _metal(self, frequency: float, seconds: float) -> np.ndarray:
        times = self._times(min(2.5, 6 * seconds))
        tones = np.sign(np.sin(2 * np.pi * 0.07 * frequency * _METAL_RATIOS[:, None] * times)).sum(0) / 6
        share = self._amounts["metal"]
        high = butter(4, min(frequency, 0.42 * self._rate), "highpass", fs=self._rate, output="sos")
        mixed = share * 1.5 * tones + (1 - share) * 0.7 * self._rng.standard_normal(len(times))
        return np.asarray(sosfilt(high, mixed)) * np.exp(-times / seconds)

    def _kick(self) -> np.ndarray:
        a = self._amounts
        kick = self._skin(a["kick_hertz"], a["kick_drop"], a["kick_seconds"], 0.02)
        times = np.arange(len(kick)) / self._rate
        return kick + a["click"] * self._noise(times, 1500, 9000) * np.exp(-times / 0.004)

    def _snare(self) -> np.ndarray:
        a = self._amounts
        times = self._times(6 * a["snare_seconds"])
        body = self._skin(a["snare_hertz"], 1.4, 0.6 * a["snare_seconds"], 0.01)
        wires = a["snare_noise"] * self._noise(times, 900, 9500) * np.exp(-times / a["snare_seconds"])
        wires[: len(body)] += 0.7 * body[: len(wires)]
        return wires

    def _clap(self) -> np.ndarray:
        times = self._times(0.4)
        bursts = np.exp(-(times % 0.011) / 0.004) * (times < 0.033) + (times >= 0.033) * np.exp(
            -(times - 0.033) / max(0.05, self._amounts["snare_seconds"])
        )
        return self._noise(times, 800, 4500) * bursts

    def _make(self, key: int) -> np.ndarray:
        a = self._amounts
        if key in (35, 36):
            return self._kick()
        if key in (38, 40):
            return self._snare()
        if key in (39, 27, 28):
            return self._clap()
        if key in (37, 75, 76, 77, 31, 33):
            return self._skin(1700 if key == 37 else 1200 + 130 * (key % 7), 1.2, 0.018, 0.003)
        if key in (42, 44):
            return self._metal(a["hat_hertz"], a["hat_seconds"])
        if key == 46:
            return self._metal(a["hat_hertz"], a["open_seconds"])
        if key in (49, 52, 55, 57):
            return self._metal(0.6 * a["hat_hertz"], 2.2 * a["open_seconds"])
        if key in (51, 53, 59):
            return self._metal(0.8 * a["hat_hertz"], 1.2 * a["open_seconds"])
        if key in (54, 69, 70, 82):
            return self._metal(1.05 * a["hat_hertz"], 0.04 if key != 54 else 0.08)
        if key in (56, 67, 68):
            times = self._times(0.4)
            pair = np.sign(np.sin(2 * np.pi * 540 * times)) + np.sign(np.sin(2 * np.pi * 800 * times))
            return 0.4 * pair * np.exp(-times / 0.07)
        octaves = _TOMS.get(key, float(key % 24)) / 12
        return self._skin(75 * 2**octaves, 1.5, 0.18 / (1 + 0.4 * octaves), 0.04)

    def _finish(self, sound: np.ndarray) -> np.ndarray:
        a = self._amounts
        sound = sound / max(float(np.abs(sound).max()), 1e-9)
        if a["drive"] > 0.05:
            sound = np.tanh(sound * (1 + a["drive"])) / np.tanh(1 + a["drive"])
        if a["bits"] < 15.5:
            steps = 2 ** (a["bits"] - 1)
            sound = np.round(sound * steps) / steps
        if a["low_pass"] < 0.45 * self._rate:
            sound = sosfilt(butter(2, a["low_pass"], fs=self._rate, output="sos"), sound)
        return np.asarray(sound, np.float32)


_KEY_GAIN = {
    42: 0.35,
    44: 0.3,
    46: 0.4,
    49: 0.5,
    51: 0.35,
    57: 0.5,
    59: 0.35,
    54: 0.35,
    69: 0.3,
    70: 0.3,
    82: 0.3,
    37: 0.5,
    39: 0.8,
}


def play_machine(
    part: Part, seconds: float, sample_rate: int, rng: np.random.Generator, held_out: bool = False
) -> np.ndarray:
    """A `drum_machine` part, dry, hi-hats a little to one side: float32 [2, N]."""
    kit = Kit(MACHINES[part.instrument], sample_rate, rng, held_out)
    buffer = np.zeros((2, round(seconds * sample_rate)), np.float32)
    sides = np.array([[0.85], [1.0]], np.float32)
    for note, ring in choked(part.notes):
        gain = np.float32((note.velocity / 127) ** 1.6 * _KEY_GAIN.get(note.pitch, 0.9))
        sound = kit.sound(note.pitch)[: int(ring * sample_rate)] * gain
        stereo = sides * sound if note.pitch >= 42 else np.broadcast_to(sound, (2, len(sound)))
        add(buffer, stereo, round(note.start * sample_rate))
    return buffer
