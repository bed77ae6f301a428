"""Searching and teaching from the command line: what is printed and written, and what goes wrong."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from index.catalogue import Catalogue
from index.encoded import EncodedTrack
from index.publishing import publish
from index.records import AudioFacts, FileFacts, Stamp
from retrieval.bundle import find_bundle, read_bundle
from retrieval.listening import Ears
from retrieval.matcher import Matcher
from retrieval.recipes import index_root
from scripts import search, teach
from tests.retrieval.library_toys import TORCH, song

BUNDLE = find_bundle("starter")
TRACKS = [(f"{number:064x}", f"Song {number}", f"Artist {number // 2}") for number in range(8)]


@pytest.fixture
def library(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of eight tracks whose sound is that of songs the shipped bundle was validated on."""
    monkeypatch.setenv("LEITMOTIF_HOME", str(made))
    return made / "music"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEITMOTIF_HOME", str(home))
        _make(home / "music")
    yield home


def _make(music: Path) -> None:
    background = Matcher.load(BUNDLE / "matcher").background
    described = read_bundle(BUNDLE / "tagger", "tagger")
    tags = [tag["name"] for tag in described.contents["tags"]]
    music.mkdir()
    heard = np.full((1, len(tags)), 0.1, np.float32)
    with Catalogue.open() as catalogue, catalogue.writing():
        catalogue.add_folder(music)
        for key, title, artist in TRACKS:
            path = music / f"{title}.mp3"
            path.touch()
            catalogue.record(path, Stamp(0, 0), key, FileFacts(title, (artist,)), AudioFacts(8.0))
    vectors = background[: len(TRACKS)] / np.linalg.norm(background[: len(TRACKS)], axis=1, keepdims=True)
    starts = np.zeros(1, np.float32)
    tracks = [
        EncodedTrack(key, starts, 4.0, vector[None], vector, heard)
        for (key, *_), vector in zip(TRACKS, vectors, strict=True)
    ]
    fingerprint = read_bundle(BUNDLE, "joint").fingerprint
    recipe = {"chunks": "all", "runtime": "torch fp32"}
    publish(index_root(), tracks, fingerprint, recipe, tags, background.shape[1])


def run(command: object, *typed: str) -> int:
    with pytest.raises(SystemExit) as ended:
        command(list(typed))  # type: ignore[operator]
    code = ended.value.code
    if isinstance(code, str):
        print(code)
        return 1
    return int(code or 0)


def test_hits_are_printed_with_moments_and_reasons(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(search.main, "calm", "piano,", "no", "drums", "-k", "3") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "no drums" in "".join(lines) and sum("0:00-0:04" in line for line in lines) == 3


def test_what_is_not_wanted_needs_no_quotes(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(search.main, "piano", "-drums", "-happy", "--filter", "-artist:2", "-k10", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    excluded = {each["text"]: each["excluded"] for each in found["understood"]}
    assert excluded == {"piano": False, "drums": True, "happy": True}
    assert found["hits"] and not any("2" in hit["artist"] for hit in found["hits"])


def test_a_name_comes_first_in_every_form(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(search.main, "artist 2", "-k", "2", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {hit["title"] for hit in found["hits"]} == {"Song 4", "Song 5"}
    assert found["understood"][0]["meaning"] == "name"


def test_playlists_are_written(library: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(search.main, "artist 2", "-k", "2", "--m3u8") == 0
    assert str(library / "Song 4.mp3").encode() in capfdbinary.readouterr().out.split(b"\n")
    assert run(search.main, "artist 2", "-k", "2", "--xspf") == 0
    assert b"Song%204.mp3" in ElementTree.tostring(ElementTree.fromstring(capfdbinary.readouterr().out))


def test_a_taught_tag_is_searched_by_its_name(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(teach.main, "kitchen radio", "--like", "Song 1", "Song 2", "Song 3", "--unlike", "Song 7") == 0
    assert "3 liked and 1 unliked" in capsys.readouterr().out
    assert run(teach.main, "kitchen radio", "--like", "Song 4") == 0
    assert "4 liked and 1 unliked" in capsys.readouterr().out
    assert run(search.main, "kitchen radio", "--json", "-k", "4") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["understood"][0]["meaning"] == "taught tag"
    assert len({hit["title"] for hit in found["hits"]} & {"Song 1", "Song 2", "Song 3", "Song 4"}) >= 3
    assert run(teach.main, "--list") == 0
    assert "kitchen radio: 4 liked, 1 unliked" in capsys.readouterr().out
    assert run(teach.main, "kitchen radio", "--forget") == 0
    assert run(teach.main, "kitchen radio", "--forget") == 1


def test_teaching_a_word_that_is_known_says_what_it_means_from_now_on(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(teach.main, "Pianos", "--like", "Song 1") == 0
    told = capsys.readouterr().out
    assert "'piano' was known without it" in told and 'python -m scripts.teach "Pianos" --forget' in told
    meanings = {}
    for typed in ("piano, calm", "soft piano"):
        assert run(search.main, typed, "--json") == 0
        understood = json.loads(capsys.readouterr().out)["understood"]
        meanings |= {part["text"]: part["meaning"] for part in understood}
    assert meanings == {"piano": "taught tag", "calm": "sound", "soft piano": "sound"}
    assert run(teach.main, "Pianos", "--forget") == 0


def test_a_terminal_without_their_letters_shows_the_rest(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert run(teach.main, "müde Lieder", "--like", "Song 1", "Song 2", "Song 3") == 0
    assert run(teach.main, "--list") == 0
    assert run(search.main, "müde Lieder", "--json") == 0
    assert run(teach.main, "müde Lieder", "--forget") == 0


def test_examples_are_searched_by(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(search.main, "--like", "Song 1", str(library / "Song 2.mp3"), "--unlike", "Song 3", "--json") == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert {hit["title"] for hit in found["hits"]} == {"Song 0", "Song 4", "Song 5", "Song 6", "Song 7"}


@pytest.mark.slow
def test_files_from_outside_are_listened_to_by_ears_that_are_loaded_once(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEITMOTIF_RUNTIME", TORCH)
    loaded = []
    load = Ears.load
    monkeypatch.setattr(Ears, "load", lambda folder: loaded.append(folder) or load(folder))
    files = [str(song(tmp_path / f"{seed}.wav", seed, 9.0)) for seed in (1, 2)]
    assert run(search.main, "--like", *files, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["hits"]) == 8 and found["understood"][0]["text"] == "like 1.wav and 2.wav"
    assert len(loaded) == 1


@pytest.mark.parametrize(
    ("command", "typed", "code", "told"),
    [
        (search.main, ["calm", "--filter", "colour:red"], 2, "year"),
        (search.main, ["..."], 2, "nothing to look for"),
        (search.main, [], 2, "say what to look for"),
        (search.main, ["--like", "Nobody"], 1, "no file and no track"),
        (search.main, ["--like", "-nobody.mp3"], 1, "called '-nobody.mp3'"),
        (search.main, ["calm", "--filter", "year>2000"], 1, "no track passes"),
        (search.main, ["calm", "--bundle", "nowhere"], 1, "nowhere"),
        (teach.main, ["a, b", "--like", "Song 1"], 1, "choose words"),
        (teach.main, ["a", "--like", "Song 1", "--unlike", "Song 1"], 1, "give it once"),
        (teach.main, ["a"], 2, "--like"),
        (teach.main, [], 2, "--list"),
    ],
)
def test_what_is_wrong_is_said(
    library: Path, capsys: pytest.CaptureFixture[str], command: object, typed: list[str], code: int, told: str
) -> None:
    assert run(command, *typed) == code
    said = capsys.readouterr()
    assert told in said.out + said.err and "Traceback" not in said.err


def test_without_an_index_it_says_how_to_make_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(search.main, "calm") == 1
    assert "scripts.index build" in capsys.readouterr().out


@pytest.mark.parametrize("typed", [["calm", "--filter", "colour:red"], ["piano^x"], []])
def test_a_mistake_in_what_was_typed_takes_one_line(
    library: Path, capsys: pytest.CaptureFixture[str], typed: list[str]
) -> None:
    assert run(search.main, *typed) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_how_words_were_read_is_noted_beside_the_hits(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(search.main, 'calm "piano', "--json") == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["remarks"] and said.err.startswith("note: the quotation mark")
