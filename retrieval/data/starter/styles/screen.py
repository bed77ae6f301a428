"""Music for pictures, games and children."""

from __future__ import annotations

from functools import partial

from retrieval.data.starter.style import Style

_screen = partial(
    Style, reverb=(0.4, 0.9), production="orchestral:4 studio:1 spacious:1", looseness=0.012, weight=0.7
)

STYLES = (
    _screen(
        "cinematic tension",
        "soundtrack",
        near="classical,electronic,ambient,orchestral,industrial",
        tempo=(64, 150),
        mood=(0.18, 0.55, 0.85, 0.6),
        modes="phrygian:3 minor:3 atonal:2 harmonic_minor:2",
        harmony="fear chromatic",
        forms="rise",
        syncopation=(0.1, 0.6),
        themes="chase scene",
        ensemble="""
            pad | pad:thin pad | ^tremolo_strings pad_dark granular_texture slow_strings
            inner 80% from 0.3 | inner:eighths inner:sixteenths riff | string_ensemble pizzicato cello pluck
            bass | bass:eighths drone:low bass:whole | contrabass drone saw_bass
            brass 60% from 0.6 | pad riff comp:stab | brass_section trombone french_horn
            drums 65% from 0.45 | drums:taiko/plain drums:tribal/plain | kit_orchestra machine_industrial
            melody 45% | counter tune | violin french_horn theremin grand_piano
            effect 50% -6dB | effect:hit | impact metal_hit orchestra_hit
        """,
    ),
    _screen(
        "epic trailer",
        "soundtrack,orchestral,epic",
        near="classical,choral",
        tempo=(76, 144),
        mood=(0.5, 0.8, 0.5, 0.92),
        modes="minor:5 dorian:2 major:2 harmonic_minor:1",
        harmony="epic",
        forms="rise",
        themes="battle",
        ensemble="""
            melody | tune | french_horn brass_section string_ensemble trumpet
            inner | inner:eighths inner:sixteenths inner:synco | string_ensemble
            pad -1dB | pad chorale | brass_section french_horn slow_strings
            choir 60% from 0.6 | choir:latin | choir_mixed choir_male
            bass from 0.3 | bass:eighths bass:halves | contrabass tuba
            drums from 0.35 +1dB | drums:taiko/plain | kit_orchestra kit_power
            counter 50% from 0.6 | counter | trombone cello dist_guitar
            effect 50% -5dB | effect:hit | impact
        """,
    ),
    _screen(
        "film romance",
        "soundtrack,orchestral,romantic",
        near="classical",
        tempo=(52, 96),
        mood=(0.55, 0.25, 0.2, 0.38),
        modes="major:5 lydian:2 minor:2",
        harmony="romantic ballad epic",
        forms="rise ternary",
        rubato=(0.02, 0.1),
        themes="wedding,love scene",
        ensemble="""
            melody | tune | string_ensemble oboe grand_piano violin flute french_horn clarinet
            pad | pad | ^slow_strings string_ensemble
            arpeggio 75% -2dB | arpeggio:wide arpeggio:nocturne arpeggio:up | harp grand_piano celesta
            counter 60% from 0.4 -2dB | counter | cello french_horn clarinet
            bass from 0.3 | bass:whole bass:halves | @low_strings
        """,
    ),
    _screen(
        "film drama",
        "soundtrack,orchestral",
        near="classical,ambient,minimal",
        tempo=(48, 92),
        mood=(0.25, 0.22, 0.42, 0.45),
        modes="minor:5 dorian:2 harmonic_minor:1 phrygian:1",
        harmony="epic drift romantic",
        forms="rise ambient",
        bars_per_chord="1:2 2:1",
        rubato=(0.02, 0.1),
        ensemble="""
            melody 90% | tune counter | cello grand_piano english_horn violin oboe female_soprano
            pad | pad | slow_strings pad_dark string_ensemble pad_warm
            chords 60% -2dB | arpeggio:nocturne comp:whole inner:held | grand_piano harp string_ensemble
            bass 70% | bass:whole drone:low | contrabass cello sine_sub
            drums 20% from 0.7 -4dB | drums:timpani/plain | kit_orchestra
        """,
    ),
    _screen(
        "horror",
        "soundtrack,dark ambient",
        near="electronic,classical,contemporary classical,experimental,orchestral",
        tempo=(44, 100),
        mood=(0.08, 0.3, 0.95, 0.5),
        modes="atonal:5 phrygian:2",
        harmony="fear chromatic",
        forms="ambient rise",
        bars_per_chord="1:1 2:2",
        complexity=(0.4, 1.0),
        themes="horror",
        ensemble="""
            drone | drone:low drone | drone pad_dark contrabass
            pad 90% | pad:thin pad | tremolo_strings granular_texture pad_choir pad_dark
            melody 65% | counter tune | music_box theremin celesta grand_piano violin child
            inner 40% from 0.4 | inner:sixteenths riff | string_ensemble pizzicato
            effect 80% -2dB | effect:hit | metal_hit impact
            effect 30% -8dB | effect:bed | wind
            speech 15% | speak | whisper
        """,
    ),
    _screen(
        "adventure",
        "soundtrack,orchestral",
        near="classical",
        tempo=(96, 168),
        mood=(0.75, 0.75, 0.3, 0.7),
        modes="major:4 mixolydian:3 lydian:3",
        harmony="epic folk",
        forms="sonata rise",
        ensemble="""
            melody | tune | trumpet french_horn string_ensemble flute
            harmony 60% | harmony | french_horn string_ensemble
            inner | inner:eighths inner:sixteenths inner:offbeats | string_ensemble
            bass | bass:quarters bass:eighths | contrabass bassoon
            counter 50% | counter | trombone clarinet
            drums 85% from 0.4 | drums:march/plain drums:timpani/plain drums:taiko/plain | kit_orchestra
            bells 30% -3dB | tune | glockenspiel
        """,
    ),
    _screen(
        "comedy and children",
        "soundtrack,children",
        near="classical,folk,pop",
        tempo=(92, 168),
        mood=(0.82, 0.55, 0.12, 0.2),
        modes="major:6 lydian:1 minor:1",
        harmony="folk classical pop",
        forms="binary loop",
        reverb=(0.1, 0.4),
        production="studio:3 dry:1 acoustic:1",
        themes="children",
        ensemble="""
            voice 30% | sing:pop | child female_pop
            melody | tune tune:trill | xylophone glockenspiel clarinet ocarina bassoon piccolo recorder
            chords | comp:march comp:offbeat arpeggio:alberti | pizzicato nylon_guitar grand_piano marimba
            bass | bass:quarters bass:halves | bassoon pizzicato tuba upright_bass
            drums 45% -4dB | drums:march/plain drums:train/plain | kit_standard kit_brush
        """,
    ),
    _screen(
        "lullaby",
        "lullaby,children",
        near="classical,folk,soundtrack,new age",
        tempo=(52, 84),
        mood=(0.58, 0.08, 0.08, 0.12),
        density=(0.1, 0.45),
        modes="major:6 pentatonic:2 minor:2",
        harmony="folk ballad",
        forms="strophic ternary",
        meters="3:3 4:2",
        syncopation=(0.0, 0.1),
        complexity=(0.0, 0.3),
        rubato=(0.01, 0.08),
        production="acoustic:2 studio:2 lo-fi:1",
        themes="sleep,children",
        ensemble="""
            voice 40% | sing:vocalise sing:pop | female_breathy female_soprano female_alto
            melody | tune | ^music_box celesta grand_piano flute kalimba vibraphone ocarina
            chords -2dB | arpeggio:broken arpeggio:up arpeggio:waltz | harp nylon_guitar music_box grand_piano
            pad 35% -6dB | pad | slow_strings pad_warm
        """,
    ),
    _screen(
        "game music",
        "soundtrack,game music",
        near="electronic,classical,orchestral",
        tempo=(72, 160),
        mood=(0.6, 0.55, 0.35, 0.5),
        modes="major:3 minor:3 dorian:2 mixolydian:1 lydian:1",
        harmony="pop epic folk",
        forms="loop",
        production="electronic:1 studio:2",
        themes="video game",
        ensemble="""
            melody | tune tune:trill | flute square_lead violin oboe ocarina pan_flute saw_lead trumpet
            chords | arpeggio:up arpeggio:finger comp:eighths | harp nylon_guitar pizzicato grand_piano pluck
            pad 75% -4dB | pad | string_ensemble synth_strings pad_warm choir_aahs
            counter 40% -3dB | counter | french_horn clarinet cello
            bass 85% | bass:quarters bass:eighths bass:syncopated | finger_bass contrabass gm_synth_bass
            drums 65% from 0.4 -1dB | drums:rock drums:march drums:tribal | kit_standard kit_orchestra
                kit_electronic
        """,
    ),
    _screen(
        "corporate and advertising",
        "soundtrack,background",
        near="pop,electronic,rock,indie",
        tempo=(96, 132),
        mood=(0.78, 0.55, 0.08, 0.4),
        modes="major:1",
        harmony="pop",
        forms="loop rise",
        production="studio:1",
        themes="advertising",
        weight=0.4,
        ensemble="""
            chords | strum:eighths strum:pop comp:eighths | steel_guitar grand_piano muted_guitar
            melody 75% | tune arpeggio:up | grand_piano glockenspiel pluck marimba clean_guitar
            pad 70% -5dB | pad | pad_warm string_ensemble
            bass from 0.4 | bass:eighths bass:quarters | finger_bass
            drums 85% from 0.45 | drums:pop drums:four | kit_standard machine_acoustic machine_808
        """,
    ),
    _screen(
        "narration",
        "soundtrack,spoken",
        near="ambient,classical,electronic,hip-hop,folk",
        tempo=(50, 110),
        mood=(0.5, 0.3, 0.35, 0.45),
        modes="major:3 minor:3 dorian:1",
        harmony="drift vamp ballad",
        forms="ambient loop",
        production="dry:3 studio:2 lo-fi:1",
        reverb=(0.0, 0.4),
        weight=1.5,
        ensemble="""
            speech +3dB | speak | ^spoken_male ^spoken_female whisper
            pad 60% -6dB | pad | @pads slow_strings
            chords 45% -6dB | arpeggio:finger comp:whole strum:slow | grand_piano nylon_guitar rhodes
            drums 20% from 0.4 -5dB | drums:boombap/plain drums:brushes/plain | machine_lofi kit_brush
            effect 30% -10dB | effect:bed | @beds crowd
        """,
    ),
)
