"""From the tags that people typed to a vocabulary: the clean-up of the MSD500 set (Won 2021, section 5.2.3).

In this order: annotations with a Last.fm score of 0 are dropped; tracks with more than 20 tags are dropped,
for who tags that much tags carelessly; tags are brought to a common form (lower case, no punctuation, one
spelling of "and", no trailing "music", "song" or "tag") and to their lemma; tags of one form become one
group, named by its most common spelling; groups on fewer than 100 tracks are dropped, then tracks with no
tag left.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from retrieval.data.manifest import Manifest, Track

IRRELEVANT_SUFFIXES = frozenset({"music", "song", "tag"})

# &, and, 'n', n: whatever joins two words is written n, so that r&b, rnb and r'n'b are one.
_AND = re.compile(r"&|\band\b|'n\b'?|\bn'(?=\s|\w)|(?<=\s)n(?=\s)")
_APOSTROPHES = str.maketrans("’`´", "'''")
# words that end in s and are no plurals, though their ending does not show it.
_NO_PLURALS = frozenset({"blues", "christmas", "news", "texas", "wales", "always", "series", "james"})
_IRREGULAR = {
    "women": "woman",
    "men": "man",
    "children": "child",
    "oldies": "oldie",
    "movies": "movie",
    "hippies": "hippie",
    "shoes": "shoe",
}


@dataclass(frozen=True)
class CleanUp:
    """What to drop; the defaults are those of the thesis."""

    min_score: float = 1.0
    """Annotations with a lower score in `extra["tag_scores"]` are dropped; those without a score stay."""
    max_tags_per_track: int = 20
    min_tracks_per_tag: int = 100
    top: int | None = None
    """Keep only so many of the most common groups: MSD100 is the top 100."""
    keep_untagged: bool = False
    """Keep tracks that have no tag left."""


@dataclass(frozen=True)
class Cleaned:
    """The new manifest, and what became of the old one."""

    manifest: Manifest
    groups: dict[str, tuple[str, ...]]
    """The name of each group that was kept, to its spellings, most common first."""
    weak_annotations: int
    overtagged_tracks: int
    rare_groups: int
    untagged_tracks: int


@cache
def lemma(word: str) -> str:
    """The singular of an English noun, by its ending; any other word as it is.

    >>> [lemma(word) for word in ("drums", "melodies", "blues", "brass", "80s", "churches")]
    ['drum', 'melody', 'blues', 'brass', '80s', 'church']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or word in _NO_PLURALS or word[-2:] in {"ss", "us", "is"} or word[-2].isdigit():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes", "tzes", "zzes", "oes")):
        return word[:-2]
    return word.removesuffix("s")


@cache
def common_form(tag: str) -> str:
    """What two spellings of one tag have in common; empty when nothing but punctuation was there.

    Spaces go too, for "hip hop", "hip-hop" and "hiphop" differ in them alone.

    >>> {common_form(tag) for tag in ("Rock & Roll", "rock'n'roll", "rock and roll songs")}
    {'rocknroll'}
    >>> common_form("Soul Music"), common_form("music")
    ('soul', 'music')
    """
    text = unicodedata.normalize("NFKC", tag.translate(_APOSTROPHES)).casefold()
    text = _AND.sub(" n ", text)
    # an apostrophe inside a word closes up ("80's" is "80s"); any other punctuation parts words. Marks are
    # kept with the letters: they are the vowels of many scripts.
    text = re.sub(r"(?<=\w)'(?=\w)", "", text)
    text = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
    words = [lemma(word) for word in text.split()]
    while len(words) > 1 and words[-1] in IRRELEVANT_SUFFIXES:
        words.pop()
    return "".join(words)


def clean_up(manifest: Manifest, options: CleanUp = CleanUp()) -> Cleaned:
    """The manifest with its tags grouped and the unreliable left out."""
    strong = [_strong(track, options.min_score) for track in manifest.tracks]
    weak = sum(len(track.tags) for track in manifest.tracks) - sum(len(track.tags) for track in strong)
    careful = [track for track in strong if len(track.tags) <= options.max_tags_per_track]
    spellings, having = _count(careful)
    common = sorted(
        (form for form, count in having.items() if count >= options.min_tracks_per_tag),
        key=lambda form: (-having[form], form),
    )[: options.top]
    names = {form: _ranked(spellings[form])[0] for form in common}
    tracks = [_renamed(track, names) for track in careful]
    kept = tuple(track for track in tracks if track.tags or options.keep_untagged)
    return Cleaned(
        manifest=replace(manifest, tracks=kept, tags=_categories(names, spellings, manifest.tags)),
        groups={names[form]: tuple(_ranked(spellings[form])) for form in common},
        weak_annotations=weak,
        overtagged_tracks=len(strong) - len(careful),
        rare_groups=len(having) - len(common),
        untagged_tracks=len(tracks) - len(kept),
    )


def _strong(track: Track, min_score: float) -> Track:
    scores = track.extra.get("tag_scores", {})
    return replace(track, tags=tuple(tag for tag in track.tags if scores.get(tag, min_score) >= min_score))


def _count(tracks: list[Track]) -> tuple[Mapping[str, Counter[str]], Counter[str]]:
    """How often each spelling of each form was used, and how many tracks have each form."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    having: Counter[str] = Counter()
    for track in tracks:
        for tag in track.tags:
            if common_form(tag):
                spellings[common_form(tag)][tag] += 1
        having.update({common_form(tag) for tag in track.tags} - {""})
    return spellings, having


def _ranked(spellings: Counter[str]) -> list[str]:
    """Lower-case spellings, most common first; equals in alphabetical order."""
    lower: Counter[str] = Counter()
    for spelling, count in spellings.items():
        lower[spelling.lower()] += count
    return sorted(lower, key=lambda spelling: (-lower[spelling], spelling))


def _renamed(track: Track, names: Mapping[str, str]) -> Track:
    tags = _grouped(track.tags, names)
    extra = {name: value for name, value in track.extra.items() if name not in {"unknown_tags", "tag_scores"}}
    unknown = [tag for tag in _grouped(track.extra.get("unknown_tags", ()), names) if tag not in tags]
    scores: dict[str, float] = {}
    for tag, score in track.extra.get("tag_scores", {}).items():
        name = names.get(common_form(tag))
        if name in tags:
            scores[name] = max(score, scores.get(name, score))
    if unknown:
        extra["unknown_tags"] = unknown
    if scores:
        extra["tag_scores"] = scores
    return replace(track, tags=tags, extra=extra)


def _grouped(tags: tuple[str, ...] | list[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names[common_form(tag)] for tag in tags if common_form(tag) in names))


def _categories(
    names: Mapping[str, str], spellings: Mapping[str, Counter[str]], categories: Mapping[str, str]
) -> dict[str, str]:
    """The category that most annotations of a group speak for, group by group."""
    chosen = {}
    for form, name in names.items():
        votes: Counter[str] = Counter()
        for spelling, count in spellings[form].items():
            votes[categories[spelling]] += count
        chosen[name] = min(votes, key=lambda category: (-votes[category], category))
    return chosen
