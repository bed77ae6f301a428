"""Who plays: the chairs of a style filled with instruments, and the notes each may use."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.draws import leaning_word, word
from retrieval.data.starter.form import Bar
from retrieval.data.starter.instruments import Instrument
from retrieval.data.starter.style import Player, Style

_SUNG_SECTIONS = frozenset(
    {"verse", "chorus", "refrain", "bridge", "A", "B", "head", "groove", "drop", "C", "riff"}
)
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
        seats = _seat_players(rng, rules, power)
        names = sorted({seat.instrument for seat in seats})
        if len(names) < 3 or (zlib.crc32(" ".join(names).encode()) % 5 == 0) == held_out:
            break
    return seats


def _seat_players(rng: np.random.Generator, rules: Style, power: float) -> list[Seat]:
    seats: list[Seat] = []
    for player in rules.players:
        if rng.random() > player.chance * np.exp(3.0 * player.leaning * (power - 0.5)):
            continue
        name = leaning_word(rng, player.instruments, power)
        if name.startswith("="):
            held = [seat.instrument for seat in seats if seat.player.role == name[1:]]
            name = held[0] if held else "grand_piano"
        figure, _, argument = word(rng, player.figures).partition(":")
        seats.append(Seat(player, figure, argument, name))
    return seats


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
