"""A flipped byte in the catalogue shows, wherever it is; what people and SQLite do to it is no damage."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from index.catalogue import Catalogue
from index.database import CatalogueError
from index.records import AudioFacts, FileFacts, Stamp
from index.sealing import seal_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A catalogue of fifty files, closed."""
    with opened(tmp_path / "catalogue.sqlite") as catalogue, catalogue.writing():
        for number in range(50):
            facts = FileFacts(f"Title {number}", (f"Artist {number % 7}",), comment="long " * 40)
            key = f"{number:064x}"
            catalogue.record(tmp_path / f"{number}.mp3", Stamp(1, number), key, facts, AudioFacts(3.0))
    return tmp_path / "catalogue.sqlite"


def opened(file: Path) -> Catalogue:
    return Catalogue.open(f"sqlite:///{file}")


def verified(file: Path) -> tuple[str, list[str]]:
    with opened(file) as catalogue:
        return catalogue.seal(), catalogue.verify()


def test_a_flipped_byte_anywhere_is_found(file: Path, rng: np.random.Generator) -> None:
    assert verified(file) == ("fits", [])
    data = file.read_bytes()
    for at in rng.integers(100, len(data), 40):  # before it lies the header with the number itself
        flipped = bytearray(data)
        flipped[at] ^= 1 << rng.integers(8)
        file.write_bytes(flipped)
        try:
            found = verified(file)[1]
        except CatalogueError as error:  # it cannot even be opened
            found = [str(error)]
        assert found, at
    file.write_bytes(data)
    assert verified(file) == ("fits", [])


def test_writing_does_not_hide_damage_and_a_backup_ends_it(file: Path) -> None:
    data = file.read_bytes()
    flipped = data.replace(b"Title 33", b"Title 32", 1)
    assert flipped != data
    file.write_bytes(flipped)
    for name in ("mine", "yours"):
        with opened(file) as catalogue:
            catalogue.save_playlist(name, ["0" * 64])
        assert verified(file) == ("fits", ["its bytes are not those that were written"])
    file.write_bytes(data)
    assert verified(file)[1] == [] and verified(file) == ("fits", [])
    with opened(file) as catalogue:
        catalogue.save_playlist("mine", ["0" * 64])
    assert verified(file) == ("fits", [])


def test_writing_seals_anew_and_reading_does_not(file: Path) -> None:
    before = seal_of(file).read_bytes()
    with opened(file) as first, opened(file) as second:
        first.present_keys()
        second.save_playlist("mine", ["0" * 64])
        assert first.verify() == [] and first.seal() == "old"
    assert verified(file) == ("fits", []) and seal_of(file).read_bytes() != before
    with sqlite3.connect(file, isolation_level=None) as by_hand:
        by_hand.execute("VACUUM")
    assert verified(file) == ("old", []) and verified(file) == ("fits", [])


def test_after_a_kill_the_structure_alone_is_checked_until_the_next_who_closes(file: Path) -> None:
    child = os.fork()
    if not child:
        try:
            opened(file).save_playlist("mine", ["0" * 64])
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert verified(file) == ("old", [])
    assert verified(file) == ("fits", [])


@pytest.mark.parametrize("content", [None, b"", b"nonsense\n"])
def test_a_seal_that_is_gone_or_damaged_is_made_again(file: Path, content: bytes | None) -> None:
    if content is None:
        seal_of(file).unlink()
    else:
        seal_of(file).write_bytes(content)
    assert verified(file) == ("old" if content is None else "damaged", [])
    assert verified(file) == ("fits", [])


def test_no_seal_is_put_beside_a_database_of_something_else(tmp_path: Path, file: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE things (id INTEGER)")
    with pytest.raises(CatalogueError, match="something else"):
        opened(tmp_path / "other.db")
    assert not seal_of(tmp_path / "other.db").exists()
    shutil.copy(file, tmp_path / "copy.sqlite")  # a backup brings none along
    assert verified(tmp_path / "copy.sqlite") == ("old", [])
