"""Validation names the line and the reason, for each thing that can be wrong."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from retrieval.data.manifest_validation import ManifestError, path_problem, validate

TRACKS = {"leitmotif_manifest": 1, "kind": "tracks", "tags": {"piano": "instrument", "calm": "mood"}}
TEXTS = {"leitmotif_manifest": 1, "kind": "texts", "tags": {"joy": "emotion"}}
LISTENS = {"leitmotif_manifest": 1, "kind": "listens", "items": "artist"}
GOOD = {"id": "good", "path": "a.wav", "artist": "Ada", "split": "train", "tags": ["piano"]}


def faults_of(folder: Path, *lines: object, audio: bool = False) -> list[str]:
    """The faults of a manifest made of objects, or of raw bytes where a line is bytes."""
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    (folder / "m.jsonl").write_bytes(b"".join(line + b"\n" for line in raw))
    return [str(fault) for fault in validate(folder / "m.jsonl", audio=audio)]


def test_sound_manifests_have_no_faults(tmp_path: Path) -> None:
    passage = {"id": "p", "text": "Hello", "emotions": ["joy"], "valence": 0.5, "arousal": -1}
    assert faults_of(tmp_path, TRACKS, GOOD, {"id": "bare"}) == []
    assert faults_of(tmp_path, TEXTS, passage) == []
    assert faults_of(tmp_path, LISTENS, {"user": "u", "item": "Ada", "count": 3}) == []
    assert faults_of(tmp_path, json.dumps(TRACKS).encode() + b"\r", json.dumps(GOOD).encode() + b"\r") == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"path": "a.wav"}, "field 'id' is missing"),
        ({"id": "x", "artits": "Ada"}, "unknown field 'artits': choose from id, path, artist"),
        ({"id": ""}, "field 'id' is \"\": it must not be empty"),
        ({"id": " x"}, "field 'id' is \" x\""),
        ({"id": "x\n"}, "field 'id' is"),
        ({"id": 7}, "field 'id' is 7: it must be text"),
        ({"id": "good"}, 'the id "good" was on line 2 already'),
        ({"id": "x", "split": "testing"}, "field 'split' is \"testing\": choose from train, valid, test"),
        ({"id": "x", "duration_seconds": 0}, "field 'duration_seconds' is 0: it must be above 0"),
        ({"id": "x", "duration_seconds": True}, "is true: it must be a number"),
        (b'{"id": "x", "duration_seconds": NaN}', "NaN is no JSON number"),
        (b'{"id": "x", "duration_seconds": 1e999}', "field 'duration_seconds' is too large"),
        ({"id": "x", "tags": ["piano", "flute"]}, 'tag "flute" is not among the 2 tags of the header'),
        ({"id": "x", "tags": ["piano", "piano"]}, "in 'tags': \"piano\" is there twice"),
        ({"id": "x", "tags": "piano"}, "field 'tags' is \"piano\": it must be a list"),
        ({"id": "x", "tags": [3]}, "in 'tags': entry 1 is 3"),
        ({"id": "x", "extra": {"unknown_tags": ["flute"]}}, 'tag "flute" is not among'),
        ({"id": "x", "tags": ["calm"], "extra": {"unknown_tags": ["calm"]}}, "both true and unknown"),
        ({"id": "x", "extra": {"emotions": {"joy": 1.5}}}, "field 'joy' is 1.5: the most is 1"),
        (
            {"id": "x", "artist": "Ada", "split": "test"},
            'artist "Ada" is in split test, but in train on line 2',
        ),
        ({"id": "x", "path": "../x.wav"}, "a path may not leave the manifest's folder"),
        ({"id": "x", "path": "/x.wav"}, "is absolute"),
        ({"id": "x", "path": "C:/x.wav"}, "is absolute"),
        ({"id": "x", "path": "a\\x.wav"}, "write forward slashes"),
        (b'{"id": "x"', "not JSON: Expecting ',' delimiter at column 11"),
        (b'{"id": "x", "id": "y"}', "field 'id' is there twice"),
        (b'{"id": "\xff"}', "not UTF-8: byte 0xff at position 9"),
        (b'{"id": "\\ud800"}', "half a surrogate pair"),
        (b"[" * 100_000, "recursion"),
        (b"", "an empty line"),
        ([], "[] is not a JSON object"),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(tmp_path: Path, line: object, message: str) -> None:
    (fault,) = faults_of(tmp_path, TRACKS, GOOD, line, {"id": "last"})
    assert fault.startswith("line 3: ")
    assert message in fault


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (b"", "the file is empty or starts with an empty line"),
        (GOOD, "it has no 'leitmotif_manifest'"),
        ({**TRACKS, "leitmotif_manifest": 2}, "version 2 of the format: this program reads 1"),
        ({**TRACKS, "kind": "songs"}, "field 'kind' is \"songs\": choose from tracks, texts, listens"),
        ({**TRACKS, "tags": {" piano": "instrument"}}, 'a key is " piano"'),
        ({**TRACKS, "tags": ["piano"]}, "it must be an object"),
        ({"leitmotif_manifest": 1, "kind": "listens"}, "field 'items' is missing"),
        (b"\xef\xbb\xbf" + json.dumps(TRACKS).encode(), "a byte order mark"),
    ],
)
def test_a_wrong_header_is_the_only_fault(tmp_path: Path, header: object, message: str) -> None:
    (fault,) = faults_of(tmp_path, header, {"not": "looked at"})
    assert fault.startswith("line 1: ")
    assert message in fault


def test_every_wrong_line_is_told_in_order(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, TRACKS, {"id": 1}, GOOD, {"id": 2}, GOOD)
    assert [fault.partition(":")[0] for fault in faults] == ["line 2", "line 4", "line 5"]


def test_texts_and_listens_have_rules_of_their_own(tmp_path: Path) -> None:
    passage = {"id": "p", "text": "a", "author": "Ada", "split": "train"}
    (fault,) = faults_of(tmp_path, TEXTS, passage, {**passage, "id": "q", "split": "test"})
    assert 'author "Ada" is in split test' in fault
    (fault,) = faults_of(tmp_path, TEXTS, {**passage, "emotions": ["grief"]})
    assert 'tag "grief"' in fault
    (fault,) = faults_of(tmp_path, TEXTS, {**passage, "valence": 3})
    assert "the most is 1" in fault
    listen = {"user": "u", "item": "Ada", "count": 1}
    (fault,) = faults_of(tmp_path, LISTENS, listen, {**listen, "item": "Bo"}, listen)
    assert fault == 'line 4: the pair of user and item ["u", "Ada"] was on line 2 already'


def test_what_the_header_allows_is_no_fault(tmp_path: Path) -> None:
    other = {**GOOD, "id": "x", "split": "test", "path": "/x.wav"}
    assert faults_of(tmp_path, {**TRACKS, "split_by": "track", "absolute_paths": True}, GOOD, other) == []
    (fault,) = faults_of(tmp_path, {**TRACKS, "absolute_paths": True}, {**GOOD, "path": "/a/../b.wav"})
    assert "'..'" in fault


def test_missing_audio_is_told_when_asked(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    lines = (TRACKS, GOOD, {"id": "x", "path": "b.wav"}, {"id": "without audio"})
    assert faults_of(tmp_path, *lines) == []
    assert faults_of(tmp_path, *lines, audio=True) == ['line 3: path "b.wav" leads to no file']


@pytest.mark.parametrize("path", ["a.wav", "a/b.wav", "a..b.wav", "..a/b.wav", "a b/ü.wav", "12:30.wav"])
def test_ordinary_paths_are_allowed(path: str) -> None:
    assert path_problem(path, absolute_allowed=False) is None


def test_a_hundred_thousand_lines_take_seconds(tmp_path: Path) -> None:
    rows = (
        {**GOOD, "id": f"t{n}", "artist": f"a{n % 999}", "extra": {"unknown_tags": ["calm"]}}
        for n in range(100_000)
    )
    (tmp_path / "m.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (TRACKS, *rows)))
    started = time.process_time()
    assert validate(tmp_path / "m.jsonl") == []
    assert time.process_time() - started < 15


def test_a_folder_is_told_how_to_become_a_manifest(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"is a folder.*scripts\.manifest import"):
        validate(tmp_path)
