"""A joint bundle must embed after loading as before, and give vectors that any index can search."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from encoders.base import CulturalEncoder, TextEncoder
from encoders.registry import create_audio, encoder_class
from retrieval import joint_bundle as module
from retrieval.bundle import BUNDLE_FILE, JOINT, BundleError, read_bundle
from retrieval.config import SpaceConfig
from retrieval.joint_bundle import JointBundle
from retrieval.joint_space import JointSpace
from retrieval.song_vectors import SongVectors
from retrieval.tagger import Tag, Tagger
from tests.retrieval.texts import ToyTexts

TAGS = (Tag("jazz", "genre"), Tag("calm", "mood"))
TEXTS = ("a calm piano", "jazz", "rain")


@pytest.fixture(autouse=True)
def toy_texts_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_text", ToyTexts.load)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    torch.manual_seed(0)
    return Tagger(create_audio("short_chunk_cnn", width=4, dimension=2, chunk_samples=33_000), TAGS)


def listeners() -> CulturalEncoder:
    kind = encoder_class("cultural", "matrix_factorization")
    plays = [(f"user {n % 7}", f"t{n % 5}", 1.0 + n % 3) for n in range(60)]
    encoder = kind.fit(plays, kind.Config(dimension=3, iterations=2))  # type: ignore[attr-defined]
    assert isinstance(encoder, CulturalEncoder)
    return encoder


def bundle(tagger: Tagger, song: str = "acoustic", templates: tuple[str, ...] = ("{}",)) -> JointBundle:
    torch.manual_seed(1)
    text, cultural = ToyTexts(), listeners() if song != "acoustic" else None
    config = SpaceConfig(song=song, hidden=12, dimension=6)  # type: ignore[arg-type]
    acoustic = tagger.encoder.penultimate_dimension
    space = JointSpace(config, text.dimension, acoustic, cultural.dimension if cultural else 0)
    return JointBundle(tagger, text, space, cultural, templates)


def songs(joint: JointBundle, count: int = 7, seed: int = 0) -> SongVectors:
    rng = np.random.default_rng(seed)
    acoustic = rng.random((count, 3, joint.space.acoustic_dimension)).astype(np.float32)
    cultural = rng.standard_normal((count, joint.space.cultural_dimension)).astype(np.float32)
    warm = np.arange(count) % 2 == (0 if joint.cultural else 2)
    cultural[~warm] = 0
    ids = tuple(f"t{number}" for number in range(count))
    return SongVectors(ids, acoustic, cultural, np.ones(count, dtype=bool), warm)


@pytest.mark.parametrize("song", ["acoustic", "concatenated", "fused"])
def test_load_gives_back_what_save_was_given(tagger: Tagger, song: str, tmp_path: Path) -> None:
    joint = bundle(tagger, song, ("{}", "{} music"))
    joint.save(tmp_path, provenance={"seed": 7}, scores={"map": 0.5}, tagger_provenance={"seed": 6})
    loaded = JointBundle.load(tmp_path)
    given = songs(joint)
    np.testing.assert_array_equal(loaded.scores(TEXTS, given), joint.scores(TEXTS, given))
    assert loaded.fingerprint() == joint.fingerprint() == read_bundle(tmp_path, JOINT).fingerprint
    assert loaded.templates == joint.templates and loaded.tagger.tags == TAGS
    assert (loaded.cultural is None) == (song == "acoustic")
    described = read_bundle(tmp_path, JOINT)
    assert described.provenance == {"seed": 7} and described.scores == {"map": 0.5}
    assert read_bundle(tmp_path / "tagger", "tagger").provenance == {"seed": 6}


def test_same_bundle_same_bytes(tagger: Tagger, tmp_path: Path) -> None:
    for name in ("a", "b"):
        bundle(tagger, "fused").save(tmp_path / name, {}, {})
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*"))
    assert len(files) > 5
    assert all((tmp_path / "a" / n).read_bytes() == (tmp_path / "b" / n).read_bytes() for n in files)


def test_the_fingerprint_changes_with_whatever_changes_vectors(tagger: Tagger) -> None:
    other_ears = Tagger(create_audio("short_chunk_cnn", width=4, dimension=2, chunk_samples=33_000), TAGS)
    variants = [
        bundle(tagger),
        bundle(tagger, templates=("{} music",)),
        bundle(other_ears),
        bundle(tagger, "fused"),
    ]
    moved = bundle(tagger)
    next(moved.space.parameters()).data.add_(1e-3)
    assert len({joint.fingerprint() for joint in [*variants, moved]}) == 5
    assert bundle(tagger).fingerprint() == variants[0].fingerprint()


@pytest.mark.parametrize("song", ["acoustic", "fused"])
def test_vectors_are_unit_and_their_dot_product_is_the_score(tagger: Tagger, song: str) -> None:
    joint = bundle(tagger, song, ("{}", "music that is {}"))
    given = songs(joint)
    texts, whole = joint.embed_texts(TEXTS), joint.embed_songs(given)
    assert texts.shape == (3, joint.dimension) and whole.shape == (7, joint.dimension)
    for vectors in (texts, whole, joint.embed_segments(given.acoustic[0])):
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(joint.scores(TEXTS, given), texts @ whole.T)
    for row, text in enumerate(TEXTS):
        np.testing.assert_allclose(joint.embed_texts([text])[0], texts[row], atol=1e-6)
    np.testing.assert_allclose(joint.embed_songs(given.take([4, 1])), whole[[4, 1]], atol=1e-6)


def test_a_song_is_the_mean_of_its_segments_unless_asked_otherwise(tagger: Tagger) -> None:
    joint = bundle(tagger)
    given = songs(joint)
    segments = np.stack([joint.embed_segments(song) for song in given.acoustic])
    mean = segments.mean(axis=1)
    expected = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    np.testing.assert_allclose(joint.embed_songs(given), expected, atol=1e-6)
    raw = joint.embed_songs(given, pool="raw_mean")
    np.testing.assert_allclose(raw, joint.embed_segments(given.acoustic.mean(axis=1)), atol=1e-6)
    assert np.abs(raw - expected).max() > 1e-4


def test_nothing_gives_nothing(tagger: Tagger) -> None:
    joint = bundle(tagger)
    none = songs(joint).take([])
    assert joint.embed_texts([]).shape == (0, 6) and joint.scores(TEXTS, none).shape == (3, 0)
    unheard = songs(joint)
    unheard.has_acoustic[2] = False
    assert not joint.embed_songs(unheard)[2].any() and joint.embed_songs(unheard)[3].any()


def test_a_text_without_meaning_is_like_nothing(tagger: Tagger) -> None:
    found = bundle(tagger, templates=("{}", "{} {}")).embed_texts(["", "jazz"])
    assert not found[0].any() and found[1].any()


def test_songs_without_listens_can_be_asked_of_a_fused_space(tagger: Tagger) -> None:
    joint = bundle(tagger, "fused")
    given = songs(joint)
    unlistened = SongVectors(
        given.ids, given.acoustic, np.zeros((7, 0), np.float32), given.has_acoustic, np.zeros(7, dtype=bool)
    )
    found = joint.embed_songs(unlistened)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(found[1::2], joint.embed_songs(given)[1::2], atol=1e-6)


def test_a_file_is_heard_in_one_pass(tagger: Tagger, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    sound = np.concatenate([0.1 * rng.standard_normal(3 * 33_000), np.zeros(3 * 33_000)])
    soundfile.write(tmp_path / "half.wav", sound, 16_000)
    joint = bundle(tagger)
    for serving, tolerance in ((joint, 1e-6), (joint.quickened(), 0.05)):
        heard = serving.hear(tmp_path / "half.wav")
        expected = tagger.tag(tmp_path / "half.wav")
        np.testing.assert_allclose(heard.tagged.probabilities, expected.probabilities, atol=tolerance)
        assert heard.tagged.audible.tolist() == [True] * 3 + [False] * 3
        assert heard.embedded.shape == (6, 6) and not heard.embedded[3:].any()
        expected_vectors = joint.embed_segments(heard.acoustic[:3])
        np.testing.assert_allclose(heard.embedded[:3], expected_vectors, atol=1e-6)
    assert joint.quickened().fingerprint() == joint.fingerprint()
    assert len(joint.hear(tmp_path / "half.wav", 2).acoustic) == 2


def lose_space(folder: Path) -> None:
    (folder / "space.safetensors").unlink()


def other_inputs(folder: Path) -> None:
    path = folder / BUNDLE_FILE
    described = json.loads(path.read_text())
    described["contents"]["inputs"]["text"] = 5
    path.write_text(json.dumps(described))


def no_space(folder: Path) -> None:
    path = folder / BUNDLE_FILE
    described = json.loads(path.read_text())
    del described["contents"]["space"]
    path.write_text(json.dumps(described))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lose_space, "space.safetensors is missing"),
        (other_inputs, "does not fit together"),
        (no_space, "does not fit together"),
    ],
)
def test_a_spoiled_bundle_is_refused_by_name(
    tagger: Tagger, tmp_path: Path, spoil: object, message: str
) -> None:
    bundle(tagger).save(tmp_path, {}, {})
    assert callable(spoil)
    spoil(tmp_path)
    with pytest.raises(BundleError, match=message):
        JointBundle.load(tmp_path)


def test_a_tagger_bundle_is_no_joint_bundle(tagger: Tagger, tmp_path: Path) -> None:
    tagger.save(tmp_path, {}, {})
    with pytest.raises(BundleError, match="is a tagger bundle, and a joint bundle is needed"):
        JointBundle.load(tmp_path)


class Wide(ToyTexts):
    @property
    def dimension(self) -> int:
        return 99


def test_parts_that_do_not_belong_together_are_refused(tagger: Tagger) -> None:
    joint = bundle(tagger)
    wide: TextEncoder = Wide()
    with pytest.raises(ValueError, match="text encoder gives 99 numbers, the space takes 8"):
        JointBundle(tagger, wide, joint.space)
    with pytest.raises(ValueError, match="cultural encoder gives 3"):
        JointBundle(tagger, joint.text, joint.space, listeners())


def test_half_precision_halves_the_ears_and_hardly_moves_vectors(tagger: Tagger, tmp_path: Path) -> None:
    joint = bundle(tagger)
    joint.save(tmp_path / "full", {}, {})
    joint.save(tmp_path / "half", {}, {}, half_precision=True)
    sizes = [(tmp_path / name / "tagger" / "encoder.safetensors").stat().st_size for name in ("full", "half")]
    assert sizes[1] < 0.75 * sizes[0]
    chunks = 0.1 * np.random.default_rng(0).standard_normal((2, 33_000)).astype(np.float32)
    loaded = [JointBundle.load(tmp_path / name) for name in ("full", "half")]
    vectors = [joint.tagger.vectors_and_logits(chunks)[0] for joint in loaded]
    np.testing.assert_allclose(vectors[0], vectors[1], atol=0.02 * np.abs(vectors[0]).max())


def test_a_text_is_read_in_every_template(tagger: Tagger) -> None:
    one, other = bundle(tagger, templates=("{} music",)), bundle(tagger, templates=("sounds {}",))
    both = bundle(tagger, templates=("{} music", "sounds {}"))
    mean = one.embed_texts(TEXTS) + other.embed_texts(TEXTS)
    np.testing.assert_allclose(
        both.embed_texts(TEXTS), mean / np.linalg.norm(mean, axis=1, keepdims=True), atol=1e-6
    )
