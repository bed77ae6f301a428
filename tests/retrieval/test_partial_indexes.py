"""A library can be searched while it is heard, and ends with the bytes of one that could not."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.generations import Generation, NoGeneration, generations
from index.serving import LOOK_EVERY_SECONDS, Serving
from index.upkeep import verify
from retrieval import indexing
from retrieval.indexing import Built, build
from retrieval.kept import ENCODED
from retrieval.library import add_folder, scan
from retrieval.listening import Ears
from retrieval.planning import plan
from retrieval.recipes import Chunks, Recipe, index_root
from retrieval.rhythm import AGAIN_SECONDS, FIRST_SECONDS, SHARE, Rhythm
from tests.retrieval.library_toys import TORCH, published, song, songs, toy_bundle


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("bundles")
    return toy_bundle(folder / "one", 0), toy_bundle(folder / "two", 1)


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    """Of six songs, scanned and not heard; what is heard is published after every one."""
    monkeypatch.setenv("LEITMOTIF_RUNTIME", TORCH)
    monkeypatch.setattr(indexing, "BATCH_TRACKS", 2)
    monkeypatch.setattr(indexing, "Rhythm", Always)
    songs(tmp_path / "music", 6)
    with Catalogue.open() as opened:
        add_folder(opened, tmp_path / "music")
        scan(opened, opened.folders())
        yield opened


class Always(Rhythm):
    def due(self) -> bool:
        return True


@pytest.fixture
def searchable(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tracks could be found each time that one was listened to."""
    found: list[int] = []
    plain = Ears.hear

    def hear(ears: Ears, key: str, path: Path, count: int | None) -> object:
        try:
            found.append(len(Generation.open(index_root()).keys))
        except NoGeneration:
            found.append(0)
        assert len(generations(index_root())) <= 2
        return plain(ears, key, path, count)

    monkeypatch.setattr(Ears, "hear", hear)
    return found


def built(catalogue: Catalogue, bundle: Path, chunks: Chunks | None = None, anew: bool = False) -> Built:
    root = index_root()
    return build(catalogue, root, plan(root, str(bundle), chunks, anew), workers=1)


def test_what_is_heard_can_be_found_while_the_rest_is_heard(
    catalogue: Catalogue, bundles: tuple[Path, Path], searchable: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = index_root()
    done = built(catalogue, bundles[0])
    assert searchable == [0, 1, 2, 3, 4, 5]
    assert (done.tracks, done.heard, done.published) == (6, 6, True) and not verify(root)
    assert generations(root) == [done.number] and not Generation.open(root).partial
    in_parts = published(root)
    shutil.rmtree(root)
    monkeypatch.setattr(indexing, "Rhythm", Rhythm)
    built(catalogue, bundles[0])
    assert searchable[6:] == [0] * 6 and published(root) == in_parts


def test_new_tracks_of_a_library_that_serves_can_be_found_early_too(
    catalogue: Catalogue, bundles: tuple[Path, Path], searchable: list[int], tmp_path: Path
) -> None:
    first = built(catalogue, bundles[0]).number
    for number in range(3):
        song(tmp_path / "music" / f"new {number}.flac", 50 + number)
    scan(catalogue, catalogue.folders())
    done = built(catalogue, bundles[0])
    assert searchable[6:] == [6, 7, 8] and generations(index_root()) == [first, done.number]


def test_no_track_that_can_be_found_is_lost_while_it_is_heard_again(
    catalogue: Catalogue, bundles: tuple[Path, Path], searchable: list[int], tmp_path: Path
) -> None:
    built(catalogue, bundles[0])
    shutil.rmtree(index_root() / ENCODED)
    for number in range(2):  # which come last, by their names
        song(tmp_path / "music" / f"z new {number}.flac", 50 + number)
    scan(catalogue, catalogue.folders())
    assert built(catalogue, bundles[0], anew=True).heard == 8
    assert searchable[6:] == [6] * 7 + [7]


def test_another_recipe_serves_at_its_end_alone(
    catalogue: Catalogue, bundles: tuple[Path, Path], searchable: list[int]
) -> None:
    built(catalogue, bundles[0])
    first = Generation.open(index_root()).bundle
    built(catalogue, bundles[1], anew=True)
    assert searchable[6:] == [6] * 6 and Generation.open(index_root()).bundle != first


def test_a_build_that_was_stopped_serves_what_it_heard_and_goes_on_alike(
    catalogue: Catalogue, bundles: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, plain, heard = index_root(), Ears.hear, []

    def hear(ears: Ears, key: str, path: Path, count: int | None) -> object:
        heard.append(path)
        if len(heard) == 4:
            raise KeyboardInterrupt
        return plain(ears, key, path, count)

    monkeypatch.setattr(Ears, "hear", hear)
    with pytest.raises(KeyboardInterrupt):
        built(catalogue, bundles[0], chunks=2)
    serving = Serving(root)
    assert serving.current().partial and len(serving.current().keys) == 3
    assert built(catalogue, bundles[0]).heard == 3 and generations(root) == [7]
    assert Recipe.of(Generation.open(root)).chunks == 2
    time.sleep(LOOK_EVERY_SECONDS)
    assert len(serving.current().keys) == 6  # though what it had open is gone from the disk


def test_publishing_early_takes_a_small_share_of_the_time() -> None:
    seconds = [0.0]
    rhythm = Rhythm(now=lambda: seconds[0])
    assert not rhythm.due()
    seconds[0] += FIRST_SECONDS
    assert rhythm.due()
    for took in (0.1, 60.0):
        with rhythm.publishing():
            seconds[0] += took
        seconds[0] += max(AGAIN_SECONDS, took / SHARE) - 0.1
        assert not rhythm.due()
        seconds[0] += 0.2
        assert rhythm.due()
