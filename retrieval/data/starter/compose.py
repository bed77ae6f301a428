"""Composing a piece: a style and a seed in, a score with everything that its labels need out.

A piece begins with a mood, from which mode, tempo and manner of playing follow (mood.py). An ensemble takes
its seats (ensemble.py), a form is laid out in bars with chords (form.py, harmony.py), each player turns the
bars that are heard into notes (players/), and the performance bends and shades them (performance.py).

Held-out pieces (the test split) differ from training pieces in ranges that training never draws: the outer
tenths of each style's tempo range, the tonics in `mood.HELD_OUT_TONICS`, the last chord loop and the last
groove of each list, and ensembles (of three and more instruments) whose names hash to 0 modulo 5. Artists
never cross over either.
"""

from __future__ import annotations

import math
import zlib

import numpy as np

from retrieval.data.starter.desk import Desk, Sketch
from retrieval.data.starter.draws import weighted, word
from retrieval.data.starter.ensemble import Seat, band, draw_ensemble, is_on
from retrieval.data.starter.form import Bar, choose_window, lay_out
from retrieval.data.starter.harmony import LoopBook, sharpen
from retrieval.data.starter.instruments import INSTRUMENTS
from retrieval.data.starter.mood import draw_key, draw_mood, draw_parameters, draw_tempo
from retrieval.data.starter.performance import Clock, perform
from retrieval.data.starter.players import FIGURES
from retrieval.data.starter.score import Part, Piece, Section
from retrieval.data.starter.styles import STYLES
from retrieval.data.starter.titles import artist, title

_ARTISTS_PER_STYLE = 40


class UnknownStyleError(Exception):
    """A style that no file under styles/ defines."""


def compose(style: str, seed: int, duration_seconds: float, held_out: bool = False) -> Piece:
    """A piece of a style, the same for the same arguments; `duration_seconds` of a larger form are heard.

    `held_out` draws from the ranges that training never sees.
    """
    if style not in STYLES:
        raise UnknownStyleError(f"there is no style {style!r}; choose one of: {', '.join(sorted(STYLES))}")
    rules = STYLES[style]
    root = (zlib.crc32(style.encode()), seed, int(held_out))
    rng = np.random.default_rng(root)
    who = np.random.default_rng((root[0], int(rng.integers(_ARTISTS_PER_STYLE)), root[2]))
    name, habits = artist(who, style, held_out), who.normal(0, 0.08, 4)
    mood = draw_mood(rng, rules, habits)
    key = draw_key(rng, rules, mood, held_out)
    parameters = {**mood, **draw_parameters(rng, rules, mood, key)}
    tempo = draw_tempo(rng, rules, parameters, held_out)
    beats = int(weighted(rng, rules.meters))
    seats = draw_ensemble(rng, rules, mood, held_out)

    beats_heard = duration_seconds * tempo / 60.0 * (1 + parameters["rubato"])
    bars = lay_out(
        word(rng, rules.forms),
        beats,
        key,
        LoopBook(rng, word(rng, rules.harmony), key, held_out, contrast=parameters["complexity"]),
        bars_per_chord=int(weighted(rng, rules.bars_per_chord)),
        minimum_bars=math.ceil(beats_heard / beats) + 2,
        intensity_range=(0.35 * parameters["dynamics"], 0.55 + 0.45 * parameters["dynamics"]),
    )
    begin = choose_window(rng, bars, beats_heard)
    heard = [bar for bar in bars if bar.start + bar.beats > begin and bar.start < begin + beats_heard]
    heard = sharpen(rng, heard, parameters["dissonance"])
    clock = Clock(rng, heard, begin, tempo, parameters["rubato"], rules)

    sketch = Sketch(root, key, beats, rules.grid, tempo, parameters, held_out)
    sung = any(seat.player.role == "voice" for seat in seats)
    parts = [
        _play(seat, number, heard, sketch, clock, duration_seconds, sung) for number, seat in enumerate(seats)
    ]
    return Piece(
        piece_id=f"{style.replace(' ', '_')}-{'h' if held_out else 't'}{seed:08d}",
        style=style,
        title=title(rng, mood["valence"], mood["arousal"]),
        artist=name,
        seed=seed,
        duration_seconds=duration_seconds,
        tempo_bpm=tempo,
        beats_per_bar=beats,
        tonic=key.tonic,
        mode=key.mode,
        parts=tuple(part for part in parts if part is not None),
        sections=_sections(heard, clock, duration_seconds),
        production=weighted(rng, rules.production),
        parameters={name: round(float(value), 4) for name, value in parameters.items()},
    )


def _play(
    seat: Seat, number: int, bars: list[Bar], sketch: Sketch, clock: Clock, duration: float, sung: bool
) -> Part | None:
    """One player's part, or None where the player has nothing to play in what is heard."""
    player, instrument, parameters = seat.player, INSTRUMENTS[seat.instrument], sketch.parameters
    playing = [bar for bar in bars if is_on(player, bar, sung)]
    if not playing:
        return None
    rng = np.random.default_rng((*sketch.seed, number))
    low, high = band(player.role, instrument, parameters["register"])
    desk = Desk(sketch, number, low, high, seat.argument, instrument.decays, rng)
    drummed = instrument.source in ("drumkit", "drum_machine")
    notes = perform(
        FIGURES[seat.figure](desk, playing), playing, clock, parameters, rng, duration, instrument
    )
    if not notes:
        return None
    joined = parameters["articulation"]
    # Gentle pieces keep drums and driven guitars back in the mix, powerful ones push them forward.
    lift = 7.0 * (parameters["dynamics"] - 0.6) if drummed or instrument.source == "amp" else 0.0
    return Part(
        instrument=seat.instrument,
        role="drums" if drummed else player.role,
        notes=notes,
        gain_db=round(player.gain_db + lift + float(rng.normal(0, 1.5)), 2),
        pan=0.0 if drummed or player.role in ("bass", "voice") else round(float(rng.uniform(-0.6, 0.6)), 2),
        articulation="staccato" if joined < 0.35 else "legato" if joined > 0.65 else "normal",
    )


def _sections(bars: list[Bar], clock: Clock, duration: float) -> tuple[Section, ...]:
    """The sections as they are heard, in seconds."""
    found = []
    for ordinal in sorted({bar.ordinal for bar in bars}):
        of = [bar for bar in bars if bar.ordinal == ordinal]
        edges = clock.seconds(np.array([of[0].start, of[-1].start + of[-1].beats]))
        start, end = (round(float(min(max(edge, 0.0), duration)), 3) for edge in edges)
        if end > start:
            found.append(Section(of[0].section, start, end, round(of[0].intensity, 3)))
    return tuple(found)
