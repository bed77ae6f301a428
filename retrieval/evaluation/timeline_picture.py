"""One track as a picture: its log-mel spectrogram, and beneath it the tags heard from moment to moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from encoders.filterbank import hertz_to_mel
from encoders.frontend import Frontend, FrontendConfig
from encoders.waveform import Chunks, Recording, read
from retrieval.evaluation import pictures
from retrieval.file_tags import title_and_artist
from retrieval.progress import clock, steps
from retrieval.tagger import Tag, TaggedTrack, Tagger

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROWS = {
    "genre": (4, "#33658a"),
    "mood": (4, "#b0528a"),
    "instrument": (5, "#2f7f6f"),
    "voice": (2, "#c06a2b"),
    "tempo": (1, "#5c5aa6"),
    "energy": (1, "#5c5aa6"),
    "texture": (1, "#7a7328"),
    "production": (1, "#7a7328"),
    "activity": (2, "#8a5a44"),
}
"""Category to how many of its tags are drawn, and in which colour; in the order of the rows."""
_OTHERS = (2, "#5a6b7a")
_MOST_ROWS = 21
_HEARD_SOMEWHERE = 0.25
"""A tag that never becomes likelier than this has no row."""
_CHUNKS_PER_CHUNK = 4  # each moment is heard in so many overlapping chunks
_MOST_CHUNKS = 400
_BATCH = 32
_COLUMNS = 1160  # as many as the pixels they are drawn on
_RANGE_DB = 60.0
_HERTZ_MARKS = (100, 500, 1000, 2000, 4000, 8000)
_SOUND_COLOURS = (pictures.PAPER, "#dfe7ea", "#9dbac8", "#4d7c98", "#1f4a67", "#0d2436")


@dataclass(frozen=True)
class Row:
    """One tag of the picture: how likely it is at each chunk `[N]`, and over the whole track."""

    tag: Tag
    colour: str
    heard: np.ndarray
    overall: float


def draw_timeline(path: Path, tagger: Tagger, out: Path, about: str = "") -> None:
    """Hear the music file `path` and write its picture to `out`, a PNG; `about` names the tagger."""
    recording = read(path, tagger.encoder.frontend.config.sample_rate)
    track = hear(recording, tagger)
    rows = telling(track, tagger.tags)
    title, artist = title_and_artist(path)
    with pictures.sheet(out) as figure:
        length = clock(recording.duration_seconds)
        below = f"{length}   ·   log-mel spectrogram, and what {about or 'the tagger'} hears"
        pictures.heading(figure, title, artist, below)
        _legend(figure)
        height = 0.215 if rows else 0.75
        _spectrogram(figure.add_axes((0.205, 0.865 - height, 0.725, height)), recording)
        if rows:
            _heat(figure, rows, track, (0.205, 0.055, 0.725, 0.575))
        else:
            figure.text(0.205, 0.05, "nothing is heard clearly enough to name", color=pictures.FAINT)


def hear(recording: Recording, tagger: Tagger) -> TaggedTrack:
    """Tag a recording in overlapping chunks, four to the length of one, so that changes show."""
    size = tagger.encoder.chunk_samples
    samples = np.pad(recording.samples, (0, max(0, size - recording.samples.size)))
    room = samples.size - size
    count = min(_MOST_CHUNKS, 1 + -(-room * _CHUNKS_PER_CHUNK // size))
    starts = np.round(np.linspace(0, room, count)).astype(np.int64)
    parts = []
    groups = [starts[first : first + _BATCH] for first in range(0, count, _BATCH)]
    for group in steps(groups, len(groups), "listening"):
        chunks = np.stack([samples[start : start + size] for start in group])
        facts = (recording.sample_rate, recording.duration_seconds, recording.problems)
        parts.append(tagger.tag(Chunks(chunks, group / recording.sample_rate, *facts)))
    audible = np.concatenate([part.audible for part in parts])
    found = np.concatenate([part.chunk_probabilities for part in parts])
    return replace(
        parts[0],
        starts_seconds=np.concatenate([part.starts_seconds for part in parts]),
        chunk_probabilities=found,
        audible=audible,
        probabilities=found.sum(axis=0) / np.float32(max(1, audible.sum())),
    )


def telling(track: TaggedTrack, tags: Sequence[Tag]) -> list[Row]:
    """The tags that say most about a track, by category: likely ones, and ones that come and go."""
    found = track.chunk_probabilities
    weights = track.probabilities + 0.5 * found.std(axis=0)
    known = {tag.category for tag in tags}
    categories = [*(name for name in ROWS if name in known), *sorted(known - set(ROWS))]
    rows: list[Row] = []
    for category in categories:
        most, colour = ROWS.get(category, _OTHERS)
        places = [
            place
            for place in np.argsort(-weights, kind="stable")
            if tags[place].category == category and found[:, place].max() >= _HEARD_SOMEWHERE
        ]
        rows += [
            Row(tags[place], colour, found[:, place], float(track.probabilities[place]))
            for place in places[:most]
        ]
    return rows[:_MOST_ROWS]


def log_mel(recording: Recording, columns: int = _COLUMNS, mels: int = 128) -> np.ndarray:
    """Decibels `[mels, at most columns]`: the mean over the frames that fall into each column."""
    config = FrontendConfig(recording.sample_rate, fft_size=2048, hop_samples=256, mels=mels)
    samples = np.pad(recording.samples, (0, max(0, config.shortest_samples - recording.samples.size)))
    with torch.inference_mode():
        frames = Frontend(config)(torch.from_numpy(samples)[None])[0, 0].numpy()
    columns = min(columns, frames.shape[1])
    edges = np.linspace(0, frames.shape[1], columns + 1).astype(int)
    return np.asarray(np.add.reduceat(frames, edges[:-1], axis=1) / np.diff(edges))


def _spectrogram(axes: Axes, recording: Recording) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    mel = log_mel(recording)
    top = float(np.percentile(mel, 99.8))
    end = max(recording.duration_seconds, 1e-3)
    axes.imshow(
        mel,
        cmap=LinearSegmentedColormap.from_list("sound", _SOUND_COLOURS),
        vmin=top - _RANGE_DB,
        vmax=top,
        extent=(0, end, 0, 1),
        aspect="auto",
        origin="lower",
        interpolation="bilinear",
    )
    pictures.bare(axes)
    axes.set_xticks([])
    nyquist = hertz_to_mel(recording.sample_rate / 2)
    marks = [hertz for hertz in _HERTZ_MARKS if hertz <= recording.sample_rate / 2]
    named = [f"{hertz // 1000} kHz" if hertz >= 1000 else f"{hertz} Hz" for hertz in marks]
    axes.set_yticks([hertz_to_mel(hertz) / nyquist for hertz in marks], named)


def _heat(
    figure: Figure, rows: list[Row], track: TaggedTrack, place: tuple[float, float, float, float]
) -> None:
    """A strip a tag, the tags of a category close together and named at the left."""
    left, bottom, width, height = place
    axes = figure.add_axes(place)
    end = max(track.duration_seconds, 1e-3)
    colours = [row.colour for row in rows]
    breaks = [before != after for before, after in zip([colours[0], *colours], colours, strict=False)]
    tops = np.cumsum(np.array(breaks) * 0.55 + 1.0) - 1.0
    total = tops[-1] + 1.0
    for top, row in zip(tops, rows, strict=True):
        strip = _tinted(row.colour, _along(row.heard, track, _COLUMNS))
        axes.imshow(strip[None], extent=(0, end, top + 0.93, top + 0.07), aspect="auto")
        middle = bottom + height * (1 - (top + 0.5) / total)
        strength = pictures.INK if row.overall >= 0.5 else pictures.FAINT
        beside = {"fontsize": 8, "color": strength, "ha": "right", "va": "center"}
        figure.text(left - 0.008, middle, row.tag.name, beside)
        figure.text(left + width + 0.045, middle, f"{min(99, round(100 * row.overall))} %", beside)
    named: set[str] = set()
    for top, row in zip(tops, rows, strict=True):
        name = _GROUPS.get(row.tag.category, row.tag.category)
        if name not in named:
            middle = bottom + height * (1 - (top + 0.5) / total)
            figure.text(0.025, middle, name, fontsize=8, fontweight="bold", color=row.colour, va="center")
        named.add(name)
    pictures.bare(axes)
    axes.set_xlim(0, end)
    axes.set_ylim(total, 0)
    axes.set_yticks([])
    marks = pictures.time_marks(track.duration_seconds)
    axes.set_xticks(marks, [clock(mark) for mark in marks])


_GROUPS = {"tempo": "pace", "energy": "pace", "texture": "sound", "production": "sound"}
"""What categories that share a colour are called together."""


def _along(heard: np.ndarray, track: TaggedTrack, columns: int) -> np.ndarray:
    """Probability at `columns` moments, between the middles of chunks; silence stays empty."""
    moments = (np.arange(columns) + 0.5) * track.duration_seconds / columns
    return np.interp(moments, track.starts_seconds + track.chunk_seconds / 2, heard)


def _tinted(colour: str, strength: np.ndarray) -> np.ndarray:
    """Red, green and blue between a breath of grey at 0 and the full colour at 1, `[..., 3]`."""
    from matplotlib.colors import to_rgb

    weak, full = np.array(to_rgb("#f1efea")), np.array(to_rgb(colour))
    return np.asarray(weak + np.clip(strength, 0, 1)[..., None] * (full - weak))


def _legend(figure: Figure) -> None:
    axes = figure.add_axes((0.83, 0.907, 0.1, 0.014))
    axes.imshow(_tinted("#33658a", np.linspace(0, 1, 100))[None], aspect="auto")
    pictures.bare(axes)
    axes.set_xticks([])
    axes.set_yticks([])
    figure.text(0.822, 0.905, "unlikely", fontsize=7.5, color=pictures.FAINT, ha="right", va="baseline")
    figure.text(0.938, 0.905, "likely", fontsize=7.5, color=pictures.FAINT, va="baseline")
