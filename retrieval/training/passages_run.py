"""From texts and a joint bundle to the same bundle with a branch that reads passages."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from encoders.base import TextEncoder
from encoders.registry import load_text
from retrieval.bundle import JOINT, Description, read_bundle, write_bundle
from retrieval.data.manifest import Texts
from retrieval.data.plain import plain_texts
from retrieval.progress import say
from retrieval.settings import to_table
from retrieval.story.branch import FOLDER, PassageBranch
from retrieval.story.config import PassagesConfig
from retrieval.text_vectors import text_vectors
from retrieval.training.passage_lengths import in_parts, put_together
from retrieval.training.passages import Lot, learned_branch, lot_of_passages, lot_of_plain, unmoved
from retrieval.training.trainer import TrainingError

PLAIN = "plain"
HELD_EVERY = 10
"""Of texts without a validation split, each tenth passage is held back and measured."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Learning:
    """The name of some texts, what is learned from them, and what is held back."""

    name: str
    learned: Lot
    held: Lot | None


def train_passages(config: PassagesConfig, texts: Sequence[Texts], bundle: Path, folder: Path) -> Path:
    """Write the bundle into `folder`, with the branch; its other files stay as they are, byte for byte.

    An index built with the one is searched with the other."""
    read_bundle(bundle, JOINT)
    encoder = load_text(bundle / "text")
    learnings = [*(_learning(each, config) for each in texts), _plain(config)]
    learnings += _of_other_lengths(learnings, config)
    ready = [(each.learned, _read(encoder, each.learned, config)) for each in learnings]
    branch, losses = learned_branch(ready, config)
    say(f"loss {', '.join(f'{loss:.3f}' for loss in losses)}")
    scores = {
        f"passages_{each.name}_accuracy": round(
            _accuracy(branch, each.held, _read(encoder, each.held, config)), 4
        )
        for each in learnings
        if each.held is not None
    }
    facts = {
        "config": to_table(config),
        "texts": {each.name: _facts(each) for each in learnings},
        "losses": [round(loss, 4) for loss in losses],
    }
    add_branch(branch, bundle, folder, facts, scores)
    return folder


def add_branch(
    branch: PassageBranch, bundle: Path, folder: Path, facts: dict[str, Any], scores: dict[str, Any]
) -> None:
    """Write the bundle with another branch; the fingerprint stays, for no vector of a song changes."""
    described = read_bundle(bundle, JOINT)
    files = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))["files"]

    def describe(staging: Path) -> Description:
        for name in files:
            if not name.startswith(f"{FOLDER}/"):
                (staging / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(bundle / name, staging / name)
        branch.save(staging / FOLDER)
        return replace(
            described,
            contents={**described.contents, FOLDER: True},
            provenance={**described.provenance, "passages": facts},
            scores={**described.scores, **scores},
        )

    write_bundle(folder, describe)


def _learning(texts: Texts, config: PassagesConfig) -> Learning:
    share = config.shares.get(texts.name)
    if share is None:
        raise TrainingError(
            f"[shares] says nothing of '{texts.name}': give its share of a batch, or leave these texts out"
        )
    held = lot_of_passages(texts, config, "valid", share)
    learned = lot_of_passages(texts, config, "train", share)
    if learned is None:
        own = unmoved(texts, config)
        if not own:
            raise TrainingError(f"no passage of '{texts.name}' in split train has an emotion of [feels]")
        learned = lot_of_plain(own, config, share)
    if held is None:
        rows = np.arange(len(learned.texts))
        held = _part(learned, rows % HELD_EVERY == 0)
        learned = _part(learned, rows % HELD_EVERY != 0)
    return Learning(texts.name, learned, held)


def _plain(config: PassagesConfig) -> Learning:
    return Learning(PLAIN, lot_of_plain(plain_texts(), config, config.shares.get(PLAIN, 0.0)), None)


def _of_other_lengths(learnings: Sequence[Learning], config: PassagesConfig) -> list[Learning]:
    rng = np.random.default_rng(config.seed)
    found = [
        Learning(f"{each.name}, in parts", in_parts(each.learned, config.parts[each.name], rng), None)
        for each in learnings
        if each.name in config.parts
    ]
    plain = [each.learned for each in learnings if each.learned.feels[:, -1].all()]
    if config.joined:
        found.append(Learning("plain, put together", put_together(plain, config.joined, rng), None))
    return found


def _part(lot: Lot, rows: NDArray[np.bool_]) -> Lot:
    texts = tuple(text for text, kept in zip(lot.texts, rows, strict=True) if kept)
    often = lot.often[rows]
    return Lot(texts, lot.feels[rows], often / often.sum(), lot.share)


def _read(encoder: TextEncoder, lot: Lot, config: PassagesConfig) -> Vectors:
    """What a branch is taught to read of the texts, `[N, K, T]`."""
    read = text_vectors(encoder, lot.texts, config.layers)
    return read if config.layers else read[:, None]


def _accuracy(branch: PassageBranch, held: Lot, read: Vectors) -> float:
    """How often the likeliest answer is one that is right."""
    found = branch(read).argmax(axis=1)
    return float((held.feels[np.arange(len(found)), found] > 0).mean())


def _facts(learning: Learning) -> dict[str, Any]:
    digest = hashlib.sha256("\0".join(learning.learned.texts).encode()).hexdigest()
    return {
        "learned": len(learning.learned.texts),
        "held": len(learning.held.texts) if learning.held else 0,
        "sha256": digest,
    }
