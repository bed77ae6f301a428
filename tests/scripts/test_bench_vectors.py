"""The benchmark of vector search, small."""

from __future__ import annotations

import pytest

from scripts import bench_vectors


def test_what_is_measured_is_told_at_every_size(capsys: pytest.CaptureFixture[str]) -> None:
    bench_vectors.main(["--sizes", "300", "6000"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["vectors", "300", "6000"] and len(lines) == len(bench_vectors.HEADINGS)
    recall = next(line for line in lines if line.strip().startswith("recall@10")).split()
    assert float(recall[-1]) > 0.9
