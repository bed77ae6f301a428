"""The benchmark of the server, small: an index is rebuilt while people search, and no question fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts import bench_web
from tests.retrieval.library_toys import songs


@pytest.mark.slow
def test_nobody_notices_a_rebuild(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_web, "MOST_GROWTH", 9.0)  # of so few requests, memory tells nothing
    with pytest.raises(SystemExit) as ended:
        bench_web.main(["--library", str(songs(tmp_path / "music", 4)), "--searchers=4", "--requests=80"])
    told = capsys.readouterr().out
    assert ended.value.code == 0 and "0 failed" in told
    numbers = re.search(r"generation (\d+) at first, (\d+) in the end", told)
    assert numbers is not None and int(numbers[2]) > int(numbers[1])
