"""What can be said of a finished piece: who sounds for how long, how fast, how loud, how dense it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.instruments import INSTRUMENTS
from retrieval.data.starter.score import Part, Piece
from retrieval.data.starter.styles import STYLES
from retrieval.data.starter.theory import BRIGHT_MODES

_FRAMES_PER_SECOND = 4  # resolution of "who sounds when"
_RING_SECONDS = 1.0  # how long a plucked or struck note is heard after it was let go


@dataclass(frozen=True)
class Facts:
    """What the rules look at. Shares are parts of the piece's time, 0 .. 1."""

    piece: Piece
    genres: frozenset[str]
    near_genres: frozenset[str]  # what some listeners would also say
    themes: frozenset[str]
    family_share: dict[str, float]
    instrument_share: dict[str, float]
    onsets_per_second: float  # of pitched notes; a chord counts once
    notes_at_once: float  # pitched notes sounding together, on average
    levels: dict[str, float]  # parameters, the mood as it is heard, pace, loudness and energy; each 0 .. 1

    @property
    def players(self) -> int:
        """Distinct instruments that sound for at least a tenth of the time."""
        return sum(share >= 0.1 for share in self.instrument_share.values())

    def share(self, *families: str) -> float:
        """The largest share of time in which one of some instrument families sounds."""
        return max((self.family_share.get(family, 0.0) for family in families), default=0.0)


def is_major(mode: str) -> bool | None:
    """Whether a mode has a major third; None where it is neither one thing nor the other."""
    return None if mode in ("atonal", "blues", "phrygian_dominant") else mode in BRIGHT_MODES


def facts_of(piece: Piece) -> Facts:
    """The facts of a piece that the rules need."""
    style = STYLES[piece.style]
    families: dict[str, float] = {}
    instruments: dict[str, float] = {}
    onsets: set[int] = set()
    sounding = 0.0
    for part in piece.parts:
        share = _share(part, piece.duration_seconds)
        family = INSTRUMENTS[part.instrument].family
        families[family] = max(families.get(family, 0.0), share)
        instruments[part.instrument] = max(instruments.get(part.instrument, 0.0), share)
        if part.role not in ("drums", "effect", "speech"):
            onsets.update(int(note.start * 12) for note in part.notes)
            sounding += sum(note.duration for note in part.notes)
    rate = len(onsets) / piece.duration_seconds
    drummed = max(families.get("drums", 0.0), families.get("drum_machine", 0.0))
    return Facts(
        piece=piece,
        genres=frozenset(style.genres.split(",")),
        near_genres=frozenset(filter(None, style.near.split(","))),
        themes=frozenset(filter(None, style.themes.split(","))),
        family_share=families,
        instrument_share=instruments,
        onsets_per_second=rate,
        notes_at_once=sounding / piece.duration_seconds,
        levels=_levels(piece, rate, drummed),
    )


def _share(part: Part, duration: float) -> float:
    """The share of the piece in which a part is heard."""
    ring = _RING_SECONDS if INSTRUMENTS[part.instrument].decays else 0.0
    covered = np.zeros(max(1, round(duration * _FRAMES_PER_SECOND)), dtype=bool)
    for note in part.notes:
        end = note.start + note.duration + ring
        covered[int(note.start * _FRAMES_PER_SECOND) : int(end * _FRAMES_PER_SECOND) + 1] = True
    return float(covered.mean())


def _levels(piece: Piece, rate: float, drummed: float) -> dict[str, float]:
    """Parameters, pace (how fast it feels), loudness (as it was played), energy, and the mood as heard.

    The mood as it is heard is the intended one, drawn towards the cues that came out: a piece that was meant
    to be excited and came out slow is less excited.
    """
    sections = [(section.end - section.start, section.intensity) for section in piece.sections]
    heard = sum(length for length, _ in sections) or 1.0
    intensity = sum(length * level for length, level in sections) / heard
    p = piece.parameters
    loudness = 0.45 * p["dynamics"] + 0.2 * intensity + 0.15 * min(1.0, 2 * drummed) + 0.2 * p["distortion"]
    tempo = np.clip(np.log2(piece.tempo_bpm / 55.0) / 1.7, 0, 1)
    pace = 0.55 * tempo + 0.45 * np.clip(rate / 9.0, 0, 1)
    bright = {True: 1.0, False: 0.0, None: 0.4}[is_major(piece.mode)]
    return {
        **p,
        "valence": float(0.7 * p["valence"] + 0.2 * bright + 0.1 * pace),
        "arousal": float(0.5 * p["arousal"] + 0.35 * pace + 0.15 * loudness),
        "tension": 0.75 * p["tension"] + 0.25 * p["dissonance"],
        "dominance": float(0.65 * p["dominance"] + 0.35 * loudness),
        "tempo": float(tempo),
        "pace": float(pace),
        "loudness": float(loudness),
        "energy": float(0.5 * loudness + 0.5 * pace),
    }
