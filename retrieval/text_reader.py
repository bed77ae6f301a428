"""The side of a joint bundle that reads, by itself: words to vectors of the joint space, without torch.

Where the text encoder is the packaged sentence encoder, that is; any other one brings torch along.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from encoders.files import CONFIG_FILE
from encoders.packaged import PACKAGE, SHA256, WEIGHTS_FILE
from encoders.registry import load_text
from retrieval import compiled
from retrieval.bundle import JOINT, fitting_together, read_bundle
from retrieval.matcher import Asked, Matcher
from retrieval.story.branch import FOLDER as STORY_FOLDER
from retrieval.story.branch import PassageBranch
from retrieval.text_space import SPACE_FILE, TextSpace, unit

FEW, REMEMBERED = 16, 2048
"""Texts that are read one by one, as of a query, and how many of them are remembered: who types asks for the
same words with every letter, and reading them is most of the work of a search."""


class Texts(Protocol):
    """What is asked of a text encoder."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def states(self, texts: Sequence[str], layers: Sequence[int]) -> NDArray[np.float32]: ...

    def known(self, texts: Sequence[str]) -> NDArray[np.bool_]: ...

    def token_counts(self, texts: Sequence[str]) -> NDArray[np.int64]: ...

    @property
    def max_tokens(self) -> int | None: ...


class TextReader:
    """Reads texts as `JointBundle.ask` does, within 1e-4, and knows how to tell matches."""

    def __init__(
        self,
        text: Texts,
        space: TextSpace,
        templates: tuple[str, ...],
        matcher: Matcher | None,
        fingerprint: str,
        branch: PassageBranch | None = None,
    ) -> None:
        """`branch` reads passages, where the bundle has learned to (`retrieval.story.reading`)."""
        self.text, self._space, self._templates, self.branch = text, space, templates, branch
        self.matcher, self._fingerprint = matcher, fingerprint
        self._remembered = lru_cache(REMEMBERED)(self._read)

    @classmethod
    def load(cls, folder: Path) -> TextReader:
        """The reading side of the joint bundle in `folder`, after checking SHA-256 of all its files."""
        description = read_bundle(folder, JOINT)
        with fitting_together(folder, JOINT):
            contents = description.contents
            space = TextSpace(load_file(folder / SPACE_FILE), contents["space"]["song"])
            matcher = Matcher.load(folder / "matcher") if contents.get("matcher") else None
            branch = PassageBranch.load(folder / STORY_FOLDER) if contents.get(STORY_FOLDER) else None
            templates = tuple(contents["templates"])
            text = _texts(folder / "text", branch.layers if branch else ())
            return cls(text, space, templates, matcher, description.fingerprint, branch)

    def ask(self, texts: Sequence[str]) -> Asked:
        """Texts as vectors of the joint space, read in every template, and as their encoder reads them."""
        if not 0 < len(texts) <= FEW:
            return self._read(*texts)
        # each by itself, so that no answer depends on what else was asked for, or before
        each = [self._remembered(text) for text in texts]
        vectors, read = (
            np.concatenate(arrays) for arrays in zip(*((a.vectors, a.read) for a in each), strict=True)
        )
        return Asked(tuple(texts), vectors, read)

    def forget(self) -> None:
        """Read every text anew, as for the first time."""
        self._remembered.cache_clear()

    def _read(self, *texts: str) -> Asked:
        told = [template.replace("{}", text) for template in ("{}", *self._templates) for text in texts]
        distinct = list(dict.fromkeys(told))
        place = {text: row for row, text in enumerate(distinct)}
        read = self.text.encode(distinct)
        rows = np.array([place[text] for text in told], np.int64).reshape(
            1 + len(self._templates), len(texts)
        )
        found = self._space(read)[rows[1:]].mean(axis=0)
        vectors = unit(found) * self.text.known(texts)[:, None]
        return Asked(tuple(texts), vectors, read[rows[0]])

    def fingerprint(self) -> str:
        """The bundle's, by which an index knows that it belongs here."""
        return self._fingerprint


def _texts(folder: Path, layers: Sequence[int]) -> Texts:
    described = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
    packaged = (
        described.get("config") == {"source": PACKAGE} and described.get("sha256") == SHA256[WEIGHTS_FILE]
    )
    if packaged and compiled.available():
        from retrieval.sentence_reader import SentenceReader

        return SentenceReader(layers)
    return load_text(folder)
