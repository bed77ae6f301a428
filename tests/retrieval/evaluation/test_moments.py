"""Medleys hold one right song each, and a span is measured by what it shares with it."""

from __future__ import annotations

import numpy as np

from retrieval.evaluation import moments
from tests.retrieval.evaluation.test_name_search import manifest


def test_medleys_say_where_the_tag_holds(rng: np.random.Generator) -> None:
    given = manifest()
    truth = given.matrix(list(given.tags)).T.astype(float)
    scores = np.repeat(truth[:, :, None], 6, axis=2)  # whoever has the tag scores 1, the others 0
    made = list(moments.medleys(given, scores, rng))
    assert len(made) == moments.MEDLEYS
    for medley in made[:50]:
        inside = np.zeros(len(medley.scores))
        inside[medley.first : medley.last] = 1
        np.testing.assert_array_equal(medley.scores, inside)
    common, starts = moments._figures(made, 0.5, rng)
    assert common.value == starts.value == 1.0


def test_a_random_score_points_nowhere(rng: np.random.Generator) -> None:
    given = manifest()
    made = list(moments.medleys(given, rng.random((len(given.tags), 40, 6)), rng))
    common, starts = moments._figures(made, 0.5, rng)
    assert common.value < 0.4 and starts.value < 0.5
