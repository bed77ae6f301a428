"""AudioSet: the moods of music, for the segments whose audio is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from retrieval.data.importers.audioset import MOODS, Options, load
from retrieval.data.manifest import validate, write_manifest
from retrieval.data.manifest_validation import ManifestError

TOP = (
    "# Segments csv created Sun Mar  5\n# num_ytids=2\n# YTID, start_seconds, end_seconds, positive_labels\n"
)


def ontology(root: Path) -> Path:
    ids = [f'{place},/t/dd0003{place},"{name}"' for place, name in enumerate(MOODS.split(","), start=1)]
    (root / "class_labels_indices.csv").write_text("index,mid,display_name\n" + "\n".join(ids))
    return root


def test_segments_with_a_mood_and_audio_come_in(tmp_path: Path) -> None:
    ontology(tmp_path)
    (tmp_path / "eval_segments.csv").write_text(
        f'{TOP}-aB_1, 30.000, 40.000, "/m/04rlf,/t/dd00031,/t/dd00035"\n'
        'gone, 0.000, 10.000, "/t/dd00033"\nspeech, 0.000, 10.000, "/m/09x0r"\n'
    )
    lines = [f'v{place}, 5.000, 15.000, "/t/dd0003{place % 2 + 3}"' for place in range(20)]
    (tmp_path / "balanced_train_segments.csv").write_text(TOP + "\n".join(lines))
    (tmp_path / "wav").mkdir()
    for name in ("Y-aB_1.wav", "speech.wav", *(f"v{place}_5_15.wav" for place in range(20))):
        (tmp_path / "wav" / name).touch()
    manifest = load(tmp_path, Options(audio=str(tmp_path / "wav")))
    write_manifest(manifest, tmp_path / "m.jsonl")
    assert validate(tmp_path / "m.jsonl", audio=True) == []
    held = next(track for track in manifest.tracks if track.split == "test")
    assert (held.id, held.path, held.tags) == ("-aB_1_30.000", "Y-aB_1.wav", ("happy", "exciting"))
    assert Counter(track.split for track in manifest.tracks) == {"train": 18, "valid": 2, "test": 1}
    assert manifest.tags["tender"] == "mood"


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    ontology(tmp_path)
    with pytest.raises(ManifestError, match=r"holds no \*_segments\.csv"):
        load(tmp_path, Options())
    (tmp_path / "eval_segments.csv").write_text(f'{TOP}a, 1.000, 2.000, "/t/dd00031"\n')
    with pytest.raises(ManifestError, match="of no segment with one of these labels there is audio"):
        load(tmp_path, Options())
    with pytest.raises(ManifestError, match="has no label 'Glee'"):
        load(tmp_path, Options(labels="Glee"))
    (tmp_path / "eval_segments.csv").write_text('a, 1.000, nan, "/t/dd00031"\n')
    with pytest.raises(ManifestError, match="line 1: column 'end_seconds' is 'nan', not a number"):
        load(tmp_path, Options())
    (tmp_path / "eval_segments.csv").write_text("a, 1.000, 2.000\n")
    with pytest.raises(ManifestError, match="line 1: 3 cells; YTID"):
        load(tmp_path, Options())
