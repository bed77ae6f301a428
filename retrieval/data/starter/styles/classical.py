"""Western art music for one player or a few: sonatas, quartets, songs."""

from __future__ import annotations

from retrieval.data.starter.style import in_hall

STYLES = (
    in_hall(
        "solo piano",
        "classical,solo piano",
        near="soundtrack",
        tempo=(50, 168),
        mood=(0.48, 0.42, 0.35, 0.45),
        modes="major:4 minor:4 harmonic_minor:1",
        harmony="classical romantic",
        forms="ternary sonata",
        meters="4:3 3:2",
        syncopation=(0.0, 0.15),
        complexity=(0.3, 0.9),
        rubato=(0.03, 0.14),
        ensemble="""
            melody | tune tune:trill | ^grand_piano bright_piano
            chords | arpeggio:alberti arpeggio:nocturne arpeggio:wide comp:quarters arpeggio:broken
                comp:waltz | =melody
            bass 70% | bass:whole bass:halves | =melody
            harmony 35% from 0.5 -2dB | harmony | =melody
        """,
    ),
    in_hall(
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
        rubato=(0.02, 0.09),
        ensemble="""
            melody | tune tune:trill | violin
            counter -3dB | harmony counter inner:eighths | violin
            inner -4dB | inner:halves inner:eighths inner:offbeats inner:sixteenths | viola
            bass -1dB | bass:quarters bass:halves inner:eighths | cello
        """,
    ),
    in_hall(
        "solo strings",
        "classical,chamber",
        tempo=(48, 144),
        mood=(0.4, 0.38, 0.4, 0.45),
        density=(0.3, 1.0),
        modes="major:3 minor:5 harmonic_minor:1",
        harmony="baroque classical romantic",
        forms="binary ternary",
        meters="4:3 3:2",
        rubato=(0.03, 0.12),
        complexity=(0.3, 0.9),
        syncopation=(0.0, 0.15),
        ensemble="""
            melody | tune:trill arpeggio:wide tune fugue:0 arpeggio:prelude | ^cello ^violin viola
            bass 40% | bass:whole bass:halves | =melody
        """,
    ),
    in_hall(
        "duo sonata",
        "classical,chamber",
        tempo=(50, 156),
        mood=(0.5, 0.42, 0.32, 0.42),
        modes="major:4 minor:4",
        harmony="classical romantic",
        forms="sonata ternary",
        meters="4:3 3:2",
        rubato=(0.02, 0.12),
        complexity=(0.3, 0.8),
        syncopation=(0.0, 0.2),
        ensemble="""
            melody | tune tune:trill | ^violin ^cello flute clarinet oboe viola french_horn
            chords -3dB | arpeggio:alberti arpeggio:wide comp:quarters arpeggio:nocturne comp:eighths |
                ^^grand_piano harp
            bass 85% -3dB | bass:halves bass:quarters | =chords
            counter 60% from 0.5 -3dB | counter harmony | =chords
        """,
    ),
    in_hall(
        "piano trio",
        "classical,chamber",
        tempo=(54, 160),
        mood=(0.48, 0.48, 0.38, 0.5),
        modes="major:4 minor:4",
        harmony="classical romantic",
        forms="sonata ternary",
        meters="4:3 3:2",
        rubato=(0.02, 0.1),
        complexity=(0.3, 0.8),
        syncopation=(0.0, 0.2),
        ensemble="""
            melody | tune | violin
            counter -2dB | counter harmony inner:halves | cello
            chords -2dB | arpeggio:alberti comp:eighths arpeggio:wide comp:quarters | grand_piano
            bass -3dB | bass:halves bass:quarters | =chords
        """,
    ),
    in_hall(
        "wind quintet",
        "classical,chamber",
        tempo=(60, 160),
        mood=(0.6, 0.48, 0.25, 0.38),
        modes="major:5 minor:3 dorian:1",
        harmony="classical chromatic",
        forms="sonata ternary",
        meters="4:3 3:2",
        rubato=(0.01, 0.08),
        complexity=(0.3, 0.9),
        ensemble="""
            melody | tune:trill tune fugue:0 | flute oboe clarinet
            harmony -2dB | harmony fugue:1 inner:eighths | oboe clarinet
            inner 85% -3dB | inner:offbeats inner:halves inner:eighths | clarinet french_horn
            counter 80% -3dB | counter inner:held | french_horn
            bass | bass:quarters bass:halves fugue:2 | bassoon
        """,
    ),
    in_hall(
        "art song",
        "classical,chamber,art song",
        near="opera,choral",
        tempo=(50, 126),
        mood=(0.42, 0.32, 0.3, 0.38),
        modes="major:4 minor:4",
        harmony="romantic classical ballad",
        forms="strophic ternary",
        meters="4:3 3:2",
        rubato=(0.03, 0.12),
        syncopation=(0.0, 0.15),
        ensemble="""
            voice +1dB | sing:latin | female_soprano male_baritone male_tenor opera_soprano female_alto
            chords | arpeggio:nocturne arpeggio:alberti comp:quarters arpeggio:wide comp:eighths |
                ^^grand_piano harp nylon_guitar
            bass 85% -1dB | bass:halves bass:whole | =chords
            melody 50% -2dB | tune | =chords
        """,
    ),
    in_hall(
        "romantic guitar",
        "classical,solo guitar",
        near="folk,latin,world",
        tempo=(56, 138),
        mood=(0.48, 0.35, 0.28, 0.32),
        modes="major:3 minor:4 harmonic_minor:1 phrygian_dominant:0.5",
        harmony="classical romantic ballad",
        forms="ternary",
        meters="4:2 3:2",
        rubato=(0.03, 0.12),
        complexity=(0.3, 0.8),
        ensemble="""
            melody | tune | ^^nylon_guitar harp
            chords -2dB | arpeggio:finger arpeggio:updown arpeggio:wide | =melody
            bass -1dB | bass:halves bass:whole | =melody
        """,
    ),
    in_hall(
        "impressionist piano",
        "classical,solo piano,impressionist",
        near="soundtrack,new age",
        tempo=(46, 120),
        mood=(0.52, 0.25, 0.3, 0.3),
        modes="lydian:3 pentatonic:3 major:2 dorian:2 mixolydian:1",
        harmony="drift chromatic bossa",
        forms="ternary ambient",
        meters="4:3 3:2",
        rubato=(0.05, 0.16),
        complexity=(0.3, 0.9),
        ensemble="""
            melody | tune counter | ^^grand_piano harp
            chords -1dB | arpeggio:wide arpeggio:prelude arpeggio:nocturne comp:halves | =melody
            bass | bass:whole | =melody
        """,
    ),
    in_hall(
        "modern chamber",
        "classical,contemporary classical,experimental",
        near="soundtrack,chamber",
        tempo=(48, 150),
        mood=(0.28, 0.42, 0.78, 0.5),
        modes="atonal:5 phrygian:2 harmonic_minor:1",
        harmony="chromatic fear",
        forms="ternary ambient rise",
        meters="4:3 3:2 5:1",
        rubato=(0.04, 0.16),
        complexity=(0.6, 1.0),
        syncopation=(0.3, 0.9),
        ensemble="""
            melody | tune counter | violin flute clarinet grand_piano cello
            counter 80% | counter fugue:1 | viola clarinet grand_piano bassoon
            chords 70% -2dB | comp:stab pad arpeggio:random | tremolo_strings grand_piano vibraphone
                pizzicato harp
            bass 70% | counter bass:whole | cello contrabass bassoon
            drums 20% -4dB | drums:timpani/plain | kit_orchestra
        """,
    ),
    in_hall(
        "minimal",
        "classical,minimal,contemporary classical",
        near="soundtrack,ambient,solo piano,chamber",
        tempo=(80, 160),
        mood=(0.5, 0.4, 0.3, 0.4),
        density=(0.4, 1.0),
        modes="major:3 minor:3 dorian:2 lydian:1",
        harmony="vamp pop epic",
        forms="rise loop",
        bars_per_chord="1:1 2:2 4:1",
        complexity=(0.0, 0.3),
        ensemble="""
            chords | arpeggio:up arpeggio:random arpeggio:updown inner:eighths | ^grand_piano marimba
                vibraphone harp
            inner 70% from 0.3 -2dB | inner:eighths arpeggio:broken inner:synco | string_ensemble violin
                clarinet =chords
            pad 60% from 0.4 -4dB | pad | slow_strings string_ensemble
            melody 50% from 0.4 | counter | violin cello flute =chords
            bass 60% from 0.4 | bass:whole bass:halves | =chords cello
        """,
    ),
)
