"""After training: what scores of a joint space are worth as probabilities, learned from validation songs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.data.phrasings import phrasings
from retrieval.data.unrelated import unrelated_texts
from retrieval.joint_bundle import JointBundle
from retrieval.matcher import Asked, Lesson, Matcher, fit_matcher
from retrieval.training.joint import Songs
from retrieval.training.unread import Unread


def learned_matcher(bundle: JointBundle, songs: Songs, tags: Sequence[str], unread: Unread) -> Matcher | None:
    """A matcher for `bundle` from songs with labels for `tags`, none of which was trained on.

    `unread` are wordings of the tags as they are read by who has not learned from them; None where the songs
    are too few.
    """
    known = phrasings()
    familiar = dict.fromkeys(tags)
    for tag in tags:
        familiar.update(dict.fromkeys((*known.names.get(tag, ()), *known.pictures.get(tag, ()))))
    plain = bundle.ask(tags)
    asked = Asked(
        (*plain.texts, *unread.asked.texts),
        np.concatenate([plain.vectors, unread.asked.vectors]),
        np.concatenate([plain.read, unread.asked.read]),
    )
    rows = [*range(len(tags)), *unread.rows]
    vectors = bundle.embed_songs(songs.vectors)
    truth, judged = songs.truth.T[rows], songs.known.T[rows]
    none: frozenset[str] = frozenset()
    lesson = Lesson(
        asked,
        truth,
        judged,
        bundle.ask(list(familiar)),
        bundle.ask(unrelated_texts()),
        ((none,) * len(tags)) + unread.apart,
    )
    heard = bundle.tagger.heard(songs.vectors.acoustic) * songs.vectors.has_acoustic[:, None]
    return fit_matcher(lesson, vectors, tags, heard, [tag.name for tag in bundle.tagger.tags])
