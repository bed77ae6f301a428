"""From how well each part of a query holds to one score for the whole.

A song answers a query when every wanted part holds and no unwanted one does. The score is the product of
the parts' probabilities, each to the power of its weight, with 1 - p to a higher power for unwanted parts;
its root by the wanted weights keeps long queries on the scale of short ones. With one wanted part alone it is
that part's probability, and a query of exclusions alone scores by 1 - p. One part that fails pulls the whole
down, as "and" should, where a mean lets the others make up for it. Songs that fit as a whole come first.

`retrieval.evaluation.multi_tag` measures this choice against others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.match_calibration import FAIR, WEAK, strength
from retrieval.query import Query

EXCLUSION_POWER = 10.0
"""How much more an unwanted part counts than a wanted one. At 1 the ranking as a whole is right most often,
but some of what was excluded stays among the first ten, and who says "no" minds that more than a lost hit.
It is the least of 4, 6, 7, 8, 10, 12 that keeps them under a fifth on songs of held-out sounds that no figure
is told of: `render_corpus --tracks 1200 --seed 7 --seconds 20 --held-out`, then `evaluate tags --multi
--exclusion-powers 4 6 7 8 10 12`."""
LIKELIER_THERE = 0.5
"""A song does not fit where an unwanted part is as likely as this."""
SURELY_NOT = 1e-6
"""No part is believed to fail with more certainty than this: one wrong part cannot veto alone."""


def compose(
    query: Query, probabilities: NDArray[np.floating], exclusion_power: float = EXCLUSION_POWER
) -> NDArray[np.float32]:
    """One score between 0 and 1 for each song, `[N]`, from the parts' probabilities `[P, N]`.

    >>> from retrieval.query import parse
    >>> compose(parse("piano, calm, -drums"), np.array([[0.9, 0.9], [0.4, 0.4], [0.0, 0.2]])).round(2)
    array([0.6, 0.2], dtype=float32)
    """
    if probabilities.ndim != 2 or len(probabilities) != len(query.parts):
        raise ValueError(f"{len(query.parts)} parts, probabilities {list(probabilities.shape)}")
    excluded = np.array([part.excluded for part in query.parts])
    weights = np.array([part.weight for part in query.parts])
    weights[excluded] *= exclusion_power
    root = weights.sum() if excluded.all() else weights[~excluded].sum()
    held = np.where(excluded[:, None], 1.0 - probabilities, probabilities)
    logs = np.log(np.clip(held.astype(np.float64), SURELY_NOT, 1.0))
    return np.exp(weights @ logs / root).astype(np.float32)


def chance(query: Query, probabilities: NDArray[np.floating]) -> NDArray[np.floating]:
    """How likely it is that all of the query holds, `[N]`, from the parts' probabilities `[P, N]`.

    Unlike a score it has no root, which keeps long queries on the scale of short ones but makes them look
    likelier than they are; and an unwanted part counts once: that it ranks by a power of its probability is
    what people mind, not what is likely. `python -m scripts.evaluate bands` measures what this is worth.

    >>> from retrieval.query import parse
    >>> chance(parse("piano, calm, -drums"), np.array([[0.9, 0.9], [0.4, 0.4], [0.0, 0.2]])).round(2)
    array([0.36, 0.29], dtype=float32)
    """
    count = sum(not part.excluded for part in query.parts) or len(query.parts)
    return np.asarray(compose(query, probabilities, exclusion_power=1.0) ** count)


def fits(query: Query, probabilities: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Which songs are a fair match or better, `[N]`: the whole query is likely enough to hold, and what it
    shuts out is likelier missing than there.

    >>> from retrieval.query import parse
    >>> fits(parse("piano, -drums"), np.array([[0.9, 0.9, 0.1], [0.1, 0.6, 0.0]]))
    array([ True, False, False])
    """
    excluded = [place for place, part in enumerate(query.parts) if part.excluded]
    free = (probabilities[excluded] < LIKELIER_THERE).all(axis=0)
    return np.asarray(free & (chance(query, probabilities) >= FAIR))


def bands(chances: NDArray[np.floating], fitting: NDArray[np.bool_]) -> list[str]:
    """What to call matches that are so likely, of which these fit: strong, fair or weak."""
    return [strength(likely) if fair else WEAK for likely, fair in zip(chances, fitting, strict=True)]


def standing(scores: NDArray[np.floating], fitting: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What songs are ordered by, `[N]`: their scores, and before all others those that fit.

    Only exclusions part the two, since they count more in scores than in chances: a song that is hardly what
    was wanted shall not win by being free of what was not.

    >>> standing(np.array([0.3, 0.4]), np.array([True, False]))
    array([1.3, 0.4])
    """
    return scores.astype(np.float64) + fitting


def answer(
    queries: Sequence[Query], probabilities_of: Callable[[Sequence[str]], NDArray[np.floating]]
) -> NDArray[np.float64]:
    """What songs are ordered by for Q queries, `[Q, N]`; the texts of all their parts are asked for once, and
    give `[T, N]`."""
    texts = list(dict.fromkeys(text for query in queries for text in query.texts))
    found = probabilities_of(texts)
    row = {text: place for place, text in enumerate(texts)}
    parts = [(query, found[[row[text] for text in query.texts]]) for query in queries]
    return np.stack([standing(compose(query, own), fits(query, own)) for query, own in parts])
