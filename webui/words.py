"""How numbers and names are written on pages, for the templates."""

from __future__ import annotations

from flask import Flask, current_app, url_for

from index.records import TrackRow
from retrieval.hits import readable
from webui.cards import card

STORY = "story.story"
LOUDNESS_LUFS = -18.0
"""What every track is turned down to; few recordings are quieter."""


def teach(app: Flask) -> None:
    """Give the templates these words."""
    for word in (clock, seconds, percent, volume, title, artist, hue, some, readable, story_page):
        app.jinja_env.globals[word.__name__] = word
    app.jinja_env.filters["card"] = card
    app.jinja_env.filters["capitalize_first"] = capitalize_first


def story_page() -> str:
    """Where a text is scored scene by scene; nothing where that page is not there."""
    there = STORY in current_app.view_functions
    return url_for(STORY) if there else ""


def clock(value: float) -> str:
    """Minutes and seconds, hours where there are any.

    >>> clock(75.4), clock(3675)
    ('1:15', '1:01:15')
    """
    minutes, rest = divmod(int(value + 0.05), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def seconds(value: float) -> str:
    """
    >>> seconds(12.0)
    '12'
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def volume(loudness_lufs: float | None) -> float:
    """What to multiply the sound by, at most 1, so that all tracks are about equally loud.

    >>> volume(-18.0), volume(-38.0), round(volume(-8.0), 2)
    (1.0, 1.0, 0.32)
    """
    if loudness_lufs is None:
        return 1.0
    return float(round(min(1.0, 10 ** ((LOUDNESS_LUFS - loudness_lufs) / 20)), 3))


def title(row: TrackRow) -> str:
    return readable(row.title or row.path.stem or "a track without a name")


def artist(row: TrackRow) -> str:
    return readable(", ".join(row.artists))


def hue(key: str) -> int:
    """A colour of twelve for a track without a cover, always the same."""
    return int(key[:4], 16) % 12


def capitalize_first(text: str) -> str:
    """
    >>> capitalize_first("nothing like Bach")
    'Nothing like Bach'
    """
    return text[:1].upper() + text[1:]


def some(count: int, one: str, many: str = "") -> str:
    """
    >>> some(1, "track"), some(1200, "track")
    ('1 track', '1,200 tracks')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
