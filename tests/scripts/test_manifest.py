"""The manifest command: what a person sees, and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.data.manifest import Listen, Listens, Passage, Texts, read_manifest, read_texts, write_manifest
from scripts.manifest import main


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rows = [f"{n}.wav,artist {n % 20},Rock{' Music' * (n % 3 == 0)}" for n in range(120)]
    (tmp_path / "table.csv").write_text("file,artist,tags\n" + "\n".join(rows) + "\n")
    return tmp_path / "table.csv"


def imported(table: Path) -> Path:
    out = table.with_name("m.jsonl")
    main(["import", "csv_table", str(table), "--out", str(out)])
    return out


def test_import_tells_what_it_wrote_and_what_is_missing(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = imported(table)
    told = capsys.readouterr()
    assert told.out == f"{out}: 120 tracks, 2 tags\n"
    assert f"120 of 120 audio files are not there; the first is {table.with_name('0.wav')}" in told.err


def test_tracks_without_audio_are_left_out_on_request(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = table.with_name("m.jsonl")
    asked = ["import", "csv_table", str(table), "--out", str(made), "--only-there"]
    with pytest.raises(SystemExit, match=r"120 of 120 audio files are not there; .*leave --only-there out"):
        main(asked)
    table.with_name("7.wav").touch()
    main(asked)
    assert [track.id for track in read_manifest(made).tracks] == ["7"]
    assert "119 of 120 audio files are not there" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["import", "isear", "isear.csv", "--out", str(made), "--only-there"])
    assert "unrecognized arguments: --only-there" in capsys.readouterr().err


def test_options_of_a_layout_are_flags(table: Path) -> None:
    out = table.with_name("m.jsonl")
    main(["import", "csv_table", str(table), "--out", str(out), "--separator", " "])
    assert list(read_manifest(out).tags) == ["Music", "Rock"]


def test_clean_and_split_and_describe(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = imported(table)
    main(["clean", str(out), "--out", str(out)])
    assert "m.jsonl: 120 tracks, 1 tag\ndropped 0 weak annotations" in capsys.readouterr().out
    main(["split", str(out), "--out", str(out), "--shares", "0.5", "0.25", "0.25"])
    assert "  0.000  rock  (train, valid, test: 60, 30, 30)" in capsys.readouterr().out
    main(["describe", str(out)])
    told = capsys.readouterr().out
    assert "120 tracks, 1 tag, 20 artists" in told
    assert "splits: train 60, valid 30, test 30 (by artist)" in told


def test_a_clean_up_that_would_leave_nothing_writes_nothing(table: Path) -> None:
    out = imported(table)
    before = out.read_bytes()
    with pytest.raises(SystemExit, match="lower --min-tracks-per-tag than 500"):
        main(["clean", str(out), "--out", str(out), "--min-tracks-per-tag", "500"])
    assert out.read_bytes() == before


def test_validate_praises_a_sound_manifest(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = imported(table)
    capsys.readouterr()
    main(["validate", str(out)])
    assert capsys.readouterr().out == f"{out} is sound\n"


def test_validate_lists_faults_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"leitmotif_manifest": 1, "kind": "tracks"}, {"id": "a"}, {"id": "a"}, {"id": 3}]
    (tmp_path / "m.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with pytest.raises(SystemExit, match="2 faults, 1 of them not shown: --limit 2 shows all"):
        main(["validate", str(tmp_path / "m.jsonl"), "--limit", "1"])
    assert capsys.readouterr().out == f'{tmp_path}/m.jsonl: line 3: the id "a" was on line 2 already\n'
    with pytest.raises(SystemExit, match="cannot read the manifest"):
        main(["validate", str(tmp_path / "nowhere.jsonl")])


def test_texts_are_split_and_described_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    passages = tuple(Passage(str(n), "x", emotions=("joy",), valence=0.5) for n in range(10))
    write_manifest(Texts(passages, {"joy": "emotion"}, name="ten"), tmp_path / "t.jsonl")
    main(["split", str(tmp_path / "t.jsonl"), "--out", str(tmp_path / "s.jsonl")])
    assert len(read_texts(tmp_path / "s.jsonl").split("train").passages) == 8
    main(["describe", str(tmp_path / "s.jsonl")])
    told = capsys.readouterr().out
    assert "ten: 10 passages, 1 emotion, 0 authors" in told
    assert "with a valence: 10 passages" in told


def test_listens_are_described_and_not_split(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_manifest(Listens((Listen("u", "[bold]Ada", 3),), "artist"), tmp_path / "l.jsonl")
    main(["describe", str(tmp_path / "l.jsonl")])
    assert "unnamed: 1 user, 1 artist\n1 pair, 3 plays; 100.000% of all pairs" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="holds listens: split tracks or texts"):
        main(["split", str(tmp_path / "l.jsonl"), "--out", str(tmp_path / "s.jsonl")])


def test_names_with_brackets_are_shown_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_manifest(Texts((), {"[red]": "emotion"}), tmp_path / "t.jsonl")
    main(["describe", str(tmp_path / "t.jsonl")])
    assert "[red]" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["import"], ["import", "gtzan", "x", "--out", "y"]])
def test_wrong_usage_exits_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, scripts.manifest\n"
        "try: scripts.manifest.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print({'numpy', 'torch', 'rich', 'scipy'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "set()"
