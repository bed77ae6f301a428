"""From the page to the hall: beats become seconds, levels become velocities, and players are human."""

from __future__ import annotations

import numpy as np

from retrieval.data.starter.form import Bar
from retrieval.data.starter.instruments import Instrument
from retrieval.data.starter.melody import Event
from retrieval.data.starter.score import Note
from retrieval.data.starter.style import Style


class Clock:
    """Beats to seconds: a steady tempo bent by phrases, with a held-back end where the form ends."""

    def __init__(
        self,
        rng: np.random.Generator,
        bars: list[Bar],
        begin: float,
        tempo: float,
        rubato: float,
        rules: Style,
    ) -> None:
        first, last = bars[0], bars[-1]
        grid = np.arange(first.start, last.start + last.beats + 0.5, 0.5)
        phase = 2 * np.pi * (grid - first.start) / (4 * first.beats)
        drift = np.cumsum(rng.normal(0, 0.15, grid.size))
        drift -= np.linspace(drift[0], drift[-1], grid.size)
        slowness = 1 + rubato * (np.cos(phase) + 0.5 * np.clip(drift, -1.5, 1.5))
        if last.is_last:
            slowness = slowness + (0.15 + 2 * rubato) * np.clip(
                (grid - last.start + 2) / (last.beats + 2), 0, 1
            )
        seconds = np.concatenate([[0.0], np.cumsum(slowness[:-1])]) * 0.5 * 60.0 / tempo
        # Pieces in triplets, or that swing hard, delay the second eighth; others the second sixteenth.
        self.swung_beats = 1.0 if rules.grid == 3 or rules.swing[1] > 0.25 else 0.5
        self.looseness = rules.looseness
        self._grid, self._seconds = grid, seconds - np.interp(begin, grid, seconds)

    def seconds(self, beats: np.ndarray) -> np.ndarray:
        """Seconds from the start of what is heard, for beats of the form."""
        return np.interp(beats, self._grid, self._seconds)


def perform(
    events: list[Event],
    bars: list[Bar],
    clock: Clock,
    parameters: dict[str, float],
    rng: np.random.Generator,
    duration: float,
    instrument: Instrument,
) -> tuple[Note, ...]:
    """Events in beats to notes in seconds, with swing, human timing, dynamics, and only what is heard."""
    if not events:
        return ()
    drummed = instrument.source in ("drumkit", "drum_machine")
    beat = np.array([event[0] for event in events])
    length = np.array([event[1] for event in events])
    level = np.array([event[3] for event in events])
    if parameters["swing"] > 0:
        unit = clock.swung_beats
        nearest_step = np.round(beat * 4) / 4
        off = (np.abs(nearest_step / unit % 1 - 0.5) < 0.01) & (np.abs(beat - nearest_step) < 0.12)
        beat = beat + off * unit * parameters["swing"] / 2
    start = clock.seconds(beat)
    if not drummed:
        # Short notes are shortened further in a detached style, and run into each other in a joined one.
        length = length * (0.55 + 0.5 * parameters["articulation"])
    end = clock.seconds(beat + np.maximum(length, 0.05))
    start = start + rng.normal(0, clock.looseness, start.size)
    starts_at = np.array([bar.start for bar in bars])
    intensity = np.array([bar.intensity for bar in bars])[
        np.clip(np.searchsorted(starts_at, beat, "right") - 1, 0, None)
    ]
    loud = level * (0.4 + 0.6 * parameters["dynamics"]) * (0.65 + 0.35 * intensity)
    if not drummed:
        # Phrases of four bars swell and fall, the more so the freer the tempo.
        loud = loud * (
            1 + (0.06 + 1.2 * parameters["rubato"]) * np.sin(np.pi * (beat / (4 * bars[0].beats) % 1))
        )
    velocity = np.clip(127 * loud + rng.normal(0, 4, start.size), 12, 127).astype(int)
    first, last = np.maximum(start, 0.0), np.minimum(end, duration)
    sounding = (last - first > 0.02) & (first < duration - 0.03) & ((start > -0.05) | (not drummed))
    chosen = np.argsort(start, kind="stable")
    chosen = chosen[sounding[chosen]]
    starts, lengths = np.round(first, 4).tolist(), np.round(last - first, 4).tolist()
    velocities = velocity.tolist()
    return tuple(
        Note(starts[i], lengths[i], _folded(events[i][2], instrument), velocities[i], events[i][4])
        for i in chosen.tolist()
    )


def _folded(pitch: int, instrument: Instrument) -> int:
    """A pitch brought into the instrument's range by octaves."""
    while pitch > instrument.high:
        pitch -= 12
    while pitch < instrument.low:
        pitch += 12
    return int(pitch)
