"""From typed words to hits, in libraries of 1,000 to 100,000 tracks: latency, cold start, memory, growth.

The libraries are synthetic: catalogue rows of made-up names, and vectors scattered around those of real songs
that the bundle keeps for comparison, ten segments a track. All times are CPU time of one thread.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scripts._bench import INKS, Measured, Row, Shares, draw_shares

BUNDLE = "starter"
SIZES = (1_000, 10_000, 100_000)
SEGMENTS_A_TRACK = 10
QUERIES = (
    "dreamy piano",
    "sad strings -drums",
    "energetic rock with distorted guitar",
    "calm ambient for sleep, no vocals",
    "happy folk",
    "dark electronic, fast",
    "a lonely walk through the rain at night",
    "epic orchestral battle",
    "funky bass, groovy",
    "baroque harpsichord",
    "jazz trumpet ballad",
    "lo-fi study beats",
)
LATENCY_PICTURE, GROWTH_PICTURE = "query.png", "growth.png"
HEADINGS = (
    *("tracks", "p50 p95 ms", "words FAISS rest ms", "rest / FAISS", "rest / exact"),
    *("start s", "MiB", "writing ms"),
)
_NOUNS = (
    *("river", "stone", "glass", "winter", "harbour", "paper", "signal"),
    *("garden", "engine", "mirror", "shadow", "summer", "copper", "valley"),
)
_COLD = """
import sys
from retrieval.hits import SearchRequest
from retrieval.search import SearchEngine
with SearchEngine.open(sys.argv[1]) as engine:
    engine.search(SearchRequest("dreamy piano"))
status = open("/proc/self/status").read() if sys.platform == "linux" else ""
print(1024 * sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")))
"""


@dataclass(frozen=True)
class Library:
    """What was measured of one library; seconds, and bytes that the process has for itself."""

    tracks: int
    latencies: tuple[float, ...]
    words: float
    faiss: float
    """Of what search asks: an approximate index from `index.vectors.APPROXIMATE_FROM` tracks on."""
    exact: float
    """Of the same questions, asked of every vector."""
    cold: float
    memory: float
    indexing: float

    @property
    def p50(self) -> float:
        return statistics.median(self.latencies)

    @property
    def p95(self) -> float:
        return float(np.percentile(self.latencies, 95))

    @property
    def rest(self) -> float:
        """What searching takes beside reading the words and asking FAISS."""
        return max(0.0, self.p50 - self.words - self.faiss)


def run(rounds: int, pictures: Path | None, sizes: Sequence[int] = SIZES) -> Measured:
    """Measure all of it; limit the threads to one (`OMP_NUM_THREADS=1`) before starting Python."""
    rows = _reading_rows(rounds)
    found = []
    for tracks in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            found.append(_library(Path(name), tracks, rounds))
    first, last = found[0], found[-1]
    rows += [
        Row(
            "search",
            f"{last.tracks:,} tracks beside {first.tracks:,}, words to hits",
            "queries",
            1 / last.p50,
            1 / first.p50,
        ),
        Row(
            "search",
            f"{last.tracks:,} tracks beside {first.tracks:,}, writing what was heard",
            "tracks",
            1 / last.indexing,
            1 / first.indexing,
        ),
    ]
    if pictures is not None:
        bars = [
            Shares(
                f"{each.tracks:,} tracks",
                {
                    "reading words": each.words,
                    "FAISS": each.faiss,
                    "judging and telling": each.rest,
                },
            )
            for each in found
        ]
        below = f"median of {len(QUERIES)} queries, warm, CPU time of one thread"
        draw_shares(pictures / LATENCY_PICTURE, bars, "From words to hits", below)
        _draw_growth(pictures / GROWTH_PICTURE, found)
    note = (
        f"A track has {SEGMENTS_A_TRACK} segments. Every query is asked as if for the first time: nothing is "
        "remembered of its words or its hits. Words: reading them; FAISS: asking the index, which small "
        "libraries are not, with the exact inner products of what it names; rest: all other work of a query, "
        "beside FAISS as it is asked (an approximate index in the largest library) and beside an exact scan "
        "for the same; at most 20 % was the goal; start: CPU time of a process from start to first hits, and "
        "its own memory in MiB; writing: what was heard of a track."
    )
    return Measured(rows, [note], (HEADINGS, [_cells(each) for each in found]))


def _cells(found: Library) -> tuple[str, ...]:
    p50, p95, words, faiss, rest, writing = (
        f"{1000 * seconds:.1f}"
        for seconds in (found.p50, found.p95, found.words, found.faiss, found.rest, found.indexing)
    )
    return (
        f"{found.tracks:,}",
        f"{p50} {p95}",
        f"{words} {faiss} {rest}",
        f"{found.rest / found.faiss:.0%}" if found.faiss else "-",
        f"{found.rest / found.exact:.0%}" if found.faiss else "-",
        f"{found.cold:.2f}",
        f"{found.memory / 2**20:.0f}",
        writing,
    )


def _reading_rows(rounds: int) -> list[Row]:
    """A sentence with and without torch; and a process that starts, loads and reads one."""
    import torch

    from encoders.registry import create_text
    from retrieval.sentence_reader import SentenceReader
    from retrieval.timing import cpu_seconds

    torch.set_num_threads(1)
    ours = SentenceReader()
    theirs: Any = create_text("sentence_transformer").network
    work: dict[str, Callable[[], Any]] = {
        "ours": lambda: [ours.encode([text]) for text in QUERIES],
        "theirs": lambda: [theirs.encode([text]) for text in QUERIES],
    }
    spent = cpu_seconds(work, rounds)
    start = {
        "ours": "from retrieval.sentence_reader import SentenceReader as S; S().encode(['calm'])",
        "theirs": "import os; os.environ['HF_HUB_OFFLINE'] = '1'\n"
        "from encoders.packaged import packaged_model\n"
        "from sentence_transformers import SentenceTransformer as S\n"
        "S(str(packaged_model()), device='cpu').encode(['calm'])",
    }
    started = {name: _child(code)[0] for name, code in start.items()}
    return [
        Row(
            "search",
            "one query read by MiniLM, beside sentence-transformers",
            "queries",
            len(QUERIES) / spent["ours"],
            len(QUERIES) / spent["theirs"],
            3.0,
        ),
        Row(
            "search",
            "process started, MiniLM loaded, one query read",
            "starts",
            1 / started["ours"],
            1 / started["theirs"],
        ),
    ]


def _child(code: str, *arguments: str) -> tuple[float, str]:
    """CPU seconds of a Python process from its start to its end, and what it printed."""
    before = os.times()
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"a process of the benchmark failed:\n{done.stderr}")
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent, done.stdout


def _library(home: Path, tracks: int, rounds: int) -> Library:
    from index.catalogue import Catalogue
    from index.exact import search_exactly
    from index.serving import Serving
    from retrieval.bundle import find_bundle
    from retrieval.hits import SearchRequest
    from retrieval.search import SearchEngine
    from retrieval.text_reader import TextReader

    folder = find_bundle(BUNDLE)
    reader = TextReader.load(folder)
    with _at_home(home):
        begun = time.process_time()
        _fill(home / "index", folder, reader, tracks)
        indexing = (time.process_time() - begun) / tracks
        with Catalogue.open() as catalogue:
            engine = SearchEngine(catalogue, Serving(home / "index", reader.fingerprint()), reader, folder)
            index = engine.shelf().generation.tracks
            clocks = {"words": _Clock(reader, "ask"), "faiss": _Clock(index, "search")}
            spent: dict[str, list[float]] = {"whole": [], "words": [], "faiss": [], "exact": []}
            for turn in range(rounds + 1):
                for text in QUERIES:
                    reader.forget()
                    engine.shelf().forget()
                    for clock in clocks.values():
                        clock.seconds = 0.0
                    begun = time.process_time()
                    engine.search(SearchRequest(text))
                    whole = time.process_time() - begun
                    begun = time.process_time()
                    if asked := clocks["faiss"].arguments:
                        search_exactly(index.vectors, *asked)
                    if turn:
                        spent["exact"].append(time.process_time() - begun)
                        spent["whole"].append(whole)
                        for name, clock in clocks.items():
                            spent[name].append(clock.seconds)
        cold, memory = _child(_COLD, BUNDLE)
    words, faiss, exact = (statistics.median(spent[name]) for name in ("words", "faiss", "exact"))
    return Library(tracks, tuple(spent["whole"]), words, faiss, exact, cold, float(memory), indexing)


class _Clock:
    """Counts the CPU seconds that a method of one object takes, and keeps what it was last asked."""

    def __init__(self, owner: Any, method: str) -> None:
        self.seconds = 0.0
        self.arguments: tuple[Any, ...] = ()
        original = getattr(owner, method)

        def timed(*arguments: Any, **named: Any) -> Any:
            self.arguments = arguments
            begun = time.process_time()
            try:
                return original(*arguments, **named)
            finally:
                self.seconds += time.process_time() - begun

        setattr(owner, method, timed)


@contextmanager
def _at_home(home: Path) -> Iterator[None]:
    from index.home import VARIABLE

    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(home)
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def _fill(root: Path, folder: Path, reader: Any, tracks: int) -> None:
    """Catalogue rows, what was heard of each track, and a generation of all of it."""
    from index.catalogue import Catalogue
    from index.encoded import EncodedStore
    from index.publishing import publish
    from index.records import AudioFacts, FileFacts, Stamp
    from retrieval.bundle import read_bundle

    tags = [item["name"] for item in read_bundle(folder / "tagger", "tagger").contents["tags"]]
    centres = reader.matcher.background
    dimension = centres.shape[1]
    store = EncodedStore(root / "encoded" / "bench", dimension, len(tags))
    keys = []
    with Catalogue.open() as catalogue:
        for first in range(0, tracks, 1000):
            batch = list(_heard(range(first, min(tracks, first + 1000)), centres, len(tags)))
            store.append(batch)
            keys += [track.key for track in batch]
            with catalogue.writing():
                for number, track in enumerate(batch, start=first):
                    noun, other = _NOUNS[number % len(_NOUNS)], _NOUNS[number // len(_NOUNS) % len(_NOUNS)]
                    facts = FileFacts(
                        f"{noun} {other} {number}", (f"Artist {number % 997}",), f"Album {number % 89}"
                    )
                    path = Path(f"/music/{number % 500}/{number}.mp3")
                    catalogue.record(path, Stamp(1, number), track.key, facts, AudioFacts(240.0))
    publish(
        root,
        store.read(sorted(keys)),
        reader.fingerprint(),
        {"chunks": "all", "runtime": "none"},
        tags,
        dimension,
    )


def _heard(numbers: range, centres: np.ndarray, tags: int) -> Iterator[Any]:
    from index.encoded import EncodedTrack

    for number in numbers:
        rng = np.random.default_rng(number)
        near = centres[number % len(centres)]
        noise = rng.standard_normal((1 + SEGMENTS_A_TRACK, len(near)), dtype=np.float32)
        vectors = near + 0.5 / np.sqrt(len(near)) * noise
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        starts = np.arange(SEGMENTS_A_TRACK, dtype=np.float32) * 4
        heard = rng.random((SEGMENTS_A_TRACK, tags), dtype=np.float32) ** 4
        # keys are hashes: their order is not that of the numbers
        key = f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}" * 4
        yield EncodedTrack(
            key, starts, 4.0, vectors[1:].astype(np.float32), vectors[0].astype(np.float32), heard
        )


def _draw_growth(path: Path, found: list[Library]) -> None:
    """Four small charts over the number of tracks."""
    from retrieval.evaluation.pictures import FAINT, PAPER, heading, sheet

    lines = (
        ("words to hits, ms", lambda each: 1000 * each.p50),
        ("writing what was heard, ms a track", lambda each: 1000 * each.indexing),
        ("cold start to the first hits, s", lambda each: each.cold),
        ("memory of its own, MiB", lambda each: each.memory / 2**20),
    )
    with sheet(path) as figure:
        heading(
            figure,
            "Growth",
            "",
            f"libraries of synthetic tracks, {SEGMENTS_A_TRACK} segments each; one thread",
        )
        for place, (name, value) in enumerate(lines):
            axes = figure.add_axes((0.08 + 0.48 * (place % 2), 0.53 - 0.44 * (place // 2), 0.4, 0.29))
            axes.set_facecolor(PAPER)
            values = [value(each) for each in found]
            axes.plot([each.tracks for each in found], values, "o-", color=INKS[place], linewidth=1.6)
            axes.set_xscale("log")
            axes.set_ylim(0, 1.25 * max(values))
            axes.set_xticks([each.tracks for each in found], [f"{each.tracks:,}" for each in found])
            axes.minorticks_off()
            axes.set_title(name, fontsize=9, loc="left", color=FAINT)
            for side in ("top", "right"):
                axes.spines[side].set_visible(False)
            for each, height in zip(found, values, strict=True):
                axes.annotate(
                    f"{height:.3g}",
                    (each.tracks, height),
                    (0, 6),
                    textcoords="offset points",
                    fontsize=8,
                    ha="center",
                )
