"""The command: a published file in, a bundle that tags out, and one clear sentence when it cannot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from retrieval.bundle import find_bundle
from retrieval.tagger import Tagger
from scripts.import_weights import main
from tests.encoders.test_published import SAMPLES, TAGS, WIDTH, published_forward, published_state

NAMES = ["guitar", "rock", "slow", "très doux", "no vocals", "80s"]


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    path = tmp_path / "best_model.pth"
    torch.save(published_state(residual=True), path)
    return path


def run(*arguments: object) -> None:
    main([str(argument) for argument in arguments])


def test_the_bundle_gives_the_published_probabilities(
    checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(checkpoint, "--encoder", "short_chunk_resnet")
    tagger = Tagger.load(find_bundle("best_model"))
    assert [tag.name for tag in tagger.tags] == [f"tag_{index:03d}" for index in range(TAGS)]
    waveform = 0.3 * torch.randn(2, SAMPLES, generator=torch.Generator().manual_seed(1))
    expected = published_forward(published_state(residual=True), waveform, residual=True)
    heard = tagger.calibration.probabilities(tagger.logits(waveform.numpy()))
    np.testing.assert_allclose(heard, expected, atol=1e-4)
    assert "6 tags" in capsys.readouterr().out


def test_tags_are_read_from_text_with_categories(checkpoint: Path, tmp_path: Path) -> None:
    lines = ["guitar\tinstrument", "rock\tgenre", *NAMES[2:]]
    (tmp_path / "tags.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run(
        checkpoint,
        "--encoder",
        "short_chunk_resnet",
        "--tags",
        tmp_path / "tags.txt",
        "--out",
        tmp_path / "b",
    )
    tags = Tagger.load(tmp_path / "b").tags
    assert [tag.name for tag in tags] == NAMES
    assert [tag.category for tag in tags] == ["instrument", "genre", "tag", "tag", "tag", "tag"]


@pytest.mark.parametrize("kind", ["U", "S"])
def test_tags_are_read_from_numpy(checkpoint: Path, tmp_path: Path, kind: str) -> None:
    names = np.array(NAMES) if kind == "U" else np.char.encode(np.array(NAMES), "utf-8")
    np.save(tmp_path / "tags.npy", names)
    run(checkpoint, "--encoder", "short_chunk_resnet", "--tags-npy", tmp_path / "tags.npy", "--name", "mtat")
    assert [tag.name for tag in Tagger.load(find_bundle("mtat")).tags] == NAMES


def test_pickled_tag_arrays_are_refused(checkpoint: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "tags.npy", np.array(NAMES, dtype=object), allow_pickle=True)
    with pytest.raises(SystemExit, match="array of strings"):
        run(checkpoint, "--encoder", "short_chunk_resnet", "--tags-npy", tmp_path / "tags.npy")


@pytest.mark.parametrize(
    ("lines", "complaint"), [(NAMES[:4], "4 tags, but the network has 6"), ([*NAMES[:5], "rock"], "rock")]
)
def test_a_tag_list_that_does_not_fit_is_refused(
    checkpoint: Path, tmp_path: Path, lines: list[str], complaint: str
) -> None:
    (tmp_path / "tags.txt").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SystemExit, match=complaint):
        run(checkpoint, "--encoder", "short_chunk_resnet", "--tags", tmp_path / "tags.txt")


def test_an_existing_bundle_is_never_overwritten(checkpoint: Path, tmp_path: Path) -> None:
    run(checkpoint, "--encoder", "short_chunk_resnet", "--out", tmp_path / "bundle")
    before = (tmp_path / "bundle" / "bundle.json").read_bytes()
    with pytest.raises(SystemExit, match="already a bundle"):
        run(checkpoint, "--encoder", "short_chunk_resnet", "--out", tmp_path / "bundle")
    assert (tmp_path / "bundle" / "bundle.json").read_bytes() == before


def test_a_place_that_cannot_be_written_is_named(checkpoint: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"cannot write the bundle .*give another --out"):
        run(checkpoint, "--encoder", "short_chunk_resnet", "--out", checkpoint / "bundle")
    with pytest.raises(SystemExit, match="no name for a bundle"):
        run(checkpoint, "--encoder", "short_chunk_resnet", "--name", "../up")


def test_a_misfit_leaves_no_bundle(checkpoint: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=f"width={WIDTH}"):
        run(checkpoint, "--encoder", "short_chunk_cnn", "--out", tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()


def test_a_missing_file_and_an_unknown_front_end_are_named(checkpoint: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"no file .*absent\.pth"):
        run(tmp_path / "absent.pth", "--encoder", "short_chunk_resnet")
    with pytest.raises(SystemExit, match="no front end 'mel'"):
        run(checkpoint, "--encoder", "short_chunk_resnet", "--frontend", "mel")
