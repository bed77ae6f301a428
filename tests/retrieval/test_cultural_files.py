"""Listens of tracks and of artists, and the tracks they are for."""

from __future__ import annotations

import numpy as np

from encoders.cultural.matrix_factorization import MatrixFactorizationConfig
from retrieval.cultural_files import fit_listens, items_of
from retrieval.data.manifest import Listen, Listens, Track

TRACKS = (Track("t1", artist="Ada"), Track("t2", artist="Ada"), Track("t3", artist="Bo"), Track("t4"))
CONFIG = MatrixFactorizationConfig(dimension=4)


def test_listens_of_artists_reach_all_their_tracks() -> None:
    listens = Listens((Listen("u", "Ada", 3), Listen("v", "Ada", 1)), "artist")
    encoder, items = fit_listens(listens, CONFIG, 1), items_of(TRACKS, "artist")
    vectors = encoder.encode(items)
    assert encoder.warm(items).tolist() == [True, True, False, False]
    assert np.array_equal(vectors[0], vectors[1]) and vectors[0].any() and not vectors[2:].any()


def test_listens_of_tracks_reach_one() -> None:
    listens = Listens((Listen("u", "t2", 3), Listen("u", "Ada", 1)), "track")
    encoder = fit_listens(listens, CONFIG, 1)
    assert encoder.warm(items_of(TRACKS, "track")).tolist() == [False, True, False, False]
