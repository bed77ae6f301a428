"""Examples are drawn fairly, and a concept that lies in one direction is found by every learner."""

from __future__ import annotations

import numpy as np

from retrieval.evaluation import example_search
from retrieval.evaluation.example_search import LEARNERS, SITUATIONS, Concept


def collection(rng: np.random.Generator) -> tuple[np.ndarray, Concept]:
    songs = rng.standard_normal((120, 10))
    truth = np.arange(120) % 4 == 0
    songs[truth, 0] += 4
    songs /= np.linalg.norm(songs, axis=1, keepdims=True)
    known = np.arange(120) % 7 != 0
    return songs, Concept("tall", "tags", truth & known, known)


def test_examples_are_not_among_what_is_ranked(rng: np.random.Generator) -> None:
    songs, concept = collection(rng)
    draws = list(example_search._draws(songs, concept, 0))
    assert [place for place, *_ in draws] == list(range(len(SITUATIONS)))
    for (_, liked, unliked, left), (likes, unlikes) in zip(draws, SITUATIONS.values(), strict=True):
        assert (len(liked), len(unliked)) == (likes, unlikes)
        assert concept.truth[liked].all() and not concept.truth[unliked].any()
        assert concept.known[left].all() and not np.intersect1d(left, [*liked, *unliked]).size


def test_every_learner_finds_a_plain_concept(rng: np.random.Generator) -> None:
    songs, concept = collection(rng)
    for name, learn in LEARNERS.items():
        found = example_search._precisions(learn, songs, [concept], 0)[0]
        assert found[2] > 0.9, name
    assert found.shape == (len(SITUATIONS),)


def test_the_same_seed_draws_the_same(rng: np.random.Generator) -> None:
    songs, concept = collection(rng)
    first, again, other = (
        [list(liked) for _, liked, *_ in example_search._draws(songs, concept, seed)] for seed in (0, 0, 1)
    )
    assert first == again != other
