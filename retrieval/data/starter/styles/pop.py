"""Pop: a voice in front nearly always, over anything from one guitar to machines."""

from __future__ import annotations

from retrieval.data.starter.style import Player, Style

_VOICES = "^female_pop ^male_pop female_breathy female_alto male_tenor male_baritone"

STYLES = (
    Style(
        "pop",
        "pop",
        (84, 132),
        (
            Player("voice", "sing:pop", _VOICES, 0.93, 0, 2),
            Player("melody", "tune", "pluck grand_piano clean_guitar fm_bell glockenspiel", 0.5, 0, -2),
            Player(
                "chords",
                "comp:quarters comp:pushes strum:pop comp:eighths arpeggio:up",
                "^grand_piano steel_guitar dx_piano rhodes clean_guitar",
            ),
            Player("pad", "pad", "pad_warm string_ensemble synth_strings supersaw", 0.6, 0.5, -5),
            Player(
                "bass",
                "bass:kick bass:eighths bass:quarters bass:tresillo",
                "finger_bass saw_bass gm_synth_bass fm_bass",
            ),
            Player(
                "drums",
                "drums:pop drums:four/machine",
                "kit_standard kit_electronic machine_909 machine_acoustic machine_808",
                0.93,
                0.4,
            ),
            Player("choir", "choir:ooh", "choir_female choir_mixed", 0.3, 0.75, -6),
        ),
        (0.62, 0.55, 0.25, 0.5),
        "major:5 minor:3 mixolydian:0.5",
        "pop",
        "song",
        syncopation=(0.2, 0.6),
        complexity=(0.1, 0.4),
    ),
    Style(
        "singer-songwriter",
        "pop,singer-songwriter,acoustic pop",
        (60, 120),
        (
            Player("voice", "sing:pop", _VOICES, 0.97, 0, 2),
            Player(
                "chords",
                "strum:folk strum:ballad arpeggio:finger arpeggio:travis strum:pop comp:quarters",
                "^steel_guitar nylon_guitar ^grand_piano",
            ),
            Player(
                "chords", "arpeggio:up pad strum:slow", "nylon_guitar cello slow_strings rhodes", 0.3, 0.5, -4
            ),
            Player("melody", "tune", "harmonica violin clean_guitar grand_piano cello", 0.25, 0, -2),
            Player("bass", "bass:halves bass:quarters", "upright_bass finger_bass", 0.4, 0.45, -2),
            Player(
                "drums", "drums:brushes/plain drums:ballad", "kit_brush kit_standard kit_jazz", 0.3, 0.5, -4
            ),
            Player("harmony", "harmony", "female_alto male_tenor", 0.2, 0.7, -4),
        ),
        (0.45, 0.33, 0.22, 0.35),
        "major:4 minor:3 mixolydian:1 dorian:0.5",
        "ballad",
        "ballad song strophic",
        meters="4:4 3:1",
        rubato=(0.0, 0.04),
        looseness=0.014,
        production="studio:3 live:1 lo-fi:1",
        reverb=(0.1, 0.5),
    ),
    Style(
        "piano ballad",
        "pop,ballad",
        (54, 84),
        (
            Player("voice", "sing:pop", _VOICES + " female_soprano", 0.95, 0, 2),
            Player(
                "chords",
                "comp:quarters arpeggio:wide arpeggio:up comp:halves",
                "^grand_piano bright_piano rhodes",
            ),
            Player("bass", "bass:whole bass:halves", "=chords finger_bass fretless_bass", 0.8, 0.3),
            Player("pad", "pad", "^slow_strings string_ensemble pad_warm", 0.55, 0.5, -4),
            Player("drums", "drums:ballad", "kit_standard kit_room", 0.45, 0.6, -2),
            Player("melody", "tune", "grand_piano cello oboe", 0.4, 0, -2),
        ),
        (0.38, 0.25, 0.22, 0.38),
        "major:4 minor:3",
        "ballad",
        "ballad",
        meters="4:5 3:1",
        rubato=(0.0, 0.05),
        reverb=(0.3, 0.7),
    ),
    Style(
        "dance pop",
        "pop,dance,electropop",
        (100, 134),
        (
            Player("voice", "sing:pop", "^female_pop male_pop female_breathy", 0.93, 0, 2),
            Player("melody", "tune", "^supersaw pluck saw_lead square_lead stab", 0.7, 0.5),
            Player(
                "chords", "comp:house comp:offbeat comp:stab comp:pushes", "supersaw stab pluck grand_piano"
            ),
            Player("pad", "pad", "pad_warm supersaw", 0.5, 0.4, -6),
            Player("arpeggio", "arpeggio:up arpeggio:random", "pluck saw_lead", 0.4, 0.55, -5),
            Player(
                "bass",
                "bass:offbeat bass:disco bass:tresillo bass:eighths",
                "saw_bass fm_bass sine_sub gm_synth_bass",
            ),
            Player(
                "drums",
                "drums:four/machine drums:reggaeton/machine drums:pop/machine",
                "machine_909 machine_808 kit_electronic",
                1,
                0.3,
            ),
            Player("effect", "effect:riser", "noise_riser", 0.6, 0, -6),
        ),
        (0.72, 0.78, 0.28, 0.6),
        "major:3 minor:4",
        "pop",
        "club song",
        syncopation=(0.3, 0.7),
        complexity=(0.1, 0.35),
        production="electronic:4 studio:1",
    ),
    Style(
        "indie pop",
        "pop,indie",
        (88, 146),
        (
            Player("voice", "sing:pop", "female_breathy female_pop male_pop child male_baritone", 0.9, 0, 1),
            Player("melody", "tune", "glockenspiel chorus_guitar trumpet square_lead clean_guitar", 0.6),
            Player(
                "chords",
                "strum:indie strum:pop comp:eighths arpeggio:finger",
                "chorus_guitar steel_guitar ~nylon_guitar grand_piano clean_guitar",
            ),
            Player("pad", "pad", "drawbar_organ pad_warm synth_strings", 0.4, 0.5, -5),
            Player("bass", "bass:eighths bass:kick bass:syncopated", "finger_bass pick_bass gm_synth_bass"),
            Player(
                "drums",
                "drums:pop drums:rock",
                "kit_standard kit_room machine_lofi machine_acoustic",
                0.88,
                0.4,
            ),
            Player("percussion", "drums:brushes/plain", "kit_standard", 0.15, 0.5, -6),
        ),
        (0.66, 0.52, 0.2, 0.38),
        "major:5 mixolydian:1 minor:2",
        "pop",
        "song",
        production="studio:3 lo-fi:2",
        swing=(0.0, 0.15),
    ),
)
