"""Baroque, renaissance and medieval music: polyphony, dances, lute, harpsichord, organ and voices."""

from __future__ import annotations

from functools import partial

from retrieval.data.starter.style import Style

_in_room = partial(
    Style,
    reverb=(0.2, 0.85),
    distortion=(0.0, 0.0),
    looseness=0.012,
    production="acoustic:4 spacious:1 dry:1 lo-fi:0.3",
)

STYLES = (
    _in_room(
        "baroque keyboard",
        "classical,baroque,early music",
        near="solo piano",
        tempo=(60, 144),
        mood=(0.5, 0.45, 0.35, 0.45),
        density=(0.45, 1.0),
        modes="major:4 minor:4",
        harmony="baroque",
        forms="binary",
        meters="4:3 3:1",
        syncopation=(0.0, 0.15),
        complexity=(0.4, 1.0),
        rubato=(0.0, 0.04),
        ensemble="""
            melody | fugue:0 tune:trill | ^harpsichord church_organ reed_organ grand_piano
            counter | fugue:1 | =melody
            bass | fugue:2 bass:quarters bass:walking | =melody
        """,
    ),
    _in_room(
        "baroque ensemble",
        "classical,baroque,chamber",
        near="early music,orchestral",
        tempo=(56, 150),
        mood=(0.52, 0.5, 0.35, 0.5),
        density=(0.4, 1.0),
        modes="major:4 minor:4",
        harmony="baroque",
        forms="binary",
        meters="4:3 3:1",
        syncopation=(0.0, 0.15),
        complexity=(0.4, 0.9),
        rubato=(0.0, 0.05),
        ensemble="""
            melody | tune:trill fugue:0 | violin oboe recorder flute trumpet
            counter 85% -2dB | fugue:1 harmony | violin viola oboe string_ensemble
            chords 90% -5dB | comp:quarters arpeggio:up comp:halves | harpsichord church_organ nylon_guitar
            bass | bass:walking bass:quarters bass:eighths | cello bassoon contrabass
            pad 50% from 0.4 -4dB | inner:eighths pad | string_ensemble
        """,
    ),
    _in_room(
        "lute",
        "classical,renaissance,early music,solo guitar",
        near="folk,medieval,baroque",
        tempo=(56, 132),
        mood=(0.48, 0.32, 0.22, 0.3),
        modes="major:3 minor:3 dorian:3 mixolydian:1",
        harmony="early baroque",
        forms="binary strophic",
        meters="4:3 3:2",
        syncopation=(0.0, 0.2),
        complexity=(0.2, 0.8),
        rubato=(0.01, 0.08),
        ensemble="""
            melody | tune tune:trill fugue:0 | ^nylon_guitar harp dulcimer
            chords 85% -2dB | arpeggio:finger fugue:1 arpeggio:broken strum:slow | =melody
            bass | bass:halves bass:quarters | =melody
        """,
    ),
    _in_room(
        "organ",
        "classical,baroque,sacred,organ",
        near="early music",
        tempo=(50, 116),
        mood=(0.42, 0.35, 0.4, 0.72),
        density=(0.25, 0.9),
        modes="major:3 minor:4 harmonic_minor:1 dorian:1",
        harmony="baroque classical",
        forms="binary hymn",
        complexity=(0.3, 0.9),
        syncopation=(0.0, 0.1),
        reverb=(0.5, 1.0),
        production="spacious:4 acoustic:1",
        ensemble="""
            melody | fugue:0 chorale tune | ^^church_organ reed_organ
            counter 75% | fugue:1 pad | =melody
            bass | fugue:2 bass:halves bass:whole | =melody
        """,
    ),
    _in_room(
        "renaissance polyphony",
        "classical,renaissance,choral,sacred,early music",
        near="medieval",
        tempo=(56, 100),
        mood=(0.48, 0.2, 0.2, 0.5),
        density=(0.1, 0.55),
        modes="dorian:3 mixolydian:3 major:2 minor:2 phrygian:1",
        harmony="early",
        forms="hymn",
        meters="4:3 3:1",
        syncopation=(0.0, 0.25),
        rubato=(0.0, 0.04),
        reverb=(0.5, 1.0),
        production="spacious:4 acoustic:1",
        ensemble="""
            choir | choir:latin fugue:0 | choir_female choir_mixed
            choir | fugue:1 choir:latin | choir_male choir_mixed
            voice 60% | sing:latin | female_soprano child male_tenor female_alto
            voice 40% | sing:latin | male_bass male_baritone
        """,
    ),
    _in_room(
        "chant",
        "classical,medieval,sacred,early music,choral",
        near="ambient,new age,renaissance",
        tempo=(50, 84),
        mood=(0.42, 0.1, 0.2, 0.5),
        density=(0.0, 0.3),
        modes="dorian:4 phrygian:1 mixolydian:2 minor:2",
        harmony="vamp",
        forms="ambient",
        complexity=(0.0, 0.2),
        syncopation=(0.0, 0.1),
        rubato=(0.05, 0.16),
        reverb=(0.6, 1.0),
        production="spacious:1",
        ensemble="""
            voice | sing:latin | ^choir_male choir_female male_bass male_baritone female_soprano
            drone 40% -6dB | drone | choir_male reed_organ church_organ
        """,
    ),
    _in_room(
        "consort",
        "classical,renaissance,early music,chamber",
        near="baroque,folk",
        tempo=(66, 132),
        mood=(0.5, 0.38, 0.22, 0.38),
        modes="dorian:3 major:2 minor:3 mixolydian:2",
        harmony="early baroque",
        forms="binary strophic",
        meters="4:3 3:2",
        syncopation=(0.0, 0.2),
        ensemble="""
            melody | tune:trill fugue:0 tune | recorder violin viola tin_whistle
            counter -1dB | fugue:1 harmony | recorder viola violin oboe
            chords 75% -3dB | strum:slow arpeggio:finger arpeggio:broken | nylon_guitar harpsichord harp
            bass | bass:halves fugue:2 bass:quarters | cello bassoon viola
            drums 15% -6dB | drums:bodhran/plain | kit_orchestra
        """,
    ),
    _in_room(
        "medieval dance",
        "classical,medieval,early music,folk",
        near="world,celtic,renaissance",
        tempo=(92, 160),
        mood=(0.62, 0.6, 0.3, 0.45),
        density=(0.4, 0.9),
        modes="dorian:4 mixolydian:3 minor:2 phrygian:1",
        harmony="folk vamp",
        forms="reel",
        meters="3:2 4:2",
        syncopation=(0.0, 0.3),
        ensemble="""
            melody | tune:grace tune | recorder bagpipe oboe fiddle tin_whistle
            chords 70% -3dB | strum:folk arpeggio:broken | dulcimer harp nylon_guitar
            drone 70% -4dB | drone | reed_organ fiddle bagpipe
            drums 80% -2dB | drums:tribal/plain drums:taiko/plain drums:bodhran/plain | kit_orchestra
                kit_standard
        """,
    ),
    _in_room(
        "baroque aria",
        "classical,baroque,opera",
        near="early music,orchestral",
        tempo=(54, 126),
        mood=(0.45, 0.42, 0.38, 0.5),
        density=(0.3, 0.9),
        modes="major:4 minor:4",
        harmony="baroque",
        forms="ternary binary",
        meters="4:3 3:1",
        complexity=(0.3, 0.8),
        syncopation=(0.0, 0.15),
        rubato=(0.0, 0.06),
        ensemble="""
            voice +1dB | sing:latin sing:vocalise | ^female_soprano female_alto opera_soprano male_tenor
                male_bass
            melody -1dB | tune:trill counter | violin oboe recorder string_ensemble flute
            chords -4dB | comp:quarters arpeggio:up comp:halves | ^harpsichord church_organ nylon_guitar
            bass | bass:walking bass:quarters bass:eighths | cello bassoon
            pad 40% from 0.5 -4dB | inner:eighths pad | string_ensemble
        """,
    ),
    _in_room(
        "lute song",
        "classical,renaissance,early music,art song",
        near="folk,medieval",
        tempo=(54, 112),
        mood=(0.42, 0.25, 0.22, 0.3),
        modes="dorian:3 minor:4 major:2 mixolydian:1",
        harmony="early ballad",
        forms="strophic",
        meters="4:3 3:2",
        syncopation=(0.0, 0.2),
        rubato=(0.01, 0.08),
        ensemble="""
            voice +1dB | sing:latin | female_soprano male_tenor female_alto male_baritone
            chords | arpeggio:finger strum:slow arpeggio:broken fugue:1 | ^nylon_guitar harp harpsichord
            bass 75% | bass:halves bass:quarters | =chords viola
        """,
    ),
)
