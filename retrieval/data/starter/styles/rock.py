"""Rock and its kin: guitars, bass, drums, and mostly a voice."""

from __future__ import annotations

from retrieval.data.starter.style import Style

STYLES = (
    Style(
        "classic rock",
        "rock,classic rock",
        near="hard rock,blues",
        tempo=(84, 150),
        mood=(0.55, 0.65, 0.4, 0.65),
        modes="major:3 mixolydian:3 minor:2 blues:1 minor_pentatonic:1",
        harmony="rock",
        forms="rock riff song",
        distortion=(0.2, 0.7),
        production="studio:4 live:2 lo-fi:0.5",
        ensemble="""
            voice 80% | sing:pop | @rock_voices
            melody 80% | tune tune:solo | dist_lead crunch_guitar clean_guitar rock_organ
            chords | power:eighths power:push riff:power strum:eighths power:held | !dist_guitar
                ^crunch_guitar clean_guitar ~steel_guitar
            chords 65% from 0.5 -3dB | strum:folk comp:eighths power:held pad | crunch_guitar rock_organ
                steel_guitar grand_piano
            bass | bass:eighths bass:kick bass:syncopated bass:quarters | ^pick_bass finger_bass
            drums 97% from 0.35 | drums:rock | @kits
            choir 15% from 0.8 -6dB | choir:ooh | choir_mixed choir_male
        """,
    ),
    Style(
        "indie rock",
        "rock,indie,alternative",
        near="pop",
        tempo=(92, 160),
        mood=(0.55, 0.55, 0.3, 0.45),
        modes="major:4 mixolydian:1 minor:3 dorian:1",
        harmony="rock",
        forms="song rock",
        distortion=(0.05, 0.5),
        production="studio:3 lo-fi:2 live:1",
        ensemble="""
            voice 85% | sing:pop | male_pop male_rock male_baritone female_pop female_breathy
            melody 70% | tune arpeggio:finger | clean_guitar chorus_guitar spring_guitar glockenspiel
            chords | strum:indie strum:eighths strum:pop power:eighths | !crunch_guitar clean_guitar
                ~steel_guitar spring_guitar
            chords 60% from 0.45 -3dB | arpeggio:finger arpeggio:up strum:folk pad | clean_guitar
                chorus_guitar pad_warm grand_piano
            bass | bass:eighths bass:kick bass:quarters | pick_bass finger_bass
            drums 92% from 0.4 | drums:rock drums:pop | @kits
        """,
    ),
    Style(
        "rock ballad",
        "rock,ballad",
        near="pop",
        tempo=(56, 84),
        mood=(0.4, 0.35, 0.25, 0.45),
        modes="major:3 minor:4 mixolydian:1",
        harmony="ballad",
        forms="ballad",
        meters="4:5 3:1",
        distortion=(0.0, 0.5),
        reverb=(0.3, 0.7),
        ensemble="""
            voice 90% | sing:pop | @rock_voices
            melody 50% from 0.5 | tune | dist_lead clean_guitar violin
            chords | arpeggio:finger arpeggio:up strum:ballad comp:quarters | clean_guitar steel_guitar
                grand_piano chorus_guitar
            chords 70% from 0.65 -1dB | power:held | !dist_guitar crunch_guitar
            pad 50% from 0.4 -5dB | pad | string_ensemble drawbar_organ pad_warm
            bass 90% from 0.4 | bass:halves bass:kick | finger_bass pick_bass fretless_bass
            drums 85% from 0.42 | drums:ballad drums:halftime | kit_standard kit_room kit_power
        """,
    ),
    Style(
        "punk",
        "rock,punk",
        near="alternative,hard rock,indie",
        tempo=(150, 205),
        mood=(0.55, 0.88, 0.5, 0.7),
        density=(0.3, 0.9),
        modes="major:4 minor:2 mixolydian:1",
        harmony="rock",
        forms="rock song",
        complexity=(0.0, 0.3),
        distortion=(0.5, 0.95),
        reverb=(0.05, 0.25),
        production="lo-fi:2 studio:2 live:2",
        ensemble="""
            voice 90% | sing:pop scream sing:pop | male_rock male_pop scream female_pop
            chords | power:punk power:eighths strum:punk | ^dist_guitar crunch_guitar fuzz_guitar
            chords 50% from 0.4 -2dB | power:punk power:eighths | crunch_guitar dist_guitar
            bass | bass:eighths | ^pick_bass dist_bass
            drums | drums:punk | kit_standard kit_room kit_power machine_acoustic
        """,
    ),
    Style(
        "alternative rock",
        "rock,alternative",
        near="indie",
        tempo=(76, 150),
        mood=(0.42, 0.58, 0.42, 0.55),
        modes="major:2 minor:3 dorian:1 mixolydian:1",
        harmony="rock pop",
        forms="rock song",
        distortion=(0.1, 0.7),
        production="studio:3 loud:3 live:1",
        ensemble="""
            voice 88% | sing:pop | @rock_voices
            chords | strum:eighths power:push arpeggio:up power:eighths | clean_guitar crunch_guitar
                !dist_guitar
            chords 70% from 0.6 | power:held power:eighths strum:indie | dist_guitar crunch_guitar
            pad 40% from 0.3 -5dB | pad | synth_strings pad_warm drawbar_organ string_ensemble
            melody 50% | tune arpeggio:finger | clean_guitar chorus_guitar dist_lead grand_piano
            bass | bass:eighths bass:kick bass:syncopated | pick_bass finger_bass dist_bass
            drums 95% from 0.35 | drums:rock drums:halftime | @kits
        """,
    ),
    Style(
        "psychedelic rock",
        "rock,psychedelic,classic rock",
        near="progressive,blues,indie",
        tempo=(68, 138),
        mood=(0.5, 0.45, 0.45, 0.45),
        modes="mixolydian:4 dorian:3 minor:1 phrygian:0.5",
        harmony="vamp rock",
        forms="rock loop rise",
        distortion=(0.1, 0.7),
        reverb=(0.3, 0.9),
        production="lo-fi:2 studio:2 spacious:2",
        ensemble="""
            voice 70% | sing:pop | male_pop male_baritone female_breathy male_tenor
            melody 85% | tune:solo tune | fuzz_guitar wah_guitar drawbar_organ sitar dist_lead
            chords | arpeggio:finger strum:folk riff comp:whole | chorus_guitar spring_guitar clean_guitar
                drawbar_organ
            drone 30% | drone | sitar drone drawbar_organ
            bass | bass:syncopated bass:eighths riff | pick_bass finger_bass
            drums 92% from 0.35 | drums:rock drums:tribal | kit_standard kit_room
            effect 20% -14dB | effect:bed | tape_hiss sea birds
        """,
    ),
    Style(
        "progressive rock",
        "rock,progressive",
        near="classic rock,metal,psychedelic",
        tempo=(72, 160),
        mood=(0.45, 0.55, 0.5, 0.6),
        modes="minor:2 dorian:2 mixolydian:2 lydian:1 harmonic_minor:1 major:1",
        harmony="rock romantic chromatic",
        forms="rock rise sonata",
        meters="4:3 5:2 7:2 3:1",
        complexity=(0.5, 1.0),
        syncopation=(0.2, 0.7),
        distortion=(0.0, 0.7),
        ensemble="""
            voice 60% | sing:pop | male_tenor male_pop male_rock female_soprano
            melody | tune:solo tune | saw_lead dist_lead rock_organ flute gm_saw_lead violin
            chords | riff:power arpeggio:wide arpeggio:up power:push | !dist_guitar crunch_guitar
                ~steel_guitar grand_piano
            chords 75% from 0.3 | comp:pushes arpeggio:updown pad | rock_organ drawbar_organ grand_piano
                rhodes
            bass | riff bass:syncopated bass:eighths | pick_bass fretless_bass
            drums 92% from 0.35 | drums:rock drums:halftime | kit_standard kit_room kit_power
            pad 40% from 0.4 -5dB | pad | choir_aahs synth_strings slow_strings
        """,
    ),
    Style(
        "post-rock",
        "rock,post-rock,instrumental",
        near="ambient,indie,alternative,experimental",
        tempo=(64, 132),
        mood=(0.42, 0.4, 0.4, 0.55),
        modes="major:3 minor:3 lydian:1 dorian:1",
        harmony="epic vamp drift",
        forms="rise",
        distortion=(0.1, 0.7),
        reverb=(0.5, 1.0),
        production="spacious:3 studio:2 live:1",
        ensemble="""
            melody | tune counter arpeggio:updown | clean_guitar chorus_guitar spring_guitar
            chords | arpeggio:up arpeggio:finger | clean_guitar spring_guitar
            chords from 0.7 | power:tremolo power:eighths power:held | dist_guitar fuzz_guitar crunch_guitar
            pad 60% -4dB | pad | slow_strings pad_warm granular_texture
            bass from 0.3 | bass:eighths bass:whole bass:halves | pick_bass finger_bass
            drums from 0.4 | drums:rock drums:halftime | kit_standard kit_room
            bells 30% | counter | glockenspiel grand_piano
        """,
    ),
    Style(
        "blues rock",
        "rock,blues,blues rock",
        near="classic rock,hard rock",
        tempo=(72, 150),
        mood=(0.5, 0.6, 0.4, 0.6),
        modes="blues:5 minor_pentatonic:2 mixolydian:2",
        harmony="blues",
        forms="blues",
        grid=3,
        distortion=(0.2, 0.6),
        looseness=0.012,
        production="studio:2 live:3 lo-fi:1",
        ensemble="""
            voice 75% | sing:pop | male_rock male_baritone female_alto
            melody | tune:solo | crunch_guitar dist_lead wah_guitar harmonica
            chords | comp:shuffle power:push riff | crunch_guitar dist_guitar clean_guitar
            chords 45% -4dB | comp:whole comp:shuffle | rock_organ grand_piano drawbar_organ
            bass | bass:walking bass:quarters riff | pick_bass finger_bass
            drums | drums:shuffle | kit_standard kit_room machine_acoustic
        """,
    ),
    Style(
        "rock and roll",
        "rock,rock and roll,oldies",
        near="pop,blues,country,classic rock",
        tempo=(126, 196),
        mood=(0.75, 0.78, 0.2, 0.55),
        density=(0.35, 0.9),
        modes="blues:2 major:3 mixolydian:3",
        harmony="blues folk",
        forms="blues",
        swing=(0.0, 0.3),
        distortion=(0.05, 0.35),
        production="lo-fi:3 live:1 studio:1",
        ensemble="""
            voice 85% | sing:pop | male_rock male_pop female_pop
            chords | comp:eighths comp:quarters | bright_piano honky_tonk grand_piano
            melody 80% | tune:solo tune | crunch_guitar spring_guitar tenor_sax
            chords 70% -3dB | strum:eighths riff | crunch_guitar steel_guitar clean_guitar
            bass | bass:walking bass:quarters | upright_bass finger_bass
            drums | drums:rock drums:soul | kit_standard kit_room machine_acoustic
            choir 20% -6dB | choir:ooh | choir_male choir_mixed
        """,
    ),
    Style(
        "folk rock",
        "rock,folk,folk rock",
        near="pop,singer-songwriter,country",
        tempo=(84, 142),
        mood=(0.55, 0.5, 0.25, 0.42),
        modes="major:4 mixolydian:2 dorian:1 minor:2",
        harmony="folk rock",
        forms="song strophic",
        distortion=(0.0, 0.25),
        production="studio:3 live:2 lo-fi:1",
        ensemble="""
            voice 90% | sing:pop | @folk_voices
            chords | strum:folk strum:country strum:pop | ^steel_guitar dulcimer
            melody 70% | tune | harmonica fiddle spring_guitar drawbar_organ banjo
            chords 50% from 0.5 -3dB | arpeggio:finger strum:eighths | spring_guitar clean_guitar banjo
            bass | bass:quarters bass:halves bass:eighths | finger_bass pick_bass
            drums 85% from 0.4 | drums:rock drums:train | kit_standard kit_room
            harmony 40% from 0.7 -3dB | harmony | male_tenor female_alto
        """,
    ),
    Style(
        "surf and garage rock",
        "rock,garage rock",
        near="punk,indie,classic rock,psychedelic",
        tempo=(120, 180),
        mood=(0.6, 0.75, 0.4, 0.5),
        modes="minor:2 mixolydian:2 major:2 phrygian_dominant:0.7",
        harmony="rock folk",
        forms="rock riff",
        distortion=(0.1, 0.7),
        reverb=(0.3, 0.7),
        production="lo-fi:3 live:2 studio:1",
        ensemble="""
            voice 50% | sing:pop scream | male_rock male_pop female_pop
            melody | tune riff tune:solo | ^spring_guitar fuzz_guitar crunch_guitar
            chords | strum:eighths power:eighths strum:pop | spring_guitar crunch_guitar fuzz_guitar
            chords 30% -4dB | comp:eighths pad | rock_organ drawbar_organ
            bass | bass:eighths bass:quarters | pick_bass finger_bass
            drums | drums:rock drums:punk | kit_standard kit_room machine_acoustic
        """,
    ),
)
