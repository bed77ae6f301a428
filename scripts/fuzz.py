"""Break valid sound files of every format by the thousand and make sure that reading them survives.

Each case cuts, flips, inserts or deletes bytes of a file made on the spot, and reads the result in a worker
process under a time and a memory limit. Hearing it with problems is fine, and so is refusing it with
`AudioFileError`; a crash, a hang, any other exception or too much memory is a failure, printed with the
command that repeats it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import numpy as np

from scripts._options import add_workers, as_count, as_seed
from scripts._stopping import stops_well

GOOD = ("heard", "flawed", "refused")
BAD = ("raised", "memory", "crash", "hang")
MUTATIONS = ("truncate", "flip few", "flip many", "flip header", "insert", "delete", "zero", "splice")
_SAMPLE_RATE = 16000


@dataclass(frozen=True)
class Case:
    """One broken file: which format, and the seed that decides how it is broken."""

    kind: str
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What became of a case: one of `GOOD` or `BAD`, and a word of detail."""

    case: Case
    verdict: str
    detail: str
    seconds: float


def mutate(data: bytes, rng: np.random.Generator) -> tuple[bytes, str]:
    """A broken copy of `data`, and the name of what was done to it."""
    mutation = MUTATIONS[rng.integers(len(MUTATIONS))]
    at, length = int(rng.integers(len(data))), int(rng.integers(1, 4096))
    if mutation == "truncate":
        return data[:at], mutation
    if mutation == "insert":
        return data[:at] + rng.bytes(length) + data[at:], mutation
    if mutation == "delete":
        return data[:at] + data[at + length :], mutation
    if mutation == "zero":
        return data[:at] + bytes(len(data[at : at + length])) + data[at + length :], mutation
    if mutation == "splice":
        source = int(rng.integers(len(data)))
        return data[:at] + data[source : source + length] + data[at + length :], mutation
    broken = bytearray(data)
    flips = {"flip few": 3, "flip many": len(data) // 100 + 1, "flip header": 8}[mutation]
    reach = min(len(data), 600) if mutation == "flip header" else len(data)
    for place in rng.integers(reach, size=flips):
        broken[place] = int(rng.integers(256))
    return bytes(broken), mutation


def make_bases(folder: Path, kinds: Iterable[str], seconds: float = 2.0) -> None:
    """Write the valid files that cases start from: `KIND-0` stereo, `KIND-1` mono (mp3: without a length)."""
    from scripts._sound_files import tones, write_sound

    for kind in kinds:
        rate = 48000 if kind == "opus" else 44100
        write_sound(folder / f"{kind}-0", tones(seconds, rate, 2), rate, kind)
        options = {"quality": 4, "xing": False} if kind == "mp3" else {}
        write_sound(folder / f"{kind}-1", tones(seconds / 2, rate, 1), rate, kind, **options)


def listen(case: Case, folder: Path) -> tuple[str, str]:
    """Break a file as `case` says, read it in each way there is, and tell how it went."""
    from encoders.waveform import AudioFileError, probe, read, read_chunks
    from scripts._sound_files import FORMATS

    rng = np.random.default_rng(case.seed)
    base = (folder / f"{case.kind}-{rng.integers(2)}").read_bytes()
    broken, mutation = mutate(base, rng)
    path = folder / f"broken-{os.getpid()}{FORMATS[case.kind]}"
    path.write_bytes(broken)
    try:
        probe(path)
        recording = read(path, _SAMPLE_RATE)
        chunks = read_chunks(path, _SAMPLE_RATE, 4000, 3)
        if not (np.isfinite(recording.samples).all() and np.isfinite(chunks.samples).all()):
            return "raised", f"{mutation}: samples that are no numbers"
        return ("flawed" if recording.problems else "heard"), mutation
    except AudioFileError as error:
        return "refused", f"{mutation}: {error.reason}"
    except MemoryError:
        return "memory", mutation
    except Exception as error:
        return "raised", f"{mutation}: {type(error).__name__}: {error}"


def _work(connection: Connection, folder: Path, memory_mib: int) -> None:
    """A worker process: cases in, verdicts out, until the parent hangs up."""
    import encoders.waveform  # noqa: F401  # loaded before the limit is set, which counts from here

    if sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + memory_mib * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent alone decides what Ctrl-C means
    connection.send("ready")
    while True:
        try:
            case = connection.recv()
        except EOFError:
            return
        connection.send(listen(case, folder))


class _Worker:
    def __init__(self, folder: Path, memory_mib: int) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: Any = context.Process(target=_work, args=(theirs, folder, memory_mib), daemon=True)
        self.process.start()
        theirs.close()
        self.case: Case | None = None
        self.since = 0.0
        self.connection.recv()  # "ready"

    def give(self, case: Case) -> None:
        self.case, self.since = case, time.monotonic()
        self.connection.send(case)

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


def run_cases(
    cases: Iterable[Case], folder: Path, *, jobs: int = 1, timeout: float = 10.0, memory_mib: int = 512
) -> Generator[Outcome]:
    """Outcomes of all cases, as they come in; a worker that crashes or hangs is replaced."""
    pending = iter(cases)
    workers = [_Worker(folder, memory_mib) for _ in range(jobs)]
    try:
        for worker in workers:
            if (case := next(pending, None)) is not None:
                worker.give(case)
        while busy := [worker for worker in workers if worker.case is not None]:
            ready = wait([worker.connection for worker in busy], timeout=0.2)
            for worker in busy:
                assert worker.case is not None
                spent = time.monotonic() - worker.since
                if worker.connection in ready:
                    try:
                        verdict, detail = worker.connection.recv()
                    except (EOFError, ConnectionError):
                        worker.process.join()
                        verdict, detail = "crash", f"exit code {worker.process.exitcode}"
                elif spent > timeout:
                    verdict, detail = "hang", f"over {timeout:.0f} s"
                else:
                    continue
                yield Outcome(worker.case, verdict, detail, spent)
                if verdict in ("crash", "hang"):
                    worker.stop()
                    workers[workers.index(worker)] = worker = _Worker(folder, memory_mib)
                worker.case = None
                if (case := next(pending, None)) is not None:
                    worker.give(case)
    finally:
        for worker in workers:
            worker.stop()


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.fuzz", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument(
        "--cases", type=as_count, default=3000, help="how many broken files (default %(default)s)"
    )
    parser.add_argument(
        "--seconds", type=float, default=240, help="stop after this long (default %(default)s)"
    )
    parser.add_argument("--seed", type=as_seed, default=0, help="where the cases start (default %(default)s)")
    parser.add_argument("--formats", nargs="+", metavar="FORMAT", help="only these (default: all)")
    parser.add_argument(
        "--timeout", type=float, default=10, help="seconds until a case hangs (default %(default)s)"
    )
    parser.add_argument(
        "--memory", type=as_count, default=512, help="MiB that a case may take (default %(default)s)"
    )
    add_workers(parser)
    return parser.parse_args(arguments)


@stops_well
def main(arguments: list[str] | None = None) -> None:
    options = _arguments(arguments)
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    from retrieval.parallel import usable_cores
    from scripts._sound_files import FORMATS

    kinds = options.formats or list(FORMATS)
    if unknown := sorted(set(kinds) - set(FORMATS)):
        print(f"no format {', '.join(unknown)}: choose from {', '.join(FORMATS)}", file=sys.stderr)
        sys.exit(2)
    cases = (Case(kinds[n % len(kinds)], options.seed + n) for n in range(options.cases))
    counts: Counter[tuple[str, str]] = Counter()
    slowest: dict[str, float] = dict.fromkeys(kinds, 0.0)
    failures: list[Outcome] = []
    end = time.monotonic() + options.seconds
    with (
        tempfile.TemporaryDirectory(prefix="fuzz-") as name,
        Progress(console=Console(stderr=True)) as progress,
        contextlib.suppress(KeyboardInterrupt),  # what was found until then is told
    ):
        folder = Path(name)
        make_bases(folder, kinds)
        task = progress.add_task("breaking files", total=options.cases)
        limits: dict[str, Any] = {
            "jobs": options.workers or usable_cores(),
            "timeout": options.timeout,
            "memory_mib": options.memory,
        }
        with contextlib.closing(run_cases(cases, folder, **limits)) as outcomes:
            for outcome in outcomes:
                progress.advance(task)
                counts[outcome.case.kind, outcome.verdict] += 1
                slowest[outcome.case.kind] = max(slowest[outcome.case.kind], outcome.seconds)
                if outcome.verdict in BAD:
                    failures.append(outcome)
                if time.monotonic() > end:
                    break
    table = Table(title=f"{counts.total()} broken files, seeds from {options.seed}")
    table.add_column("format")
    for column in (*GOOD, *BAD, "slowest"):
        table.add_column(column, justify="right")
    for kind in kinds:
        table.add_row(
            kind, *(str(counts[kind, verdict]) for verdict in (*GOOD, *BAD)), f"{slowest[kind]:.2f} s"
        )
    Console().print(table)
    for failure in failures:
        again = f"python -m scripts.fuzz --formats {failure.case.kind} --seed {failure.case.seed} --cases 1"
        print(f"{failure.verdict}: {failure.detail}\n    again: {again}")
    if failures:
        sys.exit(1)
    if counts.total() < options.cases and time.monotonic() < end:
        sys.exit(130)  # interrupted


if __name__ == "__main__":
    main()
