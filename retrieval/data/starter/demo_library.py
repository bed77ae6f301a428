"""The demo library: some sixty short pieces of many kinds, with titles, artists, albums, years and covers.

It shows what Leitmotif does on music that everybody may share. Its generators are apart from the corpus's for
every seed, so that no tagger was trained on it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from pathlib import Path

import av
import mutagen
import numpy as np
from mutagen.flac import Picture

from retrieval.data.manifest import Manifest, Track, write_manifest
from retrieval.data.starter.corpus import DEMO, Plan, players_of, track_of
from retrieval.data.starter.covers import as_jpeg, draw_cover
from retrieval.data.starter.labels import TAGS
from retrieval.data.starter.mixer import Stage, render_stems
from retrieval.data.starter.score import Piece
from retrieval.data.starter.studio import Studio
from retrieval.data.starter.styles import STYLES
from retrieval.data.starter.titles import artist, title

SAMPLE_RATE = 48000
KILOBITS = 30
SEED = 1
_SECONDS = (20, 30)
_FADE_SECONDS = 2.5
_LOUDNESS_DB = -17.0
_WIDEST = 0.6  # the sides' difference against their sum
_LIMITER_DB = 4.0  # at least so far pushed, so that one loud chord does not make a whole track quiet
_HEADROOM = np.float32(0.84)  # a lossy codec adds to the peaks
_STUDIOS = 24  # how many studios are drawn to find one that shows the piece at its best

# Artists with the styles of their album, one track each.
ALBUMS: tuple[tuple[str, ...], ...] = (
    ("solo piano", "impressionist piano"),
    ("string quartet",),
    ("symphonic", "piano concerto"),
    ("baroque ensemble",),
    ("opera",),
    ("choral", "renaissance polyphony"),
    ("romantic guitar",),
    ("minimal", "modern chamber"),
    ("waltz", "march"),
    ("ambient", "new age"),
    ("techno", "industrial"),
    ("house", "deep house"),
    ("trance",),
    ("drum and bass",),
    ("downtempo", "lo-fi beats"),
    ("synthwave", "synth-pop"),
    ("chiptune",),
    ("dubstep",),
    ("jazz quartet",),
    ("big band", "swing trio"),
    ("bossa nova", "samba"),
    ("ragtime",),
    ("acoustic blues",),
    ("pop", "dance pop"),
    ("singer-songwriter", "piano ballad"),
    ("indie pop", "dream pop"),
    ("classic rock", "hard rock"),
    ("indie rock",),
    ("punk",),
    ("heavy metal",),
    ("post-rock",),
    ("hip-hop", "trap"),
    ("funk", "soul"),
    ("disco",),
    ("reggae", "dub"),
    ("folk ballad", "country"),
    ("celtic",),
    ("tango",),
    ("cinematic tension", "horror"),
    ("epic trailer", "film romance"),
    ("lullaby",),
)


@dataclass(frozen=True)
class Release:
    """One track of the library as it is sold: its plan and what stands on its sleeve."""

    plan: Plan
    artist: str
    album: str
    year: int
    number: int

    @property
    def file_name(self) -> str:
        """Safe on every file system."""
        return f"{self.plan.index + 1:02d} {self.plan.style}.opus".replace(" ", "-").replace("&", "and")


def releases(seed: int = SEED) -> list[Release]:
    """All tracks, in the order of ALBUMS."""
    found: list[Release] = []
    for styles in ALBUMS:
        rng = np.random.default_rng([DEMO, seed, len(found)])
        name, album = artist(rng, styles[0], False), title(rng, float(rng.random()), float(rng.random()))
        year = int(rng.integers(1985, 2026))
        for number, style in enumerate(styles, start=1):
            seconds = float(rng.integers(*_SECONDS, endpoint=True))
            found.append(Release(Plan(len(found), seed, seconds, DEMO, style), name, album, year, number))
    return found


def _studio(piece: Piece, rng: np.random.Generator) -> Studio:
    """Of several studios the one that does least harm: no worn tape, no poor codec, no narrow band."""
    drawn = [Studio.draw(rng, piece, False) for _ in range(_STUDIOS)]

    def harm(studio: Studio) -> float:
        return (
            5 * (studio.profile != piece.production)
            + 3 * len(studio.bandwidth)
            + sum(max(0.0, 60 - below) / 20 for _, below in studio.noises)
            + sum(abs(band.gain_db) for band in studio.bands) / 10
            + 4 * (studio.crush > 0)
        )

    best = min(drawn, key=harm)
    return replace(
        best,
        codec=None,
        loudness_db=_LOUDNESS_DB,
        limiter_db=max(best.limiter_db, _LIMITER_DB),
        cents=0.0,
        crush=0.0,
    )


def _narrowed(mix: np.ndarray) -> np.ndarray:
    """What differs between the sides, kept below what they share: many listeners hear one loudspeaker."""
    middle = mix.mean(0)
    side = mix - middle
    excess = float(side.std()) / (_WIDEST * float(middle.std()) + 1e-9)
    return np.asarray(middle + side / np.float32(max(1.0, excess)))


def perform(release: Release) -> tuple[Piece, np.ndarray]:
    """The piece of a release and its recording, float32 [2, N] at SAMPLE_RATE, faded out."""
    plan = release.plan
    piece = replace(plan.compose(), artist=release.artist)
    _, playing, producing = plan.generators()
    _, banks = players_of(plan, playing, SAMPLE_RATE, 2)
    stems = render_stems(piece, Stage(SAMPLE_RATE, banks), playing)
    mix = _studio(piece, producing).process(stems, SAMPLE_RATE)
    fade = int(_FADE_SECONDS * SAMPLE_RATE)
    mix = _narrowed(mix) * _HEADROOM
    mix[:, -fade:] *= np.cos(np.linspace(0, np.pi / 2, fade, dtype=np.float32))
    return piece, mix


def encode(samples: np.ndarray, path: Path) -> None:
    """Opus in Ogg, with the same bytes every time."""
    with av.open(str(path), "w", format="ogg", container_options={"fflags": "+bitexact"}) as file:
        stream = file.add_stream("libopus", rate=SAMPLE_RATE, layout="stereo")
        stream.bit_rate = KILOBITS * 1000
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.T.reshape(1, -1), dtype=np.float32), "flt", "stereo"
        )
        frame.sample_rate = SAMPLE_RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)


def label(path: Path, release: Release, piece: Piece, genre: str) -> None:
    """Write title, artist, album, number, year, genre and cover into the file."""
    picture = Picture()
    picture.data, picture.mime, picture.type = as_jpeg(draw_cover(piece)), "image/jpeg", 3
    picture.width = picture.height = 256
    picture.depth = 24
    file = mutagen.File(path)
    file["title"], file["artist"], file["album"] = piece.title, release.artist, release.album
    file["tracknumber"], file["date"], file["genre"] = str(release.number), str(release.year), genre
    file["metadata_block_picture"] = base64.b64encode(picture.write()).decode("ascii")
    file.save()


def make(release: Release, folder: Path) -> Track:
    """One finished track of the library in `folder`, and its line for the manifest."""
    piece, samples = perform(release)
    path = folder / release.file_name
    temporary = path.with_suffix(".tmp.opus")
    try:
        encode(samples, temporary)
        label(temporary, release, piece, STYLES[release.plan.style].genres.split(",")[0].strip())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    track = track_of(release.plan, piece, path.name)
    return replace(track, split="", extra={**track.extra, "album": release.album, "year": release.year})


def write_library(tracks: list[Track], folder: Path) -> Path:
    """The library's manifest with what was truly composed: `folder/manifest.jsonl`."""
    path = folder / "manifest.jsonl"
    ordered = tuple(sorted(tracks, key=lambda track: track.id))
    write_manifest(Manifest(ordered, dict(TAGS), folder, "demo library", "artist"), path)
    return path
