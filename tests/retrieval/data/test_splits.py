"""A split by artist leaks nobody, shares out every tag, and depends on nothing but the seed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.data.manifest import (
    SPLITS,
    Manifest,
    ManifestError,
    Passage,
    Texts,
    Track,
    validate,
    write_manifest,
)
from retrieval.data.splits import SHARES, balance, deal, split_manifest, split_texts

TAGS = {f"tag {number}": "genre" for number in range(12)}


@pytest.fixture
def collection(rng: np.random.Generator) -> Manifest:
    """1200 tracks by 200 artists who keep to a few tags each, the later tags rarer than the earlier ones."""
    weights = 1 / np.arange(1, len(TAGS) + 1)
    odds = weights / weights.sum()
    tastes = [rng.choice(list(TAGS), size=3, replace=False, p=odds).tolist() for _ in range(200)]
    artists = rng.integers(200, size=1200)
    tracks = tuple(
        Track(
            f"t{number}", artist=f"artist {artist}", tags=tuple(rng.permutation(tastes[artist])[:2].tolist())
        )
        for number, artist in enumerate(artists)
    )
    return Manifest(tracks, TAGS, Path())


def test_no_artist_is_in_two_splits(collection: Manifest, tmp_path: Path) -> None:
    dealt = split_manifest(replace(collection, split_by="track"))
    homes = {(track.artist, track.split) for track in dealt.tracks}
    assert len(homes) == len({artist for artist, _ in homes})
    write_manifest(dealt, tmp_path / "m.jsonl")
    assert dealt.split_by == "artist"
    assert validate(tmp_path / "m.jsonl") == []


def test_splits_have_their_shares_and_every_tag_its_share_of_each(collection: Manifest) -> None:
    dealt = split_manifest(collection, shares=SHARES)
    for name, share in zip(SPLITS, SHARES, strict=True):
        assert len(dealt.split(name).tracks) / len(dealt.tracks) == pytest.approx(share, abs=0.02)
    assert max(row.departure for row in balance(dealt)) < 0.06
    # drawing artists blindly is worse: else the stratification would be for nothing.
    blind = np.random.default_rng(0).choice(SPLITS, size=200, p=SHARES)
    drawn = replace(
        collection,
        tracks=tuple(replace(t, split=str(blind[int(t.artist.split()[1])])) for t in collection.tracks),
    )
    assert max(row.departure for row in balance(drawn)) > 0.1


def test_the_order_of_lines_and_of_tags_plays_no_part(collection: Manifest) -> None:
    there = {track.id: track.split for track in split_manifest(collection, seed=5).tracks}
    turned = replace(
        collection,
        tracks=tuple(replace(track, tags=track.tags[::-1]) for track in reversed(collection.tracks)),
        tags=dict(reversed(TAGS.items())),
    )
    assert {track.id: track.split for track in split_manifest(turned, seed=5).tracks} == there


def test_the_seed_decides(collection: Manifest) -> None:
    assert split_manifest(collection, seed=1) == split_manifest(collection, seed=1)
    assert split_manifest(collection, seed=1) != split_manifest(collection, seed=2)


def test_tracks_without_artist_are_dealt_one_by_one() -> None:
    tracks = tuple(Track(str(number), tags=("tag 0",)) for number in range(100))
    dealt = split_manifest(Manifest(tracks, TAGS, Path()))
    assert [len(dealt.split(name).tracks) for name in SPLITS] == [80, 10, 10]


def test_a_share_of_nothing_gets_nothing(collection: Manifest) -> None:
    dealt = split_manifest(collection, shares=(0.5, 0.0, 0.5))
    assert not dealt.split("valid").tracks
    with pytest.raises(ManifestError, match="must be 3 numbers that add up to 1"):
        split_manifest(collection, shares=(0.8, 0.1, 0.2))


def test_texts_are_split_by_author() -> None:
    passages = tuple(
        Passage(str(number), "x", author=f"a{number % 20}", emotions=("joy",)) for number in range(200)
    )
    dealt = split_texts(Texts(passages, {"joy": "emotion"}))
    assert len({(passage.author, passage.split) for passage in dealt.passages}) == 20
    assert [len(dealt.split(name).passages) for name in SPLITS] == [160, 20, 20]


def test_nothing_can_be_dealt() -> None:
    assert deal([], []) == []


def test_balance_tells_counts_and_departure() -> None:
    tracks = tuple(
        Track(f"{split}{number}", split=split, tags=("a",) if split == "train" else ("b",))
        for split in ("train", "test")
        for number in range(2)
    )
    rows = balance(Manifest(tracks, {"a": "genre", "b": "genre", "c": "genre"}, Path()))
    assert [(row.tag, row.counts, row.departure) for row in rows] == [
        ("a", (2, 0, 0), 0.5),
        ("b", (0, 0, 2), 0.5),
        ("c", (0, 0, 0), 0.0),
    ]
