"""Pop to dance to: a voice over machines and grooves."""

from __future__ import annotations

from retrieval.data.starter.style import Style

STYLES = (
    Style(
        "dance pop",
        "pop,dance,electropop",
        near="electronic,house",
        tempo=(100, 134),
        mood=(0.72, 0.78, 0.28, 0.6),
        modes="major:3 minor:4",
        forms="club song",
        syncopation=(0.3, 0.7),
        complexity=(0.1, 0.35),
        production="electronic:4 studio:1",
        ensemble="""
            voice 93% +2dB | sing:pop | ^female_pop male_pop female_breathy
            melody 70% from 0.5 | tune | ^supersaw pluck saw_lead square_lead stab
            chords | comp:house comp:offbeat comp:stab comp:pushes | supersaw stab pluck grand_piano
            pad 50% from 0.4 -6dB | pad | pad_warm supersaw
            arpeggio 40% from 0.55 -5dB | arpeggio:up arpeggio:random | pluck saw_lead
            bass | bass:offbeat bass:disco bass:tresillo bass:eighths | saw_bass fm_bass sine_sub
                gm_synth_bass
            drums from 0.3 | drums:four/machine drums:reggaeton/machine drums:pop/machine | machine_909
                machine_808 kit_electronic
            effect 60% -6dB | effect:riser | noise_riser
        """,
    ),
    Style(
        "synth-pop",
        "pop,electronic,synth-pop,electropop",
        near="dance,disco",
        tempo=(98, 136),
        mood=(0.55, 0.6, 0.3, 0.5),
        modes="minor:4 major:3 dorian:2",
        harmony="pop",
        forms="song",
        looseness=0.002,
        production="electronic:3 studio:3",
        ensemble="""
            voice 88% | sing:pop | male_pop male_baritone female_pop female_breathy
            melody 80% | tune riff | square_lead saw_lead fm_bell gm_square_lead pluck
            arpeggio 60% -3dB | arpeggio:up arpeggio:updown | pluck saw_lead square_lead
            chords 80% | comp:eighths comp:offbeat comp:whole | fm_epiano stab gm_polysynth dx_piano
            pad 70% -4dB | pad | pad_warm synth_strings gm_polysynth
            bass | bass:sixteenths bass:eighths bass:disco | saw_bass gm_synth_bass fm_bass
            drums from 0.35 | drums:pop/machine drums:four/machine | @machines
        """,
    ),
    Style(
        "r&b",
        "pop,rnb,soul",
        near="hip-hop,electronic",
        tempo=(60, 104),
        mood=(0.5, 0.38, 0.25, 0.45),
        modes="minor:4 dorian:2 major:2",
        harmony="soul",
        forms="song",
        swing=(0.0, 0.25),
        syncopation=(0.4, 0.8),
        production="studio:3 electronic:2",
        ensemble="""
            voice 95% +2dB | sing:pop | female_pop male_pop female_breathy male_tenor female_alto
            chords | comp:whole comp:pushes arpeggio:random | rhodes fm_epiano clean_guitar pad_warm
                grand_piano
            pad 50% -5dB | pad | pad_warm pad_glass synth_strings
            bass | bass:sub bass:syncopated bass:kick | sine_sub finger_bass fm_bass slap_bass
            drums from 0.3 | drums:trap/machine drums:boombap/machine drums:pop/machine | machine_808
                @machines
            melody 40% | tune | pluck fm_bell clean_guitar
            choir 50% from 0.6 -5dB | choir:ooh | choir_female
            rap 12% from 0.7 | rap | rap_male rap_female
        """,
    ),
    Style(
        "disco pop",
        "pop,disco,dance,funk",
        near="electronic,soul",
        tempo=(104, 130),
        mood=(0.78, 0.75, 0.2, 0.5),
        modes="minor:3 major:3 dorian:2",
        harmony="soul pop",
        forms="song loop",
        syncopation=(0.3, 0.7),
        ensemble="""
            voice 88% | sing:pop | female_pop male_pop female_alto male_tenor
            chords | strum:sixteenths comp:funk | clean_guitar muted_guitar
            pad 80% -3dB | pad inner:sixteenths | string_ensemble synth_strings
            chords 60% -2dB | comp:offbeat comp:eighths | grand_piano rhodes clavinet
            brass 40% from 0.6 | comp:pushes comp:stab | brass_section
            bass | bass:disco bass:funk bass:syncopated | finger_bass slap_bass gm_synth_bass
            drums from 0.3 | drums:disco drums:four | kit_standard machine_909 machine_acoustic
        """,
    ),
    Style(
        "latin pop",
        "pop,latin",
        near="dance,electropop",
        tempo=(84, 128),
        mood=(0.65, 0.62, 0.28, 0.5),
        modes="minor:5 major:3 harmonic_minor:1",
        harmony="pop",
        forms="song",
        syncopation=(0.4, 0.8),
        ensemble="""
            voice 95% +2dB | sing:pop | male_pop female_pop male_tenor female_alto
            rap 20% from 0.6 | rap | rap_male
            chords | strum:pop arpeggio:finger comp:pushes | nylon_guitar pluck grand_piano steel_guitar
            melody 60% | tune | trumpet accordion pluck nylon_guitar brass_section
            bass | bass:tresillo bass:sub bass:kick | fm_bass finger_bass sine_sub
            drums from 0.3 | drums:reggaeton/machine drums:latin drums:pop | machine_808 kit_standard
                @machines
        """,
    ),
)
