"""What a style is: who plays, in which modes, forms, tempos and moods. The styles themselves are in styles/."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Player:
    """One chair of an ensemble.

    `figures` and `instruments` are alternatives separated by blanks, one of which is drawn. ``!dist_guitar`` is
    likelier in powerful pieces, ``~nylon_guitar`` in gentle ones, ``^`` gives three times the weight, and
    ``=melody`` takes the instrument that the first player of that role holds. `chance` is how often the chair is
    filled at all (``power`` and ``calm`` leanings shift it), and `enters` is the section intensity at which it joins.
    """

    role: str
    figures: str
    instruments: str
    chance: float = 1.0
    enters: float = 0.0
    gain_db: float = 0.0
    leaning: float = 0.0  # -1: mostly in gentle pieces, 1: mostly in powerful ones


@dataclass(frozen=True)
class Style:
    """A way of making music. Pairs are ranges; weighted lists read ``major:3 minor:1``."""

    name: str
    genres: str  # tags, separated by commas
    tempo: tuple[float, float]
    players: tuple[Player, ...]
    mood: tuple[float, float, float, float] = (0.5, 0.5, 0.4, 0.5)  # valence, arousal, tension, dominance
    modes: str = "major:1 minor:1"
    harmony: str = "pop"
    forms: str = "song"
    meters: str = "4:1"
    bars_per_chord: str = "1:1"
    grid: int = 4  # steps a beat in tunes and arpeggios; 3 for triplets
    swing: tuple[float, float] = (0.0, 0.0)
    syncopation: tuple[float, float] = (0.1, 0.4)
    complexity: tuple[float, float] = (0.2, 0.6)
    distortion: tuple[float, float] = (0.0, 0.1)
    reverb: tuple[float, float] = (0.15, 0.5)
    rubato: tuple[float, float] = (0.0, 0.02)  # share of the tempo that bends
    looseness: float = 0.008  # seconds by which players miss the beat (standard deviation)
    production: str = "studio:4 live:1 lo-fi:0.5"
    themes: str = ""  # activities and themes the style itself brings, separated by commas
