"""Baroque, renaissance and medieval music: polyphony, dances, lute, harpsichord, organ and voices."""

from __future__ import annotations

from retrieval.data.starter.style import Player, Style

_ROOM = {"reverb": (0.2, 0.85), "distortion": (0.0, 0.0), "production": "acoustic:4 live:1 lo-fi:0.3"}

STYLES = (
    Style(
        "baroque keyboard",
        "classical,baroque,early music",
        (60, 144),
        (
            Player("melody", "fugue:0 tune:trill", "^harpsichord church_organ reed_organ grand_piano"),
            Player("counter", "fugue:1", "=melody"),
            Player("bass", "fugue:2 bass:quarters bass:walking", "=melody"),
        ),
        (0.5, 0.45, 0.35, 0.45),
        "major:4 minor:4",
        "baroque",
        "binary",
        meters="4:3 3:1",
        complexity=(0.4, 1.0),
        rubato=(0.0, 0.04),
        syncopation=(0.0, 0.15),
        **_ROOM,
    ),
    Style(
        "baroque ensemble",
        "classical,baroque,chamber",
        (56, 150),
        (
            Player("melody", "tune:trill fugue:0", "violin oboe recorder flute trumpet"),
            Player("counter", "fugue:1 harmony", "violin viola oboe string_ensemble", 0.85, 0, -2),
            Player(
                "chords",
                "comp:quarters arpeggio:up comp:halves",
                "harpsichord church_organ nylon_guitar",
                0.9,
                0,
                -5,
            ),
            Player("bass", "bass:walking bass:quarters bass:eighths", "cello bassoon contrabass"),
            Player("pad", "inner:eighths pad", "string_ensemble", 0.5, 0.4, -4),
        ),
        (0.52, 0.5, 0.35, 0.5),
        "major:4 minor:4",
        "baroque",
        "binary",
        meters="4:3 3:1",
        complexity=(0.4, 0.9),
        rubato=(0.0, 0.05),
        syncopation=(0.0, 0.15),
        **_ROOM,
    ),
    Style(
        "lute",
        "classical,renaissance,early music,solo guitar",
        (56, 132),
        (
            Player("melody", "tune tune:trill fugue:0", "^nylon_guitar harp dulcimer"),
            Player("chords", "arpeggio:finger fugue:1 arpeggio:broken strum:slow", "=melody", 0.85, 0, -2),
            Player("bass", "bass:halves bass:quarters", "=melody"),
        ),
        (0.48, 0.32, 0.22, 0.3),
        "major:3 minor:3 dorian:3 mixolydian:1",
        "early baroque",
        "binary strophic",
        meters="4:3 3:2",
        complexity=(0.2, 0.8),
        rubato=(0.01, 0.08),
        syncopation=(0.0, 0.2),
        looseness=0.014,
        **_ROOM,
    ),
)
