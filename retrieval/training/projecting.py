"""Learning a semantic projection: texts that state tags, and one weighted kernel ridge regression.

The regression sums over all texts, but its kernels stand on some of them, the landmarks: the tags and a
random choice of the others. Rudi, Camoriano, Rosasco, "Less is more: Nystroem computational regularization",
NIPS 2015.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from encoders.base import TextEncoder
from retrieval.config import ProjectionConfig
from retrieval.data.captions import CaptionError, read_captions
from retrieval.data.phrasings import phrasings
from retrieval.semantic_projection import SemanticProjection, kernel
from retrieval.tagger import Tagger
from retrieval.text_vectors import text_vectors
from retrieval.training.trainer import TrainingError

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Lessons:
    """Texts with the tags that they mean, `targets` `[R, K]`, and how much each counts, `[R]`.

    The first `always` rows are landmarks in any case.
    """

    texts: tuple[str, ...]
    targets: Floats
    weights: Floats
    always: int


def lessons(
    tags: Sequence[str], secret: Sequence[str], config: ProjectionConfig, without: Collection[str] = ()
) -> Lessons:
    """All texts to learn from but some: views of the tags, phrasings, wishes, captions. None names a `secret`
    word."""
    hidden = re.compile("|".join(rf"\b{re.escape(word)}" for word in secret) or r"(?!)", re.IGNORECASE)
    place, own = {tag: row for row, tag in enumerate(tags)}, np.eye(len(tags))
    known = phrasings()
    texts: list[str] = []
    targets: list[Floats] = []
    weights: list[float] = []

    def add(said: Sequence[str], means: Sequence[str], weight: float) -> None:
        if weight > 0:
            target = own[[place[tag] for tag in means]].sum(axis=0)
            texts.extend(said)
            targets.extend([target / np.linalg.norm(target)] * len(said))
            weights.extend([weight] * len(said))

    for view in config.views:
        for tag in tags:
            add([view.replace("{}", tag)], [tag], config.of_views / len(config.views))
    always = len(texts)
    for tag in tags:
        every = dict.fromkeys((*known.filled.get(tag, ()), *known.pictures.get(tag, ())))
        ways = [text for text in every if not (text in place or text in without or hidden.search(text))]
        add(ways, [tag], config.of_phrasings / max(1, len(ways)))
    for text, means in known.wishes.items():
        if all(tag in place for tag in means) and not hidden.search(text):
            add([text], means, config.of_wishes)
    if config.captions:
        try:
            captions = read_captions(Path(config.captions), tags, secret)
        except CaptionError as error:
            raise TrainingError(f"{error}; or set projection.captions to ''") from None
        stated = np.zeros((len(captions), len(tags)))
        for row, caption in enumerate(captions):
            stated[row, [place[tag] for tag in caption.tags]] = 1
        # what nearly everybody states says little
        rare = (stated - stated.mean(axis=0)) / (stated.std(axis=0) + 0.03)
        rare /= np.maximum(np.linalg.norm(rare, axis=1, keepdims=True), 1e-9)
        texts += [caption.text for caption in captions]
        targets += list(rare)
        weights += [config.of_captions] * len(captions)
    return Lessons(tuple(texts), np.array(targets), np.array(weights), always)


def learned_projection(
    text: TextEncoder,
    tagger: Tagger,
    said: Lessons,
    tags: Sequence[str],
    songs: Tensor,
    config: ProjectionConfig,
    seed: int,
) -> SemanticProjection:
    """The projection for these tags of a tagger. `songs` `[N, S, A]` are what training songs sound like."""
    return SemanticProjection.of(**projected_texts(text, said, config, seed), **_hears(tagger, tags, songs))


def projected_texts(
    text: TextEncoder, said: Lessons, config: ProjectionConfig, seed: int
) -> dict[str, Tensor]:
    """The half of a projection that reads: `landmarks`, `centre`, `values` and `width`, by name."""
    read = torch.from_numpy(text_vectors(text, said.texts)).double()
    read = torch.nn.functional.normalize(read, dim=1)
    others = np.random.default_rng(seed).permutation(len(read) - said.always) + said.always
    chosen = np.concatenate([np.arange(said.always), others[: max(0, config.landmarks - said.always)]])
    landmarks = read[torch.from_numpy(chosen)]
    weights, targets = torch.from_numpy(said.weights), torch.from_numpy(said.targets)
    alike = kernel(read, landmarks, config.width)
    share = weights / weights.sum()
    centre, usual = share @ alike, share @ targets
    alike = alike - centre
    weighed = alike * weights[:, None]
    between = kernel(landmarks, landmarks, config.width)
    jitter = 1e-6 * torch.eye(len(chosen), dtype=torch.float64)
    system = weighed.T @ alike + config.ridge * between + jitter
    # what texts usually ask for is left out of the answer: it tells no text from another
    values = torch.linalg.solve(system, weighed.T @ (targets - usual))
    width = torch.tensor(config.width)
    return {"landmarks": landmarks, "centre": centre, "values": values, "width": width}


def _hears(tagger: Tagger, tags: Sequence[str], songs: Tensor) -> dict[str, Tensor]:
    """The output layer of a tagger for these tags, standardised over songs, and the length that fits all."""
    names = [tag.name for tag in tagger.tags]
    if missing := [tag for tag in tags if tag not in names]:
        raise TrainingError(f"the tagger has no tag '{missing[0]}': a semantic projection needs those it has")
    columns = [names.index(tag) for tag in tags]
    with torch.inference_mode():
        width = songs.shape[2]
        bias = tagger.encoder.output(torch.zeros(1, width))[0, columns]
        weight = tagger.encoder.output(torch.eye(width))[:, columns].T - bias[:, None]
        logits = songs @ weight.T + bias
        centre, deviation = logits.mean(dim=(0, 1)), logits.mean(dim=1).std(dim=0).clamp(min=1e-6)
        radius = ((logits - centre) / deviation).norm(dim=2).max()
    return {
        "weight": weight / deviation[:, None],
        "bias": (bias - centre) / deviation,
        "radius": radius,
    }
