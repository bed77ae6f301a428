"""Pop with a voice in front, over guitars, pianos and strings."""

from __future__ import annotations

from retrieval.data.starter.style import Style

STYLES = (
    Style(
        "pop",
        "pop",
        near="electropop,dance,rnb",
        tempo=(84, 132),
        mood=(0.62, 0.55, 0.25, 0.5),
        modes="major:5 minor:3 mixolydian:0.5",
        syncopation=(0.2, 0.6),
        complexity=(0.1, 0.4),
        ensemble="""
            voice 93% +2dB | sing:pop | @pop_voices
            melody 50% -2dB | tune | pluck grand_piano clean_guitar fm_bell glockenspiel
            chords | comp:quarters comp:pushes strum:pop comp:eighths arpeggio:up | ^grand_piano
                steel_guitar dx_piano rhodes clean_guitar
            pad 60% from 0.5 -5dB | pad | pad_warm string_ensemble synth_strings supersaw
            bass | bass:kick bass:eighths bass:quarters bass:tresillo | finger_bass saw_bass gm_synth_bass
                fm_bass
            drums 93% from 0.4 | drums:pop drums:four/machine | kit_standard kit_electronic machine_909
                machine_acoustic machine_808
            choir 30% from 0.75 -6dB | choir:ooh | choir_female choir_mixed
        """,
    ),
    Style(
        "singer-songwriter",
        "pop,singer-songwriter,acoustic pop",
        near="folk,indie,rock,ballad",
        tempo=(60, 120),
        mood=(0.45, 0.33, 0.22, 0.35),
        modes="major:4 minor:3 mixolydian:1 dorian:0.5",
        harmony="ballad",
        forms="ballad song strophic",
        meters="4:4 3:1",
        reverb=(0.1, 0.5),
        rubato=(0.0, 0.04),
        looseness=0.014,
        production="studio:3 live:1 lo-fi:1",
        ensemble="""
            voice 97% +2dB | sing:pop | @pop_voices
            chords | strum:folk strum:ballad arpeggio:finger arpeggio:travis strum:pop comp:quarters |
                ^steel_guitar nylon_guitar ^grand_piano
            chords 30% from 0.5 -4dB | arpeggio:up pad strum:slow | nylon_guitar cello slow_strings rhodes
            melody 25% -2dB | tune | harmonica violin clean_guitar grand_piano cello
            bass 40% from 0.45 -2dB | bass:halves bass:quarters | upright_bass finger_bass
            drums 30% from 0.5 -4dB | drums:brushes/plain drums:ballad | kit_brush kit_standard kit_jazz
            harmony 20% from 0.7 -4dB | harmony | female_alto male_tenor
        """,
    ),
    Style(
        "piano ballad",
        "pop,ballad",
        near="singer-songwriter,soul",
        tempo=(54, 84),
        mood=(0.38, 0.25, 0.22, 0.38),
        modes="major:4 minor:3",
        harmony="ballad",
        forms="ballad",
        meters="4:5 3:1",
        reverb=(0.3, 0.7),
        rubato=(0.0, 0.05),
        ensemble="""
            voice 95% +2dB | sing:pop | @pop_voices female_soprano
            chords | comp:quarters arpeggio:wide arpeggio:up comp:halves | ^grand_piano bright_piano rhodes
            bass 80% from 0.3 | bass:whole bass:halves | =chords finger_bass fretless_bass
            pad 55% from 0.5 -4dB | pad | ^slow_strings string_ensemble pad_warm
            drums 45% from 0.6 -2dB | drums:ballad | kit_standard kit_room
            melody 40% -2dB | tune | grand_piano cello oboe
        """,
    ),
    Style(
        "indie pop",
        "pop,indie",
        near="rock,singer-songwriter,alternative",
        tempo=(88, 146),
        mood=(0.66, 0.52, 0.2, 0.38),
        modes="major:5 mixolydian:1 minor:2",
        swing=(0.0, 0.15),
        production="studio:3 lo-fi:2",
        ensemble="""
            voice 90% +1dB | sing:pop | female_breathy female_pop male_pop child male_baritone
            melody 60% | tune | glockenspiel chorus_guitar trumpet square_lead clean_guitar
            chords | strum:indie strum:pop comp:eighths arpeggio:finger | chorus_guitar steel_guitar
                ~nylon_guitar grand_piano clean_guitar
            pad 40% from 0.5 -5dB | pad | drawbar_organ pad_warm synth_strings
            bass | bass:eighths bass:kick bass:syncopated | finger_bass pick_bass gm_synth_bass
            drums 88% from 0.4 | drums:pop drums:rock | kit_standard kit_room machine_lofi machine_acoustic
            percussion 15% from 0.5 -6dB | drums:brushes/plain | kit_standard
        """,
    ),
    Style(
        "soft pop",
        "pop,soft pop,adult contemporary",
        near="rock,soul,ballad",
        tempo=(72, 116),
        mood=(0.58, 0.35, 0.15, 0.35),
        modes="major:5 minor:2",
        harmony="ballad pop soul",
        forms="song ballad",
        ensemble="""
            voice 95% +2dB | sing:pop | @pop_voices
            chords | comp:quarters arpeggio:up strum:pop | rhodes dx_piano grand_piano nylon_guitar fm_epiano
            pad 60% from 0.4 -4dB | pad | synth_strings string_ensemble pad_warm
            melody 40% -2dB | tune | alto_sax clean_guitar flute soprano_sax vibraphone
            bass | bass:halves bass:kick bass:quarters | finger_bass fretless_bass fm_bass
            drums 88% from 0.35 -2dB | drums:pop drums:ballad | kit_standard machine_808 kit_electronic
            choir 30% from 0.7 -6dB | choir:ooh | choir_female choir_mixed
        """,
    ),
    Style(
        "acoustic pop",
        "pop,acoustic pop,singer-songwriter",
        near="folk,indie",
        tempo=(70, 132),
        mood=(0.62, 0.42, 0.18, 0.35),
        modes="major:5 minor:2 mixolydian:1",
        harmony="pop folk",
        forms="song strophic",
        production="studio:3 dry:2 live:1",
        looseness=0.012,
        ensemble="""
            voice 97% +2dB | sing:pop | @pop_voices child
            chords | strum:pop strum:folk arpeggio:travis strum:sixteenths | ^steel_guitar nylon_guitar
            melody 40% | tune | glockenspiel ocarina clean_guitar harmonica violin
            bass 60% from 0.4 | bass:quarters bass:halves | upright_bass finger_bass
            percussion 50% from 0.45 -3dB | drums:brushes/plain drums:bossa/plain drums:latin/plain |
                kit_standard kit_brush
            harmony 40% from 0.7 -3dB | harmony | female_alto male_tenor
        """,
    ),
    Style(
        "dream pop",
        "pop,indie,dream pop,shoegaze",
        near="rock,electronic,ambient,alternative",
        tempo=(70, 120),
        mood=(0.5, 0.3, 0.25, 0.3),
        modes="major:4 lydian:1 minor:2 mixolydian:1",
        harmony="drift pop",
        forms="song loop",
        reverb=(0.6, 1.0),
        distortion=(0.0, 0.5),
        production="spacious:3 lo-fi:2",
        ensemble="""
            voice 88% -2dB | sing:vocalise sing:pop | female_breathy female_soprano male_pop
            chords | strum:eighths arpeggio:up | chorus_guitar clean_guitar !fuzz_guitar
            pad | pad | pad_warm pad_glass synth_strings drawbar_organ
            melody 60% | tune counter | chorus_guitar clean_guitar square_lead fm_bell
            bass | bass:eighths bass:halves | finger_bass pick_bass saw_bass
            drums 80% from 0.35 -3dB | drums:pop drums:halftime | machine_808 kit_room machine_lofi
        """,
    ),
    Style(
        "orchestral pop",
        "pop,chanson,oldies",
        near="jazz,soundtrack",
        tempo=(66, 138),
        mood=(0.55, 0.42, 0.25, 0.45),
        modes="major:4 minor:3 harmonic_minor:0.5",
        harmony="ballad jazz soul",
        forms="song strophic",
        meters="4:3 3:2",
        production="lo-fi:2 studio:3 live:1",
        ensemble="""
            voice 95% +2dB | sing:pop | male_baritone male_tenor female_alto female_soprano female_pop
            pad | pad | string_ensemble slow_strings
            melody 70% -1dB | tune counter | trumpet flute accordion violin french_horn vibraphone
            chords | comp:quarters strum:folk arpeggio:up comp:waltz | grand_piano nylon_guitar harpsichord
                jazz_guitar
            brass 40% from 0.7 -3dB | comp:pushes pad | brass_section french_horn
            bass | bass:quarters bass:halves | upright_bass finger_bass
            drums 75% from 0.4 -3dB | drums:brushes/plain drums:pop drums:waltz | kit_brush kit_standard
                kit_jazz
        """,
    ),
    Style(
        "pop rock",
        "pop,rock,pop rock",
        near="indie,alternative",
        tempo=(92, 152),
        mood=(0.62, 0.65, 0.28, 0.5),
        modes="major:5 minor:2 mixolydian:1",
        harmony="pop rock",
        forms="song",
        distortion=(0.05, 0.4),
        production="studio:4 loud:2",
        ensemble="""
            voice 95% +1dB | sing:pop | female_pop male_pop male_rock male_tenor
            chords | strum:pop strum:eighths power:eighths | ^steel_guitar clean_guitar crunch_guitar
            chords 70% from 0.65 -1dB | power:eighths power:held | crunch_guitar dist_guitar
            melody 50% | tune | clean_guitar grand_piano crunch_guitar
            pad 40% -5dB | pad | pad_warm drawbar_organ string_ensemble
            bass | bass:eighths bass:kick | pick_bass finger_bass
            drums from 0.35 | drums:pop drums:rock | @kits
            harmony 30% from 0.75 -4dB | harmony | female_alto male_tenor
        """,
    ),
)
