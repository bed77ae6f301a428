"""Western art music from the galant to the romantic, from one player to an orchestra."""

from __future__ import annotations

from retrieval.data.starter.style import Player, Style

_HALL = {
    "reverb": (0.3, 0.85),
    "distortion": (0.0, 0.0),
    "production": "acoustic:3 orchestral:1 live:1 lo-fi:0.5",
}

STYLES = (
    Style(
        "solo piano",
        "classical,solo piano",
        (50, 168),
        (
            Player("melody", "tune tune:trill", "^grand_piano bright_piano"),
            Player(
                "chords",
                "arpeggio:alberti arpeggio:nocturne arpeggio:wide comp:quarters arpeggio:broken comp:waltz",
                "=melody",
            ),
            Player("bass", "bass:whole bass:halves", "=melody", 0.7),
            Player("harmony", "harmony", "=melody", 0.35, 0.5, -2),
        ),
        (0.48, 0.42, 0.35, 0.45),
        "major:4 minor:4 harmonic_minor:1",
        "classical romantic",
        "ternary sonata",
        meters="4:3 3:2",
        rubato=(0.03, 0.14),
        complexity=(0.3, 0.9),
        syncopation=(0.0, 0.15),
        looseness=0.012,
        **_HALL,
    ),
    Style(
        "string quartet",
        "classical,chamber",
        (52, 160),
        (
            Player("melody", "tune tune:trill", "violin"),
            Player("counter", "harmony counter inner:eighths", "violin", 1, 0, -3),
            Player("inner", "inner:halves inner:eighths inner:offbeats inner:sixteenths", "viola", 1, 0, -4),
            Player("bass", "bass:quarters bass:halves inner:eighths", "cello", 1, 0, -1),
        ),
        (0.48, 0.45, 0.4, 0.45),
        "major:4 minor:4 harmonic_minor:1",
        "classical romantic",
        "sonata ternary",
        meters="4:3 3:2",
        rubato=(0.02, 0.09),
        complexity=(0.3, 0.8),
        syncopation=(0.0, 0.2),
        looseness=0.014,
        **_HALL,
    ),
    Style(
        "symphonic",
        "classical,orchestral,symphony",
        (54, 168),
        (
            Player("melody", "tune", "^string_ensemble flute oboe clarinet french_horn violin trumpet"),
            Player("harmony", "harmony tune", "flute clarinet string_ensemble oboe", 0.7, 0.5, -3),
            Player("pad", "pad inner:held", "slow_strings string_ensemble", 0.9, 0, -3),
            Player(
                "inner",
                "inner:eighths inner:sixteenths inner:offbeats",
                "string_ensemble pizzicato tremolo_strings",
                0.7,
                0.35,
                -3,
            ),
            Player("bass", "bass:quarters bass:halves bass:eighths", "contrabass cello", 1, 0.2),
            Player("brass", "chorale comp:march pad", "french_horn brass_section trombone", 0.6, 0.7, -2),
            Player("counter", "counter", "bassoon french_horn clarinet cello", 0.5, 0.4, -4),
            Player("drums", "drums:timpani/plain", "kit_orchestra", 0.4, 0.75, -3),
            Player("timpani", "bass:halves", "timpani", 0.5, 0.75, -2),
        ),
        (0.5, 0.52, 0.45, 0.62),
        "major:4 minor:4 harmonic_minor:1",
        "classical romantic",
        "sonata rise",
        meters="4:3 3:2",
        rubato=(0.02, 0.1),
        complexity=(0.3, 0.8),
        syncopation=(0.0, 0.2),
        looseness=0.016,
        **_HALL,
    ),
)
