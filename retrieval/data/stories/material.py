"""What the stories are made of: scenes, images and frames, read from the TOML files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
MOODS = (
    *("angry", "exciting", "funny", "happy", "sad", "scary", "tender"),  # AudioSet's, as in the 2021 thesis
    *("calm", "tense", "nostalgic", "triumphant", "mysterious", "romantic", "lonely", "playful"),
)
REGISTERS = {
    "fairy tale": "tale",
    "game script": "tale",
    "thriller": "modern",
    "diary": "modern",
    "screenplay": "modern",
    "news": "news",
}
"""Register to the family of scenes that it tells."""
HALVES = ("A", "B")


@dataclass(frozen=True)
class Scene:
    """A place or a headline, and lines that make sense in their order; the first is always told."""

    name: str
    place: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Frame:
    """How a register begins and ends."""

    begin: tuple[str, ...]
    end: tuple[str, ...]


@dataclass(frozen=True)
class Material:
    """Everything there is to tell, by mood, family and half."""

    scenes: Mapping[tuple[str, str, str], tuple[Scene, ...]]
    images: Mapping[tuple[str, str], tuple[str, ...]]
    frames: Mapping[tuple[str, str], Frame]
    people: Mapping[str, tuple[tuple[str, bool], ...]]
    """By family: name, and whether it is a woman's."""
    towns: tuple[str, ...]


@cache
def material() -> Material:
    """The material that comes with Leitmotif."""
    scenes: dict[tuple[str, str, str], tuple[Scene, ...]] = {}
    images: dict[tuple[str, str], tuple[str, ...]] = {}
    for mood in MOODS:
        table = _read(_HERE / "moods" / f"{mood}.toml")
        for half in HALVES:
            images[mood, half] = tuple(table["images"][half].strip().splitlines())
            for family in sorted(set(REGISTERS.values())):
                scenes[mood, family, half] = _scenes(f"{mood}/{family}/{half}", table[family][half])
    frames = _read(_HERE / "frames.toml")
    return Material(
        scenes,
        images,
        {
            (register, half): Frame(*(tuple(frames[register][half][part]) for part in ("begin", "end")))
            for register in REGISTERS
            for half in HALVES
        },
        {"modern": _people(frames["people"]), "tale": _people(frames["folk"])},
        tuple(frames["towns"]),
    )


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream)


def _scenes(name: str, text: str) -> tuple[Scene, ...]:
    found = []
    for number, block in enumerate(text.strip().removeprefix("-- ").split("\n-- ")):
        place, *lines = block.strip().splitlines()
        found.append(Scene(f"{name}/{number}", place, tuple(lines)))
    return tuple(found)


def _people(entries: list[str]) -> tuple[tuple[str, bool], ...]:
    return tuple((entry[:-2], entry.endswith(" f")) for entry in entries)
