"""After training: what scores of a joint space are worth as probabilities, learned from validation songs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from retrieval.data.phrasings import phrasings
from retrieval.data.unrelated import unrelated_texts
from retrieval.joint_bundle import JointBundle
from retrieval.matcher import Lesson, Matcher, fit_matcher
from retrieval.training.joint import Songs

SPARE_WORDINGS = 4
"""Wordings of each tag that training did not use: they teach how well such texts are understood."""


def learned_matcher(
    bundle: JointBundle, songs: Songs, tags: Sequence[str], said: Collection[str], seed: int
) -> Matcher | None:
    """A matcher for `bundle` from songs with labels for `tags`, none of which was trained on.

    `said` are the texts that training used; None where the songs are too few.
    """
    rng, used = np.random.default_rng(seed), set(said)
    texts, rows = list(tags), list(range(len(tags)))
    known = phrasings()
    familiar = dict.fromkeys(tags)
    for row, tag in enumerate(tags):
        ways = dict.fromkeys((*known.filled.get(tag, ()), *known.pictures.get(tag, ())))
        familiar.update(dict.fromkeys((*known.names.get(tag, ()), *known.pictures.get(tag, ()))))
        spare = [way for way in ways if way not in used and way not in tags]
        for place in rng.permutation(len(spare))[:SPARE_WORDINGS]:
            texts.append(spare[int(place)])
            rows.append(row)
    vectors = bundle.embed_songs(songs.vectors)
    truth, judged = songs.truth.T[rows], songs.known.T[rows]
    lesson = Lesson(
        bundle.ask(texts), truth, judged, bundle.ask(list(familiar)), bundle.ask(unrelated_texts())
    )
    heard = bundle.tagger.heard(songs.vectors.acoustic) * songs.vectors.has_acoustic[:, None]
    return fit_matcher(lesson, vectors, tags, heard, [tag.name for tag in bundle.tagger.tags])
