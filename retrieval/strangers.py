"""Files from strangers, listened to in a process of its own that has so much time and memory and no more.

Decoders are C code, and whoever sends a file may have made it to break them: what can happen then stays in
that process. What it answers is checked here (`retrieval.heard_file`), so that even a process that was taken
over cannot reach into this one.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.heard_file import HeardFile, packed, unpacked
from retrieval.parallel import Failure, deaf_to_interrupts

LOAD_SECONDS, HEAR_SECONDS, IDLE_SECONDS = 120.0, 90.0, 300.0
"""How long loading may take, and one file; after how long without one the process ends by itself."""
SPARE_BYTES = 3 * 2**30
"""Memory for one file, beside what the networks take: two hours of sound fit in."""
LONG_SECONDS, CHUNKS_OF_LONG = 1200.0, 300
"""Of longer files so many chunks are heard, evenly spread."""
NICENESS = 5
"""Who searches meanwhile goes first."""
MOST_ANSWER_BYTES = 64 * 2**20


class Listener:
    """One process that listens, for all threads here, one file at a time; it starts with the first."""

    def __init__(self, hear_seconds: float = HEAR_SECONDS, idle_seconds: float = IDLE_SECONDS) -> None:
        self._hear_seconds, self._idle_seconds = hear_seconds, idle_seconds
        self._one_at_a_time = threading.Lock()
        self._bundle: Path | None = None
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def hear(self, bundle: Path, path: Path) -> HeardFile | Failure:
        """What the joint bundle in a folder hears in a file, or why it could not."""
        with self._one_at_a_time:
            if bundle != self._bundle:
                self._stop()
            for fresh in (self._process is None, True):
                pipe = self._pipe or self._start(bundle)
                if isinstance(pipe, Failure):
                    return pipe
                answer = self._ask(pipe, path)
                if answer is not None:
                    return answer
                code = self._stop()
                if fresh or code != 0:  # it had not just gone because nobody had asked it for so long
                    return Failure(
                        "crashed", "whatever listened to it broke: the file is damaged, or made to do that"
                    )
            raise AssertionError("the second attempt returns")

    def close(self) -> None:
        with self._one_at_a_time:
            self._stop()

    def _start(self, bundle: Path) -> Connection | Failure:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_listen, args=(bundle, theirs, self._idle_seconds), daemon=True)
        with deaf_to_interrupts():
            process.start()
        theirs.close()
        self._bundle, self._process, self._pipe = bundle, process, ours
        ready = _received(ours, LOAD_SECONDS)
        if ready == b"ready":
            return ours
        self._stop()
        said = ready.decode("utf-8", "replace") if ready else "nothing that listens could be loaded"
        return Failure("not_ready", said)

    def _ask(self, pipe: Connection, path: Path) -> HeardFile | Failure | None:
        """None where the process is gone."""
        try:
            pipe.send_bytes(os.fsencode(path))
            answer = _received(pipe, self._hear_seconds)
        except OSError:
            return None
        if answer == b"":
            self._stop()
            seconds = f"{self._hear_seconds:g} s"
            return Failure(
                "too_slow", f"listening to it took longer than {seconds}: send a shorter part of it"
            )
        return None if answer is None else unpacked(answer)

    def _stop(self) -> int | None:
        """End the process, and give its exit code where it had ended before."""
        process, pipe = self._process, self._pipe
        self._bundle = self._process = self._pipe = None
        if process is None or pipe is None:
            return None
        pipe.close()
        process.join(0.1)
        code = process.exitcode
        process.kill()
        process.join()
        process.close()
        return code


def _received(pipe: Connection, seconds: float) -> bytes | None:
    """What came; nothing where it took too long, None where nothing will come."""
    try:
        return pipe.recv_bytes(MOST_ANSWER_BYTES) if pipe.poll(seconds) else b""
    except (EOFError, OSError):
        return None


def _listen(bundle: Path, pipe: Connection, idle_seconds: float) -> None:
    """What the process does: load, then answer until the other end closes or nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent alone decides what that means
    from retrieval.bundle import BundleError
    from retrieval.listening import Ears

    try:
        ears = Ears.load(bundle)
        ears.tagger.vectors_and_logits(np.zeros((1, ears.tagger.encoder.chunk_samples), np.float32))
    except BundleError as error:
        pipe.send_bytes(str(error).encode())
        return
    _limit()
    pipe.send_bytes(b"ready")
    with suppress(EOFError, ConnectionError):
        while pipe.poll(idle_seconds):
            pipe.send_bytes(_answer(lambda path: _heard(ears, path), Path(os.fsdecode(pipe.recv_bytes()))))


def _limit() -> None:
    """No more memory than there is for one file, no file written, and after everybody else, from now on."""
    try:
        import resource
    except ImportError:  # Windows
        return
    os.nice(NICENESS)
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + SPARE_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(hear: Callable[[Path], HeardFile], path: Path) -> bytes:
    from encoders.waveform import AudioFileError

    try:
        return packed(hear(path))
    except AudioFileError as error:
        failure = Failure(error.reason, str(error))
    except MemoryError:
        failure = Failure(
            "too_big", "it takes more memory than there is for one file: send a shorter part of it"
        )
    except Exception as error:  # whatever strange files bring about
        failure = Failure("unexpected", f"it could not be listened to ({type(error).__name__})")
    return json.dumps({"failure": asdict(failure)}).encode()


def _heard(ears: Any, path: Path) -> HeardFile:
    from encoders.waveform import probe, read, read_chunks
    from encoders.waveform.identity import audio_key
    from retrieval.file_facts import read_file_facts
    from retrieval.peaks import SAMPLE_RATE, outline

    long = (probe(path).duration_seconds or 0.0) > LONG_SECONDS
    key = audio_key(path)
    track, audio = ears.hear(key, path, CHUNKS_OF_LONG if long else None)
    chunk_samples = round(track.chunk_seconds * SAMPLE_RATE)
    sound = (
        read_chunks(path, SAMPLE_RATE, chunk_samples, CHUNKS_OF_LONG).samples.reshape(-1)
        if long
        else read(path, SAMPLE_RATE).samples
    )
    return HeardFile(
        key=key,
        facts=read_file_facts(path),
        audio=audio,
        fingerprint=ears.fingerprint,
        tag_names=ears.tag_names,
        chunk_seconds=track.chunk_seconds,
        starts_seconds=track.starts_seconds,
        moments=track.tags,
        vector=track.vector,
        outline=outline(sound).tobytes(),
    )
