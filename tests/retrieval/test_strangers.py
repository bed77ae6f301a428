"""A file from a stranger is heard as the library hears, or costs its own process at most: never this one."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.records import AudioFacts, FileFacts
from retrieval.bundle import find_bundle
from retrieval.heard_file import HeardFile, packed, unpacked
from retrieval.listening import Ears
from retrieval.parallel import Failure
from retrieval.peaks import POINTS
from retrieval.planning import DEFAULT_BUNDLE
from retrieval.strangers import Listener
from scripts._sound_files import tones, write_sound

RATE = 16_000
BUNDLE = find_bundle(DEFAULT_BUNDLE)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def song(folder: Path, seconds: float = 9.0) -> Path:
    path = folder / "song.mp3"
    write_sound(path, tones(seconds, RATE, 1, 1), RATE, "mp3")
    return path


def an_answer(**changed: object) -> HeardFile:
    facts = {
        "key": "a" * 64,
        "facts": FileFacts("Rain", ("Ada",), year=1990),
        "audio": AudioFacts(8.0, -20.0, ("clipped: a little",)),
        "fingerprint": "f" * 64,
        "tag_names": ("piano", "drums"),
        "chunk_seconds": 4.0,
        "starts_seconds": np.array([0, 4], np.float32),
        "moments": np.array([[0.5, 0.1], [0, 0]], np.float32),
        "vector": np.array([0.6, 0.8, 0.0], np.float32),
        "outline": bytes(POINTS),
    }
    return HeardFile(**{**facts, **changed})  # type: ignore[arg-type]


@pytest.mark.slow
def test_what_is_heard_is_what_the_library_hears(listener: Listener, tmp_path: Path) -> None:
    path = song(tmp_path)
    found = listener.hear(BUNDLE, path)
    assert isinstance(found, HeardFile)
    ears = Ears.load(BUNDLE)
    track, audio = ears.hear(found.key, path, None)
    np.testing.assert_allclose(found.vector, track.vector, atol=1e-6)
    np.testing.assert_allclose(found.moments, track.tags, atol=1e-6)
    assert found.audio == audio and found.fingerprint == ears.fingerprint
    assert found.tag_names == ears.tag_names and len(found.outline) == POINTS and max(found.outline) == 255


@pytest.mark.slow
def test_what_cannot_be_heard_is_told_and_the_next_file_heard(listener: Listener, tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "text.mp3").write_text("no music")
    for name, reason in {"empty.mp3": "empty", "text.mp3": "not_audio", "nowhere.mp3": "not_found"}.items():
        found = listener.hear(BUNDLE, tmp_path / name)
        assert isinstance(found, Failure) and found.reason == reason
    assert isinstance(listener.hear(BUNDLE, song(tmp_path)), HeardFile)


@pytest.mark.slow
def test_a_process_that_dies_costs_one_file(listener: Listener, tmp_path: Path) -> None:
    path = song(tmp_path)
    listener.hear(BUNDLE, path)
    assert listener._process is not None and listener._process.pid is not None
    os.kill(listener._process.pid, signal.SIGSEGV)
    listener._process.join()
    found = listener.hear(BUNDLE, path)
    assert isinstance(found, Failure) and found.reason == "crashed"
    assert isinstance(listener.hear(BUNDLE, path), HeardFile)


@pytest.mark.slow
def test_there_is_an_end_to_listening(tmp_path: Path) -> None:
    hasty = Listener(hear_seconds=0.001)
    found = hasty.hear(BUNDLE, song(tmp_path))
    assert isinstance(found, Failure) and found.reason == "too_slow" and hasty._process is None
    hasty.close()


@pytest.mark.slow
def test_a_process_that_nobody_asks_goes_and_another_comes(tmp_path: Path) -> None:
    idle = Listener(idle_seconds=0.2)
    path = song(tmp_path)
    assert isinstance(idle.hear(BUNDLE, path), HeardFile)
    first = idle._process
    assert first is not None
    first.join(10)
    assert first.exitcode == 0
    assert isinstance(idle.hear(BUNDLE, path), HeardFile)
    idle.close()


def test_a_folder_without_a_bundle_is_told(tmp_path: Path) -> None:
    listener = Listener()
    found = listener.hear(tmp_path, tmp_path / "song.mp3")
    assert isinstance(found, Failure) and found.reason == "not_ready" and "not a bundle" in found.message
    listener.close()


def test_answers_come_out_as_they_went_in() -> None:
    sent = an_answer()
    found = unpacked(packed(sent))
    assert isinstance(found, HeardFile)
    for name in ("key", "facts", "audio", "fingerprint", "tag_names", "chunk_seconds", "outline"):
        assert getattr(found, name) == getattr(sent, name)
    for name in ("starts_seconds", "moments", "vector"):
        np.testing.assert_array_equal(getattr(found, name), getattr(sent, name))
    np.testing.assert_allclose(found.whole, [0.5, 0.1])  # the silent moment does not count


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"no json\n",
        b"[]\n",
        b'{"failure": "x"}',
        packed(an_answer())[:-1],
        packed(an_answer())[:200],
        packed(an_answer(key="../../etc/passwd")),
        packed(an_answer(vector=np.array([np.nan], np.float32))),
        packed(an_answer(audio=AudioFacts(float("inf")))),
        packed(an_answer()).replace(b'"segments": 2', b'"segments": -1'),
        packed(an_answer()).replace(b'"segments": 2', b'"segments": 9999999999'),
    ],
)
def test_nonsense_from_a_process_is_a_failure(answer: bytes) -> None:
    found = unpacked(answer)
    assert isinstance(found, Failure) and found.reason == "crashed"


def test_letters_that_cannot_be_shown_are_replaced() -> None:
    found = unpacked(packed(an_answer(facts=FileFacts("Rain\udcff\0", ("\ud800",)))))
    assert isinstance(found, HeardFile)
    assert (found.facts.title, found.facts.artists) == ("Rain\ufffd", ("\ufffd",))


def test_a_failure_is_told_by_its_own_words() -> None:
    said = {"failure": {"reason": "empty", "message": "it is empty"}}
    assert unpacked(json.dumps(said).encode()) == Failure("empty", "it is empty")
