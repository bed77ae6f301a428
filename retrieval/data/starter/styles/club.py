"""Electronic music to dance to: loops, builds and drops."""

from __future__ import annotations

from retrieval.data.starter.style import Style

STYLES = (
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
            drums from 0.3 +2dB | drums:techno/machine | ^machine_909 machine_808 machine_industrial
                kit_electronic
            bass | bass:offbeat bass:gallop riff bass:sixteenths | acid_bass saw_bass sine_sub reese_bass
            melody 80% from 0.35 -2dB | riff arpeggio:random | acid_bass stab pluck saw_lead fm_bell
            chords 60% from 0.5 -3dB | comp:stab comp:offbeat | stab pad_dark supersaw
            pad 50% -6dB | pad drone | pad_dark pad_warm granular_texture
            effect 50% -6dB | effect:riser | noise_riser
            speech 12% -3dB | speak | spoken_male spoken_female
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
            bass | bass:offbeat bass:disco bass:syncopated bass:tresillo | saw_bass fm_bass gm_synth_bass
                finger_bass
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
            drums from 0.3 +1dB | drums:dnb/machine | machine_breakbeat machine_909 machine_acoustic
                kit_electronic
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
            voice 30% -2dB | sing:vocalise speak sing:pop | female_breathy male_baritone spoken_female
                female_alto
            melody 50% -3dB | counter tune | vibraphone pluck alto_sax flute
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
            drums from 0.3 +2dB | drums:techno/machine drums:four/machine drums:industrial/machine |
                machine_909 machine_industrial
            bass | bass:offbeat bass:gallop | saw_bass acid_bass reese_bass
            melody 85% | tune arpeggio:up | supersaw saw_lead stab
            chords 60% -1dB | comp:stab comp:offbeat | supersaw grand_piano stab
            voice 25% | sing:pop scream | female_pop scream
            effect 60% -6dB | effect:riser | noise_riser
        """,
    ),
)
