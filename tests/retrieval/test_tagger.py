"""A tagger must come back from its bundle as it went in, and a spoiled bundle must say what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from encoders.base import sha256_of
from encoders.registry import create_audio
from encoders.waveform import Chunks
from retrieval.bundle import BUNDLE_FILE, BundleError, find_bundle, read_bundle
from retrieval.calibration import Calibration
from retrieval.tagger import Tag, Tagger

TAGS = (Tag("jazz", "genre"), Tag("calm", "mood"), Tag("no vocals", "instrument"))


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=4, dimension=len(TAGS))
    calibration = Calibration(np.array([0.5, 1, 2], np.float32), np.array([0, -1, 0.25], np.float32))
    return Tagger(encoder, TAGS, calibration)


@pytest.fixture
def chunks(tagger: Tagger, rng: np.random.Generator) -> np.ndarray:
    return rng.normal(0, 0.1, (5, tagger.encoder.chunk_samples)).astype(np.float32)


def test_load_gives_back_what_save_was_given(tagger: Tagger, chunks: np.ndarray, tmp_path: Path) -> None:
    tagger.save(tmp_path / "b", provenance={"seed": 7}, scores={"roc_auc": 0.9})
    loaded = Tagger.load(tmp_path / "b")
    assert loaded.tags == tagger.tags
    assert loaded.fingerprint() == tagger.fingerprint() == read_bundle(tmp_path / "b", "tagger").fingerprint
    np.testing.assert_array_equal(loaded.calibration.slope, tagger.calibration.slope)
    np.testing.assert_array_equal(loaded.logits(chunks), tagger.logits(chunks))
    described = json.loads((tmp_path / "b" / BUNDLE_FILE).read_text())
    assert described["provenance"] == {"seed": 7} and described["scores"] == {"roc_auc": 0.9}


def test_half_precision_halves_the_file_and_hardly_moves_the_answers(
    tagger: Tagger, chunks: np.ndarray, tmp_path: Path
) -> None:
    tagger.save(tmp_path / "full", {}, {})
    tagger.save(tmp_path / "half", {}, {}, half_precision=True)
    full, half = (tmp_path / name / "encoder.safetensors" for name in ("full", "half"))
    assert half.stat().st_size < 0.75 * full.stat().st_size
    loaded = Tagger.load(tmp_path / "half")
    assert {parameter.dtype for parameter in loaded.encoder.parameters()} == {torch.float32}
    np.testing.assert_allclose(loaded.logits(chunks), tagger.logits(chunks), atol=0.02)
    assert read_bundle(tmp_path / "half", "tagger").fingerprint == loaded.fingerprint()


def test_same_tagger_same_bytes(tagger: Tagger, tmp_path: Path) -> None:
    for name in ("a", "b"):
        tagger.save(tmp_path / name, {}, {})
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == ["bundle.json", "encoder.json", "encoder.safetensors"]
    assert all((tmp_path / "a" / n).read_bytes() == (tmp_path / "b" / n).read_bytes() for n in files)


def test_batch_equals_single_and_repeats(tagger: Tagger, chunks: np.ndarray) -> None:
    together = tagger.logits(chunks)
    single = np.concatenate([tagger.logits(chunk[None]) for chunk in chunks])
    np.testing.assert_allclose(together, single, atol=1e-4)
    np.testing.assert_array_equal(together, tagger.logits(chunks))
    assert tagger.logits(chunks[:0]).shape == (0, len(TAGS))


def test_the_fingerprint_changes_with_weights_and_words_but_not_with_calibration(tagger: Tagger) -> None:
    renamed = Tagger(tagger.encoder, (Tag("blues", "genre"), *TAGS[1:]))
    recalibrated = Tagger(tagger.encoder, TAGS)
    other = Tagger(create_audio("short_chunk_cnn", width=4, dimension=len(TAGS)), TAGS)
    assert recalibrated.fingerprint() == tagger.fingerprint()
    assert len({tagger.fingerprint(), renamed.fingerprint(), other.fingerprint()}) == 3


def heard(samples: np.ndarray) -> Chunks:
    return Chunks(samples, np.arange(len(samples)) * 3.0, 16000, len(samples) * 3.7, ())


def test_a_track_is_the_mean_of_its_audible_chunks(tagger: Tagger, chunks: np.ndarray) -> None:
    chunks[1] = 0
    track = tagger.tag(heard(chunks))
    assert track.audible.tolist() == [True, False, True, True, True]
    assert not track.chunk_probabilities[1].any() and not track.silent
    np.testing.assert_allclose(
        track.probabilities, track.chunk_probabilities[track.audible].mean(axis=0), rtol=1e-6
    )
    np.testing.assert_array_equal(
        track.chunk_probabilities[track.audible],
        tagger.calibration.probabilities(tagger.logits(chunks[track.audible])),
    )


def test_silence_gets_no_tags(tagger: Tagger, chunks: np.ndarray) -> None:
    track = tagger.tag(heard(np.zeros_like(chunks)))
    assert track.silent and not track.probabilities.any()


def spoil_weights(folder: Path) -> None:
    path = folder / "encoder.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x07")


def rewrite(folder: Path, **changes: object) -> None:
    path = folder / BUNDLE_FILE
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def rename_encoder(folder: Path) -> None:
    path = folder / "encoder.json"
    path.write_text(path.read_text().replace("short_chunk_cnn", "tomorrows_network"))
    files = json.loads((folder / BUNDLE_FILE).read_text())["files"]
    rewrite(folder, files={**files, "encoder.json": sha256_of(path)})


SPOILERS = {
    "no audio encoder 'tomorrows_network'": rename_encoder,
    "is damaged": spoil_weights,
    "encoder.json is missing": lambda folder: (folder / "encoder.json").unlink(),
    "format 99": lambda folder: rewrite(folder, leitmotif_bundle=99),
    "a joint_space bundle": lambda folder: rewrite(folder, kind="joint_space"),
    "lacks contents": lambda folder: (folder / BUNDLE_FILE).write_text(
        '{"leitmotif_bundle": 1, "kind": "tagger", "fingerprint": "", "files": {}}'
    ),
    "cannot be read": lambda folder: (folder / BUNDLE_FILE).write_text("{"),
    "does not describe a bundle": lambda folder: (folder / BUNDLE_FILE).write_text("{}"),
    "does not fit together": lambda folder: rewrite(folder, contents={"tags": []}),
    "damaged at 'files'": lambda folder: rewrite(folder, files=[]),
    "is not a bundle": lambda folder: (folder / BUNDLE_FILE).unlink(),
}


@pytest.mark.parametrize("message", SPOILERS)
def test_a_spoiled_bundle_is_refused_by_name(tagger: Tagger, tmp_path: Path, message: str) -> None:
    tagger.save(tmp_path / "b", {}, {})
    SPOILERS[message](tmp_path / "b")
    with pytest.raises(BundleError, match=message):
        Tagger.load(tmp_path / "b")


def test_a_bundle_is_as_readable_as_any_new_file(tagger: Tagger, tmp_path: Path) -> None:
    tagger.save(tmp_path / "b", {}, {})
    (tmp_path / "new").touch()
    usual = (tmp_path / "new").stat().st_mode
    assert {path.stat().st_mode for path in (tmp_path / "b").iterdir()} == {usual}


def test_saving_over_a_bundle_keeps_its_model_card_and_leaves_nothing_behind(
    tagger: Tagger, tmp_path: Path
) -> None:
    tagger.save(tmp_path, {}, {})
    (tmp_path / "MODEL_CARD.md").write_text("card")
    tagger.save(tmp_path, {"again": True}, {})
    assert read_bundle(tmp_path, "tagger").provenance == {"again": True}
    assert {path.name for path in tmp_path.iterdir()} == {
        "MODEL_CARD.md", "bundle.json", "encoder.json", "encoder.safetensors",
    }  # fmt: skip


def test_bundles_are_found_by_folder_and_by_name(
    tagger: Tagger, tmp_path: Path, leitmotif_home: Path
) -> None:
    mine = leitmotif_home.resolve() / "bundles" / "mine"
    tagger.save(mine, {}, {})
    tagger.save(tmp_path / "elsewhere", {}, {})
    assert find_bundle("mine") == mine
    assert find_bundle(str(tmp_path / "elsewhere")) == tmp_path / "elsewhere"
    with pytest.raises(BundleError, match=r"no bundle 'yours': choose from .*mine"):
        find_bundle("yours")


def test_vocabulary_encoder_and_calibration_must_agree(tagger: Tagger) -> None:
    with pytest.raises(ValueError, match="do not belong together"):
        Tagger(tagger.encoder, TAGS[:2])
    with pytest.raises(ValueError, match="only once"):
        Tagger(tagger.encoder, (TAGS[0], TAGS[0], TAGS[1]))
