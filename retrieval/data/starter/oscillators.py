"""Band-limited oscillators whose filter is already inside: wavetables of filtered spectra.

A subtractive voice is a rich waveform through a moving low-pass filter. For a note of known pitch the
filtered waveform is periodic at every cutoff, so it can be summed up exactly from its harmonics,
`amplitude(h) * |H(h f0 / cutoff)|`, for a ladder of cutoffs. Playing is then a table look-up that moves
between the rungs: no aliasing, no filter to run sample by sample, a few nanoseconds per sample.
"""

from __future__ import annotations

import numpy as np

TABLE_SAMPLES = 2048
CONTROL_SAMPLES = 64  # filters and slow modulation move once in this many samples
_RUNGS_PER_OCTAVE = 3

WAVES = ("saw", "square", "pulse", "triangle", "sine", "organ", "vocal", "glass")


def amplitudes(wave: str, frequency: float, count: int, colour: float = 0.5) -> np.ndarray:
    """Strength of harmonics 1..count: float64 [count]. `colour` 0..1 is pulse width, drawbars or vowel."""
    harmonics = np.arange(1, count + 1, dtype=np.float64)
    if wave == "saw":
        return 1 / harmonics
    if wave == "square":
        return (harmonics % 2) * 1.3 / harmonics
    if wave == "pulse":
        return 1.4 * np.abs(np.sin(np.pi * harmonics * (0.06 + 0.4 * colour))) / harmonics
    if wave == "triangle":
        return (harmonics % 2) * 1.6 / harmonics**2
    if wave == "sine":
        return (harmonics == 1) * 1.6
    if wave == "organ":
        drawbars = np.isin(harmonics, (1, 2, 3, 4, 6, 8)) * (
            0.35 + 0.65 * np.cos(harmonics * (1 + 9 * colour)) ** 2
        )
        return drawbars * 0.6
    if wave == "vocal":
        centres = np.array([300 + 500 * colour, 900 + 900 * colour, 2500.0, 3400.0])[:, None]
        heights = np.array([1.0, 0.6, 0.25, 0.15])[:, None]
        peaks = heights / (1 + ((harmonics * frequency - centres) / (90 + 0.04 * centres)) ** 2)
        return (peaks.sum(0) + 0.02) * 3 / np.sqrt(harmonics)
    if wave == "glass":
        return np.isin(harmonics, (1, 3, 4, 7, 11, 16)) * 0.9 / harmonics ** (0.3 + 0.7 * colour)
    raise ValueError(f"There is no wave {wave!r}; the waves are {', '.join(WAVES)}.")


def low_pass(frequencies: np.ndarray, cutoff: np.ndarray, resonance: float) -> np.ndarray:
    """|H| of a four-pole low-pass, two of the poles resonant with quality `resonance`."""
    ratio = frequencies / cutoff
    resonant = (1 - ratio**2) ** 2 + (ratio / resonance) ** 2
    return 1 / np.sqrt(resonant * (1 + ratio**2) ** 2)


def ladder(
    wave: str, frequency: float, cutoffs: np.ndarray, resonance: float, sample_rate: int, colour: float = 0.5
) -> np.ndarray:
    """One period of the filtered wave for each cutoff in hertz: float32 [K, TABLE_SAMPLES]."""
    count = max(1, min(TABLE_SAMPLES // 2 - 1, int(0.48 * sample_rate / frequency)))
    harmonics = np.arange(1, count + 1)
    gains = low_pass(harmonics * frequency, cutoffs[:, None], resonance)
    spectrum = np.zeros((len(cutoffs), TABLE_SAMPLES // 2 + 1), np.complex128)
    spectrum[:, 1 : count + 1] = -0.5j * TABLE_SAMPLES * amplitudes(wave, frequency, count, colour) * gains
    return np.fft.irfft(spectrum, TABLE_SAMPLES, axis=1).astype(np.float32)


def rungs(path: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(cutoffs [K], position of each point of `path` between them in 0 .. K-1) for cutoffs in hertz."""
    octaves = np.log2(path)
    low, high = float(octaves.min()), float(octaves.max())
    count = 1 if high - low < 0.03 else int(np.ceil((high - low) * _RUNGS_PER_OCTAVE)) + 1
    if count == 1:
        return np.array([2.0 ** ((low + high) / 2)]), np.zeros_like(path)
    return 2.0 ** np.linspace(low, high, count), (octaves - low) / (high - low) * (count - 1)


def to_samples(control: np.ndarray, samples: int) -> np.ndarray:
    """Stretch a path at control rate to `samples` samples by straight lines: float32."""
    points = np.arange(len(control)) * CONTROL_SAMPLES
    return np.interp(np.arange(samples), points, control).astype(np.float32)


def oscillate(
    tables: np.ndarray, position: np.ndarray | None, phase: np.ndarray, ratios: np.ndarray, starts: np.ndarray
) -> np.ndarray:
    """Several detuned readers of one ladder: float32 [2, N], even readers left and odd ones right.

    `phase` [N] is in cycles at ratio 1; reader i runs `ratios[i]` times as fast from phase `starts[i]`.
    `position` [N] says between which rungs to read; None where there is one rung.
    """
    out = np.zeros((2, len(phase)), np.float32)
    flat = tables.ravel()
    if position is not None and len(tables) > 1:
        lower = np.minimum(position.astype(np.int32), len(tables) - 2)
        weight = position - lower
        lower *= TABLE_SAMPLES
    scaled = phase * TABLE_SAMPLES
    for i, (ratio, start) in enumerate(zip(ratios, starts, strict=True)):
        index = (scaled * ratio + start * TABLE_SAMPLES).astype(np.int64) & (TABLE_SAMPLES - 1)
        if position is None or len(tables) == 1:
            out[i % 2] += flat.take(index)
        else:
            index += lower
            below = flat.take(index)
            index += TABLE_SAMPLES
            out[i % 2] += below + weight * (flat.take(index) - below)
    if len(ratios) == 1:
        out[1] = out[0]
    return out


def envelope(
    held: int, samples: int, rate: int, attack: float, decay: float, sustain: float, release: float
) -> np.ndarray:
    """Attack along a line, exponential decay to `sustain`, exponential release after `held`: float32 [N]."""
    times = np.arange(samples, dtype=np.float32) * np.float32(1 / rate)
    curve = sustain + (1 - sustain) * np.exp(-np.maximum(times - attack, 0) / np.float32(max(decay, 1e-3)))
    rise = min(samples, int(attack * rate))
    if rise:
        curve[:rise] = times[:rise] / attack
    if held < samples:
        level = curve[held]
        curve[held:] = level * np.exp(-(times[held:] - times[held]) / np.float32(max(release, 1e-3)))
    return curve.astype(np.float32)
