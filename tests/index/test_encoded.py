"""What was heard, kept in batches: there whole or not at all, and damage costs no more than it must."""

from __future__ import annotations

import dataclasses
import errno
import os
import random
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from index.encoded import EncodedError, EncodedStore, EncodedTrack
from tests.index.encoded_toys import DIMENSION, TAGS, contents, toy_track, toy_tracks


def opened(folder: Path) -> EncodedStore:
    return EncodedStore(folder, DIMENSION, len(TAGS))


def filled(folder: Path) -> EncodedStore:
    store = opened(folder)
    store.append(toy_tracks(4))
    store.append([toy_track(number) for number in (9, 7, 8)])
    return store


def test_what_is_read_is_what_was_kept(tmp_path: Path) -> None:
    filled(tmp_path)
    store = opened(tmp_path)
    wanted = [toy_track(8), *reversed(toy_tracks(4))]
    for found, track in zip(store.read([track.key for track in wanted]), wanted, strict=True):
        assert (found.key, found.chunk_seconds) == (track.key, track.chunk_seconds)
        for name in ("starts_seconds", "segments", "vector"):
            assert np.array_equal(getattr(found, name), getattr(track, name))
        assert found.tags.dtype == np.float32
        assert np.array_equal(found.tags, track.tags.astype(np.float16))
    assert len(store.keys()) == 7 and store.verify() == []


def test_a_track_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    filled(tmp_path).append([toy_track(9)])
    assert len(contents(tmp_path)) == 2


def test_the_same_batch_is_the_same_bytes_in_whatever_order(tmp_path: Path) -> None:
    opened(tmp_path / "a").append(toy_tracks(5))
    opened(tmp_path / "b").append(list(reversed(toy_tracks(5))))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_what_was_never_heard_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(EncodedError, match=r"scripts\.index build"):
        next(filled(tmp_path).read(["f" * 64]))


def test_vectors_of_another_bundle_are_refused(tmp_path: Path) -> None:
    filled(tmp_path)
    with pytest.raises(EncodedError, match="another bundle"):
        EncodedStore(tmp_path, DIMENSION + 1, len(TAGS))


@pytest.mark.parametrize("value", [0.5, np.nan])
def test_vectors_that_are_none_are_refused(tmp_path: Path, value: float) -> None:
    track = toy_track(1)
    with pytest.raises(EncodedError, match="length 1") as caught:
        opened(tmp_path).append([dataclasses.replace(track, vector=track.vector * np.float32(value))])
    assert caught.value.keys == (track.key,)


def test_dropped_tracks_are_gone_and_all_others_stay(tmp_path: Path) -> None:
    store = filled(tmp_path)
    gone = {toy_track(2).key, toy_track(8).key, "f" * 64}
    kept = store.keys() - gone
    store.drop(gone)
    for each in (store, opened(tmp_path)):
        assert each.keys() == kept and each.verify() == []
        assert len(list(each.read(sorted(kept)))) == 5
    store.drop(kept)
    assert opened(tmp_path).keys() == frozenset() and contents(tmp_path) == {}


def test_a_batch_that_was_cut_short_is_heard_again_and_the_rest_kept(tmp_path: Path) -> None:
    filled(tmp_path)
    first, second = sorted(tmp_path.iterdir())
    whole = first.read_bytes()
    for length in (0, 3, 8, 100, len(whole) // 2, len(whole) - 1):
        first.write_bytes(whole[:length])
        store = opened(tmp_path)
        assert store.unreadable == [first] and 3 <= len(store.keys()) <= 4
    store.append([toy_track(20)])
    assert not first.exists() and second.exists() and opened(tmp_path).unreadable == []


@pytest.mark.parametrize("code", [errno.EACCES, errno.EMFILE])
def test_what_may_not_be_read_now_is_not_taken_for_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    kept, before = filled(tmp_path), contents(tmp_path)

    def refuse(path: Path, *_: object) -> NoReturn:
        raise OSError(code, os.strerror(code), str(path))

    with monkeypatch.context() as during:
        during.setattr(Path, "open", refuse)
        with pytest.raises(EncodedError, match=os.strerror(code)):
            opened(tmp_path)
        with pytest.raises(OSError, match=os.strerror(code)):
            kept.drop([toy_track(9).key])
    assert contents(tmp_path) == before


def test_what_a_crash_left_is_cleared_up_by_the_next_writing_alone(tmp_path: Path) -> None:
    filled(tmp_path)
    left = tmp_path / f".{'a' * 64}.safetensors.tmp"
    left.write_bytes(b"half")
    store = opened(tmp_path)
    assert len(store.keys()) == 7 and left.exists()  # another process may be writing it
    store.append([toy_track(20)])
    assert not left.exists()


def test_a_flipped_byte_is_found_wherever_it_is_and_costs_one_track_at_best(tmp_path: Path) -> None:
    filled(tmp_path)
    every = opened(tmp_path).keys()
    chance, costs = random.Random(3), []
    for path in sorted(tmp_path.iterdir()):
        whole = path.read_bytes()
        for place in {*range(0, 60, 7), *(chance.randrange(len(whole)) for _ in range(150))}:
            flipped = bytearray(whole)
            flipped[place] ^= 1 << chance.randrange(8)
            path.write_bytes(flipped)
            store = opened_if_possible(tmp_path)
            if store is None:
                continue
            damaged = store.verify()
            assert damaged or store.unreadable, f"{path} at {place}"
            sound = store.keys() - set(damaged)
            for track in store.read(sorted(sound)):
                assert np.array_equal(track.segments, toy_track_of(track.key).segments)
            costs.append(len(every - sound))
        path.write_bytes(whole)
    assert min(costs) == 1
    assert opened(tmp_path).verify() == []


def opened_if_possible(folder: Path) -> EncodedStore | None:
    try:
        return opened(folder)
    except EncodedError as error:
        assert "remove" in str(error)
        return None


def toy_track_of(key: str) -> EncodedTrack:
    number = int(key, 16)
    return toy_track(number, number % 4) if number <= 4 else toy_track(number)


def test_damaged_tracks_are_dropped_and_heard_again(tmp_path: Path) -> None:
    store = filled(tmp_path)
    path = sorted(tmp_path.iterdir())[0]
    flipped = bytearray(path.read_bytes())
    flipped[-1] ^= 1
    path.write_bytes(flipped)
    (key,) = store.verify()
    with pytest.raises(EncodedError, match="hears it again") as caught:
        list(store.read([key]))
    assert caught.value.keys == (key,)
    store.drop([key])
    store.append([toy_track_of(key)])
    assert opened(tmp_path).verify() == [] and len(opened(tmp_path).keys()) == 7
