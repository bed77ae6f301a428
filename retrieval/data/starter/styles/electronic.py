"""Electronic music: machines, loops, drops and drifting clouds."""

from __future__ import annotations

from retrieval.data.starter.style import Style

STYLES = (
    Style(
        "ambient",
        "electronic,ambient",
        near="soundtrack,new age,downtempo,chillout,minimal",
        tempo=(50, 90),
        mood=(0.48, 0.15, 0.35, 0.3),
        density=(0.0, 0.35),
        modes="major:2 lydian:2 minor:3 dorian:2 phrygian:0.7 atonal:0.4",
        harmony="drift",
        forms="ambient",
        bars_per_chord="1:1 2:2",
        syncopation=(0, 0.3),
        reverb=(0.6, 1.0),
        production="electronic:4 lo-fi:1",
        themes="sleep,meditation",
        ensemble="""
            pad | pad | ^pad_warm ^pad_dark pad_glass granular_texture gm_halo_pad gm_warm_pad slow_strings pad_choir
            pad 70% from 0.3 -4dB | pad:thin drone | granular_texture pad_glass drone gm_new_age_pad choir_oohs
            bass 60% -3dB | bass:whole drone:low | sine_sub drone pad_dark
            melody 50% from 0.2 -4dB | counter tune | ~grand_piano fm_bell pluck sine_sub pad_glass clean_guitar vibraphone
            arpeggio 30% from 0.4 -8dB | arpeggio:up arpeggio:random | pluck fm_bell pad_glass
            effect 35% -14dB | effect:bed | rain wind sea birds tape_hiss vinyl_crackle
        """,
    ),
    Style(
        "techno",
        "electronic,dance,techno",
        near="house,industrial",
        tempo=(120, 146),
        mood=(0.4, 0.8, 0.5, 0.65),
        modes="minor:4 phrygian:2 dorian:1 minor_pentatonic:1",
        harmony="vamp",
        forms="club",
        bars_per_chord="1:1 2:2 4:1",
        syncopation=(0.3, 0.8),
        complexity=(0.1, 0.4),
        distortion=(0.0, 0.5),
        looseness=0.0,
        production="electronic:1",
        ensemble="""
            drums from 0.3 +2dB | drums:techno/machine | ^machine_909 machine_808 machine_industrial kit_electronic
            bass | bass:offbeat bass:gallop riff bass:sixteenths | acid_bass saw_bass sine_sub reese_bass
            melody 80% from 0.35 -2dB | riff arpeggio:random | acid_bass stab pluck saw_lead fm_bell
            chords 60% from 0.5 -3dB | comp:stab comp:offbeat | stab pad_dark supersaw
            pad 50% -6dB | pad drone | pad_dark pad_warm granular_texture
            effect 50% -6dB | effect:riser | noise_riser
            speech 7% -3dB | speak | spoken_male spoken_female
        """,
    ),
    Style(
        "house",
        "electronic,dance,house",
        near="pop",
        tempo=(116, 129),
        mood=(0.7, 0.72, 0.25, 0.55),
        modes="minor:3 dorian:3 major:2 mixolydian:1",
        harmony="soul pop vamp",
        forms="club",
        swing=(0.0, 0.2),
        syncopation=(0.3, 0.8),
        complexity=(0.1, 0.5),
        looseness=0.002,
        production="electronic:1",
        ensemble="""
            drums from 0.3 +2dB | drums:four/machine drums:disco/machine | @machines
            bass | bass:offbeat bass:disco bass:syncopated bass:tresillo | saw_bass fm_bass gm_synth_bass finger_bass
            chords | comp:house comp:stab comp:pushes | stab grand_piano rhodes drawbar_organ fm_epiano
            melody 50% from 0.5 -2dB | tune riff | pluck vibraphone brass_section square_lead
            voice 35% from 0.4 | sing:pop | female_pop female_alto male_tenor
            pad 50% from 0.3 -6dB | pad | pad_warm synth_strings
            effect 40% -6dB | effect:riser | noise_riser
        """,
    ),
    Style(
        "drum and bass",
        "electronic,dance,drum and bass",
        near="techno",
        tempo=(164, 178),
        mood=(0.45, 0.82, 0.5, 0.6),
        modes="minor:4 dorian:2 phrygian:1 major:1",
        harmony="vamp pop",
        forms="club",
        bars_per_chord="1:1 2:2",
        syncopation=(0.3, 0.8),
        looseness=0.002,
        production="electronic:1",
        ensemble="""
            drums from 0.3 +1dB | drums:dnb/machine | machine_breakbeat machine_909 machine_acoustic kit_electronic
            bass | bass:sub bass:syncopated bass:whole riff | reese_bass sine_sub wobble_bass
            pad 80% -5dB | pad | pad_dark pad_warm pad_glass slow_strings
            melody 60% from 0.4 -3dB | tune arpeggio:random | pluck fm_bell rhodes saw_lead grand_piano
            voice 25% from 0.4 | sing:pop rap | female_pop female_breathy rap_male
            effect 40% -6dB | effect:riser | noise_riser
        """,
    ),
    Style(
        "trance",
        "electronic,dance,trance",
        near="techno,house,electropop",
        tempo=(126, 146),
        mood=(0.58, 0.78, 0.35, 0.6),
        density=(0.4, 1.0),
        modes="minor:5 major:2 dorian:1",
        harmony="pop epic",
        forms="club",
        bars_per_chord="1:2 2:2",
        complexity=(0.1, 0.4),
        reverb=(0.4, 0.8),
        production="electronic:1",
        looseness=0.0,
        ensemble="""
            drums from 0.35 +1dB | drums:four/machine drums:techno/machine | @machines
            bass from 0.3 | bass:offbeat bass:gallop | saw_bass acid_bass fm_bass
            melody 85% from 0.45 | tune arpeggio:up | ^supersaw pluck saw_lead
            arpeggio 80% -3dB | arpeggio:up arpeggio:random arpeggio:updown | pluck trance_gate saw_lead
            pad -4dB | pad comp:sixteenths | supersaw pad_warm trance_gate pad_choir
            voice 25% | sing:vocalise sing:pop | female_breathy female_pop female_soprano
            effect 70% -6dB | effect:riser | noise_riser
        """,
    ),
    Style(
        "psytrance",
        "electronic,dance,trance",
        near="techno",
        tempo=(136, 150),
        mood=(0.35, 0.88, 0.6, 0.65),
        density=(0.5, 1.0),
        modes="phrygian:4 phrygian_dominant:2 minor:2 atonal:1",
        harmony="vamp",
        forms="club",
        bars_per_chord="4:1",
        syncopation=(0.3, 0.8),
        production="electronic:1",
        looseness=0.0,
        ensemble="""
            drums from 0.3 +1dB | drums:techno/machine | machine_909 machine_industrial
            bass | bass:gallop | ^saw_bass acid_bass
            melody 90% from 0.35 -1dB | riff arpeggio:random | acid_bass saw_lead pluck
            arpeggio 60% from 0.5 -4dB | arpeggio:random | pluck fm_bell acid_bass
            pad 60% -5dB | pad drone | pad_dark granular_texture
            effect 70% -6dB | effect:riser | noise_riser
            speech 12% | speak | spoken_male
        """,
    ),
    Style(
        "downtempo",
        "electronic,downtempo,trip hop,chillout",
        near="hip-hop,ambient,chillout",
        tempo=(66, 108),
        mood=(0.48, 0.32, 0.35, 0.4),
        modes="minor:4 dorian:3 major:1 mixolydian:1",
        harmony="vamp soul drift",
        forms="loop song",
        bars_per_chord="1:1 2:2",
        swing=(0.0, 0.3),
        reverb=(0.3, 0.8),
        production="electronic:2 studio:2 lo-fi:2",
        weight=1.4,
        ensemble="""
            drums from 0.35 | drums:boombap drums:breakbeat drums:halftime | machine_lofi machine_acoustic kit_standard machine_breakbeat
            bass from 0.3 | bass:sub bass:dub bass:syncopated | sine_sub upright_bass finger_bass saw_bass
            chords | comp:whole comp:stab comp:pushes pad | rhodes pad_warm fm_epiano vibraphone
            pad 70% -5dB | pad | pad_dark slow_strings pad_warm pad_glass
            melody 75% | tune counter | muted_trumpet rhodes pluck flute sitar clean_guitar alto_sax grand_piano
            voice 35% | sing:vocalise sing:pop | female_breathy female_alto female_soprano
            arpeggio 40% from 0.4 -6dB | arpeggio:random arpeggio:up | pluck fm_bell
            effect 45% -12dB | effect:bed | vinyl_crackle rain sea
        """,
    ),
    Style(
        "idm",
        "electronic,idm,experimental",
        near="ambient,downtempo,techno",
        tempo=(76, 168),
        mood=(0.42, 0.5, 0.5, 0.4),
        density=(0.2, 1.0),
        modes="minor:2 dorian:2 lydian:2 phrygian:1 atonal:1 major:1",
        harmony="drift vamp chromatic",
        forms="loop ambient",
        bars_per_chord="1:2 2:1",
        syncopation=(0.4, 1.0),
        complexity=(0.5, 1.0),
        distortion=(0.0, 0.4),
        production="electronic:3 lo-fi:1",
        looseness=0.003,
        weight=1.3,
        ensemble="""
            drums from 0.25 | drums:idm/machine drums:breakbeat/machine | machine_breakbeat machine_industrial machine_chip machine_lofi
            bass 85% from 0.3 | bass:syncopated bass:sub counter | sine_sub fm_bass acid_bass saw_bass
            pad | pad | pad_glass pad_warm granular_texture pad_dark
            melody 85% | tune arpeggio:random counter | fm_bell pluck square_lead fm_epiano kalimba music_box
            arpeggio 50% -4dB | arpeggio:random | pluck fm_bell chip_square
            effect 30% -12dB | effect:bed | tape_hiss vinyl_crackle granular_texture
        """,
    ),
    Style(
        "industrial",
        "electronic,industrial,experimental",
        near="metal,rock,techno",
        tempo=(84, 146),
        mood=(0.15, 0.7, 0.8, 0.8),
        modes="phrygian:4 minor:2 atonal:2",
        harmony="vamp fear metal",
        forms="loop club",
        bars_per_chord="2:2 4:1",
        distortion=(0.4, 1.0),
        production="loud:2 electronic:2 lo-fi:1",
        looseness=0.002,
        ensemble="""
            drums from 0.25 +1dB | drums:industrial/machine drums:techno/machine | ^machine_industrial machine_909 kit_power
            bass | riff bass:sixteenths bass:eighths | reese_bass saw_bass dist_bass acid_bass
            chords 55% from 0.4 | power:chug riff:power power:held | dist_guitar fuzz_guitar
            melody 55% | riff tune | square_lead saw_lead acid_bass
            pad 70% -3dB | drone pad | drone pad_dark granular_texture
            voice 45% | scream sing:pop speak | scream growl male_baritone whisper
            effect 60% -5dB | effect:hit | metal_hit impact
        """,
    ),
    Style(
        "dubstep",
        "electronic,dubstep,dance",
        near="drum and bass,trap",
        tempo=(136, 146),
        mood=(0.3, 0.68, 0.65, 0.75),
        modes="minor:4 phrygian:3",
        harmony="vamp epic",
        forms="club",
        bars_per_chord="1:1 2:2",
        syncopation=(0.3, 0.8),
        distortion=(0.1, 0.7),
        production="electronic:2 loud:2",
        looseness=0.0,
        ensemble="""
            drums from 0.3 +1dB | drums:halftime/machine drums:trap/machine | @machines
            bass from 0.35 +1dB | bass:syncopated riff bass:sub | ^wobble_bass reese_bass
            sub 70% | bass:sub | sine_sub
            pad 80% -5dB | pad | pad_dark pad_glass slow_strings
            melody 60% | tune arpeggio:up | pluck saw_lead grand_piano supersaw
            voice 25% | sing:pop | female_pop female_breathy
            effect 70% -6dB | effect:riser | noise_riser
        """,
    ),
    Style(
        "synthwave",
        "electronic,synthwave,synth-pop",
        near="pop,electropop",
        tempo=(78, 126),
        mood=(0.48, 0.55, 0.4, 0.55),
        modes="minor:5 dorian:2 major:1",
        harmony="pop epic",
        forms="song loop",
        reverb=(0.3, 0.8),
        production="electronic:3 lo-fi:1",
        looseness=0.0,
        ensemble="""
            drums from 0.3 | drums:pop/machine drums:four/machine drums:rock | @machines
            bass | bass:sixteenths bass:eighths bass:disco | saw_bass gm_synth_bass
            melody 85% | tune | saw_lead square_lead gm_saw_lead dist_lead alto_sax
            pad -3dB | pad | pad_warm synth_strings gm_polysynth
            arpeggio 80% -4dB | arpeggio:up arpeggio:updown | pluck saw_lead
            chords 40% from 0.5 -3dB | comp:pushes comp:stab | stab synth_brass fm_epiano
        """,
    ),
    Style(
        "chiptune",
        "electronic,chiptune,game music",
        near="synth-pop,dance",
        tempo=(84, 184),
        mood=(0.65, 0.7, 0.3, 0.45),
        density=(0.4, 1.0),
        modes="major:3 minor:3 mixolydian:1 dorian:1",
        harmony="pop rock classical",
        forms="loop ternary",
        complexity=(0.3, 0.9),
        reverb=(0.0, 0.2),
        production="electronic:2 lo-fi:1 dry:1",
        looseness=0.0,
        themes="video game",
        ensemble="""
            melody | tune tune:trill | chip_square square_lead
            arpeggio 80% -3dB | arpeggio:up arpeggio:random harmony | chip_square
            bass | bass:eighths bass:disco bass:quarters | chip_triangle
            drums 85% | drums:rock drums:pop drums:four | machine_chip
        """,
    ),
    Style(
        "deep house",
        "electronic,house,dance,chillout",
        near="downtempo",
        tempo=(112, 125),
        mood=(0.55, 0.5, 0.25, 0.4),
        modes="minor:4 dorian:4",
        harmony="soul drift vamp",
        forms="club loop",
        bars_per_chord="1:1 2:1",
        swing=(0.0, 0.25),
        reverb=(0.3, 0.7),
        production="electronic:1",
        looseness=0.002,
        ensemble="""
            drums from 0.3 | drums:four/machine drums:afro/machine | @machines
            bass from 0.3 | bass:offbeat bass:syncopated bass:sub | sine_sub saw_bass fm_bass
            chords | comp:stab comp:house comp:offbeat | rhodes stab fm_epiano
            pad -5dB | pad | pad_warm pad_glass pad_dark
            voice 30% -2dB | sing:vocalise speak sing:pop | female_breathy male_baritone spoken_female female_alto
            melody 50% -3dB | counter tune | vibraphone pluck alto_sax flute
        """,
    ),
    Style(
        "dark ambient",
        "electronic,ambient,dark ambient,experimental",
        near="soundtrack,industrial",
        tempo=(48, 76),
        mood=(0.15, 0.15, 0.78, 0.5),
        density=(0.0, 0.3),
        modes="phrygian:3 atonal:3 minor:2",
        harmony="fear chromatic",
        forms="ambient",
        bars_per_chord="1:1 2:2",
        reverb=(0.7, 1.0),
        distortion=(0.0, 0.4),
        production="spacious:3 lo-fi:1",
        themes="horror",
        ensemble="""
            drone | drone drone:low | drone pad_dark reese_bass
            pad | pad:thin pad | ^granular_texture pad_dark pad_choir tremolo_strings
            melody 35% -5dB | counter | theremin fm_bell grand_piano sine_sub
            effect 60% -8dB | effect:hit | metal_hit impact
            effect 50% -8dB | effect:bed | wind tape_hiss
            speech 10% | speak | whisper
        """,
    ),
    Style(
        "breakbeat",
        "electronic,breakbeat,dance,electro",
        near="hip-hop,techno,drum and bass",
        tempo=(104, 142),
        mood=(0.5, 0.75, 0.4, 0.6),
        modes="minor:4 dorian:2 minor_pentatonic:2",
        harmony="vamp funk",
        forms="club loop",
        bars_per_chord="1:1 2:2",
        syncopation=(0.4, 0.9),
        distortion=(0.0, 0.5),
        production="electronic:3 loud:1",
        looseness=0.003,
        ensemble="""
            drums from 0.3 +1dB | drums:breakbeat/machine | ^machine_breakbeat machine_909 machine_808
            bass | riff bass:syncopated bass:sub | acid_bass saw_bass reese_bass sine_sub
            chords 60% -1dB | comp:stab comp:offbeat | stab supersaw brass_section
            melody 70% | riff tune | saw_lead acid_bass square_lead pluck
            pad 50% -5dB | pad | pad_dark pad_warm
            voice 20% | rap sing:pop speak | rap_male female_pop spoken_male
            effect 50% -6dB | effect:riser | noise_riser
        """,
    ),
    Style(
        "electronica",
        "electronic,electronica,downtempo",
        near="ambient,pop,idm,chillout",
        tempo=(84, 132),
        mood=(0.52, 0.45, 0.3, 0.4),
        modes="major:2 minor:3 lydian:1 dorian:2",
        harmony="drift pop vamp",
        forms="loop rise",
        bars_per_chord="1:2 2:1",
        reverb=(0.3, 0.8),
        production="electronic:3 studio:1",
        ensemble="""
            drums 90% from 0.4 | drums:four/machine drums:pop/machine drums:breakbeat | machine_lofi machine_808 machine_acoustic
            bass 85% from 0.35 | bass:syncopated bass:eighths bass:sub | sine_sub saw_bass pluck_bass
            arpeggio | arpeggio:up arpeggio:random arpeggio:updown | pluck kalimba marimba fm_bell clean_guitar
            pad -3dB | pad | pad_warm pad_glass slow_strings granular_texture
            melody 65% | tune counter | grand_piano fm_bell square_lead cello nylon_guitar
            voice 25% | sing:vocalise | female_breathy male_pop child
        """,
    ),
    Style(
        "hardcore",
        "electronic,dance,hardcore",
        near="techno,trance",
        tempo=(158, 192),
        mood=(0.45, 0.95, 0.6, 0.8),
        modes="minor:4 phrygian:1 major:1",
        harmony="pop epic",
        forms="club",
        distortion=(0.2, 1.0),
        production="loud:3 electronic:1",
        looseness=0.0,
        ensemble="""
            drums from 0.3 +2dB | drums:techno/machine drums:four/machine drums:industrial/machine | machine_909 machine_industrial
            bass | bass:offbeat bass:gallop | saw_bass acid_bass reese_bass
            melody 85% | tune arpeggio:up | supersaw saw_lead stab
            chords 60% -1dB | comp:stab comp:offbeat | supersaw grand_piano stab
            voice 25% | sing:pop scream | female_pop scream
            effect 60% -6dB | effect:riser | noise_riser
        """,
    ),
)
