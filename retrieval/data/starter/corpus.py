"""The starter corpus: every track follows from the corpus seed and its own number, and from nothing else.

Track i may be rendered by any process, in any order, again after a crash: it comes out the same. The test
split has pieces composed in held-out ranges, a soundfont, synthesiser and studio settings that training never
hears; artists keep to one split.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from retrieval.data.manifest import Manifest, Track, write_manifest
from retrieval.data.starter.compose import compose
from retrieval.data.starter.fluid import SOUNDFONTS
from retrieval.data.starter.labels import TAGS, tags_of
from retrieval.data.starter.mixer import Stage, render_stems
from retrieval.data.starter.notebank import NoteBank
from retrieval.data.starter.score import Piece
from retrieval.data.starter.studio import Studio
from retrieval.data.starter.styles import STYLES

SAMPLE_RATE = 22050
TEST_EVERY = 8  # every eighth track belongs to the test split
_VALID_SHARE = 9  # one artist in nine validates
_SOUND_WORLDS = 3  # generators are spawned apart for: composing, playing, the studio
_PLACES = 3  # in a round for a style of weight 1
_MIXED_FONTS = 0.35  # share of pieces whose parts choose among all soundfonts of their split

# Numbers that keep the generators of the corpus and of the demo library apart for every seed.
CORPUS, DEMO = 1, 2


@dataclass(frozen=True)
class Plan:
    """What track number `index` of a corpus is to be, before a note is written."""

    index: int
    seed: int
    seconds: float
    purpose: int = CORPUS
    chosen_style: str = ""

    @property
    def track_id(self) -> str:
        """The name of the track in the manifest and of its file."""
        return f"{'starter' if self.purpose == CORPUS else 'demo'}-{self.seed}-{self.index:06d}"

    @property
    def held_out(self) -> bool:
        """Whether the track belongs to the test split."""
        return self.purpose == CORPUS and self.index % TEST_EVERY == TEST_EVERY - 1

    @property
    def style(self) -> str:
        """The chosen style, or the next of a round through all of them, in an order of the round's own.

        A style has places in a round by its weight, one at least.
        """
        if self.chosen_style:
            return self.chosen_style
        places = [
            name for name in sorted(STYLES) for _ in range(max(1, round(_PLACES * STYLES[name].weight)))
        ]
        around, place = divmod(self.index, len(places))
        order = np.random.default_rng([self.purpose, self.seed, around]).permutation(len(places))
        return places[int(order[place])]

    def generators(self) -> tuple[int, np.random.Generator, np.random.Generator]:
        """A seed to compose with, and generators for the players and the studio."""
        root = np.random.SeedSequence([self.purpose, self.seed, self.index])
        composing, playing, producing = root.spawn(_SOUND_WORLDS)
        number = int(composing.generate_state(1, np.uint32)[0])
        return number, np.random.default_rng(playing), np.random.default_rng(producing)

    def compose(self) -> Piece:
        """The piece to be played."""
        return compose(self.style, self.generators()[0], self.seconds, self.held_out)


@dataclass(frozen=True)
class Rendering:
    """A finished recording: float32 [channels, N], and the soundfonts and studio it was made with."""

    samples: np.ndarray
    fonts: tuple[str, ...]
    studio: dict[str, Any]


@lru_cache(maxsize=8)
def _bank(font: str, sample_rate: int, channels: int) -> NoteBank:
    return NoteBank(SOUNDFONTS[font], sample_rate, channels)


def players_of(
    plan: Plan, rng: np.random.Generator, sample_rate: int, channels: int
) -> tuple[list[str], tuple[NoteBank, ...]]:
    """The soundfonts a piece is played with, by name and as note banks: mostly one, sometimes all."""
    names = [name for name, font in sorted(SOUNDFONTS.items()) if font.held_out == plan.held_out]
    if rng.random() >= _MIXED_FONTS:
        names = [names[int(rng.integers(len(names)))]]
    return names, tuple(_bank(name, sample_rate, channels) for name in names)


def perform(plan: Plan, piece: Piece, sample_rate: int, channels: int) -> Rendering:
    """Play and produce a planned piece."""
    _, playing, producing = plan.generators()
    names, banks = players_of(plan, playing, sample_rate, channels)
    stems = render_stems(piece, Stage(sample_rate, banks, channels, plan.held_out), playing)
    studio = Studio.draw(producing, piece, plan.held_out)
    mix = np.atleast_2d(studio.process(stems, sample_rate, channels))
    return Rendering(mix, tuple(names), studio.describe())


def split_of(plan: Plan, artist: str) -> str:
    """train, valid or test; the artist's name decides between the first two."""
    if plan.held_out:
        return "test"
    return "valid" if zlib.crc32(f"valid:{artist}".encode()) % _VALID_SHARE == 0 else "train"


def track_of(plan: Plan, piece: Piece, path: str) -> Track:
    """The manifest's line for a piece."""
    answers = tags_of(piece)
    facts: dict[str, Any] = {
        "style": piece.style,
        "tempo_bpm": round(piece.tempo_bpm, 2),
        "mode": piece.mode,
        "production": piece.production,
        "instruments": sorted({part.instrument for part in piece.parts}),
        "parameters": {name: round(float(value), 4) for name, value in sorted(piece.parameters.items())},
        "unknown_tags": [tag for tag in TAGS if answers.get(tag) is None],
    }
    return Track(
        id=plan.track_id,
        path=path,
        artist=piece.artist,
        title=piece.title,
        split=split_of(plan, piece.artist),
        duration_seconds=plan.seconds,
        tags=tuple(tag for tag in TAGS if answers.get(tag)),
        extra=facts,
    )


def render_track(plan: Plan, folder: Path) -> Track:
    """Make track `plan` in `folder` unless it is there already, and tell what it is.

    The audio is 16-bit mono FLAC: decoding it costs training next to nothing.
    """
    piece = plan.compose()
    path = folder / "audio" / f"{plan.index // 1000:03d}" / f"{plan.track_id}.flac"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        samples = perform(plan, piece, SAMPLE_RATE, 1).samples
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            soundfile.write(temporary, samples.T, SAMPLE_RATE, "PCM_16", format="FLAC")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    return track_of(plan, piece, path.relative_to(folder).as_posix())


def recipe() -> str:
    """A fingerprint of the code that composes and renders: another recipe makes other tracks."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def write_tracks(tracks: list[Track], folder: Path, facts: dict[str, Any]) -> Path:
    """The manifest of the finished tracks, in their order: `folder/manifest.jsonl`."""
    ordered = tuple(sorted(tracks, key=lambda track: track.id))
    path = folder / "manifest.jsonl"
    write_manifest(Manifest(ordered, dict(TAGS), folder, "starter corpus", "artist", facts), path)
    return path
