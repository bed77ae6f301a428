"""Western art music for many: orchestras, choirs, opera, bands."""

from __future__ import annotations

from retrieval.data.starter.style import in_hall

STYLES = (
    in_hall(
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
        rubato=(0.02, 0.1),
        looseness=0.016,
        ensemble="""
            melody | tune | ^string_ensemble flute oboe clarinet french_horn violin trumpet
            harmony 70% from 0.5 -3dB | harmony tune | flute clarinet string_ensemble oboe
            pad 90% -3dB | pad inner:held | slow_strings string_ensemble
            inner 70% from 0.35 -3dB | inner:eighths inner:sixteenths inner:offbeats | string_ensemble
                pizzicato tremolo_strings
            bass from 0.2 | bass:quarters bass:halves bass:eighths | contrabass cello
            brass 60% from 0.7 -2dB | chorale comp:march pad | french_horn brass_section trombone
            counter 50% from 0.4 -4dB | counter | bassoon french_horn clarinet cello
            drums 40% from 0.75 -3dB | drums:timpani/plain | kit_orchestra
            timpani 50% from 0.75 -2dB | bass:halves | timpani
        """,
    ),
    in_hall(
        "string adagio",
        "classical,orchestral",
        near="soundtrack,chamber",
        tempo=(42, 76),
        mood=(0.32, 0.18, 0.35, 0.5),
        density=(0.0, 0.4),
        modes="major:3 minor:5",
        harmony="romantic ballad classical",
        forms="rise ternary",
        meters="4:3 3:2",
        rubato=(0.03, 0.12),
        syncopation=(0.0, 0.15),
        ensemble="""
            melody | tune | ^string_ensemble violin slow_strings cello
            pad -2dB | pad chorale | ^slow_strings string_ensemble
            counter 70% from 0.4 -3dB | counter | cello viola string_ensemble
            bass from 0.2 | bass:whole bass:halves | @low_strings
            chords 25% -3dB | arpeggio:up | harp
        """,
    ),
    in_hall(
        "brass ensemble",
        "classical,brass band",
        near="soundtrack,chamber,jazz",
        tempo=(56, 138),
        mood=(0.58, 0.5, 0.3, 0.75),
        modes="major:5 minor:3 dorian:1 mixolydian:1",
        harmony="classical early epic",
        forms="ternary hymn",
        meters="4:4 3:1",
        rubato=(0.0, 0.06),
        syncopation=(0.0, 0.15),
        ensemble="""
            melody | tune chorale | ^trumpet french_horn brass_section
            harmony | harmony inner:halves | trumpet french_horn
            brass -1dB | chorale inner:eighths comp:quarters | trombone french_horn brass_section
            bass | bass:quarters bass:halves | ^tuba trombone
            drums 25% from 0.6 -4dB | drums:march/plain drums:timpani/plain | kit_orchestra
        """,
    ),
    in_hall(
        "piano concerto",
        "classical,orchestral",
        near="solo piano",
        tempo=(54, 168),
        mood=(0.48, 0.52, 0.42, 0.6),
        density=(0.2, 1.0),
        modes="major:4 minor:4 harmonic_minor:1",
        harmony="romantic classical",
        forms="sonata rise",
        meters="4:3 3:2",
        rubato=(0.02, 0.12),
        complexity=(0.5, 1.0),
        syncopation=(0.0, 0.2),
        ensemble="""
            melody +1dB | tune tune:trill | ^^grand_piano violin cello
            chords | arpeggio:wide arpeggio:nocturne comp:eighths arpeggio:alberti | =melody
            bass -1dB | bass:halves | =melody
            pad -2dB | pad inner:eighths | string_ensemble slow_strings
            counter 60% from 0.4 -2dB | counter tune | @winds
            brass 40% from 0.8 -2dB | pad comp:march | french_horn brass_section
            low from 0.3 | bass:quarters bass:whole | @low_strings
            timpani 40% from 0.8 -3dB | bass:halves | timpani
        """,
    ),
    in_hall(
        "opera",
        "classical,opera,orchestral",
        near="choral",
        tempo=(52, 150),
        mood=(0.48, 0.48, 0.42, 0.6),
        modes="major:5 minor:4",
        harmony="romantic classical",
        forms="ternary strophic rise",
        meters="4:3 3:2",
        rubato=(0.03, 0.12),
        complexity=(0.2, 0.7),
        syncopation=(0.0, 0.15),
        weight=1.3,
        ensemble="""
            voice +2dB | sing:latin sing:vocalise | ^opera_soprano ^opera_tenor female_soprano male_baritone
            chords | comp:march inner:eighths comp:quarters arpeggio:up pad | pizzicato string_ensemble
                slow_strings
            pad 60% -3dB | pad | slow_strings string_ensemble
            bass | bass:quarters bass:halves | @low_strings pizzicato
            melody 60% -2dB | tune counter | @winds violin
            brass 30% from 0.8 -3dB | pad comp:march | french_horn brass_section
            choir 20% from 0.75 -2dB | choir:latin | choir_mixed
        """,
    ),
    in_hall(
        "choral",
        "classical,choral,sacred",
        near="early music,renaissance",
        tempo=(48, 116),
        mood=(0.45, 0.22, 0.25, 0.55),
        density=(0.0, 0.6),
        modes="major:4 minor:3 dorian:2 mixolydian:1",
        harmony="classical early ballad",
        forms="hymn",
        meters="4:3 3:1",
        rubato=(0.02, 0.08),
        syncopation=(0.0, 0.1),
        weight=1.3,
        production="spacious:3 acoustic:2 orchestral:1",
        ensemble="""
            choir | choir:latin | ^^choir_mixed choir_female choir_male
            voice 20% | sing:latin | female_soprano child male_tenor
            pad 30% -5dB | chorale pad | church_organ string_ensemble
        """,
    ),
    in_hall(
        "requiem",
        "classical,choral,orchestral,sacred",
        near="opera,soundtrack",
        tempo=(48, 144),
        mood=(0.28, 0.48, 0.55, 0.78),
        modes="minor:5 harmonic_minor:2 major:2 phrygian:1",
        harmony="classical epic romantic",
        forms="rise hymn",
        rubato=(0.01, 0.08),
        syncopation=(0.0, 0.15),
        production="orchestral:3 spacious:2",
        ensemble="""
            choir +1dB | choir:latin | choir_mixed
            voice 25% from 0.4 | sing:latin | opera_soprano opera_tenor male_bass
            pad | pad inner:sixteenths inner:eighths | string_ensemble tremolo_strings
            bass | bass:quarters bass:halves | @low_strings church_organ
            brass 60% from 0.7 | chorale pad | trombone brass_section french_horn
            timpani 50% from 0.7 -1dB | bass:halves bass:quarters | timpani
        """,
    ),
    in_hall(
        "waltz",
        "classical,waltz,orchestral",
        near="folk,soundtrack,chamber",
        tempo=(120, 204),
        mood=(0.7, 0.55, 0.15, 0.45),
        modes="major:6 minor:3",
        harmony="classical ballad",
        forms="ternary binary",
        meters="3:1",
        rubato=(0.02, 0.12),
        syncopation=(0.0, 0.1),
        themes="wedding",
        ensemble="""
            melody | tune tune:trill | ^string_ensemble violin grand_piano accordion clarinet flute
            chords -2dB | comp:waltz | string_ensemble grand_piano accordion pizzicato =melody
            bass | bass:waltz | @low_strings pizzicato =chords tuba
            counter 45% from 0.5 -4dB | counter harmony | french_horn clarinet cello oboe
            drums 25% from 0.6 -8dB | drums:waltz/plain | kit_orchestra
        """,
    ),
    in_hall(
        "march",
        "classical,march,brass band",
        near="soundtrack",
        tempo=(96, 132),
        mood=(0.65, 0.68, 0.3, 0.8),
        modes="major:6 minor:2",
        harmony="classical folk",
        forms="binary",
        syncopation=(0.0, 0.15),
        complexity=(0.1, 0.5),
        ensemble="""
            melody | tune | ^trumpet brass_section clarinet piccolo
            harmony 80% -2dB | harmony | french_horn clarinet trombone
            chords -2dB | comp:march | french_horn trombone brass_section
            bass | bass:quarters bass:halves | tuba trombone
            counter 40% from 0.6 -2dB | counter | trombone piccolo
            drums | drums:march/plain | kit_orchestra kit_standard
        """,
    ),
)
