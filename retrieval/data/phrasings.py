"""What people type who look for a tag: texts to learn from.

`phrasings.toml` holds, tag by tag, *names* (other words that fit into the category's templates) and *phrases*
(complete as they are, often vague or poetic); `wishes.toml` holds wishes that mean several tags at once. A
tag that neither file knows is put into templates that suit any tag. Test queries are kept out of both files.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

PLAIN_SHARE = 0.3
"""How often `of_tag` gives the tag as it is: most people type just that."""
_ANY_TAG = ("{}", "{} music", "something {}")
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Phrasings:
    """What may be typed for each tag, and wish to the tags that it means."""

    names: Mapping[str, tuple[str, ...]]
    """Tag to other words for it."""
    filled: Mapping[str, tuple[str, ...]]
    """Tag to its templates, each filled with the tag and with every name."""
    pictures: Mapping[str, tuple[str, ...]]
    """Tag to its phrases, which stand by themselves."""
    wishes: Mapping[str, tuple[str, ...]]

    @cached_property
    def of(self) -> Mapping[str, tuple[str, ...]]:
        """Tag to all that may be typed for it."""
        meant: dict[str, list[str]] = {tag: [] for tag in self.filled}
        for text, tags in self.wishes.items():
            for tag in tags:
                meant[tag].append(text)
        return {
            tag: tuple(dict.fromkeys((*texts, *self.pictures.get(tag, ()), *meant[tag])))
            for tag, texts in self.filled.items()
        }

    def of_tag(self, tag: str, rng: np.random.Generator) -> str:
        """One text that asks for `tag`, which may be any tag at all."""
        if rng.random() < PLAIN_SHARE:
            return tag
        texts = self.of.get(tag) or _filled(_ANY_TAG, [tag])
        return texts[rng.integers(len(texts))]

    def all_texts(self, tags: Iterable[str] | None = None) -> list[str]:
        """Every text that `of_tag` may give for these tags (default: all that the files know), each once."""
        chosen = self.of if tags is None else tags
        return list(
            dict.fromkeys(
                text for tag in chosen for text in (tag, *(self.of.get(tag) or _filled(_ANY_TAG, [tag])))
            )
        )


@cache
def phrasings() -> Phrasings:
    """The phrasings that come with Leitmotif."""
    from retrieval.data.starter.labels import TAGS

    table = _read("phrasings.toml")
    names = {tag: tuple(texts) for tag, texts in table["names"].items()}
    templates = table["templates"]
    filled = {
        tag: _filled(templates.get(tag, templates[category]), (tag, *names.get(tag, ())))
        for tag, category in TAGS.items()
    }
    pictures = {tag: tuple(texts) for tag, texts in table["phrases"].items()}
    wishes = {text: tuple(tags) for text, tags in _read("wishes.toml")["wishes"].items()}
    return Phrasings(names, filled, pictures, wishes)


def with_article(text: str) -> str:
    """English: "a" becomes "an" before a vowel, and leaves a name that brings its own article.

    >>> with_article("a epic track"), with_article("a hip-hop beat"), with_article("a an organ in it")
    ('an epic track', 'a hip-hop beat', 'an organ in it')
    """
    words = text.split(" ")
    kept: list[str] = []
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "a" and following in {"a", "an", "the"}:
            continue
        kept.append("an" if word == "a" and _sounds_open(following) else word)
    return " ".join(kept)


def _sounds_open(word: str) -> bool:
    return (
        word[:1].lower() in {*"aeio8"}
        or (word[:1] == "u" and word[:3] != "uni" and word[:2] != "us")
        or (word in {"rnb", "mc", "hour"})
    )


def _filled(templates: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(with_article(template.format(name)) for name in names for template in templates)


def _read(name: str) -> dict[str, dict[str, list[str]]]:
    with (_HERE / name).open("rb") as stream:
        return tomllib.load(stream)
