"""`scripts.library tag`: what a librarian types, and what it says then."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalogue import Catalogue
from retrieval.recipes import index_root
from scripts import library
from tests.retrieval.search_toys import SONGS, publish_songs, toy_engine


@pytest.fixture
def songs(leitmotif_home: Path) -> Path:
    toy_engine(leitmotif_home, SONGS).close()
    return leitmotif_home


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code, and all that was said."""
    with pytest.raises(SystemExit) as ended:
        library.main(["tag", *arguments])
    said = capsys.readouterr()
    told, code = said.out + said.err, ended.value.code
    return (1, told + code) if isinstance(code, str) else (int(code or 0), told)


def test_tags_are_given_struck_out_and_had_back(songs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(capsys, "cellar")
    assert code == 0 and "Elin Okoro - Cellar (" in told and "  heard: drums 90%, choir 90%\n" in told
    code, told = run(capsys, "cellar", "Morning", "--add", "kitchen radio", "--strike", "Drum")
    assert code == 0 and told.count("  yours: kitchen radio\n  struck out: drums\n") == 2
    assert "  heard: choir 90%\n" in told
    code, told = run(capsys, "cellar", "--restore", "drum", "--remove", "kitchen radio")
    assert code == 0 and "yours" not in told and "  heard: drums 90%, choir 90%\n" in told
    with Catalogue.open() as catalogue:
        assert catalogue.struck_tags() == {SONGS[0].key: ("drums",)}
        assert catalogue.own_tags() == {"kitchen radio": 1}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["nobody"], "no track is called 'nobody'"),
        (["cellar", "Morning", "--add", "kitchen", "--strike", "drumms"], "did you mean drums"),
        (["cellar", "nobody", "--add", "kitchen"], "no track is called 'nobody'"),
        (["cellar", "--add", "--"], "expected at least one argument"),
        (["cellar", "--add", "??"], "a tag needs a letter"),
        ([], "required: TRACK"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_changes(
    songs: Path, capsys: pytest.CaptureFixture[str], typed: list[str], told: str
) -> None:
    code, said = run(capsys, *typed)
    assert code in (1, 2) and told in said
    with Catalogue.open() as catalogue:
        assert catalogue.struck_tags() == {} and catalogue.own_tags() == {}


def test_a_tag_that_was_heard_and_not_given_is_told_apart(
    songs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run(capsys, "cellar", "--remove", "drums")
    assert code == 0 and "'drums' is no tag of your own: --strike says" in told


def test_without_an_index_tags_are_given_and_none_struck_out(
    leitmotif_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toy_engine(leitmotif_home, SONGS).close()
    index_root().rename(leitmotif_home / "away")
    code, told = run(capsys, "cellar", "--add", "kitchen")
    assert code == 0 and "yours: kitchen" in told and "python -m scripts.index build listens" in told
    code, told = run(capsys, "cellar", "--strike", "drums")
    assert code == 1 and "python -m scripts.index build" in told
    publish_songs(index_root(), SONGS[:1], "toy" * 20)
    assert "heard: nothing yet" in run(capsys, "cellar")[1]
