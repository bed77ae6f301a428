"""Latin music and musics of the world, drawn with a broad brush."""

from __future__ import annotations

from functools import partial

from retrieval.data.starter.style import Style

_latin = partial(Style, looseness=0.01, syncopation=(0.5, 0.9), weight=0.5)
_far = partial(Style, looseness=0.013, production="acoustic:3 live:1 studio:1", reverb=(0.2, 0.7), weight=0.5)

STYLES = (
    _latin(
        "salsa",
        "latin,salsa,dance",
        near="jazz,world",
        tempo=(84, 112),
        mood=(0.75, 0.8, 0.3, 0.55),
        modes="minor:4 major:3 dorian:2",
        harmony="jazz vamp",
        forms="song loop",
        complexity=(0.4, 0.9),
        ensemble="""
            voice 65% | sing:pop | male_tenor female_alto
            chords | comp:montuno | ^grand_piano nylon_guitar
            brass 85% from 0.5 | comp:pushes riff tune | brass_section trumpet trombone
            melody 60% | tune:solo | trumpet flute trombone vibraphone
            bass | bass:tresillo bass:dub | upright_bass finger_bass
            drums | drums:latin/plain | kit_standard
        """,
    ),
    _latin(
        "samba",
        "latin,samba,dance,world",
        near="bossa nova,pop",
        tempo=(96, 128),
        mood=(0.8, 0.82, 0.2, 0.5),
        modes="major:5 minor:3",
        harmony="bossa jazz",
        forms="loop strophic",
        ensemble="""
            voice 60% | sing:pop | male_tenor female_pop female_alto
            choir 25% from 0.6 | choir:pop | choir_mixed
            melody 65% | tune | flute trombone tenor_sax accordion
            chords | comp:bossa strum:sixteenths comp:synco | nylon_guitar steel_guitar
            bass | bass:tresillo bass:halves | finger_bass upright_bass
            drums +1dB | drums:samba/plain | kit_standard
        """,
    ),
    _latin(
        "tango",
        "latin,tango,world",
        near="classical,chamber",
        tempo=(96, 132),
        mood=(0.35, 0.55, 0.55, 0.6),
        modes="minor:5 harmonic_minor:4 major:1",
        harmony="classical romantic",
        forms="ternary binary",
        syncopation=(0.2, 0.6),
        rubato=(0.02, 0.1),
        ensemble="""
            melody | tune:trill tune | ^bandoneon violin accordion
            counter 65% -2dB | counter harmony | violin cello
            chords | comp:strokes comp:quarters comp:synco | grand_piano nylon_guitar
            bass | bass:quarters bass:tresillo | upright_bass contrabass
            voice 25% | sing:pop | male_baritone female_alto
        """,
    ),
    _latin(
        "flamenco",
        "latin,flamenco,world,solo guitar",
        near="classical,folk",
        tempo=(84, 176),
        mood=(0.35, 0.6, 0.65, 0.6),
        density=(0.4, 1.0),
        modes="phrygian_dominant:5 phrygian:3 harmonic_minor:1",
        harmony="metal vamp folk",
        forms="loop ternary",
        complexity=(0.5, 1.0),
        rubato=(0.01, 0.1),
        ensemble="""
            melody | tune:trill tune:solo | nylon_guitar
            chords -1dB | strum:sixteenths strum:pop arpeggio:finger | nylon_guitar
            bass 50% | bass:halves | nylon_guitar
            voice 35% | sing:vocalise sing:latin | male_rock female_alto
            drums 40% -3dB | drums:afro/plain drums:latin/plain | kit_standard
        """,
    ),
    _far(
        "indian",
        "world,indian",
        near="folk,ambient",
        tempo=(56, 150),
        mood=(0.48, 0.4, 0.4, 0.4),
        modes="phrygian_dominant:2 mixolydian:3 dorian:2 lydian:2 phrygian:1",
        harmony="vamp",
        forms="rise ambient",
        bars_per_chord="4:1",
        complexity=(0.5, 1.0),
        ensemble="""
            drone | drone | sitar reed_organ drone
            melody | tune:grace tune:solo | ^sitar flute violin shakuhachi
            voice 25% | sing:vocalise | female_alto male_tenor
            drums 75% | drums:afro/plain drums:tribal/plain | kit_standard
        """,
    ),
    _far(
        "middle eastern",
        "world,middle eastern",
        near="folk",
        tempo=(72, 144),
        mood=(0.42, 0.5, 0.5, 0.5),
        modes="phrygian_dominant:5 harmonic_minor:3 phrygian:1",
        harmony="vamp folk",
        forms="loop reel",
        bars_per_chord="2:1 4:1",
        complexity=(0.4, 0.9),
        ensemble="""
            melody | tune:trill tune:grace | nylon_guitar violin clarinet oboe shamisen string_ensemble
            counter 50% -2dB | tune:grace | string_ensemble flute
            drone 55% -4dB | drone | reed_organ cello
            voice 35% | sing:vocalise | female_alto male_tenor
            bass 40% | bass:tresillo bass:quarters | upright_bass cello
            drums 85% | drums:afro/plain drums:tribal/plain | kit_standard
        """,
    ),
    _far(
        "east asian",
        "world,east asian",
        near="folk,new age,classical",
        tempo=(48, 112),
        mood=(0.5, 0.25, 0.25, 0.35),
        modes="pentatonic:5 minor_pentatonic:4",
        harmony="drift folk",
        forms="ternary ambient",
        rubato=(0.03, 0.14),
        ensemble="""
            melody | tune:grace | koto shakuhachi flute shamisen fiddle
            chords 75% -2dB | arpeggio:wide arpeggio:up strum:slow | koto harp dulcimer
            counter 40% -3dB | counter | shakuhachi fiddle pan_flute
            drums 25% -3dB | drums:taiko/plain | kit_orchestra
        """,
    ),
    _far(
        "african",
        "world,african",
        near="folk,pop,latin,dance",
        tempo=(96, 138),
        mood=(0.75, 0.68, 0.18, 0.45),
        modes="major:5 pentatonic:3 mixolydian:2",
        harmony="folk vamp",
        forms="loop strophic",
        syncopation=(0.4, 0.9),
        ensemble="""
            voice 50% | sing:pop | male_tenor female_alto
            choir 35% from 0.5 | choir:pop | choir_mixed choir_male
            melody | arpeggio:random tune arpeggio:updown | clean_guitar marimba kalimba
            arpeggio 60% -2dB | arpeggio:random arpeggio:finger | kalimba marimba spring_guitar
            bass 75% | bass:tresillo bass:syncopated | finger_bass
            drums | drums:afro/plain drums:tribal/plain | kit_standard
        """,
    ),
    _far(
        "new age",
        "world,new age,ambient",
        near="electronic,classical,soundtrack,folk",
        tempo=(50, 84),
        mood=(0.6, 0.12, 0.12, 0.25),
        density=(0.0, 0.4),
        modes="major:3 pentatonic:3 lydian:2 dorian:1",
        harmony="drift ballad",
        forms="ambient",
        reverb=(0.6, 1.0),
        production="spacious:3 studio:1",
        themes="meditation,sleep",
        ensemble="""
            melody 85% | tune counter | pan_flute grand_piano harp shakuhachi violin ocarina
            pad | pad | @pads choir_oohs
            arpeggio 65% -4dB | arpeggio:wide arpeggio:up | harp grand_piano nylon_guitar fm_bell
            effect 55% -10dB | effect:bed | rain sea birds wind
            voice 20% -3dB | sing:vocalise | female_soprano female_breathy
        """,
    ),
)
