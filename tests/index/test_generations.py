"""Published indexes: what they hold, which one serves, what is refused, and what is found damaged."""

from __future__ import annotations

import dataclasses
import os
import random
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import numpy as np
import pytest

from index.checksums import SUMS_FILE
from index.generations import (
    BundleMismatch,
    Generation,
    GenerationError,
    NoGeneration,
    current,
    folder_of,
    generations,
    switch,
)
from index.publishing import PublishError, publish
from index.serving import Serving
from index.upkeep import export, prune, verify
from index.vectors import VectorIndex
from tests.index.encoded_toys import BUNDLE, DIMENSION, TAGS, contents, publish_toys, toy_track, toy_tracks


def test_a_generation_holds_what_was_heard(tmp_path: Path) -> None:
    tracks = toy_tracks(9)
    assert publish_toys(tmp_path, 9) == 1
    opened = Generation.open(tmp_path, bundle=BUNDLE)
    assert opened.keys == tuple(track.key for track in tracks) and opened.tag_names == TAGS
    assert opened.recipe == {"chunks": "all"} and opened.chunk_seconds == 4
    for row, track in enumerate(tracks):
        own = slice(opened.track_segments[row], opened.track_segments[row + 1])
        assert np.array_equal(opened.segments.vectors[own], track.segments)
        assert np.array_equal(opened.tracks.vectors[row], track.vector)
        assert np.array_equal(opened.tags[own], track.tags.astype(np.float16))
        assert np.array_equal(opened.starts_seconds[own], track.starts_seconds)
        assert (opened.segment_track[own] == row).all()
        audible = track.segments.any(axis=1)
        mean = track.tags[audible].mean(axis=0) if audible.any() else 0
        np.testing.assert_allclose(opened.track_tags[row], mean, atol=1e-3)
    asked = [tracks[4].key, "f" * 64, "", "é", tracks[0].key]
    assert opened.rows(asked).tolist() == [4, -1, -1, -1, 0]


def test_an_empty_library_is_an_index_too(tmp_path: Path) -> None:
    publish_toys(tmp_path, 0)
    opened = Generation.open(tmp_path)
    assert opened.keys == () and opened.rows(["a"]).tolist() == [-1]
    assert opened.segments.search(np.zeros((1, DIMENSION), np.float32), 2)[1].tolist() == [[-1, -1]]


def test_the_same_tracks_are_the_same_bytes_and_no_new_generation(tmp_path: Path) -> None:
    publish_toys(tmp_path / "a", 9)
    time.sleep(0.01)
    publish_toys(tmp_path / "b", 4)
    publish_toys(tmp_path / "b", 9)
    assert contents(folder_of(tmp_path / "a", 1)) == contents(folder_of(tmp_path / "b", 2))
    assert publish_toys(tmp_path / "b", 4) == 1 and generations(tmp_path / "b") == [1, 2]
    assert current(tmp_path / "b").number == 1


def test_another_bundle_is_refused_and_told_what_to_do(tmp_path: Path) -> None:
    publish_toys(tmp_path, 2)
    with pytest.raises(BundleMismatch, match=r"bbbb.*not with cccc.*rebuild --bundle"):
        Generation.open(tmp_path, bundle="c" * 64)


def test_what_is_not_there_says_what_is(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match=r"scripts\.index build"):
        Generation.open(tmp_path)
    publish_toys(tmp_path, 2)
    with pytest.raises(GenerationError, match=r"no generation 7 \(there: 1\)"):
        switch(tmp_path, 7)
    lost = tmp_path / "generations" / "00000001" / "tags.npy"
    kept = lost.read_bytes()
    lost.unlink()
    with pytest.raises(GenerationError, match="is damaged"):  # it is there, if not all of it
        Generation.open(tmp_path)
    lost.write_bytes(kept)
    (tmp_path / "current").unlink()
    with pytest.raises(GenerationError, match="switch"):
        Generation.open(tmp_path)


def test_tracks_out_of_order_or_of_two_recipes_are_refused_and_nothing_changes(tmp_path: Path) -> None:
    publish_toys(tmp_path, 3)
    one, two = toy_track(1), toy_track(2)
    other = dataclasses.replace(two, chunk_seconds=3.0)
    for tracks in ([two, one], [one, one], [one, other]):
        with pytest.raises(PublishError):
            publish(tmp_path, tracks, BUNDLE, {}, TAGS, DIMENSION)
    assert generations(tmp_path) == [1] and not list((tmp_path / "generations").glob(".*"))


def test_switch_goes_back_and_prune_keeps_what_serves(tmp_path: Path) -> None:
    for count in (1, 2, 3, 4):
        publish_toys(tmp_path, count)
    switch(tmp_path, 2)
    assert len(Generation.open(tmp_path).keys) == 2
    assert prune(tmp_path, keep=1) == [1, 3] and generations(tmp_path) == [2, 4]


def test_prune_removes_what_is_damaged_and_does_not_serve(tmp_path: Path) -> None:
    for count in (1, 2):
        publish_toys(tmp_path, count)
    switch(tmp_path, 1)
    assert prune(tmp_path) == []
    (folder_of(tmp_path, 2) / "keys.npy").write_bytes(b"")
    assert prune(tmp_path) == [2] and verify(tmp_path) == []


def test_a_flipped_byte_in_any_file_is_found_and_no_reader_sees_a_traceback(tmp_path: Path) -> None:
    publish_toys(tmp_path, 9)
    assert verify(tmp_path) == []
    chance = random.Random(5)
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "building.lock"]
    assert len(files) > 12
    for path in files:
        whole = path.read_bytes()
        for place in {0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(12))} if whole else ():
            flipped = bytearray(whole)
            flipped[place] ^= 1 << chance.randrange(8)
            path.write_bytes(flipped)
            assert verify(tmp_path), f"{path} at {place}"
            try:  # what was not noticed may answer a little wrongly, but says nothing of its inside
                Generation.open(tmp_path).segments.search(np.ones((1, DIMENSION), np.float32), 3)
            except GenerationError as error:
                assert "python -m scripts.index" in str(error)
        path.write_bytes(whole)
    assert verify(tmp_path) == []


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_in_a_key_is_a_damaged_index_or_another_key(tmp_path: Path, bit: int) -> None:
    publish_toys(tmp_path, 3)
    keys = folder_of(tmp_path, 1) / "keys.npy"
    data = bytearray(keys.read_bytes())
    data[-1] ^= 1 << bit
    keys.write_bytes(data)
    try:
        assert len(Generation.open(tmp_path).keys) == 3
    except GenerationError as error:
        assert "index build makes it again" in str(error)


def test_a_missing_and_a_foreign_file_are_damage(tmp_path: Path) -> None:
    publish_toys(tmp_path, 9)
    folder = folder_of(tmp_path, 1)
    (folder / "tags.npy").rename(folder / "other.npy")
    assert [str(damage).split(": ")[1] for damage in verify(tmp_path)] == [
        "does not belong there",
        "is missing",
    ]
    (folder / SUMS_FILE).unlink()
    assert "is missing" in str(verify(tmp_path)[0])


def test_building_again_repairs(tmp_path: Path) -> None:
    publish_toys(tmp_path, 9)
    before = contents(folder_of(tmp_path, 1))
    (folder_of(tmp_path, 1) / "tags.npy").write_bytes(b"nonsense")
    number = publish_toys(tmp_path, 9)
    assert number == 2 and verify(tmp_path) == [] and contents(folder_of(tmp_path, 2)) == before


def test_an_export_is_the_whole_generation_and_the_same_each_time(tmp_path: Path) -> None:
    publish_toys(tmp_path, 9)
    assert export(tmp_path, tmp_path / "a.tar") == export(tmp_path, tmp_path / "b.tar") == 1
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()
    with tarfile.open(tmp_path / "a.tar") as archive:
        names = {name.removeprefix("generation/") for name in archive.getnames()}
    assert names == contents(folder_of(tmp_path, 1)).keys()
    (folder_of(tmp_path, 1) / "tags.npy").write_bytes(b"nonsense")
    with pytest.raises(GenerationError, match=r"tags\.npy"):
        export(tmp_path, tmp_path / "c.tar")


READER = """
import sys, time
from pathlib import Path
import numpy as np
from index.serving import Serving
serving, seen, ends = Serving(Path(sys.argv[1])), None, time.monotonic() + 60
while seen != sys.argv[2] and time.monotonic() < ends:
    found = serving.current()
    rows = found.segments.search(np.ones((2, 8), np.float32), 3)[1]
    assert (found.segment_track[rows] < len(found.keys)).all() and found.tags[rows].shape == (2, 3, 3)
    if seen != str(found.number):
        seen = str(found.number)
        print(seen, time.time(), flush=True)
"""


def test_a_reader_elsewhere_moves_on_within_two_seconds_while_the_old_is_pruned(tmp_path: Path) -> None:
    publish_toys(tmp_path, 4)
    command = [sys.executable, "-c", READER, str(tmp_path), "6"]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ})
    assert reader.stdout is not None and reader.stdout.readline().startswith("1 ")
    published = {}
    for number in range(2, 7):
        published[publish_toys(tmp_path, 4 + number)] = time.time()
        prune(tmp_path)
        time.sleep(0.3)
    out, _ = reader.communicate(timeout=60)
    assert reader.returncode == 0  # not one query failed
    moved = [line.split() for line in out.splitlines()]
    assert moved[-1][0] == "6"
    assert all(float(when) - published[int(number)] < 2 for number, when in moved)


def test_a_reader_goes_on_with_what_it_has_when_the_new_one_cannot_be_opened(tmp_path: Path) -> None:
    publish_toys(tmp_path, 4)
    serving = Serving(tmp_path, BUNDLE)
    publish(tmp_path, toy_tracks(5), "c" * 64, {}, TAGS, DIMENSION)
    time.sleep(0.55)
    assert serving.current().number == 1 and serving.trouble is not None and "cccc" in serving.trouble
    publish_toys(tmp_path, 6)
    time.sleep(0.55)
    assert serving.current().number == 3 and serving.trouble is None
    (tmp_path / "current").write_bytes(b"nonsense")
    time.sleep(0.55)
    assert serving.current().number == 3 and serving.trouble is not None


def test_a_million_segments_open_in_milliseconds(tmp_path: Path) -> None:
    publish_toys(tmp_path, 50)
    # as large as a million segments, without taking room on the disk
    folder = folder_of(tmp_path, 1) / "segments"
    header = (folder / "vectors.npy").read_bytes()[:128]
    rows = len(Generation.open(tmp_path).segments)
    with (folder / "vectors.npy").open("r+b") as stream:
        stream.write(header.replace(f"({rows}, 8)".encode(), b"(1000000, 256)")[:127] + b"\n")
        stream.truncate(128 + 1_000_000 * 256 * 4)
    described = (folder / "vectors.json").read_text().replace(f'"rows": {rows}', '"rows": 1000000')
    (folder / "vectors.json").write_text(described.replace('"dimension": 8', '"dimension": 256'))
    started = time.process_time()
    assert VectorIndex.open(folder, "cpu").vectors.shape == (1_000_000, 256)
    assert time.process_time() - started < 0.1
