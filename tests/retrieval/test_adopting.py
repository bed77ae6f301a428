"""Files that somebody brings land in one folder of ours, under a name of ours, once, and in the catalogue."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from retrieval.adopting import ADDED, AdoptionError, adopt, place_of
from retrieval.library import scan
from scripts._sound_files import tones, write_sound
from tests.retrieval.test_strangers import an_answer


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("song.mp3", "song"),
        ("../../../etc/cron.d/x.MP3", "x"),
        ("C:\\Users\\me\\My Song.flac", "My Song"),
        ("/absolute/path.ogg", "path"),
        (".hidden.wav", "hidden"),
        ("-rf *.mp3", "rf"),
        ("a\0b\n<script>.mp3", "a b script"),
        ("Für Élise (live).m4a", "Für Élise (live)"),
        ("…???.mp3", "track"),
        ("x" * 300 + ".mp3", "x" * 80),
    ],
)
def test_a_name_stays_in_its_folder(tmp_path: Path, name: str, stem: str) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"sound")
    digest = hashlib.sha256(b"sound").hexdigest()[:12]
    found = place_of(name, source)
    assert (found.parent, found.stem) == (Path(digest), stem) and len(found.parts) == 2


@pytest.mark.parametrize("name", ["song.exe", "song", "", "song.mp3/", "song.mp3.sh"])
def test_what_is_not_called_like_music_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "source").touch()
    with pytest.raises(AdoptionError, match=r"called \.mp3"):
        place_of(name, tmp_path / "source")


def test_a_file_is_added_once_and_a_scan_finds_nothing_new(leitmotif_home: Path, tmp_path: Path) -> None:
    source = tmp_path / "upload"
    write_sound(source, tones(4.0, 16_000, 1, 1), 16_000, "mp3")
    heard = an_answer()
    with Catalogue.open() as catalogue:
        assert adopt(catalogue, source, "rain.mp3", heard)
        row = catalogue.track(heard.key)
        assert row.present and row.title == "Rain" and row.path.is_relative_to(leitmotif_home / ADDED)
        assert row.path.read_bytes() == source.read_bytes() and row.problems == heard.audio.problems
        assert not adopt(catalogue, source, "the same.mp3", heard)
        assert len(list((leitmotif_home / ADDED).rglob("*.mp3"))) == 1
        tally = scan(catalogue, catalogue.folders())
        assert (tally.seen, tally.new, tally.changed, tally.gone) == (1, 0, 0, 0)


def test_a_file_that_had_gone_comes_back(leitmotif_home: Path, tmp_path: Path) -> None:
    source = tmp_path / "upload"
    source.write_bytes(b"sound")
    with Catalogue.open() as catalogue:
        adopt(catalogue, source, "rain.mp3", an_answer())
        path = catalogue.track("a" * 64).path
        path.unlink()
        catalogue.missing([path])
        assert adopt(catalogue, source, "rain.mp3", an_answer()) and catalogue.track("a" * 64).present
