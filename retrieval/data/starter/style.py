"""What a style is: who plays, in which modes, forms, tempos and moods. styles/ holds the styles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial

# Groups of instruments that many styles share; an ensemble writes ``@kits``.
GROUPS = {
    "pop_voices": "^female_pop ^male_pop female_breathy female_alto male_tenor male_baritone",
    "rock_voices": "^^male_rock male_pop male_tenor male_baritone female_pop female_breathy",
    "folk_voices": "male_baritone male_pop male_tenor female_alto female_breathy female_pop female_soprano",
    "kits": "^kit_standard kit_room kit_power machine_acoustic",
    "machines": "^machine_909 machine_808 kit_electronic kit_808",
    "pads": "pad_warm pad_dark pad_glass gm_warm_pad gm_new_age_pad gm_halo_pad synth_strings",
    "beds": "rain wind sea birds tape_hiss vinyl_crackle",
    "winds": "flute oboe clarinet bassoon english_horn",
    "low_strings": "cello contrabass",
}


@dataclass(frozen=True)
class Player:
    """One chair of an ensemble.

    `figures` and `instruments` are alternatives separated by blanks, one of which is drawn.
    ``!dist_guitar`` is likelier in powerful pieces, ``~nylon_guitar`` in gentle ones, ``^`` gives three
    times the weight (``^^`` nine), ``@kits`` stands for a group, and ``=melody`` takes the instrument that
    the first player of that role holds. `chance` is how often the chair is filled at all, `leaning` shifts
    it (-1: mostly in gentle pieces, 1: mostly in powerful ones), and `enters` is the section intensity at
    which the player joins.
    """

    role: str
    figures: str
    instruments: str
    chance: float = 1.0
    enters: float = 0.0
    gain_db: float = 0.0
    leaning: float = 0.0


@dataclass(frozen=True)
class Style:
    """A way of making music. Pairs are ranges; weighted lists read ``major:3 minor:1``.

    `ensemble` is a table with a line for each player: role (then, where they differ from Player's defaults,
    chance in per cent, ``from`` intensity, gain in dB, ``lean``) | figures | instruments.
    """

    name: str
    genres: str  # tags, separated by commas
    tempo: tuple[float, float]
    ensemble: str
    mood: tuple[float, float, float, float] = (0.5, 0.5, 0.4, 0.5)  # valence, arousal, tension, dominance
    modes: str = "major:1 minor:1"
    harmony: str = "pop"
    forms: str = "song"
    meters: str = "4:1"
    bars_per_chord: str = "1:1"
    grid: int = 4  # steps a beat in tunes and arpeggios; 3 for triplets
    swing: tuple[float, float] = (0.0, 0.0)
    density: tuple[float, float] = (0.0, 1.0)
    syncopation: tuple[float, float] = (0.1, 0.4)
    complexity: tuple[float, float] = (0.2, 0.6)
    distortion: tuple[float, float] = (0.0, 0.1)
    reverb: tuple[float, float] = (0.15, 0.5)
    rubato: tuple[float, float] = (0.0, 0.02)  # share of the tempo that bends
    looseness: float = 0.008  # seconds by which players miss the beat (standard deviation)
    production: str = "studio:4 live:1 lo-fi:0.5"
    near: str = ""  # genres that some listeners would also say, separated by commas
    weight: float = 1.0  # how often a corpus draws this style; in STYLES, 1 is the average style
    themes: str = ""  # activities and themes the style itself brings, separated by commas

    @cached_property
    def players(self) -> tuple[Player, ...]:
        """The ensemble, read."""
        lines: list[str] = []
        for line in self.ensemble.strip().splitlines():
            if lines and ("|" not in line or lines[-1].count("|") < 2):  # a long entry goes on
                lines[-1] += " " + line.strip()
            else:
                lines.append(line)
        return tuple(_player(line) for line in lines)


# Western art music, by few or many: unamplified, in a room that is heard.
in_hall = partial(
    Style,
    reverb=(0.3, 0.85),
    distortion=(0.0, 0.0),
    looseness=0.014,
    production="acoustic:3 orchestral:3 live:1 lo-fi:0.5",
)


def _player(line: str) -> Player:
    """
    >>> read = _player("bass 80% from .4 -2dB | bass:eighths | pick_bass")
    >>> read.role, read.instruments, read.chance, read.enters, read.gain_db
    ('bass', 'pick_bass', 0.8, 0.4, -2.0)
    """
    head, figures, instruments = (field.strip() for field in line.split("|"))
    for group in re.findall(r"@(\w+)", instruments):
        instruments = instruments.replace(f"@{group}", GROUPS[group])

    def number(pattern: str, default: float) -> float:
        found = re.search(pattern, head)
        return float(found[1]) if found else default

    return Player(
        role=head.split()[0],
        figures=figures,
        instruments=instruments,
        chance=number(r"(\d+)%", 100.0) / 100,
        enters=number(r"from ([\d.]+)", 0.0),
        gain_db=number(r"([+-]?\d+)dB", 0.0),
        leaning=number(r"lean (-?[\d.]+)", 0.0),
    )
