"""Whatever a person types for a track finds that one, or says what to type instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.records import AudioFacts, FileFacts, Stamp
from retrieval.pointing import PointingError, called, point, track

TRACKS = {
    "a" * 64: ("Rain", "Ada Marsh"),
    "b" * 64: ("Rain on Tin", "Ada Marsh"),
    "ab" * 32: ("Parade, Holiday", "Iron Bells"),
    "c" * 64: ("Parade Holiday", "Silas Varga"),
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("music")
    with Catalogue.open(f"sqlite:///{folder / 'catalogue.sqlite'}") as made:
        with made.writing():
            made.add_folder(folder)
            for number, (key, (title, artist)) in enumerate(TRACKS.items()):
                path = folder / f"{number}.mp3"
                path.touch()
                made.record(path, Stamp(0, 0), key, FileFacts(title, (artist,)), AudioFacts(9.0))
        yield made


@pytest.mark.parametrize("typed", ["aaaaaa", "AAAAAAAA", "ada marsh rain", "Rain", "marsh RAIN ada"])
def test_a_key_or_words_find_the_track(catalogue: Catalogue, typed: str) -> None:
    assert track(typed, catalogue).title == "Rain"


def test_a_file_is_its_track_and_a_stranger_stays_a_file(catalogue: Catalogue, tmp_path: Path) -> None:
    mine = catalogue.track("c" * 64)
    assert point(str(mine.path), catalogue) == mine
    stranger = tmp_path / "my music" / "other.mp3"
    stranger.parent.mkdir()
    stranger.touch()
    assert point(str(stranger), catalogue) == stranger
    with pytest.raises(PointingError, match=r"scripts\.library add '.*my music', then"):
        track(str(stranger), catalogue)
    with pytest.raises(PointingError, match="is a folder"):
        track(str(tmp_path), catalogue)


def test_a_file_of_a_folder_of_the_library_that_is_no_track_says_why(catalogue: Catalogue) -> None:
    new, broken = (catalogue.folders()[0] / name for name in ("new.mp3", "broken.mp3"))
    for path in (new, broken):
        path.touch()
    catalogue.record_failure(broken, Stamp(0, 0), "empty", f"{broken} is empty")
    with pytest.raises(PointingError, match=r"not in the library yet: type python -m scripts\.library scan"):
        track(str(new), catalogue)
    with pytest.raises(PointingError, match=r"is empty$"):
        track(str(broken), catalogue)


def test_a_file_is_its_track_however_the_way_to_it_is_typed(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere.mp3"
    elsewhere.touch()
    link = tmp_path / "music" / "linked.mp3"
    link.parent.mkdir()
    link.symlink_to(elsewhere)
    catalogue.record(link, Stamp(0, 0), "d" * 64, FileFacts("Linked"), AudioFacts(9.0))
    monkeypatch.chdir(link.parent)
    for typed in ("linked.mp3", "../music/linked.mp3", f"{tmp_path}/music/../music/linked.mp3"):
        assert track(typed, catalogue).title == "Linked"


def test_an_exact_title_wins_over_one_that_reads_the_same(catalogue: Catalogue) -> None:
    assert track("Parade, Holiday", catalogue).artists == ("Iron Bells",)
    assert track("parade holiday", catalogue).artists == ("Silas Varga",)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Ada Marsh", "may be"),
        ("nothing like it", "no file and no track"),
        ("", "no file and no track"),
        ("nothing " * 100, "no file and no track"),
        ("~nobody-here/rain.mp3", "no file and no track"),
        ("rain " * 100, "may be"),
    ],
)
def test_what_is_unclear_is_said_with_the_choices(catalogue: Catalogue, typed: str, told: str) -> None:
    with pytest.raises(PointingError, match=told):
        track(typed, catalogue)


def test_what_is_shown_can_be_typed(catalogue: Catalogue) -> None:
    shown = called(catalogue.track("b" * 64))
    assert shown == "Ada Marsh - Rain on Tin (bbbbbbbb)"
    assert track("bbbbbbbb", catalogue).title == "Rain on Tin"
