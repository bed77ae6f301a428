"""Who plays: the chairs of a style filled with instruments, and the notes each may use."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.draws import index, leaning_word
from retrieval.data.starter.form import Bar
from retrieval.data.starter.instruments import Instrument
from retrieval.data.starter.players import strokes_per_bar
from retrieval.data.starter.style import Player, Style

_SUNG_SECTIONS = frozenset(
    {"verse", "chorus", "refrain", "bridge", "A", "B", "head", "groove", "drop", "C", "riff"}
)
_CLIMAX_LEANING = 0.5
# The part of an instrument's range that a role uses: lowest and highest MIDI note.
_BANDS = {
    "bass": (28, 52), "chords": (48, 76), "pad": (46, 79), "arpeggio": (50, 84), "melody": (60, 86),
    "inner": (48, 74), "harmony": (55, 80), "counter": (46, 72), "brass": (43, 74), "timpani": (36, 55),
}  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """A chair that has been filled."""

    player: Player
    figure: str
    argument: str
    instrument: str


def draw_ensemble(
    rng: np.random.Generator, rules: Style, mood: dict[str, float], held_out: bool
) -> list[Seat]:
    """An ensemble that suits the mood's power, from the held-out share of combinations or from the rest."""
    power = 0.5 * mood["arousal"] + 0.5 * mood["dominance"]
    for _ in range(24):
        seats = _seat_players(rng, rules, power, mood["arousal"])
        names = sorted({seat.instrument for seat in seats})
        if len(names) < 3 or (zlib.crc32(" ".join(names).encode()) % 5 == 0) == held_out:
            break
    return seats


def _seat_players(rng: np.random.Generator, rules: Style, power: float, arousal: float) -> list[Seat]:
    seats: list[Seat] = []
    for player in rules.players:
        # Those who join at climaxes, and drums that need not be there, belong to powerful pieces.
        optional = player.enters >= 0.55 or ("drums" in player.figures and player.chance < 0.95)
        leaning = player.leaning or _CLIMAX_LEANING * optional
        if rng.random() > player.chance * np.exp(3.0 * leaning * (power - 0.5)):
            continue
        name = leaning_word(rng, player.instruments, power)
        if name.startswith("="):
            held = [seat.instrument for seat in seats if seat.player.role == name[1:]]
            name = held[0] if held else "grand_piano"
        figure, _, argument = _lively_word(rng, player.figures, arousal).partition(":")
        seats.append(Seat(player, figure, argument, name))
    return seats


def _lively_word(rng: np.random.Generator, figures: str, arousal: float) -> str:
    """One of some figures, busy ones when arousal is high and quiet ones when it is low."""
    names = figures.split()
    weights = np.exp([0.5 * (arousal - 0.5) * strokes_per_bar(name) for name in names])
    return names[index(rng, weights)]


def is_on(player: Player, bar: Bar, sung: bool) -> bool:
    """Whether a player plays in a bar: quiet sections are thinner, and a lead makes room for the voice."""
    if player.role in ("voice", "speech"):
        return bar.section in _SUNG_SECTIONS
    if sung and player.role == "melody" and bar.section in ("verse", "chorus", "refrain", "A"):
        return False
    return bar.intensity >= player.enters * 0.85


def band(role: str, instrument: Instrument, register: float) -> tuple[int, int]:
    """The notes a player uses: the role's band, inside the instrument's range, moved by the register."""
    low, high, source = instrument.low, instrument.high, instrument.source
    if source in ("drumkit", "drum_machine"):
        return low, high
    if source == "voice":
        shift = round((register - 0.5) * 6)
        return max(low, low + shift), min(high, high + shift)
    band_low, band_high = _BANDS.get(role, (48, 80))
    if source == "amp" and role == "chords":
        return low, band_high  # driven guitars live on their low strings
    shift = round((register - 0.5) * (10 if role == "bass" else 20))
    bottom = min(max(low, band_low + shift), high - 12)
    return max(low, bottom), max(bottom + 12, min(high, band_high + shift))
