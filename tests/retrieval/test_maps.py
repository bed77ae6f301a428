"""What sounds alike lies together on the map, always in the same place, and silence nowhere."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from index.generations import Generation, generations
from index.locks import BuildLock, BuildRunning
from index.upkeep import prune
from retrieval import maps
from retrieval.checking import check
from retrieval.maps import FEWEST, draw, laid_out, placed, read, sketched
from tests.retrieval.search_toys import SONGS, publish_songs


def clusters(rng: np.random.Generator, count: int, each: int) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors around `count` directions, and to which of them each belongs."""
    centres = np.eye(8, dtype=np.float32)[:count]
    belongs = np.repeat(np.arange(count), each)
    vectors = centres[belongs] + 0.05 * rng.standard_normal((count * each, 8)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), belongs


def apart(places: np.ndarray, belongs: np.ndarray) -> float:
    """How much farther the nearest of another group is than the farthest of one's own, at the least."""
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    same = belongs[:, None] == belongs[None]
    return float(np.where(same, np.inf, distances).min() / np.where(same, distances, 0).max())


@pytest.mark.parametrize("each", [4, 12])
def test_groups_stay_together_and_apart(rng: np.random.Generator, each: int) -> None:
    vectors, belongs = clusters(rng, 3, each)
    assert (len(vectors) < FEWEST) == (each == 4)
    places = laid_out(vectors)
    assert apart(places, belongs) > 1.5
    assert places.min() >= 0 and places.max() <= 1 and np.ptp(places, axis=0).max() == pytest.approx(1)
    np.testing.assert_array_equal(places, laid_out(vectors))


def test_what_is_silent_lies_nowhere_and_few_tracks_somewhere(rng: np.random.Generator) -> None:
    vectors, _ = clusters(rng, 2, 3)
    vectors[1] = 0
    for lay in (laid_out, sketched):
        places = lay(vectors)
        assert np.isnan(places[1]).all() and np.isfinite(np.delete(places, 1, axis=0)).all()
        assert lay(np.zeros((3, 8), np.float32)).shape == (3, 2)
        assert lay(np.zeros((0, 8), np.float32)).shape == (0, 2)
        np.testing.assert_allclose(lay(vectors[:1]), [[0.5, 0.5]])


def test_a_large_library_is_laid_out_by_a_part_of_it(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors, belongs = clusters(rng, 3, 20)
    monkeypatch.setattr(maps, "MOST_LEARNED", 30)
    assert apart(laid_out(vectors), belongs) > 1.0


def test_a_stranger_lies_among_its_like(rng: np.random.Generator) -> None:
    vectors, belongs = clusters(rng, 3, 12)
    places = laid_out(vectors)
    for group in range(3):
        found = placed(vectors[belongs == group][:1], vectors[1:], places[1:])
        middles = np.stack([places[belongs == other].mean(axis=0) for other in range(3)])
        assert np.linalg.norm(middles - found, axis=1).argmin() == group


def test_each_generation_has_its_own_map_made_once(leitmotif_home: Path) -> None:
    root = leitmotif_home / "index"
    publish_songs(root, SONGS, "one")
    first = Generation.open(root)
    assert read(root, first) is None
    draw(root)
    places = read(root, first)
    assert places is not None and places.shape == (len(SONGS), 2)
    (file,) = (root / maps.FOLDER).glob("*.npy")
    before = file.read_bytes(), file.stat().st_mtime_ns
    draw(root)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    publish_songs(root, SONGS[:5], "one")
    assert read(root, Generation.open(root)) is None
    prune(root)
    draw(root)
    assert len(list((root / maps.FOLDER).glob("*.npy"))) == len(generations(root)) == 1
    file = next((root / maps.FOLDER).glob("*.npy"))
    whole = file.read_bytes()
    for at in range(0, len(whole), 11):
        flipped = bytearray(whole)
        flipped[at] ^= 4
        file.write_bytes(flipped)
        assert read(root, Generation.open(root)) is None and maps.damaged(root) == [file]
        assert f"{file} is damaged: python -m scripts.index build draws it again" in check(root)
        draw(root)
        assert file.read_bytes() == whole and maps.damaged(root) == []


def test_a_build_that_runs_is_left_alone(leitmotif_home: Path) -> None:
    root = leitmotif_home / "index"
    publish_songs(root, SONGS, "one")
    told: list[BaseException] = []

    def attempt() -> None:
        try:
            draw(root)
        except BuildRunning as error:
            told.append(error)

    with BuildLock(root):
        drawing = threading.Thread(target=attempt)
        drawing.start()
        drawing.join()
    assert len(told) == 1 and not (root / maps.FOLDER).exists()
