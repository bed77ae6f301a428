"""Electronic music: machines, loops, drops and drifting clouds."""

from __future__ import annotations

from retrieval.data.starter.style import Style

STYLES = (
    Style(
        "ambient",
        "electronic,ambient",
        tempo=(50, 90),
        mood=(0.48, 0.15, 0.35, 0.3),
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
)
