"""Baroque, renaissance and medieval music: polyphony, dances, lute, harpsichord, organ and voices."""

from __future__ import annotations

from retrieval.data.starter.style import Style

STYLES = (
    Style(
        "baroque keyboard",
        "classical,baroque,early music",
        tempo=(60, 144),
        mood=(0.5, 0.45, 0.35, 0.45),
        modes="major:4 minor:4",
        harmony="baroque",
        forms="binary",
        meters="4:3 3:1",
        syncopation=(0.0, 0.15),
        complexity=(0.4, 1.0),
        distortion=(0.0, 0.0),
        reverb=(0.2, 0.85),
        rubato=(0.0, 0.04),
        production="acoustic:4 live:1 lo-fi:0.3",
        ensemble="""
            melody | fugue:0 tune:trill | ^harpsichord church_organ reed_organ grand_piano
            counter | fugue:1 | =melody
            bass | fugue:2 bass:quarters bass:walking | =melody
        """,
    ),
    Style(
        "baroque ensemble",
        "classical,baroque,chamber",
        tempo=(56, 150),
        mood=(0.52, 0.5, 0.35, 0.5),
        modes="major:4 minor:4",
        harmony="baroque",
        forms="binary",
        meters="4:3 3:1",
        syncopation=(0.0, 0.15),
        complexity=(0.4, 0.9),
        distortion=(0.0, 0.0),
        reverb=(0.2, 0.85),
        rubato=(0.0, 0.05),
        production="acoustic:4 live:1 lo-fi:0.3",
        ensemble="""
            melody | tune:trill fugue:0 | violin oboe recorder flute trumpet
            counter 85% -2dB | fugue:1 harmony | violin viola oboe string_ensemble
            chords 90% -5dB | comp:quarters arpeggio:up comp:halves | harpsichord church_organ nylon_guitar
            bass | bass:walking bass:quarters bass:eighths | cello bassoon contrabass
            pad 50% from 0.4 -4dB | inner:eighths pad | string_ensemble
        """,
    ),
    Style(
        "lute",
        "classical,renaissance,early music,solo guitar",
        tempo=(56, 132),
        mood=(0.48, 0.32, 0.22, 0.3),
        modes="major:3 minor:3 dorian:3 mixolydian:1",
        harmony="early baroque",
        forms="binary strophic",
        meters="4:3 3:2",
        syncopation=(0.0, 0.2),
        complexity=(0.2, 0.8),
        distortion=(0.0, 0.0),
        reverb=(0.2, 0.85),
        rubato=(0.01, 0.08),
        looseness=0.014,
        production="acoustic:4 live:1 lo-fi:0.3",
        ensemble="""
            melody | tune tune:trill fugue:0 | ^nylon_guitar harp dulcimer
            chords 85% -2dB | arpeggio:finger fugue:1 arpeggio:broken strum:slow | =melody
            bass | bass:halves bass:quarters | =melody
        """,
    ),
)
