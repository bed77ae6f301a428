"""Notes of soundfont instruments, each rendered once and kept: mixing them is then plain addition.

A note costs FluidSynth about half a millisecond per second of sound; a kept one costs nothing. What is
kept is bounded, and a request always gives the same samples, whether or not it was kept.
"""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from retrieval.data.starter.fluid import FluidSynth, SoundFont

# A struck key is rendered at one of these velocities, then scaled: real instruments change their tone with
# force, and three steps of it are what a listener notices.
_LAYERS = (45, 80, 112)
_LOUDNESS_POWER = 1.4  # amplitude grows as velocity to this power
_FONT_POWER = 2.0  # soundfonts let it grow faster by themselves, wider than recordings are
_MIDDLE_VELOCITY = 80
_HOLD_SECONDS = (1.0, 2.0, 4.0, 8.0, 16.0, 40.0)
_SILENCE = 4e-4  # of the note's peak: below this its tail is cut off


class NoteBank:
    """The notes of one soundfont at one rate. `channels` 1 keeps a mono sum, 2 the soundfont's own stereo."""

    def __init__(
        self, font: SoundFont, sample_rate: int, channels: int = 1, memory_bytes: int = 600_000_000
    ) -> None:
        self.font = font
        self.sample_rate = sample_rate
        self.channels = channels
        self._memory_bytes = memory_bytes
        self._kept: OrderedDict[tuple[int, bool, int, int, int, int], np.ndarray] = OrderedDict()
        self._kept_bytes = 0
        self._synth: FluidSynth | None = None

    def note(
        self, program: int, pitch: int, velocity: int, seconds: float, kit: bool = False, cents: int = 0
    ) -> tuple[np.ndarray, float]:
        """The key held for at least `seconds` (less if it dies away): float32 [channels, N], and its gain."""
        layer = min(_LAYERS, key=lambda step: abs(step - velocity))
        hold = next((i for i, limit in enumerate(_HOLD_SECONDS) if limit >= seconds), len(_HOLD_SECONDS) - 1)
        key = (program, kit, pitch, layer, hold, cents)
        sound = self._kept.get(key)
        if sound is None:
            sound = self._render(program, pitch, layer, _HOLD_SECONDS[hold], kit, cents)
            self._keep(key, sound)
        else:
            self._kept.move_to_end(key)
        levelled = (_MIDDLE_VELOCITY / layer) ** (_FONT_POWER - _LOUDNESS_POWER)
        return sound, levelled * (velocity / layer) ** _LOUDNESS_POWER

    def _render(
        self, program: int, pitch: int, velocity: int, seconds: float, kit: bool, cents: int
    ) -> np.ndarray:
        if self._synth is None:
            self._synth = FluidSynth(self.font, self.sample_rate)
        samples = int(seconds * self.sample_rate)
        sound = self._synth.note(program, pitch, velocity, samples, kit, cents)
        if self.channels == 1:
            sound = sound.mean(0, keepdims=True)
        loud = np.flatnonzero(np.abs(sound).max(0) > _SILENCE * max(float(np.abs(sound).max()), 1e-9))
        end = int(loud[-1]) + 1 if len(loud) else 0
        sound = np.ascontiguousarray(sound[:, :end])
        sound.setflags(write=False)
        return sound

    def _keep(self, key: tuple[int, bool, int, int, int, int], sound: np.ndarray) -> None:
        self._kept[key] = sound
        self._kept_bytes += sound.nbytes
        while self._kept_bytes > self._memory_bytes and len(self._kept) > 1:
            self._kept_bytes -= self._kept.popitem(last=False)[1].nbytes

    def close(self) -> None:
        """Let the soundfont and every kept note go."""
        if self._synth is not None:
            self._synth.close()
            self._synth = None
        self._kept.clear()
        self._kept_bytes = 0
