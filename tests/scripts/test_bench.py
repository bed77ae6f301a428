"""The benchmark's table and file hold what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.runtime import VARIABLE
from scripts import _bench_indexing, _bench_precision, _bench_search, _bench_waveform, bench


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        monkeypatch.setenv(variable, "1")
    monkeypatch.setattr(
        bench, "mel_rows", lambda rounds: [bench.Row("mels", "short", "s of audio", 4000.0, 1000.0, 3.5)]
    )
    monkeypatch.setattr(
        bench, "file_rows", lambda rounds: [bench.Row("files", "eight", "s of audio", 900.0, 100.0, 14.0)]
    )
    monkeypatch.setattr(
        bench, "encoder_rows", lambda rounds: [bench.Row("encoders", "small", "chunks", 45.0, 15.0)]
    )


def test_the_table_and_the_file_tell_the_same(
    measured: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.main(["--only", "mels", "files", "encoders", "--json", str(tmp_path / "bench.json")])
    table = capsys.readouterr().out
    rows = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert [row["ratio"] for row in rows] == [4.0, 9.0, 3.0]
    assert "4.00" in table and "3.00" in table
    assert "3.5  met" in table and "14  missed" in table
    assert [path.name for path in tmp_path.iterdir()] == ["bench.json"]


def test_no_rounds_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        bench.main(["--rounds", "0"])
    assert caught.value.code == 2
    assert "'0' is not a whole number of at least 1" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--json", "--pictures"])
def test_what_cannot_be_written_is_told_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr(bench, "_measure", lambda *_: pytest.fail("it measured"))
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match=r"cannot be written to \(.+\): give another"):
        bench.main(["--only", "mels", option, str(tmp_path / "file" / "inside")])
    with pytest.raises(SystemExit, match="cannot be written to"):
        bench.main(["--only", "mels", "--json", str(tmp_path)])


def test_encoders_are_compared_with_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "ENCODERS", (("short_chunk_resnet", 4), ("short_chunk_cnn", 4)))
    first, *others = bench.encoder_rows(rounds=1)
    assert first.ratio == 1.0
    assert len(others) == 3  # the second network, and the tagger that ships, plain and as served
    assert all(row.yardstick == first.ours > 0 for row in others)


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        bench.main(["--only", "everything"])
    assert caught.value.code == 2
    assert "indexing" in capsys.readouterr().err


@pytest.mark.slow
def test_a_made_up_library_is_searched_and_drawn(tmp_path: Path) -> None:
    measured = _bench_search.run(1, tmp_path, sizes=(20, 40))
    assert measured.table is not None
    small, large = measured.table[1]
    assert len(small) == len(measured.table[0]) and (small[0], large[0]) == ("20", "40")
    assert all(row.ours > 0 and row.yardstick > 0 for row in measured.rows)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["growth.png", "query.png"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*slated for removal:DeprecationWarning")  # by what librosa imports
def test_everything_that_indexing_does_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (_bench_waveform, _bench_indexing):
        monkeypatch.setattr(module, "TRACK_SECONDS", 11.0)
    measured = _bench_indexing.run(1, tmp_path)
    goals = [7.5, 55, 13, 90, 12, 35, 0.7, 0.7, None]
    assert [row.goal for row in measured.rows] == goals + goals  # as served, and in eight bits
    speeds = {row.name: row.ours for row in measured.rows}
    assert speeds["shipped network, every chunk"] > speeds["same network, every chunk, beside published code"]
    assert [path.name for path in tmp_path.iterdir()] == ["indexing.png"]


@pytest.mark.slow
def test_the_runtime_is_compared_with_eager_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "torch fp32")
    measured = _bench_precision.run(count=1)
    assert measured.table is not None
    same, eight_bits = measured.table[1]
    assert same[1] == same[2] and same[-1] == "1.0000"  # no difference
    assert eight_bits[1] == same[1] and float(eight_bits[-1]) > 0.05  # none that is more than luck
