"""What is read back must be what the front end hears, of the right track and from the right time."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from encoders.frontend import Frontend, preset
from encoders.waveform import read
from retrieval.data.features import FeatureError, Recipe, features_of
from retrieval.data.manifest import Manifest, Track, read_manifest
from tests.retrieval.toys import RATE, toy_manifest


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return read_manifest(toy_manifest(tmp_path / "toy", tracks=6))


@pytest.mark.parametrize(("storage", "tolerance"), [("uint8", 0.31), ("float16", 0.04)])
def test_stored_frames_are_those_of_the_front_end(manifest: Manifest, storage: str, tolerance: float) -> None:
    store = features_of(manifest, Recipe("short_chunk", storage=storage), workers=1)
    frontend = Frontend(preset("short_chunk"))
    for number, track in enumerate(manifest.tracks):
        samples = read(manifest.audio_path(track), RATE).samples
        heard = frontend(torch.from_numpy(samples)[None])[0, 0].T.numpy()
        np.testing.assert_allclose(store.track(number), heard, atol=tolerance)


def test_a_chunk_begins_where_it_is_asked_to(manifest: Manifest) -> None:
    store = features_of(manifest, Recipe("short_chunk"), workers=1)
    chunks = store.gather([4, 2], [10, 0], 20)
    np.testing.assert_array_equal(chunks[0], store.track(4)[10:30])
    np.testing.assert_array_equal(chunks[1], store.track(2)[:20])


def test_a_short_track_is_repeated_and_no_neighbour_leaks_in(manifest: Manifest) -> None:
    store = features_of(manifest, Recipe("short_chunk"), workers=1)
    whole = store.track(1)
    chunk = store.gather([1], [0], 2 * len(whole) + 3)[0]
    np.testing.assert_array_equal(chunk, np.concatenate([whole, whole, whole[:3]]))


def test_waveforms_keep_sixteen_bits(manifest: Manifest) -> None:
    store = features_of(manifest, Recipe("short_chunk", domain="waveform"), workers=1)
    samples = read(manifest.audio_path(manifest.tracks[3]), RATE).samples
    np.testing.assert_allclose(store.track(3)[:, 0], samples, atol=2e-5)


def test_processes_make_the_same_store_as_one(manifest: Manifest, tmp_path: Path) -> None:
    many = replace(manifest, tracks=manifest.tracks * 2)
    one = features_of(many, Recipe("short_chunk"), workers=1, folder=tmp_path / "one")
    two = features_of(many, Recipe("short_chunk"), workers=2, folder=tmp_path / "two")
    np.testing.assert_array_equal(one.offsets, two.offsets)
    np.testing.assert_array_equal(one.track(7), two.track(7))


def test_an_unchanged_collection_is_not_decoded_again_and_a_changed_one_is(
    manifest: Manifest, tmp_path: Path
) -> None:
    folder = tmp_path / "stores"
    features_of(manifest, Recipe("short_chunk"), workers=1, folder=folder)
    features_of(manifest, Recipe("short_chunk"), workers=1, folder=folder)
    assert len(list(folder.iterdir())) == 1
    os.utime(manifest.audio_path(manifest.tracks[0]), ns=(1, 1))
    features_of(manifest, Recipe("short_chunk"), workers=1, folder=folder)
    assert len(list(folder.iterdir())) == 2


def test_a_broken_file_costs_itself_only_and_is_named(manifest: Manifest) -> None:
    manifest.audio_path(manifest.tracks[2]).write_bytes(b"no music")
    store = features_of(manifest, Recipe("short_chunk"), workers=1)
    assert list(store.failures) == ["t2"] and store.lengths[2] == 0
    assert (np.delete(store.lengths, 2) > 0).all()


def test_a_missing_file_is_said_before_anything_is_decoded(manifest: Manifest) -> None:
    lacking = replace(manifest, tracks=(*manifest.tracks, Track("gone", "audio/gone.wav")))
    with pytest.raises(FeatureError, match=r"track 'gone': cannot read .*gone\.wav"):
        features_of(lacking, Recipe("short_chunk"), workers=1)
