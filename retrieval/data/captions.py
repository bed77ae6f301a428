"""What people wrote about recordings, and which tags they stated: MusicCaps' table, or another of its layout.

A caption is a free text; its *aspects* are short phrases by the same person ("slow tempo", "female vocal"),
in which tags are looked for. Agostinelli et al., "MusicLM: generating music from text", 2023 (CC BY-SA 4.0).
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_COLUMNS = ("caption", "aspect_list")
# phrase of an aspect to the tag that it states; tags themselves, and their plurals, are found without this
_OTHER_WORDS = {
    "female vocals": ("female vocal", "female voice", "female singer"),
    "male vocals": ("male vocal", "male voice", "male singer"),
    "no vocals": ("instrumental", "no voice", "no singer"),
    "no drums": ("no percussion",),
    "slow": ("slow tempo",),
    "fast": ("fast tempo",),
    "synthesizer": ("synth",),
    "melancholic": ("melancholy",),
    "electric guitar": ("e-guitar",),
    "drums": ("percussion",),
    "saxophone": ("sax",),
}


class CaptionError(ValueError):
    """A table of captions that cannot be read; the message says what is missing."""


@dataclass(frozen=True)
class Caption:
    """A text, and those of the asked tags that its author stated."""

    text: str
    tags: tuple[str, ...]


def read_captions(path: Path, tags: Sequence[str], secret: Sequence[str] = ()) -> list[Caption]:
    """Captions that state one of `tags` at least; none that names one of the `secret` words anywhere."""
    hidden = re.compile("|".join(rf"\b{re.escape(word)}" for word in secret) or r"(?!)", re.IGNORECASE)
    spelt = {tag: _pattern(tag) for tag in tags}
    found = []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            table = csv.DictReader(stream)
            if missing := [name for name in _COLUMNS if name not in (table.fieldnames or ())]:
                raise CaptionError(f"{path} has no column '{missing[0]}': give a table like MusicCaps'")
            for row in table:
                aspects = _aspects(row["aspect_list"], path, table.line_num)
                if hidden.search(row["caption"]) or any(hidden.search(aspect) for aspect in aspects):
                    continue
                stated = tuple(tag for tag in tags if any(_states(spelt[tag], tag, a) for a in aspects))
                if stated:
                    found.append(Caption(row["caption"], stated))
    except (OSError, UnicodeDecodeError) as error:
        raise CaptionError(f"cannot read the captions {path}: {error}") from None
    return found


def _pattern(tag: str) -> re.Pattern[str]:
    either = "|".join(re.escape(words) for words in (tag, *_OTHER_WORDS.get(tag, ())))
    return re.compile(rf"\b(?:{either})s?\b", re.IGNORECASE)


def _states(pattern: re.Pattern[str], tag: str, aspect: str) -> bool:
    """Whether an aspect states a tag; "no drums" does not state drums."""
    denied = re.match(r"\s*(no|without)\b", aspect, re.IGNORECASE) and not tag.startswith("no ")
    return not denied and bool(pattern.search(aspect))


def _aspects(written: str, path: Path, line: int) -> list[str]:
    try:
        found = ast.literal_eval(written)
    except (SyntaxError, ValueError):
        found = None
    if not isinstance(found, list) or not all(isinstance(aspect, str) for aspect in found):
        raise CaptionError(f"{path}, line {line}: aspect_list is no list of phrases: {written[:60]!r}")
    return found
