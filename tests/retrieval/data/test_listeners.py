"""Simulated listeners: some tracks stay cold, some are loved, and tastes show in who plays what."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.data.listeners import ListenersConfig, simulate
from retrieval.data.manifest import Listens, Manifest, ManifestError, Track, write_manifest
from retrieval.data.scenes import SCENES, with_scenes

GENRES = ("techno", "folk", "jazz", "metal")
MOODS = ("calm", "happy", "dark")
CONFIG = ListenersConfig(users=300, median_tracks=25)


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    rng = np.random.default_rng(0)
    tracks = tuple(
        Track(
            f"t{number:04d}",
            artist=f"artist {number // 3}",
            split=("train", "train", "train", "valid", "test")[number // 3 % 5],
            tags=(GENRES[number // 3 % 4], *(mood for mood in MOODS if rng.random() < 0.4)),
        )
        for number in range(450)
    )
    return with_scenes(
        Manifest(tracks, {**dict.fromkeys(GENRES, "genre"), **dict.fromkeys(MOODS, "mood")}, Path())
    )


@pytest.fixture(scope="module")
def listens(manifest: Manifest) -> Listens:
    return simulate(manifest, CONFIG)


def test_the_same_seed_gives_the_same_plays_in_any_order(manifest: Manifest, listens: Listens) -> None:
    turned = replace(manifest, tracks=manifest.tracks[::-1])
    assert simulate(turned, CONFIG).listens == listens.listens
    assert simulate(manifest, replace(CONFIG, seed=1)).listens != listens.listens


def test_more_listeners_leave_the_first_as_they_were(manifest: Manifest, listens: Listens) -> None:
    few = simulate(manifest, replace(CONFIG, users=200))
    assert few.listens == listens.listens[: len(few.listens)]


def test_a_tenth_of_every_split_is_cold(manifest: Manifest, listens: Listens) -> None:
    heard = {listen.item for listen in listens.listens}
    for split in ("train", "valid", "test"):
        own = manifest.split(split).tracks
        assert sum(track.id not in heard for track in own) / len(own) == pytest.approx(0.1, abs=0.03)


def test_the_manifest_is_sound_and_counts_are_whole(listens: Listens, tmp_path: Path) -> None:
    write_manifest(listens, tmp_path / "listens.jsonl")
    assert listens.items == "track"
    assert all(listen.count >= 1 and listen.count == int(listen.count) for listen in listens.listens)


def test_audiences_activity_and_counts_have_heavy_tails(listens: Listens) -> None:
    audiences = np.array(list(Counter(listen.item for listen in listens.listens).values()))
    activity = np.array(list(Counter(listen.user for listen in listens.listens).values()))
    counts = np.array([listen.count for listen in listens.listens])
    for values in (audiences, activity, counts):
        assert values.mean() > 1.1 * np.median(values)
        assert values.max() > 4 * np.median(values)
    assert 0.7 < np.median(activity) / (1.1 * CONFIG.median_tracks) < 1.4


@pytest.mark.parametrize("tags", [GENRES, MOODS, tuple(scene.tag for scene in SCENES)])
def test_listeners_lean_towards_some_tags(
    manifest: Manifest, listens: Listens, tags: tuple[str, ...]
) -> None:
    """How far listeners' shares of a tag's tracks spread, against listeners who are given others' tracks."""
    spread = _spread(manifest, listens, tags)
    items = np.random.default_rng(0).permutation([listen.item for listen in listens.listens])
    shuffled = [replace(listen, item=str(item)) for listen, item in zip(listens.listens, items, strict=True)]
    assert spread > 1.15 * _spread(manifest, replace(listens, listens=tuple(shuffled)), tags)


def _spread(manifest: Manifest, listens: Listens, tags: tuple[str, ...]) -> float:
    marks = dict(zip([track.id for track in manifest.tracks], manifest.matrix(tags), strict=True))
    played = defaultdict(list)
    for listen in listens.listens:
        played[listen.user].append(marks[listen.item])
    means = np.array([np.mean(rows, axis=0) for rows in played.values() if len(rows) >= 10])
    return float(means.std(axis=0).mean())


def test_what_suits_is_played_more_often(manifest: Manifest) -> None:
    """With matches alone deciding, a track that many were drawn to is also played more by each."""
    drawn = replace(CONFIG, chance_share=0, artist_popularity=0, track_popularity=0, artist_liking=0)
    loyal = simulate(manifest, replace(drawn, plays_per_match=1.5))
    plain = simulate(manifest, replace(drawn, plays_per_match=0))
    assert (
        np.log([listen.count for listen in loyal.listens]).mean()
        > 0.5 + np.log([listen.count for listen in plain.listens]).mean()
    )


def test_a_manifest_without_scenes_is_refused(manifest: Manifest) -> None:
    bare = replace(manifest, tags={"techno": "genre"}, tracks=(Track("a", tags=("techno",)),))
    with pytest.raises(ManifestError, match="lacks the scene tag 'united states'"):
        simulate(bare)


def test_a_manifest_without_tracks_is_refused(manifest: Manifest) -> None:
    with pytest.raises(ManifestError, match="too few tracks"):
        simulate(replace(manifest, tracks=()))
