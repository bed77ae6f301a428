"""Covers for composed pieces: abstract pictures drawn from the notes themselves.

Valence chooses the hue, arousal the saturation, brightness the light. What is drawn is the score: notes as
bars, around a circle, as discs, or the lines of its parts as hills.
"""

from __future__ import annotations

import colorsys
import io
import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from retrieval.data.starter.score import Note, Piece

_FINE = 3  # drawn three times as large and shrunk, for smooth edges
_MOST_NOTES = 160
_HILLS = 6
Colour = tuple[int, int, int]
Painter = Callable[[ImageDraw.ImageDraw, int, Piece, list[Colour], np.random.Generator], None]


def palette_of(piece: Piece, rng: np.random.Generator) -> list[Colour]:
    """Two colours of the ground, then four for what is drawn on it."""
    p = piece.parameters
    valence, arousal, light = p.get("valence", 0.5), p.get("arousal", 0.5), p.get("brightness", 0.5)
    # Blue and violet for sad music, through green and yellow to orange for happy music.
    hue = (0.7 - 0.62 * valence + rng.normal(0, 0.1)) % 1.0
    other = (hue + float(rng.choice([0.09, 0.42, 0.5]))) % 1.0
    strength = 0.3 + 0.6 * arousal
    ground = 0.1 + 0.75 * light * (0.3 + 0.7 * valence)
    shades = [(hue, 0.8 * strength, ground), (other, 0.6 * strength, 0.6 * ground)]
    shades += [(hue, strength, 0.5 + 0.5 * light), (other, strength, 0.95)]
    shades += [(hue, 0.25 * strength, 0.97), (other, 0.9 * strength, 0.55)]
    return [_rgb(*shade) for shade in shades]


def _rgb(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue, min(saturation, 1.0), min(value, 1.0))
    return round(255 * red), round(255 * green), round(255 * blue)


def _notes(piece: Piece) -> list[tuple[int, Note, float]]:
    """(part, note, height 0..1) of the pitched notes, thinned out evenly to what a picture can carry."""
    found = [(i, n) for i, part in enumerate(piece.parts) if part.role != "drums" for n in part.notes]
    found = found or [(i, n) for i, part in enumerate(piece.parts) for n in part.notes]
    found = sorted(found, key=lambda pair: (pair[1].start, pair[0], pair[1].pitch))
    found = found[:: max(1, -(-len(found) // _MOST_NOTES))]
    pitches = [note.pitch for _, note in found]
    low, span = min(pitches), max(1, max(pitches) - min(pitches))
    return [(part, note, (note.pitch - low) / span) for part, note in found]


def _bars(
    draw: ImageDraw.ImageDraw, side: int, piece: Piece, colours: list[Colour], rng: np.random.Generator
) -> None:
    """The piano roll, as large as the picture."""
    thick = side / rng.uniform(24, 40)
    for part, note, height in _notes(piece):
        x = side * note.start / piece.duration_seconds
        y = side * (0.9 - 0.8 * height)
        length = max(thick, 0.9 * side * note.duration / piece.duration_seconds)
        box = (x, y - thick / 2, x + length, y + thick / 2)
        draw.rounded_rectangle(box, thick / 2, fill=colours[2 + part % 4])


def _circle(
    draw: ImageDraw.ImageDraw, side: int, piece: Piece, colours: list[Colour], rng: np.random.Generator
) -> None:
    """Time goes around, pitch goes outwards."""
    turn = rng.uniform(0, 2 * math.pi)
    for part, note, height in _notes(piece):
        angle = turn + 2 * math.pi * note.start / piece.duration_seconds
        radius = side * (0.12 + 0.34 * height)
        x, y = side / 2 + radius * math.cos(angle), side / 2 + radius * math.sin(angle)
        size = side * (0.006 + 0.02 * min(note.duration, 2.0) + 0.012 * note.velocity / 127)
        draw.line((side / 2, side / 2, x, y), fill=colours[5], width=max(1, side // 400))
        draw.ellipse((x - size, y - size, x + size, y + size), fill=colours[2 + part % 3])


def _discs(
    draw: ImageDraw.ImageDraw, side: int, piece: Piece, colours: list[Colour], rng: np.random.Generator
) -> None:
    """Long notes as large discs, far notes first."""
    notes = sorted(_notes(piece), key=lambda found: -found[1].duration)[:40]
    for part, note, height in notes:
        x = side * note.start / piece.duration_seconds
        y = side * (0.95 - 0.9 * height)
        size = side * min(0.3, 0.03 + 0.07 * note.duration)
        draw.ellipse((x - size, y - size, x + size, y + size), fill=colours[2 + part % 4])


def _hills(
    draw: ImageDraw.ImageDraw, side: int, piece: Piece, colours: list[Colour], rng: np.random.Generator
) -> None:
    """Each part's line as a range of hills before the next, the sun above them."""
    x, y, size = side * rng.uniform(0.2, 0.8), side * rng.uniform(0.15, 0.35), side * rng.uniform(0.06, 0.14)
    draw.ellipse((x - size, y - size, x + size, y + size), fill=colours[4])
    parts = [part for part in piece.parts if len(part.notes) > 1][:_HILLS]
    across = np.linspace(0, 1, 80)
    for layer, part in enumerate(parts):
        notes = sorted(part.notes, key=lambda note: note.start)
        times = np.array([note.start for note in notes]) / piece.duration_seconds
        pitches = np.array([note.pitch for note in notes], float)
        line = np.interp(across, times, (pitches - pitches.mean()) / (pitches.std() + 1))
        line = np.convolve(np.pad(line, 6, "edge"), np.hanning(13) / 6, "valid")
        heights = side * (0.42 + 0.52 * layer / max(1, len(parts)) - 0.07 * line)
        outline = [(side * u, float(v)) for u, v in zip(across, heights, strict=True)]
        draw.polygon([(0, side), *outline, (side, side)], fill=colours[(2, 5, 3, 1)[layer % 4]])


_PAINTERS: dict[str, tuple[Painter, ...]] = {
    "electronic": (_bars, _circle),
    "loud": (_bars, _circle),
    "orchestral": (_hills, _discs),
    "acoustic": (_hills, _discs),
    "spacious": (_hills, _circle),
}
_ANY: tuple[Painter, ...] = (_bars, _circle, _discs, _hills)


def draw_cover(piece: Piece, side: int = 256) -> Image.Image:
    """The cover of a piece: a square picture of `side` pixels, the same for the same piece."""
    rng = np.random.default_rng([piece.seed, len(piece.title)])
    colours = palette_of(piece, rng)
    large = side * _FINE
    ramp = np.linspace(0, 1, large)[:, None, None]
    ground = np.broadcast_to((1 - ramp) * colours[0] + ramp * np.array(colours[1]), (large, large, 3))
    picture = Image.fromarray(ground.astype(np.uint8))
    painters = _PAINTERS.get(piece.production, _ANY)
    painters[int(rng.integers(len(painters)))](ImageDraw.Draw(picture), large, piece, colours, rng)
    if rng.random() < 0.3:
        picture = Image.blend(picture, picture.filter(ImageFilter.GaussianBlur(large / 30)), 0.6)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def as_jpeg(picture: Image.Image, quality: int = 72) -> bytes:
    """The picture as JPEG bytes."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()
