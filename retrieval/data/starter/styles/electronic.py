"""Electronic music to listen to: drifting clouds, slow beats, machines that sing."""

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
            pad | pad | ^pad_warm ^pad_dark pad_glass granular_texture gm_halo_pad gm_warm_pad slow_strings
                pad_choir
            pad 70% from 0.3 -4dB | pad:thin drone | granular_texture pad_glass drone gm_new_age_pad
                choir_oohs
            bass 60% -3dB | bass:whole drone:low | sine_sub drone pad_dark
            melody 50% from 0.2 -4dB | counter tune | ~grand_piano fm_bell pluck sine_sub pad_glass
                clean_guitar vibraphone
            arpeggio 30% from 0.4 -8dB | arpeggio:up arpeggio:random | pluck fm_bell pad_glass
            effect 35% -14dB | effect:bed | rain wind sea birds tape_hiss vinyl_crackle
        """,
    ),
    Style(
        "downtempo",
        "electronic,downtempo,trip hop,chillout",
        near="hip-hop,ambient",
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
            drums from 0.35 | drums:boombap drums:breakbeat drums:halftime | machine_lofi machine_acoustic
                kit_standard machine_breakbeat
            bass from 0.3 | bass:sub bass:dub bass:syncopated | sine_sub upright_bass finger_bass saw_bass
            chords | comp:whole comp:stab comp:pushes pad | rhodes pad_warm fm_epiano vibraphone
            pad 70% -5dB | pad | pad_dark slow_strings pad_warm pad_glass
            melody 75% | tune counter | muted_trumpet rhodes pluck flute sitar clean_guitar alto_sax
                grand_piano
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
            drums from 0.25 | drums:idm/machine drums:breakbeat/machine | machine_breakbeat
                machine_industrial machine_chip machine_lofi
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
            drums from 0.25 +1dB | drums:industrial/machine drums:techno/machine | ^machine_industrial
                machine_909 kit_power
            bass | riff bass:sixteenths bass:eighths | reese_bass saw_bass dist_bass acid_bass
            chords 55% from 0.4 | power:chug riff:power power:held | dist_guitar fuzz_guitar
            melody 55% | riff tune | square_lead saw_lead acid_bass
            pad 70% -3dB | drone pad | drone pad_dark granular_texture
            voice 45% | scream sing:pop speak | scream growl male_baritone whisper
            effect 60% -5dB | effect:hit | metal_hit impact
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
            drums 90% from 0.4 | drums:four/machine drums:pop/machine drums:breakbeat | machine_lofi
                machine_808 machine_acoustic
            bass 85% from 0.35 | bass:syncopated bass:eighths bass:sub | sine_sub saw_bass pluck_bass
            arpeggio | arpeggio:up arpeggio:random arpeggio:updown | pluck kalimba marimba fm_bell
                clean_guitar
            pad -3dB | pad | pad_warm pad_glass slow_strings granular_texture
            melody 65% | tune counter | grand_piano fm_bell square_lead cello nylon_guitar
            voice 25% | sing:vocalise | female_breathy male_pop child
        """,
    ),
)
