"""Folk and country."""

from __future__ import annotations

from functools import partial

from retrieval.data.starter.style import Style

_folk = partial(Style, looseness=0.013, production="acoustic:3 live:2 studio:2 lo-fi:1", weight=0.6)

STYLES = (
    _folk(
        "folk ballad",
        "folk,singer-songwriter",
        near="pop,country,indie,ballad",
        tempo=(62, 116),
        mood=(0.42, 0.28, 0.22, 0.32),
        modes="major:3 minor:3 dorian:2 mixolydian:2",
        harmony="folk",
        forms="strophic",
        meters="4:3 3:2",
        rubato=(0.0, 0.05),
        ensemble="""
            voice 92% +1dB | sing:pop | @folk_voices
            chords | arpeggio:travis arpeggio:finger strum:folk strum:waltz | ^steel_guitar nylon_guitar
                banjo dulcimer
            melody 55% | tune:grace tune | fiddle harmonica flute tin_whistle accordion cello
            bass 35% -2dB | bass:halves | upright_bass cello
            harmony 30% -3dB | harmony | female_alto male_tenor
        """,
    ),
    _folk(
        "country",
        "country,folk",
        near="pop,rock",
        tempo=(80, 168),
        mood=(0.62, 0.52, 0.2, 0.45),
        modes="major:6 mixolydian:2 minor:1",
        harmony="folk rock",
        forms="song strophic",
        ensemble="""
            voice 90% +1dB | sing:pop | male_baritone male_pop female_pop female_alto
            chords | strum:country strum:folk | ^steel_guitar
            melody 80% | tune:solo tune | fiddle clean_guitar spring_guitar banjo harmonica
            chords 40% -3dB | comp:quarters arpeggio:travis | grand_piano honky_tonk banjo clean_guitar
            bass | bass:quarters bass:halves | upright_bass finger_bass
            drums 80% -1dB | drums:train drums:rock | kit_standard kit_room kit_brush
            harmony 35% from 0.7 -3dB | harmony | male_tenor female_alto
        """,
    ),
    _folk(
        "bluegrass",
        "country,bluegrass,folk",
        tempo=(108, 164),
        mood=(0.72, 0.75, 0.2, 0.45),
        density=(0.5, 1.0),
        modes="major:5 mixolydian:2 dorian:1",
        harmony="folk",
        forms="reel strophic",
        complexity=(0.4, 0.9),
        ensemble="""
            voice 45% | sing:pop | male_tenor female_alto
            melody | tune:solo tune:grace | fiddle banjo steel_guitar
            arpeggio -1dB | arpeggio:travis arpeggio:random | banjo
            chords | strum:ska strum:country comp:offbeat | steel_guitar dulcimer
            bass | bass:quarters | upright_bass
        """,
    ),
    _folk(
        "celtic",
        "folk,celtic,world",
        near="country",
        tempo=(88, 138),
        mood=(0.65, 0.62, 0.22, 0.42),
        density=(0.5, 1.0),
        modes="major:3 dorian:3 mixolydian:3 minor:1",
        harmony="folk",
        forms="reel",
        grid=3,
        complexity=(0.3, 0.8),
        ensemble="""
            melody | tune:grace | fiddle tin_whistle flute accordion bagpipe
            counter 60% -2dB | tune:grace harmony | fiddle accordion flute tin_whistle
            chords 80% -3dB | strum:folk arpeggio:finger | steel_guitar harp nylon_guitar
            drone 30% -5dB | drone | bagpipe reed_organ
            drums 65% -2dB | drums:bodhran/plain | kit_orchestra kit_standard
            bass 30% | bass:halves | upright_bass
        """,
    ),
    _folk(
        "celtic air",
        "folk,celtic,ballad",
        near="world,new age,soundtrack",
        tempo=(52, 84),
        mood=(0.45, 0.15, 0.2, 0.35),
        modes="major:3 dorian:2 mixolydian:1 pentatonic:3",
        harmony="folk drift",
        forms="strophic ternary",
        meters="3:2 4:2",
        rubato=(0.03, 0.12),
        reverb=(0.4, 0.9),
        ensemble="""
            voice 40% | sing:vocalise sing:pop | female_soprano female_alto male_tenor
            melody | tune:grace | tin_whistle fiddle flute harp cello
            chords | arpeggio:wide arpeggio:finger | harp nylon_guitar grand_piano steel_guitar
            pad 45% -5dB | pad drone | slow_strings choir_oohs pad_warm
        """,
    ),
    _folk(
        "polka and oompah",
        "folk,polka,world",
        near="march,classical",
        tempo=(100, 144),
        mood=(0.78, 0.7, 0.15, 0.5),
        modes="major:6 minor:1",
        harmony="folk classical",
        forms="binary",
        meters="4:2 3:1",
        ensemble="""
            melody | tune:trill tune | accordion clarinet fiddle trumpet
            chords -2dB | comp:march comp:offbeat | accordion brass_section dulcimer
            bass | bass:quarters bass:halves | tuba upright_bass
            drums 60% -3dB | drums:march/plain drums:waltz/plain | kit_standard
        """,
    ),
    _folk(
        "sea shanty",
        "folk,choral",
        near="celtic,pop",
        tempo=(80, 126),
        mood=(0.6, 0.55, 0.25, 0.6),
        modes="major:2 dorian:3 mixolydian:2 minor:1",
        harmony="folk",
        forms="strophic",
        grid=3,
        weight=0.3,
        ensemble="""
            voice +1dB | sing:pop | male_baritone male_rock male_bass
            choir 85% from 0.55 | choir:pop | choir_male
            chords 50% -2dB | strum:folk comp:quarters | accordion steel_guitar
            drums 30% -4dB | drums:bodhran/plain | kit_orchestra
        """,
    ),
)
