"""Scenes: drawn by artist, pulled by genre, and nothing else of the manifest changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.data.manifest import Manifest, ManifestError, Track, read_manifest, write_manifest
from retrieval.data.scenes import BY_CATEGORY, CATEGORIES, LANGUAGE_OF, SCENES, with_scenes

TAGS = {"techno": "genre", "folk": "genre", "calm": "mood"}


def corpus(artists: int = 600, root: Path = Path()) -> Manifest:
    """Two tracks an artist, every second artist's techno and the others' folk; half of both is calm."""
    tracks = tuple(
        Track(
            f"t{number:05d}",
            path=f"audio/{number}.flac",
            artist=f"artist {number // 2}",
            split="test" if number // 2 % 5 == 0 else "train",
            tags=(("techno", "folk")[number // 2 % 2], *(("calm",) if number // 4 % 2 else ())),
        )
        for number in range(2 * artists)
    )
    return Manifest(tracks, TAGS, root)


def shares(manifest: Manifest, having: str) -> dict[str, float]:
    """Share of the tracks with some tag that have each scene."""
    own = [track for track in manifest.tracks if having in track.tags]
    counts = Counter(tag for track in own for tag in track.tags)
    return {scene.tag: counts[scene.tag] / len(own) for scene in SCENES}


def test_every_track_has_one_place_language_and_decade_and_at_most_two_subcultures() -> None:
    for track in with_scenes(corpus()).tracks:
        counts = dict.fromkeys(CATEGORIES, 0)
        for scene in SCENES:
            counts[scene.category] += scene.tag in track.tags
        assert [counts[name] for name in ("place", "language", "decade")] == [1, 1, 1]
        assert counts["subculture"] <= 2


def test_artists_keep_their_scene() -> None:
    lasting = {scene.tag for scene in SCENES if scene.category != "decade"}
    homes: dict[str, set[frozenset[str]]] = defaultdict(set)
    for track in with_scenes(corpus()).tracks:
        homes[track.artist].add(frozenset(lasting & set(track.tags)))
    assert {len(found) for found in homes.values()} == {1}
    assert len({found for own in homes.values() for found in own}) > 50


def test_a_genre_pulls_its_scenes() -> None:
    manifest = with_scenes(corpus(2000))
    techno, folk = shares(manifest, "techno"), shares(manifest, "folk")
    assert techno["rave"] > 1.7 * folk["rave"]
    assert folk["bohemian"] > 1.7 * techno["bohemian"]
    assert techno["mod"] < 1.3 * folk["mod"] + 0.02


def test_what_is_no_genre_pulls_nothing() -> None:
    manifest = with_scenes(corpus(2000))
    calm, techno, folk = (shares(manifest, tag) for tag in ("calm", "techno", "folk"))
    for tag, share in calm.items():
        assert share == pytest.approx((techno[tag] + folk[tag]) / 2, abs=0.03)


def test_seed_and_name_alone_decide() -> None:
    manifest = corpus(40)
    one = {track.id: track.tags for track in with_scenes(manifest, 3).tracks}
    turned = with_scenes(replace(manifest, tracks=manifest.tracks[::-1]), 3)
    assert {track.id: track.tags for track in turned.tracks} == one
    fewer = with_scenes(replace(manifest, tracks=manifest.tracks[:20]), 3)
    assert all(track.tags == one[track.id] for track in fewer.tracks)
    assert {track.id: track.tags for track in with_scenes(manifest, 4).tracks} != one


def test_everything_else_stays(tmp_path: Path) -> None:
    manifest = corpus(40, tmp_path)
    after = with_scenes(manifest)
    assert [
        replace(track, tags=track.tags[: len(own.tags)])
        for track, own in zip(after.tracks, manifest.tracks, strict=True)
    ] == list(manifest.tracks)
    assert list(after.tags)[:3] == list(TAGS) and len(after.tags) == 3 + len(SCENES)
    write_manifest(after, tmp_path / "scenes.jsonl")
    assert read_manifest(tmp_path / "scenes.jsonl").tracks == after.tracks


def test_scenes_are_added_once() -> None:
    with pytest.raises(ManifestError, match="has the tag 'united states' already"):
        with_scenes(with_scenes(corpus(3)))


def test_the_table_speaks_of_what_exists() -> None:
    from retrieval.data.starter.labels import TAGS as STARTER

    genres = {tag for tag, category in STARTER.items() if category == "genre"}
    assert {genre for scene in SCENES for genre in scene.genres} <= genres
    assert not {scene.tag for scene in SCENES} & set(STARTER)
    assert set(LANGUAGE_OF) == {scene.tag for scene in BY_CATEGORY["place"]}
    assert set(LANGUAGE_OF.values()) == {scene.tag for scene in BY_CATEGORY["language"]}
