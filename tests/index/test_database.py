"""The database behind the catalogue: migrated, shared by processes, whole after any crash, clear when not."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from index.catalogue import Catalogue
from index.database import VARIABLE, CatalogueError
from index.home import home
from index.records import AudioFacts, FileFacts, Stamp
from index.schema import WORDS_INDEX, WORDS_TABLE, Base

MUSIC = Path("/music")
ROOT = Path(__file__).parents[2]
MAKE = """
import sys, time
from pathlib import Path
from index.catalogue import Catalogue
from index.records import AudioFacts, FileFacts, Stamp
def put(catalogue, number):
    path = Path("/music") / f"{number}.mp3"
    catalogue.record(path, Stamp(1, 2), f"{number:064x}", FileFacts(f"song {number}"), AudioFacts(1.0))
"""


def put(catalogue: Catalogue, number: int) -> None:
    path = MUSIC / f"{number}.mp3"
    catalogue.record(path, Stamp(1, 2), f"{number:064x}", FileFacts(f"song {number}"), AudioFacts(1.0))


def child(url: str, code: str) -> subprocess.Popen[str]:
    """Another process at work in the catalogue; `code` finds its URL in `url`."""
    return subprocess.Popen(
        [sys.executable, "-c", f"{MAKE}\nurl = sys.argv[1]\n{code}", url],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=120)
    return process.returncode


def test_migrations_end_where_the_models_are(empty_url: str) -> None:
    Catalogue.open(empty_url).close()

    def ours(_: object, name: str | None, kind: str, *__: object) -> bool:
        return not (kind == "table" and str(name).startswith(WORDS_TABLE)) and name != WORDS_INDEX

    engine = create_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_what_an_older_version_wrote_is_taken_along(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(ROOT / "index" / "migrations"))
        command.upgrade(config, "0001")
        key, hexed = f"{1:064x}", os.fsencode(MUSIC / "1.mp3").hex()
        for row in (
            f"track VALUES (1, '{key}', 1.0, NULL, '[]', 1, 1)",
            f"file VALUES (1, X'{hexed}', 1, 2, 1, '{key}', '', '', 'song 1', '[]', '', '[]', 0, 0, '', 0)",
            "search_text VALUES (1, '| song 1 |', '', '', '', '', '', 2)",
            "playlist VALUES ('one')",
            f"playlist_track VALUES ('one', 0, '{key}')",
        ):
            connection.execute(text(f"INSERT INTO {row}"))
    engine.dispose()
    with Catalogue.open(f"sqlite:///{path}") as catalogue:
        assert catalogue.track(catalogue.playlist("one")[0]).title == "song 1"
        assert len(catalogue.find_text("song", 5)) == 1 and catalogue.verify() == []
        assert catalogue.tag_track(key, ["kitchen"]) == ("kitchen",)
        assert len(catalogue.find_text("kitchen", 5)) == 1
        assert catalogue.strike_tags(key, ["drums"]) == ("drums",)


def test_a_catalogue_is_made_once_and_opened_again(empty_url: str) -> None:
    with Catalogue.open(empty_url) as catalogue:
        put(catalogue, 1)
    with Catalogue.open(empty_url) as catalogue:
        assert len(catalogue.present_keys()) == 1


@pytest.mark.slow
def test_processes_that_open_an_empty_database_at_once_make_one_catalogue(empty_url: str) -> None:
    crowd = [child(empty_url, f"with Catalogue.open(url) as c: put(c, {number})") for number in range(4)]
    assert [ended(process) for process in crowd] == [0] * 4
    with Catalogue.open(empty_url) as catalogue:
        assert len(catalogue.present_keys()) == 4


def test_a_kill_within_a_transaction_leaves_what_was_before(catalogue: Catalogue, catalogue_url: str) -> None:
    put(catalogue, 0)
    before = catalogue.present_keys(), catalogue.revision()
    code = """
with Catalogue.open(url) as c, c.writing():
    for number in range(1, 5000):
        put(c, number)
    c.missing([Path("/music/0.mp3")])
    assert len(c.stamps(Path("/music"))) == 4999
    print("written", flush=True)
    time.sleep(100)
"""
    process = child(catalogue_url, code)
    assert process.stdout is not None and process.stdout.readline() == "written\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (catalogue.present_keys(), catalogue.revision()) == before
    put(catalogue, 1)  # and nothing is locked
    assert len(catalogue.present_keys()) == 2
    assert catalogue.verify() == []


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_whole_batches(catalogue: Catalogue, catalogue_url: str) -> None:
    code = """
with Catalogue.open(url) as c:
    for batch in range(1000):
        with c.writing():
            for number in range(7):
                put(c, 7 * batch + number)
        print("batch", flush=True)
"""
    for wait in (0.0, 0.01, 0.03):
        process = child(catalogue_url, code)
        assert process.stdout is not None and process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        keys = catalogue.present_keys()
        assert keys and len(keys) % 7 == 0
        assert len(catalogue.stamps(MUSIC)) == len(keys) == len(catalogue.find_text("song", 10**6))
        catalogue.missing([MUSIC / f"{number}.mp3" for number in range(len(keys))])
        catalogue.prune()
    assert catalogue.verify() == []


@pytest.mark.slow
def test_a_reader_sees_whole_batches_while_another_process_writes(
    catalogue: Catalogue, catalogue_url: str
) -> None:
    code = """
with Catalogue.open(url) as c:
    for batch in range(20):
        with c.writing():
            for number in range(50):
                put(c, 50 * batch + number)
                if number == 25:
                    len(c.stamps(Path("/music")))
"""
    process = child(catalogue_url, code)
    seen, slowest = {0}, 0.0
    while process.poll() is None:
        began = time.perf_counter()
        seen.add(len(catalogue.present_keys()))
        catalogue.find_text("song", 5)
        slowest = max(slowest, time.perf_counter() - began)
    assert ended(process) == 0
    seen.add(len(catalogue.present_keys()))
    assert {count % 50 for count in seen} == {0} and max(seen) == 1000
    assert slowest < 5


@pytest.mark.slow
def test_writers_wait_for_each_other(catalogue_url: str) -> None:
    code = """
with Catalogue.open(url) as c:
    for _ in range(10):
        with c.writing():
            number = len(c.present_keys())
            put(c, number)
"""
    crowd = [child(catalogue_url, code) for _ in range(3)]
    assert [ended(process) for process in crowd] == [0] * 3
    with Catalogue.open(catalogue_url) as catalogue:
        assert len(catalogue.present_keys()) == 30


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_hundred_thousand_files_are_written_and_compared_quickly(catalogue: Catalogue, kind: str) -> None:
    files = 100_000 if kind == "sqlite" else 20_000  # a server of its own makes no quicker test
    began = time.process_time()
    with catalogue.writing():
        for number in range(files):
            path = MUSIC / f"{number % 1000}" / f"{number:06} - some song.mp3"
            facts = FileFacts(f"Song {number}", (f"Artist {number % 999}",), "Album", ("jazz",), 1999)
            catalogue.record(path, Stamp(number, number), f"{number:064x}", facts, AudioFacts(200.0))
    recorded = time.process_time()
    assert len(catalogue.stamps(MUSIC)) == files
    compared = time.process_time()
    with catalogue.writing():
        for number in range(300):
            put(catalogue, number)
    one_batch = time.process_time()
    print(
        f"\n{files} files recorded in {recorded - began:.1f} s, their stamps read in "
        f"{compared - recorded:.2f} s, a batch of 300 more in {one_batch - compared:.2f} s (CPU)"
    )
    assert recorded - began < 120 and compared - recorded < 5 and one_batch - compared < 5


def test_a_newer_catalogue_is_refused(catalogue: Catalogue, catalogue_url: str) -> None:
    change(catalogue_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(
        CatalogueError, match=r"written by a newer Leitmotif \(version 9999, newest known \d{4}\)"
    ):
        Catalogue.open(catalogue_url)


def test_a_database_of_something_else_is_left_alone(empty_url: str) -> None:
    change(empty_url, "CREATE TABLE recipes (name TEXT)")
    with pytest.raises(CatalogueError, match="is a database of something else"):
        Catalogue.open(empty_url)


def change(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_by_default_the_catalogue_is_a_file_under_home() -> None:
    Catalogue.open().close()
    assert (home() / "catalogue.sqlite").is_file()


def test_the_environment_says_where_the_catalogue_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path}/elsewhere.db")
    Catalogue.open().close()
    assert (tmp_path / "elsewhere.db").is_file()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ada:secret@host/name",
        "mysql://ada:a/secret@b@host/name",
        "ada:secret@host",
        "sqlite://ada:secret@host",
        "oracle://host/name?user=ada&password=secret",
        "postgresql://ada:secret@host:port/name",
    ],
)
def test_a_password_is_not_repeated(url: str) -> None:
    with pytest.raises(CatalogueError, match=r"\*\*\*") as caught:
        Catalogue.open(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["catalogue.db", "mysql://host/name", "sqlite://", "sqlite:///:memory:", "://"]
)
def test_what_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(CatalogueError, match="sqlite:////absolute/path"):
        Catalogue.open(url)


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    with pytest.raises(CatalogueError, match="See that the server runs") as caught:
        Catalogue.open("postgresql://somebody:secret@localhost:1/music")
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_catalogue_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"this is no database at all, but a letter to someone" * 100)
    with pytest.raises(CatalogueError, match=r"is damaged.*Put a backup in its place.*library add"):
        Catalogue.open(f"sqlite:///{tmp_path}/c.sqlite")


def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CatalogueError, match="see that it and its folder may be read and written"):
        Catalogue.open(f"sqlite:///{tmp_path}/file/c.sqlite")


def test_damage_anywhere_is_told_and_never_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Catalogue.open(f"sqlite:///{path}") as catalogue, catalogue.writing():
        for number in range(500):
            put(catalogue, number)
    whole = path.read_bytes()
    told = 0
    for place in range(0, len(whole), 4096):
        path.write_bytes(whole[:place] + b"\xa5" * 3000 + whole[place + 3000 :])
        try:
            with Catalogue.open(f"sqlite:///{path}") as catalogue:
                told += bool(catalogue.verify())
        except CatalogueError as error:
            assert str(path) in str(error)
            told += 1
    assert told > 0.9 * len(whole) / 4096  # what is in unused pages is nobody's loss


def test_verify_finds_what_does_not_belong_together(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Catalogue.open(f"sqlite:///{path}") as catalogue:
        put(catalogue, 1)
        catalogue.save_playlist("one", [f"{1:064x}"])
        assert catalogue.verify() == []
        other = sqlite3.connect(path)
        other.execute("DELETE FROM track")
        other.commit()
        other.close()
        assert "playlist_track" in " ".join(catalogue.verify())


def test_a_catalogue_in_another_thread_is_the_same(catalogue: Catalogue) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: put(catalogue, number), range(20)))
        assert set(pool.map(lambda _: len(catalogue.present_keys()), range(8))) == {20}


def test_opening_again_imports_no_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/c.sqlite"
    Catalogue.open(url).close()
    process = child(url, "Catalogue.open(url).close(); print('alembic' in sys.modules)")
    assert process.communicate()[0] == "False\n"
