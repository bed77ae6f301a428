"""Variety among hits: a few tracks of each artist, and one of several versions of a recording.

Versions sound nearly the same, or have the same title by the same artist but for what names a version:
"(Live)", "- 2011 Remaster". Movements and parts are other music: "(Part 2)", "- II. Adagio".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.records import TrackRow
from retrieval.names import plain

OF_AN_ARTIST = 2
SAME = 0.999
"""Cosine of two tracks' vectors from which on they are taken for the same recording. Demo tracks had .9994
or more with themselves as mp3; no song of 309 had more than .9987 with another one."""
_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]")
_DASH = re.compile(r"\s[-–—]\s")
_VERSION = re.compile(
    r"""\b(?: live | (?:re)?mix(?:ed)? | (?:re)?master(?:ed)? | edit(?:ed)? | demo | instrumental | acoustic
      | versions? | mono | stereo | bonus | deluxe | unplugged | karaoke | sessions? | take\ \d+ | alternate
      | outtake | rough | rehearsal | a\ cappella | acapella | explicit | dub | feat | ft | featuring | slowed
      | sped\ up | en\ vivo | ao\ vivo | re-?recorded )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERED = re.compile(
    r"^\s*(?:[ivx]+|\d{1,2})\s*[.:)]"
    r"|\b(?:part|pt|parts|movement|mvt|act|scene|no|op|nr|book|chapter)\b[.\s]*[\divx]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Chosen:
    """A place in the list that was given, and the places of other versions of the same."""

    place: int
    versions: tuple[int, ...]


def diverse(rows: Sequence[TrackRow], vectors: NDArray[np.float32], count: int) -> list[Chosen]:
    """Up to `count` of the tracks, which come best first with their unit vectors `[N, D]`."""
    kept: list[int] = []
    versions: dict[int, list[int]] = {}
    of_artist: Counter[str] = Counter()
    titles: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        artist = plain(" ".join(row.artists))
        title = (plain(work(row.title)), artist)
        alike = vectors[kept] @ vectors[place] if kept else np.zeros(0)
        if all(title) and title in titles:
            versions[titles[title]].append(place)
        elif len(alike) and alike.max() >= SAME:
            versions[kept[int(alike.argmax())]].append(place)
        elif len(kept) < count and not (artist and of_artist[artist] >= OF_AN_ARTIST):
            kept.append(place)
            versions[place] = []
            of_artist[artist] += 1
            if all(title):
                titles[title] = place
    return [Chosen(place, tuple(versions[place])) for place in kept]


def work(title: str) -> str:
    """A title without what names a version of the recording.

    >>> work("Rain (Live) - 2011 Remaster"), work("Sonata - I. Allegro [Mono]"), work("Trip (Part 2)")
    ('Rain', 'Sonata - I. Allegro', 'Trip (Part 2)')
    """
    kept = _BRACKETS.sub(lambda found: "" if _names_version(found[1]) else found[0], title)
    first, *added = _DASH.split(kept)
    return " - ".join([first, *(part for part in added if not _names_version(part))])


def _names_version(added: str) -> bool:
    return bool(_VERSION.search(added)) and not _NUMBERED.search(added)
