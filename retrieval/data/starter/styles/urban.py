"""Hip-hop, soul, funk, disco and reggae: the groove first."""

from __future__ import annotations

from functools import partial

from retrieval.data.starter.style import Style

_groovy = partial(Style, syncopation=(0.4, 0.9), swing=(0.0, 0.25), weight=0.7)

STYLES = (
    _groovy(
        "hip-hop",
        "hip-hop,rap",
        near="pop",
        tempo=(78, 106),
        mood=(0.45, 0.55, 0.4, 0.65),
        modes="minor:4 dorian:2 minor_pentatonic:2 phrygian:1",
        harmony="soul vamp",
        forms="song loop",
        bars_per_chord="1:2 2:1",
        production="studio:2 lo-fi:2 electronic:1",
        ensemble="""
            rap 88% +2dB | rap | ^rap_male rap_female
            voice 20% from 0.7 | sing:pop | female_pop female_alto male_tenor
            drums from 0.3 +1dB | drums:boombap/machine | machine_lofi machine_808 machine_breakbeat
                kit_standard
            bass | bass:sub bass:kick bass:syncopated | sine_sub upright_bass finger_bass
            chords | comp:stab comp:whole comp:pushes arpeggio:random | rhodes grand_piano pizzicato
                brass_section stab
            melody 60% -3dB | tune counter | flute muted_trumpet pluck music_box string_ensemble
            effect 25% -14dB | effect:bed | vinyl_crackle
        """,
    ),
    _groovy(
        "trap",
        "hip-hop,trap,rap",
        near="electronic,pop",
        tempo=(64, 82),
        mood=(0.3, 0.5, 0.5, 0.65),
        modes="minor:4 phrygian:3 harmonic_minor:2",
        harmony="vamp epic",
        forms="song loop",
        swing=(0.0, 0.0),
        production="electronic:3 loud:1",
        ensemble="""
            rap 85% +1dB | rap | ^rap_male rap_female
            voice 20% | sing:pop | male_pop female_breathy
            drums from 0.3 | drums:trap/machine | ^machine_808 kit_808
            bass | bass:sub | sine_sub
            melody | tune arpeggio:random riff | pluck fm_bell music_box flute grand_piano
            pad 70% -4dB | pad | pad_dark pad_choir slow_strings pad_glass
        """,
    ),
    _groovy(
        "lo-fi beats",
        "hip-hop,lo-fi beats,chillout,downtempo",
        near="electronic,jazz,ambient",
        tempo=(64, 92),
        mood=(0.52, 0.2, 0.2, 0.25),
        modes="major:2 minor:3 dorian:3",
        harmony="jazz soul bossa",
        forms="loop",
        swing=(0.1, 0.34),
        production="lo-fi:1",
        themes="study",
        ensemble="""
            drums from 0.3 -2dB | drums:boombap/plain | ^machine_lofi machine_acoustic
            bass | bass:halves bass:kick bass:sub | upright_bass sine_sub finger_bass
            chords | comp:whole comp:pushes comp:charleston | ^rhodes grand_piano jazz_guitar fm_epiano
                nylon_guitar
            melody 75% -1dB | tune counter | grand_piano vibraphone jazz_guitar flute muted_trumpet music_box
            effect 85% -10dB | effect:bed | ^vinyl_crackle rain tape_hiss
            pad 30% -6dB | pad | pad_warm
        """,
    ),
    _groovy(
        "funk",
        "funk,soul",
        near="pop,disco,rnb",
        tempo=(92, 124),
        mood=(0.68, 0.68, 0.3, 0.6),
        modes="dorian:3 mixolydian:3 blues:2 minor_pentatonic:2",
        harmony="funk soul",
        forms="loop song",
        syncopation=(0.6, 1.0),
        ensemble="""
            voice 55% | sing:pop | male_rock male_tenor female_alto
            chords | comp:funk strum:sixteenths | clean_guitar wah_guitar muted_guitar clavinet
            chords 60% -2dB | comp:stab comp:funk | clavinet drawbar_organ rhodes
            brass 75% from 0.5 | comp:stab comp:pushes riff | brass_section
            melody 50% | tune:solo | tenor_sax alto_sax trumpet wah_guitar saw_lead
            bass +1dB | bass:funk bass:syncopated riff | slap_bass finger_bass gm_synth_bass
            drums | drums:funk | kit_standard kit_room machine_breakbeat
        """,
    ),
    _groovy(
        "soul",
        "soul,rnb",
        near="pop,blues",
        tempo=(62, 128),
        mood=(0.58, 0.45, 0.25, 0.5),
        modes="major:4 minor:3 dorian:1",
        harmony="soul folk",
        forms="song",
        syncopation=(0.3, 0.7),
        production="lo-fi:2 studio:3 live:1",
        ensemble="""
            voice 92% +1dB | sing:pop | female_alto male_tenor female_pop male_rock
            chords | comp:gospel comp:quarters comp:pushes | grand_piano rhodes drawbar_organ
            chords 75% -3dB | strum:ska comp:funk arpeggio:up | clean_guitar muted_guitar
            brass 50% from 0.6 -1dB | comp:pushes pad | brass_section trumpet
            pad 35% -5dB | pad | string_ensemble drawbar_organ
            bass | bass:motown bass:syncopated bass:quarters | finger_bass
            drums from 0.3 | drums:soul | kit_standard kit_room
            choir 30% from 0.7 -5dB | choir:ooh | choir_female
        """,
    ),
    _groovy(
        "gospel",
        "soul,gospel,choral",
        near="pop,sacred,blues",
        tempo=(60, 132),
        mood=(0.72, 0.58, 0.2, 0.65),
        modes="major:5 blues:1 mixolydian:2",
        harmony="soul jazz ballad",
        forms="song strophic",
        production="live:3 studio:2",
        weight=0.4,
        ensemble="""
            voice 80% | sing:pop | female_alto male_tenor male_rock female_soprano
            choir +1dB | choir:pop | choir_mixed choir_female
            chords | comp:gospel comp:pushes | drawbar_organ grand_piano
            chords 80% -2dB | comp:quarters arpeggio:up | grand_piano
            bass 85% | bass:walking bass:syncopated bass:quarters | finger_bass
            drums 80% | drums:soul drums:shuffle | kit_standard kit_room
        """,
    ),
    _groovy(
        "disco",
        "disco,dance,funk",
        near="pop,electronic,soul",
        tempo=(108, 130),
        mood=(0.78, 0.78, 0.22, 0.55),
        modes="minor:4 major:2 dorian:2",
        harmony="soul pop",
        forms="loop song club",
        swing=(0.0, 0.05),
        weight=0.5,
        ensemble="""
            voice 65% | sing:pop | female_pop female_alto male_tenor
            pad | inner:sixteenths pad tune | string_ensemble
            chords | strum:sixteenths comp:funk comp:offbeat | clean_guitar wah_guitar clavinet
            chords 60% -2dB | comp:house comp:eighths | grand_piano rhodes
            brass 60% from 0.5 | comp:pushes comp:stab | brass_section
            bass | bass:disco bass:funk | finger_bass slap_bass
            drums | drums:disco | kit_standard machine_acoustic
        """,
    ),
    _groovy(
        "reggae",
        "reggae",
        near="pop",
        tempo=(66, 94),
        mood=(0.62, 0.4, 0.2, 0.4),
        modes="major:4 minor:3 dorian:1 mixolydian:1",
        harmony="folk vamp",
        forms="song strophic",
        ensemble="""
            voice 80% | sing:pop | male_tenor male_baritone female_alto
            chords | strum:reggae comp:skank | clean_guitar muted_guitar spring_guitar
            chords 80% -2dB | comp:offbeat comp:skank | drawbar_organ grand_piano
            melody 50% | tune | trombone trumpet clean_guitar harmonica tenor_sax
            bass +2dB | bass:dub bass:tresillo bass:syncopated | finger_bass
            drums | drums:reggae | kit_standard kit_room
        """,
    ),
    _groovy(
        "dub",
        "reggae,dub,electronic,downtempo",
        near="chillout,ambient",
        tempo=(64, 84),
        mood=(0.42, 0.3, 0.4, 0.4),
        modes="minor:5 dorian:2",
        harmony="vamp",
        forms="loop",
        bars_per_chord="1:1 2:2",
        reverb=(0.6, 1.0),
        production="spacious:2 lo-fi:2",
        weight=0.4,
        ensemble="""
            bass +3dB | bass:dub bass:sub | finger_bass sine_sub
            drums | drums:reggae | kit_room machine_lofi kit_standard
            chords 85% -2dB | comp:skank comp:offbeat | clean_guitar stab drawbar_organ
            melody 70% | tune counter | harmonica trombone muted_trumpet saw_lead
            pad 40% -6dB | pad | pad_dark
            effect 30% -8dB | effect:hit | metal_hit impact
        """,
    ),
    _groovy(
        "ska",
        "reggae,ska,rock",
        near="pop,punk",
        tempo=(112, 168),
        mood=(0.75, 0.75, 0.22, 0.48),
        modes="major:5 minor:2 mixolydian:1",
        harmony="folk pop rock",
        forms="song rock",
        weight=0.5,
        ensemble="""
            voice 75% | sing:pop | male_rock male_pop female_pop
            chords | strum:ska comp:offbeat | clean_guitar crunch_guitar
            chords 60% -2dB | comp:offbeat | drawbar_organ grand_piano
            brass 85% from 0.5 | tune comp:pushes harmony | brass_section trumpet trombone tenor_sax
            bass | bass:walking bass:quarters bass:eighths | finger_bass pick_bass
            drums | drums:ska | kit_standard kit_room
        """,
    ),
)
