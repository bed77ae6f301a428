"""Songs are heard once and found again; what cannot be heard is said to be missing, and never made up."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
import torch
from numpy.typing import NDArray

from encoders.registry import create_audio
from encoders.waveform import read_chunks
from retrieval import song_vectors as module
from retrieval.data.manifest import Manifest, Track, read_manifest
from retrieval.song_vectors import SongVectorError, SongVectors, song_vectors
from retrieval.tagger import Tag, Tagger
from tests.retrieval.toys import CATEGORIES, RATE, toy_manifest


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=4, dimension=3, chunk_samples=33_000)
    return Tagger(encoder, tuple(Tag(*item) for item in CATEGORIES.items()))


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return read_manifest(toy_manifest(tmp_path / "toy", tracks=5, seconds=3.0))


@dataclass
class Listeners:
    """A cultural encoder that knows two items, by id or by name."""

    kind: str
    items: tuple[str, ...]

    @property
    def config(self) -> SimpleNamespace:
        return SimpleNamespace(kind=self.kind)

    def warm(self, items: Sequence[str]) -> NDArray[np.bool_]:
        return np.array([item in self.items for item in items], dtype=bool)

    def encode(self, items: Sequence[str]) -> NDArray[np.float32]:
        return self.warm(items)[:, None] * np.ones((1, 2), np.float32)


def test_vectors_are_those_of_the_encoder_before_its_last_layer(tagger: Tagger, manifest: Manifest) -> None:
    songs = song_vectors(tagger, manifest, segments=2, workers=1)
    assert songs.ids == tuple(track.id for track in manifest.tracks)
    assert songs.acoustic.shape == (5, 2, tagger.encoder.penultimate_dimension)
    assert songs.has_acoustic.all() and not songs.has_cultural.any() and songs.cultural.shape == (5, 0)
    chunks = read_chunks(manifest.audio_path(manifest.tracks[3]), RATE, 33_000, 2)
    vectors, logits = tagger.vectors_and_logits(chunks.samples)
    # serving folds batch norms and may use bfloat16
    np.testing.assert_allclose(songs.acoustic[3], vectors, atol=0.05 * np.abs(vectors).max())
    np.testing.assert_array_equal(tagger.logits(chunks.samples), logits)


def test_songs_are_heard_once_until_their_files_change(
    tagger: Tagger, manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = song_vectors(tagger, manifest, segments=2, workers=1)
    listened = []
    listener = module._listener
    monkeypatch.setattr(module, "_listener", lambda *given: listened.append(given) or listener(*given))
    np.testing.assert_array_equal(song_vectors(tagger, manifest, segments=2).acoustic, first.acoustic)
    assert not listened
    path = manifest.audio_path(manifest.tracks[0])
    os.utime(path, (1, 1))
    song_vectors(tagger, manifest, segments=2, workers=1)
    assert len(listened) == 1
    song_vectors(tagger, manifest, segments=3, workers=1)
    assert len(listened) == 2


def test_several_processes_hear_what_one_hears(
    tagger: Tagger, manifest: Manifest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = song_vectors(tagger, manifest, segments=2, workers=1)
    monkeypatch.setenv("LEITMOTIF_HOME", str(tmp_path / "another home"))
    two = song_vectors(tagger, manifest, segments=2, workers=2)
    np.testing.assert_array_equal(one.acoustic, two.acoustic)


def test_what_cannot_be_heard_is_missing(
    tagger: Tagger, manifest: Manifest, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [manifest.audio_path(track) for track in manifest.tracks]
    soundfile.write(paths[0], np.zeros(3 * RATE), RATE)
    paths[1].write_bytes(b"no music")
    half, _ = soundfile.read(paths[2])
    soundfile.write(paths[2], np.concatenate([half, np.zeros(3 * len(half))]), RATE)
    tracks = (*manifest.tracks, Track("nowhere"))
    songs = song_vectors(tagger, replace(manifest, tracks=tracks), segments=4, workers=1)
    assert songs.has_acoustic.tolist() == [False, False, True, True, True, False]
    assert not songs.acoustic[~songs.has_acoustic].any()
    np.testing.assert_array_equal(songs.acoustic[2, 2:], songs.acoustic[2, [0, 1]])
    assert "1 of 5 files could not be heard" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["track", "artist"])
def test_listeners_are_found_by_track_or_by_artist(tagger: Tagger, manifest: Manifest, kind: str) -> None:
    known = Listeners(kind, ("t1", "artist 3"))
    songs = song_vectors(tagger, manifest, known, segments=2, workers=1)  # type: ignore[arg-type]
    assert np.flatnonzero(songs.has_cultural).tolist() == ([1] if kind == "track" else [3])
    assert (songs.cultural.any(axis=1) == songs.has_cultural).all() and songs.cultural.shape == (5, 2)


def test_take_keeps_the_order_it_is_given(tagger: Tagger, manifest: Manifest) -> None:
    songs = song_vectors(tagger, manifest, segments=2, workers=1)
    taken = songs.take([3, 0])
    assert taken.ids == ("t3", "t0") and len(taken) == 2
    np.testing.assert_array_equal(taken.acoustic[1], songs.acoustic[0])
    assert songs.take(np.array([False, True, False, False, True])).ids == ("t1", "t4")


def test_a_file_that_is_gone_is_named(tagger: Tagger, manifest: Manifest) -> None:
    manifest.audio_path(manifest.tracks[4]).unlink()
    with pytest.raises(SongVectorError, match=r"track 't4': cannot read .*4\.wav"):
        song_vectors(tagger, manifest)


def test_when_nothing_can_be_heard_it_says_so(tagger: Tagger, manifest: Manifest) -> None:
    for track in manifest.tracks:
        soundfile.write(manifest.audio_path(track), np.zeros(RATE), RATE)
    with pytest.raises(SongVectorError, match="all are silent"):
        song_vectors(tagger, manifest, workers=1)


def test_shapes_must_fit_together() -> None:
    yes = np.ones(2, dtype=bool)
    with pytest.raises(ValueError, match=r"acoustic is \[N, S, A\]"):
        SongVectors(("a", "b"), np.zeros((2, 3), np.float32), np.zeros((2, 0), np.float32), yes, yes)
    with pytest.raises(ValueError, match="2 songs have"):
        SongVectors(("a", "b"), np.zeros((3, 1, 3), np.float32), np.zeros((2, 0), np.float32), yes, yes)
