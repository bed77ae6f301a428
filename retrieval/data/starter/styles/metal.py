"""Hard rock and metal: driven guitars and loud drums."""

from __future__ import annotations

from retrieval.data.starter.style import Style

STYLES = (
    Style(
        "hard rock",
        "rock,hard rock",
        near="metal,classic rock,heavy metal,alternative",
        tempo=(90, 168),
        mood=(0.45, 0.78, 0.55, 0.8),
        modes="minor:3 minor_pentatonic:3 mixolydian:2 dorian:1 phrygian:1",
        harmony="rock",
        forms="riff rock",
        distortion=(0.5, 0.95),
        production="studio:4 live:2 lo-fi:0.3",
        ensemble="""
            voice 75% | sing:pop sing:pop scream | ^male_rock scream male_tenor female_pop
            melody 70% from 0.4 | tune:solo riff | ^dist_lead dist_guitar
            chords | riff:power power:chug power:eighths power:gallop | ^dist_guitar fuzz_guitar crunch_guitar
            chords 60% from 0.5 -2dB | power:held power:eighths | dist_guitar crunch_guitar
            bass | riff bass:eighths bass:kick | pick_bass dist_bass
            drums from 0.35 | drums:rock drums:rock drums:punk | kit_power kit_standard kit_room
                machine_acoustic
        """,
    ),
    Style(
        "heavy metal",
        "metal,rock,heavy metal",
        near="hard rock",
        tempo=(90, 180),
        mood=(0.25, 0.85, 0.75, 0.9),
        density=(0.3, 1.0),
        modes="minor:3 phrygian:3 harmonic_minor:2 minor_pentatonic:1 phrygian_dominant:1",
        harmony="metal",
        forms="riff rock",
        distortion=(0.75, 1.0),
        reverb=(0.1, 0.35),
        ensemble="""
            voice 65% | scream sing:pop scream | growl scream male_rock male_tenor opera_soprano
            melody 60% from 0.5 | tune:solo tune | ^dist_lead dist_guitar
            chords | riff:power power:gallop power:chug power:tremolo | ^dist_guitar
            chords 70% from 0.2 | riff:power power:chug power:held | palm_mute dist_guitar
            bass | riff bass:eighths bass:sixteenths | dist_bass pick_bass
            drums | drums:metal drums:metal drums:rock | kit_power kit_standard kit_room
            chords 25% lean -0.8 | arpeggio:finger | ~clean_guitar ~nylon_guitar
            pad 20% from 0.5 -5dB | pad | choir_aahs pad_choir string_ensemble
        """,
    ),
    Style(
        "grunge",
        "rock,alternative,grunge",
        near="metal,indie,hard rock,punk",
        tempo=(84, 140),
        mood=(0.3, 0.62, 0.55, 0.6),
        modes="minor:3 dorian:1 minor_pentatonic:2 mixolydian:1 phrygian:0.5",
        harmony="rock",
        forms="rock song",
        distortion=(0.2, 0.9),
        production="studio:2 loud:3 lo-fi:1 live:1",
        ensemble="""
            voice 88% | sing:pop sing:pop scream | ^male_rock male_baritone female_pop scream
            chords | power:push power:eighths riff:power | !dist_guitar !fuzz_guitar crunch_guitar
            chords | arpeggio:finger strum:eighths strum:folk | clean_guitar chorus_guitar ~steel_guitar
            bass | bass:eighths bass:kick riff | pick_bass dist_bass finger_bass
            drums from 0.4 | drums:rock drums:halftime | @kits
            melody 40% from 0.7 | tune:solo | dist_lead fuzz_guitar wah_guitar
        """,
    ),
    Style(
        "extreme metal",
        "metal,rock,extreme metal",
        near="heavy metal,hard rock",
        tempo=(110, 220),
        mood=(0.12, 0.9, 0.85, 0.92),
        density=(0.5, 1.0),
        modes="phrygian:4 atonal:1 harmonic_minor:2 minor:2",
        harmony="metal fear",
        forms="riff",
        distortion=(0.85, 1.0),
        reverb=(0.1, 0.5),
        production="loud:3 lo-fi:2 studio:1",
        ensemble="""
            voice 85% | scream | ^growl scream
            chords | power:tremolo riff:power power:gallop | dist_guitar
            chords | riff:power power:chug power:tremolo | dist_guitar palm_mute fuzz_guitar
            bass | bass:sixteenths riff bass:eighths | dist_bass pick_bass
            drums | drums:metal | kit_power kit_standard machine_acoustic
            melody 30% from 0.6 | tune:solo | dist_lead
        """,
    ),
    Style(
        "doom and gothic metal",
        "metal,rock,gothic",
        near="heavy metal,alternative",
        tempo=(50, 100),
        mood=(0.15, 0.4, 0.65, 0.8),
        modes="minor:3 phrygian:2 harmonic_minor:3",
        harmony="metal epic",
        forms="riff ballad rise",
        distortion=(0.5, 1.0),
        reverb=(0.3, 0.8),
        production="studio:2 loud:2 spacious:1",
        ensemble="""
            voice 75% | sing:latin scream sing:pop | opera_soprano female_soprano growl male_baritone
            chords | power:held power:push riff:power | ^dist_guitar fuzz_guitar
            chords 60% | arpeggio:finger arpeggio:up | clean_guitar chorus_guitar ~nylon_guitar
            pad 60% -3dB | pad | choir_aahs slow_strings church_organ pad_dark
            bass | bass:whole bass:eighths riff | dist_bass pick_bass
            drums 92% from 0.35 | drums:halftime drums:metal | kit_power kit_standard
            melody 50% | tune | dist_lead violin grand_piano
        """,
    ),
)
