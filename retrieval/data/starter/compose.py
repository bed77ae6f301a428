"""Composing a piece: a style and a seed in, a score with everything that its labels need out.

A piece begins with a mood: valence, arousal, tension and dominance, drawn widely around what its style likes. Mode,
tempo, register, dynamics, articulation, density, dissonance and the choice of players follow from the mood, each
with some freedom, so that within every style all moods occur and are told by many cues together (the cues are those
of Juslin and Laukka 2003 and Gabrielsson and Lindström 2010).

Held-out pieces (the test split) differ from training pieces in ranges that training never draws: the outer tenths
of each style's tempo range, the tonics in HELD_OUT_TONICS, the last chord loop and the last groove of each list, and
ensembles (of three and more instruments) whose names hash to 0 modulo 5. Artists never cross over either.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from retrieval.data.starter import singers  # noqa: F401  (registers the voices' figures)
from retrieval.data.starter.form import Bar, choose_window, draw_loop, lay_out
from retrieval.data.starter.instruments import INSTRUMENTS
from retrieval.data.starter.melody import Event
from retrieval.data.starter.players import FIGURES, Desk
from retrieval.data.starter.score import Note, Part, Piece, Section
from retrieval.data.starter.style import Player, Style
from retrieval.data.starter.styles import STYLES
from retrieval.data.starter.theory import BRIGHT_MODES, Key
from retrieval.data.starter.titles import artist, title

HELD_OUT_TONICS = (3, 8)
_TENSE_MODES = frozenset({"phrygian", "harmonic_minor", "phrygian_dominant", "atonal"})
_SUNG_SECTIONS = frozenset(
    {"verse", "chorus", "refrain", "bridge", "A", "B", "head", "groove", "drop", "C", "riff"}
)
# The part of an instrument's range that a role uses: lowest and highest MIDI note.
_BANDS = {
    "bass": (28, 52), "chords": (48, 76), "pad": (46, 79), "arpeggio": (50, 84), "melody": (60, 86), "inner": (48, 74),
    "harmony": (55, 80), "counter": (46, 72), "brass": (43, 74), "timpani": (36, 55),
}  # fmt: skip


class UnknownStyleError(Exception):
    """A style that no file under styles/ defines."""


@dataclass(frozen=True)
class _Seat:
    """A chair that has been filled."""

    player: Player
    figure: str
    argument: str
    instrument: str


def compose(style: str, seed: int, duration_seconds: float, held_out: bool = False) -> Piece:
    """A piece of a style, the same for the same arguments; `duration_seconds` of a larger form are heard.

    `held_out` draws from the ranges that training never sees.
    """
    if style not in STYLES:
        raise UnknownStyleError(f"there is no style {style!r}; choose one of: {', '.join(sorted(STYLES))}")
    rules = STYLES[style]
    root = (zlib.crc32(style.encode()), seed, int(held_out))
    rng = np.random.default_rng(root)
    mood = _draw_mood(rng, rules)
    key = _draw_key(rng, rules, mood, held_out)
    parameters = _draw_parameters(rng, rules, mood, key)
    tempo = _draw_tempo(rng, rules, parameters, held_out)
    beats = int(_weighted(rng, rules.meters))
    seats = _draw_ensemble(rng, rules, mood, held_out)

    form = _word(rng, rules.forms)
    harmony = _word(rng, rules.harmony)
    beats_heard = duration_seconds * tempo / 60.0 * (1 + parameters["rubato"])
    names = _LoopBook(rng, harmony, key, held_out, contrast=parameters["complexity"])
    bars = lay_out(
        form,
        beats,
        key,
        names,
        int(_weighted(rng, rules.bars_per_chord)),
        minimum_bars=int(np.ceil(beats_heard / beats)) + 2,
        intensity_range=(0.35 * parameters["dynamics"], 0.55 + 0.45 * parameters["dynamics"]),
    )
    begin = choose_window(rng, bars, beats_heard)
    heard = [bar for bar in bars if bar.start + bar.beats > begin and bar.start < begin + beats_heard]
    clock = _Clock(rng, heard, begin, tempo, parameters["rubato"])

    themes: dict = {}
    parts = tuple(
        part
        for number, seat in enumerate(seats)
        if (
            part := _play(
                seat,
                number,
                seats,
                heard,
                root,
                key,
                beats,
                rules,
                parameters,
                held_out,
                themes,
                clock,
                duration_seconds,
            )
        )
    )
    return Piece(
        piece_id=f"{style.replace(' ', '_')}-{'h' if held_out else 't'}{seed:08d}",
        style=style,
        title=title(rng, mood["valence"], mood["arousal"]),
        artist=artist(np.random.default_rng((root[0], seed // 3, int(held_out))), style, held_out),
        seed=seed,
        duration_seconds=duration_seconds,
        tempo_bpm=tempo,
        beats_per_bar=beats,
        tonic=key.tonic,
        mode=key.mode,
        parts=parts,
        sections=_sections(heard, clock, duration_seconds),
        production=_weighted(rng, rules.production),
        parameters={name: round(float(value), 4) for name, value in {**mood, **parameters}.items()},
    )


class _LoopBook(dict):
    """Chord loops by section name, drawn when a section first asks; sections may share the piece's main loop."""

    def __init__(
        self, rng: np.random.Generator, harmony: str, key: Key, held_out: bool, contrast: float
    ) -> None:
        super().__init__()
        self._draw = lambda: draw_loop(rng, harmony, key, held_out)
        self._rng, self._contrast = rng, contrast
        self._main = self._draw()

    def __missing__(self, section: str) -> tuple[tuple[str, ...], ...]:
        shares = (
            section in ("intro", "outro", "coda", "solo", "break", "build")
            or self._rng.random() > 0.4 + 0.5 * self._contrast
        )
        self[section] = self._main if shares else self._draw()
        return self[section]


class _Clock:
    """Beats to seconds: a steady tempo bent by phrases, with a held-back end where the form ends."""

    def __init__(
        self, rng: np.random.Generator, bars: list[Bar], begin: float, tempo: float, rubato: float
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
        self._grid, self._seconds = grid, seconds - np.interp(begin, grid, seconds)

    def seconds(self, beats: np.ndarray) -> np.ndarray:
        """Seconds from the start of what is heard, for beats of the form."""
        return np.interp(beats, self._grid, self._seconds)


def _draw_mood(rng: np.random.Generator, rules: Style) -> dict[str, float]:
    """Valence, arousal, tension and dominance: near the style's own half of the time, else anywhere."""
    mood = {}
    for name, centre in zip(("valence", "arousal", "tension", "dominance"), rules.mood, strict=True):
        value = rng.normal(centre, 0.17) if rng.random() < 0.55 else rng.uniform(0.02, 0.98)
        # A style keeps some of its character even when the mood is drawn from anywhere.
        mood[name] = float(np.clip(0.8 * value + 0.2 * centre, 0.02, 0.98))
    return mood


def _draw_key(rng: np.random.Generator, rules: Style, mood: dict[str, float], held_out: bool) -> Key:
    options = [(name, float(weight)) for name, weight in (entry.split(":") for entry in rules.modes.split())]
    weights = np.array(
        [
            weight
            * np.exp(5.0 * (mood["valence"] - 0.5) * (1 if name in BRIGHT_MODES else -1))
            * np.exp(3.0 * (mood["tension"] - 0.5) * (name in _TENSE_MODES))
            for name, weight in options
        ]
    )
    mode = options[_index(rng, weights)][0]
    tonics = HELD_OUT_TONICS if held_out else tuple(t for t in range(12) if t not in HELD_OUT_TONICS)
    return Key(int(tonics[int(rng.integers(len(tonics)))]), mode)


def _draw_parameters(
    rng: np.random.Generator, rules: Style, mood: dict[str, float], key: Key
) -> dict[str, float]:
    """What the mood asks of the playing, each cue with some freedom of its own."""
    v, a, t, d = (mood[name] for name in ("valence", "arousal", "tension", "dominance"))

    def cue(value: float, spread: float = 0.1) -> float:
        return float(np.clip(value + rng.normal(0, spread), 0.0, 1.0))

    def within(pair: tuple[float, float], lean: float) -> float:
        return float(pair[0] + (pair[1] - pair[0]) * np.clip(0.5 * rng.random() + 0.5 * cue(lean), 0, 1))

    return {
        "pace": cue(0.85 * a + 0.1 * v, 0.12),
        "density": cue(0.1 + 0.65 * a + 0.1 * t),
        "register": cue(0.5 + 0.3 * (v - 0.5) - 0.3 * (d - 0.5) + 0.1 * (a - 0.5)),
        "dynamics": cue(0.08 + 0.45 * a + 0.45 * d),
        "articulation": cue(0.95 - 0.5 * a - 0.25 * v + 0.1 * d),  # 0 short, 1 joined
        "dissonance": cue(0.85 * t - 0.1 * v + (0.15 if key.mode == "atonal" else 0.0)),
        "brightness": cue(0.2 + 0.35 * a + 0.2 * v + 0.15 * t),
        "syncopation": within(rules.syncopation, 0.4 * a + 0.3 * v),
        "complexity": within(rules.complexity, 0.5),
        "distortion": within(rules.distortion, 0.5 * d + 0.3 * t + 0.2 * a),
        "reverb": within(rules.reverb, 0.8 - 0.5 * a),
        "swing": float(rng.uniform(*rules.swing)),
        "rubato": within(rules.rubato, 0.9 - 0.7 * a),
        "attack": cue(0.25 + 0.45 * a + 0.3 * d - 0.2 * (1 - t)),
    }


def _draw_tempo(
    rng: np.random.Generator, rules: Style, parameters: dict[str, float], held_out: bool
) -> float:
    place = parameters["pace"]
    if held_out:
        place = 0.1 * place if place < 0.5 else 0.9 + 0.1 * place
    else:
        place = 0.1 + 0.8 * place
    low, high = np.log(rules.tempo)
    return round(float(np.exp(low + (high - low) * place)), 2)


def _draw_ensemble(
    rng: np.random.Generator, rules: Style, mood: dict[str, float], held_out: bool
) -> list[_Seat]:
    power = 0.5 * mood["arousal"] + 0.5 * mood["dominance"]
    for _ in range(24):
        seats = _seat_players(rng, rules, power)
        names = sorted({seat.instrument for seat in seats})
        if len(names) < 3 or (zlib.crc32(" ".join(names).encode()) % 5 == 0) == held_out:
            break
    return seats


def _seat_players(rng: np.random.Generator, rules: Style, power: float) -> list[_Seat]:
    seats: list[_Seat] = []
    for player in rules.players:
        if rng.random() > player.chance * np.exp(3.0 * player.leaning * (power - 0.5)):
            continue
        name = _leaning_word(rng, player.instruments, power)
        if name.startswith("="):
            held = [seat.instrument for seat in seats if seat.player.role == name[1:]]
            name = held[0] if held else "grand_piano"
        figure, _, argument = _word(rng, player.figures).partition(":")
        seats.append(_Seat(player, figure, argument, name))
    return seats


def _play(
    seat: _Seat,
    number: int,
    seats: list[_Seat],
    bars: list[Bar],
    root: tuple[int, ...],
    key: Key,
    beats: int,
    rules: Style,
    parameters: dict[str, float],
    held_out: bool,
    themes: dict,
    clock: _Clock,
    duration: float,
) -> Part | None:
    """One player's part, or None where the player never gets to play in what is heard."""
    player, instrument = seat.player, INSTRUMENTS[seat.instrument]
    rng = np.random.default_rng((*root, number))
    sung = any(other.player.role == "voice" for other in seats)
    playing = [bar for bar in bars if _is_on(player, bar, sung, rng)]
    if not playing:
        return None
    low, high = _band(player.role, instrument.low, instrument.high, parameters["register"], instrument.source)
    desk = Desk(
        low, high, seat.argument, instrument.decays, rng, key, beats, rules.grid, parameters, held_out, themes,
        lambda name: np.random.default_rng((*root, zlib.crc32(name.encode()))),
    )  # fmt: skip
    events = FIGURES[seat.figure](desk, playing)
    drummed = instrument.source in ("drumkit", "drum_machine")
    notes = _perform(events, playing, rules, parameters, clock, rng, duration, drummed)
    if not notes:
        return None
    articulation = (
        "staccato"
        if parameters["articulation"] < 0.35
        else "legato"
        if parameters["articulation"] > 0.65
        else "normal"
    )
    return Part(
        instrument=seat.instrument,
        role="drums" if drummed else player.role,
        notes=notes,
        gain_db=round(player.gain_db + float(rng.normal(0, 1.5)), 2),
        pan=0.0 if player.role in ("bass", "voice") or drummed else round(float(rng.uniform(-0.6, 0.6)), 2),
        articulation=articulation,
    )


def _is_on(player: Player, bar: Bar, sung: bool, rng: np.random.Generator) -> bool:
    """Whether a player plays in a bar: quiet sections are thinner, and a lead makes room for the voice."""
    if player.role in ("voice", "speech"):
        return bar.section in _SUNG_SECTIONS
    if sung and player.role == "melody" and bar.section in ("verse", "chorus", "refrain", "A"):
        return False
    return bar.intensity >= player.enters * 0.85


def _band(role: str, low: int, high: int, register: float, source: str) -> tuple[int, int]:
    """The notes a player uses: the role's band inside the instrument's range, moved by the piece's register."""
    if source in ("drumkit", "drum_machine"):
        return low, high
    if source == "voice":
        shift = round((register - 0.5) * 6)
        return max(low, low + shift), min(high, high + shift)
    band_low, band_high = _BANDS.get(role, (48, 80))
    shift = round((register - 0.5) * (10 if role == "bass" else 20))
    bottom = min(max(low, band_low + shift), high - 12)
    return max(low, bottom), max(bottom + 12, min(high, band_high + shift))


def _perform(
    events: list[Event],
    bars: list[Bar],
    rules: Style,
    parameters: dict[str, float],
    clock: _Clock,
    rng: np.random.Generator,
    duration: float,
    drummed: bool,
) -> tuple[Note, ...]:
    """Events in beats to notes in seconds, with swing, human timing, dynamics, and only what is heard."""
    if not events:
        return ()
    beat = np.array([event[0] for event in events])
    length = np.array([event[1] for event in events])
    level = np.array([event[3] for event in events])
    if parameters["swing"] > 0:
        unit = 1.0 if rules.grid == 3 or rules.swing[1] > 0.25 else 0.5
        nearest_step = np.round(beat * 4) / 4
        off = (np.abs(nearest_step / unit % 1 - 0.5) < 0.01) & (np.abs(beat - nearest_step) < 0.12)
        beat = beat + off * unit * parameters["swing"] / 2
    start = clock.seconds(beat)
    if not drummed:
        # Short notes are shortened further in a detached style, and run into each other in a joined one.
        length = length * (0.55 + 0.5 * parameters["articulation"])
    end = clock.seconds(beat + np.maximum(length, 0.05))
    start = start + rng.normal(0, rules.looseness, start.size)
    starts_at = np.array([bar.start for bar in bars])
    intensity = np.array([bar.intensity for bar in bars])[
        np.clip(np.searchsorted(starts_at, beat, "right") - 1, 0, None)
    ]
    loud = level * (0.4 + 0.6 * parameters["dynamics"]) * (0.65 + 0.35 * intensity)
    velocity = np.clip(127 * loud + rng.normal(0, 4, start.size), 12, 127).astype(int)
    heard = (end > 0.02) & (start < duration - 0.03) & ((start > -0.05) | ~drummed)
    order = np.argsort(start, kind="stable")
    return tuple(
        Note(
            max(0.0, round(float(start[i]), 4)),
            round(float(min(end[i], duration) - max(0.0, start[i])), 4),
            int(events[i][2]),
            int(velocity[i]),
            events[i][4],
        )
        for i in order
        if heard[i] and min(end[i], duration) - max(0.0, start[i]) > 0.02
    )


def _sections(bars: list[Bar], clock: _Clock, duration: float) -> tuple[Section, ...]:
    """The sections as they are heard, in seconds."""
    found = []
    for ordinal in sorted({bar.ordinal for bar in bars}):
        of = [bar for bar in bars if bar.ordinal == ordinal]
        start, end = clock.seconds(np.array([of[0].start, of[-1].start + of[-1].beats]))
        start, end = max(0.0, float(start)), min(duration, float(end))
        if end > start:
            found.append(Section(of[0].section, round(start, 3), round(end, 3), round(of[0].intensity, 3)))
    return tuple(found)


def _index(rng: np.random.Generator, weights: np.ndarray) -> int:
    return int(np.searchsorted(np.cumsum(weights), rng.random() * weights.sum(), "right"))


def _weighted(rng: np.random.Generator, text: str) -> str:
    """One name of ``a:3 b:1``."""
    names, weights = zip(*(entry.rsplit(":", 1) for entry in text.split()), strict=True)
    return names[_index(rng, np.array(weights, dtype=float))]


def _word(rng: np.random.Generator, text: str) -> str:
    words = text.split()
    return words[int(rng.integers(len(words)))]


def _leaning_word(rng: np.random.Generator, text: str, power: float) -> str:
    """One instrument of a player's list, by the marks that style.Player explains."""
    words = text.split()
    lean = {"!": np.exp(5 * (power - 0.5)), "~": np.exp(-5 * (power - 0.5)), "^": 3.0}
    weights = [np.prod([lean.get(mark, 1.0) for mark in word[:2]]) for word in words]
    return words[_index(rng, np.array(weights))].lstrip("!~^")
