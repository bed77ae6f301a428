"""A library whose sound anyone can read off: each word is an axis, each song a mixture of words over time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.catalogue import Catalogue
from index.encoded import EncodedTrack
from index.publishing import publish
from index.records import AudioFacts, FileFacts, Stamp
from index.serving import Serving
from retrieval.matcher import Asked, Lesson, Matcher, fit_matcher
from retrieval.search import SearchEngine

WORDS = ("piano", "drums", "calm", "jazz", "choir", "ghost")
NONSENSE = ("zzqxv", "qqqq", "xyzzy")
DIMENSION = len(WORDS) + len(NONSENSE)
CHUNK_SECONDS = 4.0


@dataclass(frozen=True)
class Song:
    """A title, an artist, and what sounds in each segment; None for silence."""

    title: str
    artist: str
    segments: Sequence[Mapping[str, float] | None]
    genres: tuple[str, ...] = ()
    year: int | None = None

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.artist}/{self.title}".encode()).hexdigest()


def steady(title: str, artist: str, *words: str, **facts: object) -> Song:
    """A song that sounds the same throughout."""
    return Song(title, artist, [dict.fromkeys(words, 1.0)] * 4, **facts)  # type: ignore[arg-type]


SONGS = (
    steady("Morning", "Ada Marsh", "piano", "calm", year=1990),
    steady("Evening", "Ada Marsh", "piano", "drums", year=2001),
    steady("Night", "Ada Marsh", "piano", year=2005),
    steady("Jazz", "Silas Varga", "drums"),
    steady("Blue Street", "Orchard Trio", "jazz", genres=("Jazz",)),
    steady("Blue Street (Live)", "Orchard Trio", "jazz", "piano"),
    Song("Two Halves", "Iron Bells", [{"drums": 1.0}, {"drums": 1.0}, {"choir": 1.0}, {"choir": 1.0}]),
    steady("Piano Man", "Leif Rhys", "choir", "calm"),
    steady("Cellar", "Elin Okoro", "drums", "choir"),
)


def vector(sounds: Mapping[str, float] | None) -> np.ndarray:
    """A unit vector of what sounds, `[D]`; zeros for silence."""
    if sounds is None:
        return np.zeros(DIMENSION, np.float32)
    found = np.full(DIMENSION, 0.02, np.float32)
    for word, much in sounds.items():
        found[WORDS.index(word)] += much
    return found / np.linalg.norm(found)


class ToyReader:
    """Reads words as axes; what it does not know is nonsense."""

    def __init__(self) -> None:
        self.matcher: Matcher | None = _matcher()

    def ask(self, texts: Sequence[str]) -> Asked:
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().split():
                known = (
                    WORDS.index(word) if word in WORDS else len(WORDS) + sum(word.encode()) % len(NONSENSE)
                )
                vectors[row, known] = 1
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return Asked(tuple(texts), vectors, vectors)

    def fingerprint(self) -> str:
        return "toy" * 20


@cache
def _matcher() -> Matcher:
    rng = np.random.default_rng(0)
    songs = rng.random((120, DIMENSION)).astype(np.float32) ** 4
    songs /= np.linalg.norm(songs, axis=1, keepdims=True)
    texts = np.eye(DIMENSION, dtype=np.float32)
    truth = (texts @ songs.T > 0.5)[: len(WORDS)]
    familiar = Asked(WORDS, texts[: len(WORDS)], texts[: len(WORDS)])
    odd = Asked(NONSENSE, texts[len(WORDS) :], texts[len(WORDS) :])
    fitted = fit_matcher(Lesson(familiar, truth, np.ones_like(truth), familiar, odd), songs, WORDS)
    assert fitted is not None
    return Matcher(fitted.calibration, fitted.background, fitted.yardstick, WORDS)


def toy_engine(root: Path, songs: Sequence[Song] = SONGS) -> SearchEngine:
    """A catalogue in `root`, an index of all songs, and what searches them; the files are empty."""
    catalogue = Catalogue.open(f"sqlite:///{root / 'catalogue.sqlite'}")
    with catalogue.writing():
        catalogue.add_folder(root)
        for song in songs:
            facts = FileFacts(song.title, (song.artist,), genres=song.genres, year=song.year)
            audio = AudioFacts(CHUNK_SECONDS * len(song.segments))
            catalogue.record(file_of(root, song), Stamp(1, 1), song.key, facts, audio)
    reader = ToyReader()
    publish_songs(root / "index", songs, reader.fingerprint())
    return SearchEngine(catalogue, Serving(root / "index", reader.fingerprint()), reader)


def file_of(root: Path, song: Song) -> Path:
    return root / f"{song.artist} {song.title}.mp3"


def publish_songs(root: Path, songs: Sequence[Song], bundle: str) -> None:
    tracks = [_encoded(song) for song in sorted(songs, key=lambda song: song.key)]
    publish(root, tracks, bundle, {"chunks": "all", "runtime": "toy"}, WORDS, DIMENSION)


def _encoded(song: Song) -> EncodedTrack:
    segments = np.stack([vector(sounds) for sounds in song.segments])
    mean = segments.mean(axis=0)
    tags = [
        [0.0 if sounds is None else 0.1 + 0.8 * (word in sounds) for word in WORDS]
        for sounds in song.segments
    ]
    return EncodedTrack(
        key=song.key,
        starts_seconds=(np.arange(len(segments)) * CHUNK_SECONDS).astype(np.float32),
        chunk_seconds=CHUNK_SECONDS,
        segments=segments,
        vector=mean / max(np.linalg.norm(mean), 1e-9),
        tags=np.array(tags, np.float32),
    )
