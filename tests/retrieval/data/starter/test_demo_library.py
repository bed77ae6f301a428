"""The demo library: what is planned, what is shipped, and the covers."""

from __future__ import annotations

import base64
from pathlib import Path

import mutagen
import numpy as np
import pytest
from mutagen.flac import Picture

from retrieval.data.manifest import read_manifest
from retrieval.data.starter.corpus import CORPUS, Plan
from retrieval.data.starter.covers import as_jpeg, draw_cover, palette_of
from retrieval.data.starter.demo_library import KILOBITS, SAMPLE_RATE, encode, label, releases
from retrieval.data.starter.score import Note, Part, Piece
from retrieval.data.starter.styles import STYLES
from scripts.render_demo import LIBRARY


def _piece(valence: float, seed: int = 1, production: str = "studio") -> Piece:
    notes = tuple(Note(0.5 * i, 0.4, 60 + (5 * i) % 12, 80) for i in range(20))
    parts = (Part("grand_piano", "melody", notes), Part("cello", "bass", notes[::2]))
    facts = {"valence": valence, "arousal": 0.5, "brightness": 0.6}
    return Piece("t", "waltz", "T", "A", seed, 10.0, 120.0, 4, 0, "major", parts, (), production, facts)


def test_the_library_is_varied_and_apart_from_every_corpus() -> None:
    planned = releases()
    assert 55 <= len(planned) <= 70
    styles = [release.plan.style for release in planned]
    assert len(set(styles)) == len(styles) and set(styles) <= set(STYLES)
    assert all(20 <= release.plan.seconds <= 40 for release in planned)
    assert len({release.file_name for release in planned}) == len(planned)
    demo = {release.plan.generators()[0] for release in planned}
    corpus = {Plan(i, seed, 30.0, CORPUS).generators()[0] for i in range(200) for seed in range(5)}
    assert not demo & corpus


def test_an_artist_keeps_one_album() -> None:
    albums: dict[str, set[str]] = {}
    for release in releases():
        albums.setdefault(release.artist, set()).add(release.album)
    assert all(len(names) == 1 for names in albums.values())


@pytest.mark.parametrize("production", ["studio", "electronic", "orchestral", "acoustic", "spacious"])
def test_a_cover_is_a_picture_and_always_the_same_one(production: str) -> None:
    for seed in range(4):
        piece = _piece(0.5, seed, production)
        cover = draw_cover(piece, 64)
        assert cover.size == (64, 64)
        assert as_jpeg(cover) == as_jpeg(draw_cover(piece, 64))
        assert np.asarray(cover).std() > 5


def test_happy_music_has_warm_covers_and_sad_music_cold_ones() -> None:
    def warmth(valence: float) -> float:
        colours = [palette_of(_piece(valence), np.random.default_rng(seed))[2] for seed in range(30)]
        return float(np.mean([red - blue for red, _, blue in colours]))

    assert warmth(0.95) > 50 > -50 > warmth(0.05)


def test_a_labelled_opus_file_tells_everything_back(tmp_path: Path) -> None:
    release, piece = releases()[0], _piece(0.5)
    tone = 0.3 * np.sin(np.arange(SAMPLE_RATE) * 0.05, dtype=np.float32)
    paths = [tmp_path / "one.opus", tmp_path / "two.opus"]
    for path in paths:
        encode(np.stack([tone, tone]), path)
        label(path, release, piece, "classical")
    assert paths[0].read_bytes() == paths[1].read_bytes()
    file = mutagen.File(paths[0])
    assert abs(file.info.length - 1.0) < 0.05
    assert paths[0].stat().st_size < 30_000 + KILOBITS * 1000
    assert (file["title"], file["artist"], file["album"]) == (
        [piece.title],
        [release.artist],
        [release.album],
    )
    picture = Picture(base64.b64decode(file["metadata_block_picture"][0]))
    assert picture.mime == "image/jpeg" and picture.data[:3] == b"\xff\xd8\xff"


def test_what_is_shipped_is_what_was_planned_and_fits_the_repository() -> None:
    manifest = read_manifest(LIBRARY / "manifest.jsonl")
    planned = {release.plan.track_id: release for release in releases()}
    assert {track.id for track in manifest.tracks} == set(planned)
    sizes = []
    for track in manifest.tracks:
        path = manifest.audio_path(track)
        assert path.name == planned[track.id].file_name
        assert abs(mutagen.File(path).info.length - planned[track.id].plan.seconds) < 0.1
        sizes.append(path.stat().st_size)
    assert sum(sizes) <= 8_000_000
