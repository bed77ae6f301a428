"""Jazz and blues: swing, walking basses, improvised choruses."""

from __future__ import annotations

from functools import partial

from retrieval.data.starter.style import Style

_swung = partial(
    Style,
    grid=3,
    swing=(0.2, 0.34),
    complexity=(0.4, 0.9),
    looseness=0.012,
    production="live:2 studio:3 lo-fi:2 acoustic:2",
    weight=0.7,
)

STYLES = (
    _swung(
        "swing trio",
        "jazz,swing",
        tempo=(84, 232),
        mood=(0.62, 0.5, 0.25, 0.4),
        modes="major:4 minor:2 dorian:1 blues:1",
        harmony="jazz blues",
        forms="head",
        ensemble="""
            melody | tune:solo tune | ^grand_piano vibraphone jazz_guitar
            chords 90% -3dB | comp:comp comp:charleston | =melody grand_piano
            bass | bass:walking | upright_bass
            drums 88% | drums:swing | ^kit_jazz kit_brush
        """,
    ),
    _swung(
        "jazz quartet",
        "jazz,swing,bebop",
        tempo=(70, 250),
        mood=(0.52, 0.52, 0.35, 0.45),
        density=(0.35, 1.0),
        modes="major:3 minor:3 dorian:2 blues:1",
        harmony="jazz blues",
        forms="head",
        ensemble="""
            melody | tune:solo tune | tenor_sax alto_sax trumpet muted_trumpet clarinet soprano_sax trombone
            chords 92% -3dB | comp:comp comp:charleston | ^grand_piano jazz_guitar
            bass | bass:walking | upright_bass
            drums 92% | drums:swing | ^kit_jazz kit_standard
            harmony 25% -2dB | harmony | trumpet tenor_sax
        """,
    ),
    _swung(
        "jazz ballad",
        "jazz,ballad",
        near="blues,swing,bossa nova",
        tempo=(50, 80),
        mood=(0.48, 0.2, 0.25, 0.3),
        modes="major:4 minor:3",
        harmony="jazz bossa",
        forms="head",
        rubato=(0.0, 0.08),
        ensemble="""
            voice 40% | sing:pop sing:vocalise | female_alto female_breathy male_baritone
            melody | tune:solo tune | tenor_sax muted_trumpet grand_piano jazz_guitar clarinet
            chords -2dB | comp:whole comp:halves pad | ^grand_piano jazz_guitar rhodes
            bass | bass:halves bass:walking | upright_bass
            drums 75% -5dB | drums:brushes/plain drums:swing/plain | kit_brush kit_jazz
            pad 20% -5dB | pad | slow_strings
        """,
    ),
    _swung(
        "big band",
        "jazz,swing,big band",
        near="oldies",
        tempo=(96, 220),
        mood=(0.7, 0.68, 0.25, 0.65),
        modes="major:4 minor:2 blues:2",
        harmony="jazz blues",
        forms="head",
        ensemble="""
            voice 20% | sing:pop | male_baritone female_alto
            melody | tune tune:solo | trumpet alto_sax clarinet tenor_sax trombone
            brass from 0.4 | comp:charleston comp:comp harmony | ^brass_section trumpet trombone
            counter 60% -2dB | harmony comp:pushes | alto_sax baritone_sax tenor_sax
            chords 80% -5dB | comp:comp comp:quarters | grand_piano jazz_guitar
            bass | bass:walking | upright_bass
            drums | drums:swing | kit_jazz kit_standard
        """,
    ),
    Style(
        "bossa nova",
        "jazz,latin,bossa nova",
        near="pop,world",
        tempo=(108, 152),
        mood=(0.62, 0.32, 0.18, 0.3),
        modes="major:4 minor:3 dorian:1",
        harmony="bossa jazz",
        forms="head strophic",
        syncopation=(0.4, 0.7),
        weight=0.6,
        ensemble="""
            voice 55% | sing:pop sing:vocalise | female_breathy female_alto male_baritone
            melody 85% | tune | flute tenor_sax grand_piano vibraphone jazz_guitar
            chords | comp:bossa strum:pop | ^nylon_guitar jazz_guitar
            bass | bass:tresillo bass:halves bass:kick | upright_bass finger_bass
            drums 85% -4dB | drums:bossa/plain | kit_brush kit_jazz kit_standard
            pad 25% -6dB | pad | slow_strings
        """,
    ),
    Style(
        "fusion",
        "jazz,funk,fusion",
        near="rock,soul",
        tempo=(84, 140),
        mood=(0.55, 0.62, 0.4, 0.5),
        density=(0.4, 1.0),
        modes="dorian:4 mixolydian:3 lydian:1 blues:1",
        harmony="funk soul bossa",
        forms="head loop",
        syncopation=(0.5, 0.9),
        complexity=(0.5, 1.0),
        weight=0.6,
        ensemble="""
            melody | tune:solo tune | saw_lead soprano_sax alto_sax dist_lead trumpet jazz_guitar
            chords | comp:funk comp:stab comp:pushes | rhodes clavinet grand_piano
            chords 60% -3dB | strum:sixteenths comp:funk | clean_guitar wah_guitar
            bass | bass:funk bass:syncopated bass:motown | slap_bass fretless_bass finger_bass
            drums | drums:funk | kit_standard kit_room
        """,
    ),
    Style(
        "gypsy swing",
        "jazz,swing,folk",
        near="world,latin",
        tempo=(120, 240),
        mood=(0.65, 0.65, 0.3, 0.42),
        density=(0.4, 1.0),
        modes="minor:4 major:3 harmonic_minor:2",
        harmony="jazz",
        forms="head",
        swing=(0.2, 0.34),
        grid=3,
        complexity=(0.5, 1.0),
        production="acoustic:2 lo-fi:2 live:1",
        weight=0.5,
        ensemble="""
            melody | tune:solo tune | steel_guitar violin clarinet accordion
            chords | strum:eighths comp:quarters | steel_guitar nylon_guitar
            chords 50% -2dB | comp:quarters | steel_guitar
            bass | bass:quarters bass:walking | upright_bass
        """,
    ),
    Style(
        "ragtime",
        "jazz,ragtime",
        near="classical,solo piano,swing,oldies",
        tempo=(72, 118),
        mood=(0.75, 0.55, 0.15, 0.4),
        density=(0.45, 0.9),
        modes="major:6 minor:1",
        harmony="folk classical jazz",
        forms="binary",
        syncopation=(0.6, 1.0),
        complexity=(0.4, 0.8),
        production="lo-fi:2 acoustic:2",
        weight=0.4,
        ensemble="""
            melody | tune | ^honky_tonk grand_piano bright_piano
            chords -2dB | comp:march | =melody
            bass | bass:quarters bass:halves | =melody
        """,
    ),
    _swung(
        "acoustic blues",
        "blues,acoustic blues",
        near="folk,country",
        tempo=(60, 126),
        mood=(0.4, 0.35, 0.35, 0.4),
        modes="blues:6 minor_pentatonic:2",
        harmony="blues",
        forms="blues",
        ensemble="""
            voice 75% | sing:pop | male_baritone male_bass female_alto male_rock
            chords | comp:shuffle strum:country arpeggio:travis | ^steel_guitar nylon_guitar grand_piano
            melody 70% | tune:solo | harmonica steel_guitar spring_guitar
            bass 40% | bass:quarters bass:walking | upright_bass
        """,
    ),
    _swung(
        "electric blues",
        "blues",
        near="rock,jazz,blues rock",
        tempo=(60, 140),
        mood=(0.42, 0.48, 0.4, 0.55),
        modes="blues:6 minor_pentatonic:2 dorian:1",
        harmony="blues",
        forms="blues",
        distortion=(0.0, 0.4),
        ensemble="""
            voice 70% | sing:pop | male_rock male_baritone female_alto
            melody | tune:solo | clean_guitar crunch_guitar harmonica tenor_sax
            chords | comp:shuffle comp:charleston | grand_piano drawbar_organ clean_guitar
            brass 20% from 0.5 -2dB | comp:charleston | brass_section
            bass | bass:walking bass:quarters | finger_bass upright_bass
            drums | drums:shuffle | kit_standard kit_room kit_jazz
        """,
    ),
)
