"""From files to an index that serves: nothing heard twice, nothing lost, the same bytes by every way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from encoders.waveform import AudioFileError
from index import home
from index.catalogue import Catalogue
from index.generations import Generation, generations, switch
from index.locks import BuildLock, BuildRunning
from index.upkeep import prune, verify
from retrieval import indexing, text_reader
from retrieval.bundle import BundleError
from retrieval.checking import check
from retrieval.file_tags import write
from retrieval.indexing import Built, build
from retrieval.kept import Tidied, all_kept, forget, tidy
from retrieval.library import add_folder, scan
from retrieval.listening import Ears
from retrieval.planning import IndexingError, Plan, build_state, bundle_folder, plan, unheard
from retrieval.recipes import Chunks, Recipe, index_root
from tests.retrieval.library_toys import (
    CHUNK_SAMPLES,
    RATE,
    TORCH,
    published,
    served_folder,
    song,
    songs,
    toy_bundle,
)
from tests.retrieval.texts import ToyTexts


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("bundles")
    return toy_bundle(folder / "one", 0), toy_bundle(folder / "two", 1)


@pytest.fixture(autouse=True)
def torch_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITMOTIF_RUNTIME", TORCH)


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return songs(tmp_path_factory.mktemp("five"), 5)


@pytest.fixture
def catalogue(tmp_path: Path, five: Path) -> Iterator[Catalogue]:
    """Of a library of five songs, scanned and not heard."""
    shutil.copytree(five, tmp_path / "music")
    with Catalogue.open() as opened:
        add_folder(opened, tmp_path / "music")
        scan(opened, opened.folders())
        yield opened


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file that is listened to."""
    paths: list[Path] = []
    plain = Ears.hear

    def hear(ears: Ears, key: str, path: Path, count: int | None) -> object:
        paths.append(path)
        return plain(ears, key, path, count)

    monkeypatch.setattr(Ears, "hear", hear)
    return paths


def built(
    catalogue: Catalogue, bundle: Path | None, chunks: Chunks | None = None, anew: bool = False
) -> Built:
    root = index_root()
    return build(catalogue, root, plan(root, str(bundle) if bundle else None, chunks, anew), workers=1)


def test_a_build_hears_all_and_the_next_one_nothing(
    catalogue: Catalogue, bundles: tuple[Path, Path], heard: list[Path]
) -> None:
    done = built(catalogue, bundles[0])
    assert (done.number, done.tracks, done.heard, done.published) == (1, 5, 5, True)
    generation = Generation.open(index_root())
    assert list(generation.keys) == catalogue.present_keys() and unheard(catalogue) == 0
    assert generation.tag_names == ("calm", "rock") and generation.chunk_seconds == CHUNK_SAMPLES / RATE
    np.testing.assert_allclose(np.linalg.norm(generation.tracks.vectors, axis=1), 1, atol=1e-5)
    for row in catalogue.tracks(generation.keys).values():
        assert row.loudness_lufs is not None and -40 < row.loudness_lufs < 0
    again = built(catalogue, None)
    assert (again.number, again.tracks, again.heard, again.published) == (1, 5, 0, False)
    assert len(heard) == 5 and [job.state for job in catalogue.jobs(2)] == ["done", "done"]


def test_a_killed_build_is_not_said_to_run(catalogue: Catalogue, bundles: tuple[Path, Path]) -> None:
    root = index_root()
    assert build_state(catalogue, root) == ""
    with BuildLock(root):
        catalogue.start_job("index build")  # and killed, so that nobody says how it ended
        assert build_state(catalogue, root) == "building"
    assert build_state(catalogue, root) == "interrupted"
    built(catalogue, bundles[0])
    assert build_state(catalogue, root) == ""
    assert [(job.state, job.note) for job in catalogue.jobs(2)] == [
        ("done", "generation 1"),
        ("stopped", "interrupted"),
    ]


def test_only_what_is_new_is_heard_and_the_bytes_are_those_of_a_fresh_index(
    catalogue: Catalogue, bundles: tuple[Path, Path], heard: list[Path], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    music = tmp_path / "music"
    built(catalogue, bundles[0])
    song(music / "new.wav", 50)
    (music / "1" / "song 1.mp3").unlink()
    (music / "0" / "song 0.flac").rename(music / "renamed.flac")
    write(music / "renamed.flac", {"genre": ["jazz"]})
    scan(catalogue, [music])
    done = built(catalogue, None)
    assert (done.tracks, done.heard, heard[5:]) == (5, 1, [music / "new.wav"])
    grown = published(index_root())
    monkeypatch.setenv(home.VARIABLE, str(tmp_path / "other home"))
    with Catalogue.open() as fresh:
        add_folder(fresh, music)
        scan(fresh, [music])
        built(fresh, bundles[0])
    assert published(index_root()) == grown


def test_an_interrupted_build_goes_on_and_ends_with_the_same_bytes(
    catalogue: Catalogue, bundles: tuple[Path, Path], heard: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    built(catalogue, bundles[0])
    expected = published(index_root())
    shutil.rmtree(index_root())
    plain = indexing._hear

    def hear(ears: Ears, chunks: int | None, item: indexing.Item) -> object:
        if len(heard) == 5 + 3:
            raise KeyboardInterrupt
        return plain(ears, chunks, item)

    with monkeypatch.context() as patched:
        patched.setattr(indexing, "_hear", hear)
        with pytest.raises(KeyboardInterrupt):
            built(catalogue, bundles[0])
    assert catalogue.jobs(1)[0].state == "stopped" and not generations(index_root())
    assert built(catalogue, bundles[0]).heard == 2 and len(heard) == 5 + 5
    assert published(index_root()) == expected


def test_one_bad_file_costs_its_track_alone_and_a_duplicate_saves_it(
    catalogue: Catalogue, bundles: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    music = tmp_path / "music"
    bad = {music / "0" / "song 0.flac", music / "0" / "song 3.ogg"}
    shutil.copy(music / "0" / "song 3.ogg", music / "second.ogg")
    scan(catalogue, [music])
    plain = Ears.hear

    def hear(ears: Ears, key: str, path: Path, count: int | None) -> object:
        if path in bad:
            raise AudioFileError("not_audio", f"{path} cannot be decoded")
        return plain(ears, key, path, count)

    with monkeypatch.context() as patched:
        patched.setattr(Ears, "hear", hear)
        done = built(catalogue, bundles[0])
    assert done.tracks == 4 and {path for path, _ in done.failed} == bad
    assert {failure.path for failure in catalogue.failures()} == bad
    assert catalogue.forget_failures() == 2
    scan(catalogue, [music])
    assert built(catalogue, None).heard == 1 and unheard(catalogue) == 0


def test_a_file_that_changed_since_the_scan_is_left_to_the_next_one(
    catalogue: Catalogue, bundles: tuple[Path, Path], tmp_path: Path
) -> None:
    changed, deleted = tmp_path / "music" / "0" / "song 0.flac", tmp_path / "music" / "1" / "song 1.mp3"
    song(changed, 30)
    deleted.unlink()
    done = built(catalogue, bundles[0])
    assert (done.tracks, sorted(done.outdated), done.failed) == (3, [changed, deleted], [])
    scan(catalogue, catalogue.folders())
    assert (built(catalogue, None).tracks, catalogue.failures()) == (4, [])


def test_other_chunks_or_another_bundle_need_a_rebuild_which_serves_at_its_end(
    catalogue: Catalogue, bundles: tuple[Path, Path], heard: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = index_root()
    built(catalogue, bundles[0], chunks=2)
    assert len(Generation.open(root).segments) == 10
    for bundle, chunks in ((None, "all"), (None, 3), (bundles[1], None)):
        with pytest.raises(IndexingError, match=r"python -m scripts\.index rebuild --"):
            built(catalogue, bundle, chunks)
    assert built(catalogue, bundles[0], 2).published is False
    seen = []

    def publish(*arguments: object) -> int:
        seen.append(Generation.open(root).bundle)
        return plain(*arguments)

    plain = indexing.publish
    monkeypatch.setattr(indexing, "publish", publish)
    first = Generation.open(root).bundle
    done = built(catalogue, bundles[1], anew=True)
    assert (done.number, done.heard, seen) == (2, 5, [first])  # the old one served all along
    assert Recipe.of(Generation.open(root)).chunks == 2  # as before, since nothing else was said
    assert bundle_folder(root, first) == bundles[0]
    switch(root, 1)
    assert built(catalogue, None).published is False and len(heard) == 10
    assert built(catalogue, bundles[1], anew=True).heard == 0  # going back and forth costs nothing
    assert len(all_kept(root)) == 2


def test_a_bundle_that_is_gone_or_damaged_is_told(
    catalogue: Catalogue, bundles: tuple[Path, Path], tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(bundles[0], mine)
    built(catalogue, mine)
    weights = mine / "space.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    with pytest.raises(BundleError, match="is damaged"):
        built(catalogue, None)
    assert any("is damaged" in told for told in check(index_root()))
    shutil.rmtree(mine)
    with pytest.raises(IndexingError, match="is not here any more"):
        built(catalogue, None)
    with pytest.raises(BundleError, match="no bundle 'nowhere'"):
        plan(index_root(), "nowhere", None, anew=True)


def test_an_index_that_is_served_and_not_there_is_damage(
    catalogue: Catalogue, bundles: tuple[Path, Path]
) -> None:
    built(catalogue, bundles[0])
    current = index_root() / "current"
    current.write_bytes(b"1" + current.read_bytes()[1:])
    (told,) = check(index_root())
    assert "generations/10000001: is missing: python -m scripts.index build makes it again" in told
    assert built(catalogue, bundles[0]).number == 1 and check(index_root()) == []


@pytest.mark.parametrize("place", ["encoded", "generations", "current"])
def test_damage_anywhere_is_found_and_a_build_repairs_it(
    catalogue: Catalogue, bundles: tuple[Path, Path], place: str, rng: np.random.Generator
) -> None:
    root = index_root()
    built(catalogue, bundles[0])
    expected = published(root)
    assert check(root) == []
    names = {
        "generations": sorted(expected),
        "encoded": [path.relative_to(root / place) for path in (root / place).rglob("*") if path.is_file()],
        "current": [""],
    }[place]
    for name in names:
        path = (served_folder(root) if place == "generations" else root / place) / name
        whole = path.read_bytes()
        spoiled = bytearray(whole)
        spoiled[rng.integers(len(whole))] ^= 1 << rng.integers(8)
        path.write_bytes(spoiled)
        assert any("python -m scripts.index" in told for told in check(root)), path
        assert built(catalogue, bundles[0]).tracks == 5
        prune(root)
        assert check(root) == [] and published(root) == expected, path


def test_two_builds_at_once(catalogue: Catalogue, bundles: tuple[Path, Path]) -> None:
    hold = (
        "import sys; from pathlib import Path; from index.locks import BuildLock\n"
        "with BuildLock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(index_root())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(BuildRunning, match=f"process {other.pid}"):
            built(catalogue, bundles[0])
        other.communicate()
    assert built(catalogue, bundles[0]).tracks == 5


def test_what_is_forgotten_leaves_the_disk(
    catalogue: Catalogue, bundles: tuple[Path, Path], tmp_path: Path
) -> None:
    root = index_root()
    built(catalogue, bundles[0])
    (tmp_path / "music" / "0" / "song 0.flac").unlink()
    scan(catalogue, catalogue.folders())
    pruned = catalogue.prune()
    forget(root, pruned.tracks)
    (kept,) = all_kept(root)
    assert len(pruned.tracks) == 1 and kept.open().keys() == frozenset(catalogue.present_keys())
    built(catalogue, bundles[1], anew=True)
    assert tidy(catalogue, root) == Tidied({}, 0)  # the old generation is still there, and so is what made it
    prune(root)
    with BuildLock(root):
        assert list(tidy(catalogue, root).idle) == [str(kept.recipe)]
    assert [each.recipe.bundle for each in all_kept(root)] == [Generation.open(root).bundle]


def test_an_unfinished_rebuild_goes_on_until_it_is_tidied_away(
    catalogue: Catalogue, bundles: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    built(catalogue, bundles[0])

    def stop(*arguments: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(indexing, "publish", stop)
        with pytest.raises(KeyboardInterrupt):
            built(catalogue, bundles[1], anew=True)
    assert built(catalogue, bundles[1], anew=True).heard == 0
    prune(root := index_root())
    with monkeypatch.context() as patched:
        patched.setattr(indexing, "publish", stop)
        with pytest.raises(KeyboardInterrupt):
            built(catalogue, bundles[0], anew=True)
    (idle,) = (kept for kept in all_kept(root) if kept.recipe != Recipe.of(Generation.open(root)))
    size = sum(path.stat().st_size for path in idle.folder.iterdir())
    assert tidy(catalogue, root) == Tidied({str(idle.recipe): size}, 0)
    assert not idle.folder.exists() and check(root) == []


def test_what_was_heard_for_nothing_goes_though_its_folder_does_not_say_what_it_is(
    catalogue: Catalogue, bundles: tuple[Path, Path]
) -> None:
    built(catalogue, bundles[0])
    root = index_root()
    (serves,) = all_kept(root)
    stray = serves.folder.with_name("0123456789abcdef")
    stray.mkdir()
    (stray / "recipe.json").write_text("damaged")
    stray.with_name(".DS_Store").touch()  # as a file manager leaves it
    assert any(str(stray) in damage and "scripts.index prune" in damage for damage in check(root))
    assert tidy(catalogue, root) == Tidied({stray.name: len("damaged")}, 0)
    assert all_kept(root) == [serves] and check(root) == []


def test_a_lost_catalogue_costs_a_scan_and_no_listening(
    catalogue: Catalogue, bundles: tuple[Path, Path], heard: list[Path], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    built(catalogue, bundles[0])
    monkeypatch.setenv("LEITMOTIF_CATALOGUE", f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    with Catalogue.open() as fresh:
        assert any("is its catalogue lost?" in damage for damage in check(index_root()))
        assert tidy(fresh, index_root()) == Tidied({}, 0)  # nothing heard is known yet, and all of it is kept
        add_folder(fresh, tmp_path / "music")
        scan(fresh, fresh.folders())
        done = built(fresh, None)
        assert (done.heard, done.published) == (0, False) and len(heard) == 5
        (kept,) = all_kept(index_root())
        assert len(fresh.encoded_by(kept.recipe.name)) == 5


def test_an_empty_library_is_told(bundles: tuple[Path, Path]) -> None:
    with Catalogue.open() as empty, pytest.raises(IndexingError, match="library add FOLDER"):
        built(empty, bundles[0])


@pytest.mark.slow
def test_two_processes_publish_the_same_bytes(catalogue: Catalogue, bundles: tuple[Path, Path]) -> None:
    built(catalogue, bundles[0])
    expected = published(index_root())
    shutil.rmtree(index_root())
    done = build(catalogue, index_root(), Plan(bundles[0], "all", None), workers=2)
    assert done.heard == 5 and published(index_root()) == expected and not verify(index_root())


def test_a_large_index_is_judged_by_what_people_ask(
    catalogue: Catalogue, bundles: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its approximate search must find what words ask for, not only what other music is near."""
    given = []

    def publish(*arguments: Any) -> int:
        given.append(arguments[6])
        return plain(*arguments)

    plain = indexing.publish
    monkeypatch.setattr(indexing, "publish", publish)
    monkeypatch.setattr(text_reader, "load_text", ToyTexts.load)
    built(catalogue, bundles[0])
    monkeypatch.setattr(indexing, "APPROXIMATE_FROM", 5)
    built(catalogue, bundles[1], anew=True)
    assert given[0] is None and given[1].shape == (2, 6)
    np.testing.assert_allclose(np.linalg.norm(given[1], axis=1), 1, atol=1e-5)


def test_a_damaged_catalogue_is_found_too(
    catalogue: Catalogue, bundles: tuple[Path, Path], leitmotif_home: Path
) -> None:
    built(catalogue, bundles[0])
    catalogue.close()
    assert check(index_root()) == []
    path = leitmotif_home / "catalogue.sqlite"
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 6] = bytes(4096 * 3)
    path.write_bytes(data)
    (told,) = check(index_root())
    assert "is damaged" in told and "python -m scripts.library add FOLDER" in told
