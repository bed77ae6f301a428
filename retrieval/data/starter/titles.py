"""Names for what does not exist: artists with lasting habits, and titles that suit a mood."""

from __future__ import annotations

import zlib

import numpy as np

_FIRST = """Amber Ivory Copper Silver Crimson Velvet Paper Winter Northern Hollow Quiet Electric Golden
Distant Little Neon Lunar Cedar Violet Harbour Salt Marble Wandering Second Glass Iron Feather Morning
Lowland Seven Orchard Pale Static Tidal Broken Sudden"""
_SECOND = """Lanterns Foxes Machines Rivers Gardens Engines Parade Swallows Republic Orchestra Choir Signals
Harvest Kites Mirrors Wolves Pilots Theatre Letters Satellites Brothers Sisters Circuit Ensemble Trio
Weather Antlers Bells Sailors Archive"""
_GIVEN = """Mara Elin Tomas Ada Jonah Ines Pavel Noor Leif Clara Otis Yuna Silas Rosa Emil Thea Marcus Dalia
Hugo Vera"""
_FAMILY = """Lindqvist Okoro Marsh Bellamy Castellane Novak Hayward Ferrante Sorel Whitlock Ashdown Varga
Moreau Tanaka Brandt Escher Calloway Rhys Delgado Thorne"""
_WORDS = {
    "bright": """Sunday Orange Kites Parade Summer Lemon Market Holiday Sparks Bicycle Confetti Sunrise
            Carousel
        Laughter Blossom""",
    "calm": """Lake Snowfall Lantern Meadow Harbour Feather Evening Tide Cradle Window Moss Cloud Willow
        Stillness""",
    "dark": """Ash Ravine Midnight Iron Fever Shadow Furnace Wolf Cellar Storm Rust Vault Omen
            Siege""",
    "sad": """Goodbye Rain Empty Letter November Faded Orphan Photograph Farewell Ghost Winter Last
        Leaving""",
}
_SHAPES = (
    "{a} {b}",
    "The {a}",
    "{a} and {b}",
    "{a} of {b}",
    "After the {a}",
    "{a} No. {n}",
    "No {a}",
    "{a}, {b}",
    "In {a}",
)


def artist(rng: np.random.Generator, style: str, held_out: bool) -> str:
    """An artist of a style; each name is on one side of the held-out line for ever."""
    for _ in range(64):
        if rng.random() < 0.5:
            name = f"{_pick(rng, _FIRST)} {_pick(rng, _SECOND)}"
        else:
            name = f"{_pick(rng, _GIVEN)} {_pick(rng, _FAMILY)}"
        # About one name in five is held out; the hash decides, so no list has to be kept.
        if (zlib.crc32(name.encode()) % 5 == 0) == held_out:
            return name
    raise RuntimeError(f"no artist name was found for the style {style!r}; widen the word lists in titles.py")


def title(rng: np.random.Generator, valence: float, arousal: float) -> str:
    """A title whose words lean towards the mood of the piece."""
    mood = ("bright" if arousal > 0.5 else "calm") if valence > 0.5 else ("dark" if arousal > 0.5 else "sad")
    first, second = _pick(rng, _WORDS[mood]), _pick(rng, _WORDS[mood])
    shape = _SHAPES[int(rng.integers(len(_SHAPES)))]
    return shape.format(
        a=first, b=second if second != first else _pick(rng, _WORDS["calm"]), n=int(rng.integers(1, 30))
    )


def _pick(rng: np.random.Generator, text: str) -> str:
    words = text.split()
    return words[int(rng.integers(len(words)))]
