"""`python -m scripts.tag` on real small files: what it prints, writes and returns."""

from __future__ import annotations

import json
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
import torch

from encoders.registry import create_audio
from retrieval.calibration import Calibration
from retrieval.tagger import Tag, Tagger
from scripts import tag

TAGS = (Tag("jazz", "genre"), Tag("rock", "genre"), Tag("calm", "mood"))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tagger that is sure of jazz and calm, and sure against rock, whatever it hears."""
    folder = tmp_path_factory.mktemp("bundle")
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=2, dimension=3)
    calibration = Calibration(np.full(3, 1e-3, np.float32), np.array([2, -4, 1], np.float32))
    Tagger(encoder, TAGS, calibration).save(folder, {}, {})
    return folder


@pytest.fixture
def music(tmp_path: Path, rng: np.random.Generator) -> Path:
    folder = tmp_path / "music"
    (folder / "deep").mkdir(parents=True)
    for name, gain in {"a.flac": 0.1, "deep/b.wav": 0.2, "hush.wav": 0.0}.items():
        soundfile.write(folder / name, gain * rng.uniform(-1, 1, 80000), 16000)
    (folder / "broken.mp3").write_bytes(b"no music at all")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        tag.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_plain_output_of_a_folder(bundle: Path, music: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, music, "--bundle", bundle, "--workers", 1)
    width = 80 - len(str(music))
    assert out.replace(str(music), "M") == "\n".join(
        [
            "M/a.flac" + " " * max(2, width - len("/a.flac0:05")) + "0:05",
            "  genre        jazz 88 %",
            "  mood         calm 73 %",
            "",
            "M/hush.wav" + " " * max(2, width - len("/hush.wav0:05")) + "0:05",
            "  silent       nothing can be heard in it, so there is nothing to tag",
            "",
            "M/deep/b.wav" + " " * max(2, width - len("/deep/b.wav0:05")) + "0:05",
            "  genre        jazz 88 %",
            "  mood         calm 73 %",
            "",
        ]
    )
    told = [
        line for line in err.splitlines() if not line.startswith("tagging:")
    ]  # progress, on a slow machine
    assert told[0] == "1 of 4 files failed:" and str(music / "broken.mp3") in err
    assert code == 1


def test_json_has_a_line_for_every_file_in_order(
    bundle: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, music, music / "gone.ogg", "--bundle", bundle, "--json", "--workers", 2)
    lines = [json.loads(line) for line in out.splitlines()]
    names = [Path(line["file"]).name for line in lines]
    assert names == ["a.flac", "broken.mp3", "hush.wav", "b.wav", "gone.ogg"]
    assert list(lines[0]) == ["file", "duration_seconds", "silent", "problems", "tags"]
    assert list(lines[0]["tags"]["genre"]) == ["jazz", "rock"]
    assert lines[0]["tags"]["genre"]["rock"] == pytest.approx(0.018, abs=0.002)
    assert list(lines[1]) == ["file", "error", "reason"] and lines[4]["reason"] == "not_found"
    assert lines[2]["silent"] and set(lines[2]["tags"]["genre"].values()) == {0.0}
    assert code == 1


def test_json_timeline_holds_a_number_for_every_chunk(
    bundle: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, music / "a.flac", "--bundle", bundle, "--json", "--timeline")
    found = json.loads(out)["timeline"]
    assert found["starts_seconds"] == [0.0, pytest.approx(5 - 59049 / 16000, abs=1e-3)]
    assert {len(values) for values in found["probabilities"].values()} == {2}
    assert code == 0


def test_fewer_chunks_on_request(bundle: Path, music: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, music / "a.flac", "--bundle", bundle, "--json", "--timeline", "--chunks", 1)
    assert len(json.loads(out)["timeline"]["starts_seconds"]) == 1


def test_tags_are_written_only_when_told_twice(
    bundle: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (music / "a.flac").read_bytes()
    code, out, err = run(capsys, music / "a.flac", "--bundle", bundle, "--write-tags")
    assert "  would write  GENRE: jazz\n               LEITMOTIF_GENRE: jazz\n" in out
    assert err == "nothing was written: add --yes to write\n"
    assert (music / "a.flac").read_bytes() == before and code == 0
    code, out, err = run(
        capsys, music / "a.flac", music / "hush.wav", "--bundle", bundle, "--write-tags", "--yes"
    )
    assert "  wrote        GENRE: jazz\n" in out and err == "" and code == 0
    assert mutagen.File(music / "a.flac")["LEITMOTIF_MOOD"] == ["calm"]
    assert mutagen.File(music / "hush.wav").tags is None


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["x.mp3", "--yes"], 2, "--yes only makes sense with --write-tags"),
        (["x.mp3", "--threshold", "30"], 2, "'30' is not a probability"),
        (["x.mp3", "--chunks", "0"], 2, "'0' is not a whole number"),
        ([], 2, "FILE_OR_FOLDER"),
        ([""], 2, "a path is empty"),
    ],
)
def test_mistakes_are_explained(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, out, err = run(capsys, *arguments)
    assert (found, out) == (code, "") and message in err


def test_no_such_bundle_and_no_music_are_explained(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no bundle 'nosuch'"):
        tag.main(["x.mp3", "--bundle", "nosuch"])
    with pytest.raises(SystemExit, match="no audio files in"):
        tag.main([str(tmp_path)])


def test_an_interruption_says_how_far_it_came(
    bundle: Path, music: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Tagger, path: Path, count: int | None = None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Tagger, "tag", interrupted)
    code, _, err = run(capsys, music, "--bundle", bundle, "--workers", 1)
    assert code == 130 and err == "interrupted: 0 of 4 files were done\n"
