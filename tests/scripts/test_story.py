"""Stories from the command line: cues, exports, limits, and what is said where there is no music."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.catalogue import Catalogue
from index.encoded import EncodedTrack
from index.publishing import publish
from index.records import AudioFacts, FileFacts, Stamp
from retrieval.bundle import find_bundle, read_bundle
from retrieval.matcher import Matcher
from retrieval.recipes import index_root
from scripts import story
from tests.tales import MANUAL, TALE

SECONDS = 120.0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A library of thirty tracks of two minutes, whose sound is that of songs the bundle was validated on."""
    bundle, home = find_bundle("starter"), tmp_path_factory.mktemp("home")
    background = Matcher.load(bundle / "matcher").background[:30]
    tags = [tag["name"] for tag in read_bundle(bundle / "tagger", "tagger").contents["tags"]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEITMOTIF_HOME", str(home))
        with Catalogue.open() as catalogue, catalogue.writing():
            music = home / "music"
            music.mkdir()
            catalogue.add_folder(music)
            for number in range(len(background)):
                path = music / f"=song {number}.mp3"
                path.touch()
                facts = FileFacts(f"=Song {number}", (f"Artist {number}",))
                catalogue.record(path, Stamp(0, 0), f"{number:064x}", facts, AudioFacts(SECONDS))
        heard = np.full((30, len(tags)), 0.1, np.float32)
        starts = np.arange(30, dtype=np.float32) * 4
        tracks = [
            EncodedTrack(f"{number:064x}", starts, 4.0, np.repeat(vector[None], 30, 0), vector, heard)
            for number, vector in enumerate(background / np.linalg.norm(background, axis=1, keepdims=True))
        ]
        recipe = {"chunks": "all", "runtime": "torch fp32"}
        fingerprint = read_bundle(bundle, "joint").fingerprint
        publish(index_root(), tracks, fingerprint, recipe, tags, background.shape[1])
        yield home


@pytest.fixture
def written(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEITMOTIF_HOME", str(made))
    place = tmp_path / "tale.txt"
    place.write_text(TALE, encoding="utf-8")
    return place


def run(*typed: object) -> int | str:
    with pytest.raises(SystemExit) as ended:
        story.main([str(each) for each in typed])
    return ended.value.code or 0  # type: ignore[return-value]


def test_each_scene_gets_a_track_of_its_own(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(written, "--cues", 4, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    cues = found["cues"]
    assert len(cues) == 4
    assert len({cue["track"]["key"] for cue in cues}) == 4
    for before, after in pairwise(cues):
        assert before["scene_end"] == after["scene_start"]
    for cue in cues:
        assert 0 <= cue["start"] < cue["end"] <= SECONDS
        assert len(cue["alternatives"]) == 2
        assert cue["why"]["moods"] and cue["why"]["band"] in ("strong", "fair", "weak")
        used = {cue["track"]["key"] for cue in cues}
        assert not used & {each["track"]["key"] for each in cue["alternatives"]}
    assert "".join(own["text"] for own in found["passages"]).replace(" ", "")[:14] == "TheLighthouse\n"


def test_there_are_no_more_scenes_than_tracks_unless_asked_for(
    written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ("--filter", 'title:"=Song 2"', "--json")
    assert run(written, *few) == 0
    found = json.loads(capsys.readouterr().out)
    tracks = {cue["track"]["key"] for cue in found["cues"]}
    assert len(tracks) == len(found["cues"]) and not found["message"]
    assert run(written, "--cues", 4, "--filter", 'artist:"Artist 3"', "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["cues"]) == 4 and "3 scenes have no music: the library has too few" in found["message"]
    assert run(written, "--filter", 'artist:"Artist 3"', "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["cues"]) == 1


def test_the_same_story_has_the_same_music(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(written, "--json") == 0
    first = capsys.readouterr().out
    assert run(written, "--json") == 0
    assert capsys.readouterr().out == first


def test_a_text_without_mood_says_so(
    written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = tmp_path / "manual.txt"
    plain.write_text(MANUAL, encoding="utf-8")
    assert run(plain) == 1
    assert "no passage of this text has a mood" in capsys.readouterr().err


def test_a_passage_without_mood_keeps_the_music(
    written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed = tmp_path / "mixed.txt"
    mixed.write_text(f"{TALE}\n\n{MANUAL}\n", encoding="utf-8")
    assert run(mixed, "--per-passage", "--json") == 0
    last = json.loads(capsys.readouterr().out)["cues"][-1]
    assert last["goes_on"] and last["why"]["moods"] == []


def test_the_edl_places_each_cue_where_its_scene_is(
    written: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(written, "--cues", 3, "--edl") == 0
    lines = capsysbinary.readouterr().out.decode().split("\r\n")
    assert lines[:2] == ["TITLE: tale", "FCM: NON-DROP FRAME"]
    events = [line.split() for line in lines if re.match(r"\d{3} ", line)]
    assert [event[0] for event in events] == ["001", "002", "003"]
    for event in events:
        begin, end, at, until = map(_frames, event[4:])
        assert end - begin == until - at > 0
    assert [_frames(event[6]) for event in events[1:]] == [_frames(event[7]) for event in events[:-1]]


def test_the_cue_sheet_holds_no_formula(written: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(written, "--cues", 2, "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode())))
    assert len(rows) == 2
    assert all(row["title"].startswith("'=Song") for row in rows)
    assert rows[0]["scene_in"] == "0:00:00.0"


def test_the_reasons_are_told(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(written, "--explain", "--mapping", "va") == 0
    told = capsys.readouterr().out
    assert "valence" in told and "mapping (va)" in told and "runner-up" in told


def test_the_arc_is_drawn_the_same_each_time(written: Path, tmp_path: Path) -> None:
    for name in ("arc.svg", "again.svg", "arc.png"):
        assert run(written, "--arc", tmp_path / name, "--m3u8") == 0
    assert (tmp_path / "arc.svg").read_bytes() == (tmp_path / "again.svg").read_bytes()
    assert (tmp_path / "arc.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        (["missing.txt"], 1, "cannot read missing.txt"),
        (["TALE", "--mapping", "nothing"], 2, "no mapping"),
        (["TALE", "--filter", "year>>3"], 2, "year"),
        (["TALE", "--filter", "artist:nobody"], 1, "no track passes"),
        (["TALE", "--wpm", "3"], 2, "from 20 to 2000"),
        (["TALE", "--arc", "arc.gif"], 2, ".png or .svg"),
        (["TALE", "--bundle", "nope"], 1, "no bundle 'nope'"),
    ],
)
def test_mistakes_are_told(
    written: Path, typed: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = run(*(str(written) if each == "TALE" else each for each in typed))
    said = capsys.readouterr().err + (ended if isinstance(ended, str) else "")
    assert told in said and (1 if isinstance(ended, str) else ended) == code


@pytest.mark.parametrize(("text", "code"), [("", 1), (" \n\n", 1), ("🙂🙂🙂", 1), ("!?", 1)])
def test_texts_that_say_nothing_end_well(
    written: Path, text: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    written.write_text(text, encoding="utf-8")
    ended = run(written)
    assert isinstance(ended, str) or ended == code
    assert "Traceback" not in capsys.readouterr().err


def test_what_notepad_calls_unicode_is_read(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(written, "--json") == 0
    plain = capsys.readouterr().out
    written.write_text(TALE, encoding="utf-16")
    assert run(written, "--json", "--filter", "-artist:nobody") == 0
    assert capsys.readouterr().out == plain


def test_a_mood_that_a_table_names_no_music_for_keeps_the_music_before(
    written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(written, "--per-passage", "--json")
    cues = json.loads(capsys.readouterr().out)["cues"]
    foremost = [{own["mood"] for own in cue["why"]["moods"]} for cue in cues]
    only = next(mood for mood in sorted(foremost[0]) if any(own and mood not in own for own in foremost))
    table = tmp_path / "mine.toml"
    table.write_text(f'[moods]\n{only} = ["{only}", "sad", "happy", "scary"]\n')
    assert run(written, "--per-passage", "--mapping", table, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert "moods that the mapping names no music for" in told["message"]
    for cue, moods in zip(told["cues"], foremost, strict=True):
        assert cue["goes_on"] == (only not in moods)
    never = next(mood for mood in told["moods"] if not any(mood in own for own in foremost))
    table.write_text(f'[moods]\n{never} = ["sad"]\n')
    assert run(written, "--per-passage", "--mapping", table) == 1
    assert "no music" in capsys.readouterr().out


def test_what_is_piped_in_is_called_a_soundtrack(
    written: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    with written.open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert run("-", "--edl") == 0
    assert capfdbinary.readouterr().out.startswith(b"TITLE: Soundtrack\r\n")


def test_bytes_that_are_no_text_are_told(written: Path) -> None:
    written.write_bytes(b"\x89PNG\x00\xff")
    assert "is no text that can be read" in str(run(written))


def _frames(code: str) -> int:
    hours, minutes, seconds, frames = map(int, code.split(":"))
    return ((hours * 60 + minutes) * 60 + seconds) * 25 + frames
