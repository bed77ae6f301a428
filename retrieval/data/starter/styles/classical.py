"""Western art music from the galant to the romantic, from one player to an orchestra."""

from __future__ import annotations

from retrieval.data.starter.style import Style

STYLES = (
    Style(
        "solo piano",
        "classical,solo piano",
        tempo=(50, 168),
        mood=(0.48, 0.42, 0.35, 0.45),
        modes="major:4 minor:4 harmonic_minor:1",
        harmony="classical romantic",
        forms="ternary sonata",
        meters="4:3 3:2",
        syncopation=(0.0, 0.15),
        complexity=(0.3, 0.9),
        distortion=(0.0, 0.0),
        reverb=(0.3, 0.85),
        rubato=(0.03, 0.14),
        looseness=0.012,
        production="acoustic:3 orchestral:1 live:1 lo-fi:0.5",
        ensemble="""
            melody | tune tune:trill | ^grand_piano bright_piano
            chords | arpeggio:alberti arpeggio:nocturne arpeggio:wide comp:quarters arpeggio:broken comp:waltz | =melody
            bass 70% | bass:whole bass:halves | =melody
            harmony 35% from 0.5 -2dB | harmony | =melody
        """,
    ),
    Style(
        "string quartet",
        "classical,chamber",
        tempo=(52, 160),
        mood=(0.48, 0.45, 0.4, 0.45),
        modes="major:4 minor:4 harmonic_minor:1",
        harmony="classical romantic",
        forms="sonata ternary",
        meters="4:3 3:2",
        syncopation=(0.0, 0.2),
        complexity=(0.3, 0.8),
        distortion=(0.0, 0.0),
        reverb=(0.3, 0.85),
        rubato=(0.02, 0.09),
        looseness=0.014,
        production="acoustic:3 orchestral:1 live:1 lo-fi:0.5",
        ensemble="""
            melody | tune tune:trill | violin
            counter -3dB | harmony counter inner:eighths | violin
            inner -4dB | inner:halves inner:eighths inner:offbeats inner:sixteenths | viola
            bass -1dB | bass:quarters bass:halves inner:eighths | cello
        """,
    ),
    Style(
        "symphonic",
        "classical,orchestral,symphony",
        tempo=(54, 168),
        mood=(0.5, 0.52, 0.45, 0.62),
        modes="major:4 minor:4 harmonic_minor:1",
        harmony="classical romantic",
        forms="sonata rise",
        meters="4:3 3:2",
        syncopation=(0.0, 0.2),
        complexity=(0.3, 0.8),
        distortion=(0.0, 0.0),
        reverb=(0.3, 0.85),
        rubato=(0.02, 0.1),
        looseness=0.016,
        production="acoustic:3 orchestral:1 live:1 lo-fi:0.5",
        ensemble="""
            melody | tune | ^string_ensemble flute oboe clarinet french_horn violin trumpet
            harmony 70% from 0.5 -3dB | harmony tune | flute clarinet string_ensemble oboe
            pad 90% -3dB | pad inner:held | slow_strings string_ensemble
            inner 70% from 0.35 -3dB | inner:eighths inner:sixteenths inner:offbeats | string_ensemble pizzicato tremolo_strings
            bass from 0.2 | bass:quarters bass:halves bass:eighths | contrabass cello
            brass 60% from 0.7 -2dB | chorale comp:march pad | french_horn brass_section trombone
            counter 50% from 0.4 -4dB | counter | bassoon french_horn clarinet cello
            drums 40% from 0.75 -3dB | drums:timpani/plain | kit_orchestra
            timpani 50% from 0.75 -2dB | bass:halves | timpani
        """,
    ),
)
