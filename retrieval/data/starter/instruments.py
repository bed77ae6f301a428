"""Every instrument that the composer may write for and the renderer can play.

The `source` says who makes the sound:

- ``soundfont``: General MIDI program `program` of a soundfont;
- ``drumkit``: General MIDI percussion, preset `program` of bank 128 (kit 0 where a soundfont lacks it);
- ``drum_machine``: synthesised drums; notes carry General MIDI percussion keys;
- ``synth``: a synthesised patch; ``effect`` patches (rain, crackle) ignore the pitch and last as the note;
- ``amp``: a soundfont guitar played through an amplifier model;
- ``voice``: sung or spoken; notes carry syllables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["soundfont", "drumkit", "drum_machine", "synth", "amp", "voice"]


@dataclass(frozen=True)
class Instrument:
    """One sound. `low`..`high` is the written range in MIDI notes; `program` is 0-based, -1 for none.

    `decays` says that a held note dies away by itself (plucked, struck), so that long notes need repeating.
    """

    name: str
    family: str
    source: Source
    program: int
    low: int
    high: int
    decays: bool = False


# name, General MIDI program, low, high, for each family; a star marks the sounds that die away by themselves.
_SOUNDFONT = {
    "piano": "grand_piano* 0 21 108, bright_piano* 1 21 108, electric_grand* 2 28 100, honky_tonk* 3 28 100",
    "electric_piano": "rhodes* 4 28 96, dx_piano* 5 28 96, clavinet* 7 36 84",
    "harpsichord": "harpsichord* 6 29 89",
    "mallets": """celesta* 8 60 108, glockenspiel* 9 72 108, music_box* 10 60 96, vibraphone* 11 53 89,
        marimba* 12 45 96, xylophone* 13 65 108, tubular_bells* 14 60 77, dulcimer* 15 48 84,
        steel_drums* 114 48 84, kalimba* 108 55 84, tinkle_bell* 112 60 96""",
    "organ": "drawbar_organ 16 36 96, rock_organ 18 36 96, church_organ 19 24 96, reed_organ 20 36 89",
    "accordion": "accordion 21 48 89, harmonica 22 55 91, bandoneon 23 43 89",
    "acoustic_guitar": "nylon_guitar* 24 40 83, steel_guitar* 25 40 86",
    "electric_guitar": "jazz_guitar* 26 40 86, clean_guitar* 27 40 88, muted_guitar* 28 40 80",
    "bass": """upright_bass* 32 28 60, finger_bass* 33 28 62, pick_bass* 34 28 62, fretless_bass 35 28 62,
        slap_bass* 36 28 62""",
    "synth_bass": "gm_synth_bass 38 28 60",
    "strings": """violin 40 55 100, viola 41 48 88, cello 42 36 79, contrabass 43 28 60,
        tremolo_strings 44 36 93, pizzicato* 45 36 93, string_ensemble 48 36 96, slow_strings 49 36 96,
        synth_strings 50 36 96""",
    "harp": "harp* 46 28 100",
    "timpani": "timpani* 47 36 57",
    "brass": """trumpet 56 55 84, trombone 57 40 72, tuba 58 28 55, muted_trumpet 59 55 82,
        french_horn 60 40 77, brass_section 61 40 84, synth_brass 62 40 84""",
    "saxophone": "soprano_sax 64 56 87, alto_sax 65 49 80, tenor_sax 66 44 75, baritone_sax 67 36 68",
    "woodwind": """oboe 68 58 91, english_horn 69 52 81, bassoon 70 34 72, clarinet 71 50 91, piccolo 72 74
            108,
        flute 73 60 96, recorder 74 60 91, pan_flute 75 60 91, shakuhachi 77 55 84, ocarina 79 60 84""",
    "whistle": "tin_whistle 78 67 96",
    "fiddle": "fiddle 110 55 96",
    "bagpipe": "bagpipe 109 57 81",
    "sitar": "sitar* 104 48 77",
    "banjo": "banjo* 105 48 86",
    "ethnic_plucked": "shamisen* 106 48 79, koto* 107 55 84",
    "choir_pad": "choir_aahs 52 43 84, choir_oohs 53 43 84",
    "synth_lead": "gm_square_lead 80 36 96, gm_saw_lead 81 36 96",
    "synth_pad": "gm_new_age_pad 88 36 96, gm_warm_pad 89 36 96, gm_polysynth 90 36 96, gm_halo_pad 94 36 96",
    "percussion": "taiko* 116 36 60, orchestra_hit* 55 36 72",
}

_KITS = {
    "standard": 0,
    "room": 8,
    "power": 16,
    "electronic": 24,
    "808": 25,
    "jazz": 32,
    "brush": 40,
    "orchestra": 48,
}
_DRUM_MACHINES = ("808", "909", "lofi", "acoustic", "industrial", "breakbeat", "chip")

_SYNTHS = {
    "synth_lead": """saw_lead 40 96, square_lead 40 96, supersaw 36 96, theremin 50 88, chip_square 36 96,
        chip_triangle 28 84""",
    "synth_bass": """sine_sub 24 55, acid_bass 28 64, reese_bass 24 55, wobble_bass 24 55, fm_bass 28 60,
        saw_bass 28 60, pluck_bass* 28 60""",
    "synth_bell": "fm_bell* 48 96",
    "electric_piano": "fm_epiano* 36 90",
    "synth_pad": """pad_warm 36 88, pad_dark 28 76, pad_glass 48 96, pad_choir 40 84, drone 24 60,
        granular_texture 36 84""",
    "synth_pluck": "pluck* 40 96, stab* 36 84, trance_gate 40 90",
    "effect": """chip_noise* 0 127, noise_riser 0 127, noise_fall* 0 127, impact* 0 127, vinyl_crackle 0 127,
        tape_hiss 0 127, rain 0 127, wind 0 127, sea 0 127, birds 0 127, crowd 0 127, metal_hit* 0 127,
        sirens 36 90""",
}

_AMPS = {
    "distorted_guitar": """dist_guitar 40 88, crunch_guitar 40 88, dist_lead 46 91, fuzz_guitar 40 88,
        palm_mute* 36 70""",
    "electric_guitar": "spring_guitar* 40 88, chorus_guitar* 40 88, wah_guitar* 40 86",
    "distorted_bass": "dist_bass 24 60",
}

# Sung and spoken voices: name, low, high; the family tells what a listener would call it.
_VOICES = {
    "female_voice": """female_soprano 60 84, female_alto 53 74, female_pop 55 77, female_breathy 53 74,
        opera_soprano 60 86""",
    "male_voice": """male_pop 47 69, male_tenor 48 72, male_baritone 43 65, male_bass 38 60, male_rock 48 71,
        opera_tenor 48 72""",
    "child_voice": "child 58 79",
    "choir": "choir_mixed 43 81, choir_female 55 81, choir_male 40 67",
    "spoken": "spoken_male 40 60, spoken_female 52 72, whisper 45 65",
    "rap": "rap_male 40 60, rap_female 50 70",
    "harsh_voice": "scream 50 75, growl 36 60",
}


def _rows(table: dict[str, str]) -> list[tuple[str, bool, str, list[int]]]:
    """(name, decays, family, numbers) for each comma-separated entry of a table above."""
    entries = [(family, entry.split()) for family, text in table.items() for entry in text.split(",")]
    return [
        (words[0].rstrip("*"), words[0].endswith("*"), family, [*map(int, words[1:])])
        for family, words in entries
    ]


def _collect() -> dict[str, Instrument]:
    found = [
        Instrument(name, family, "soundfont", program, low, high, decays)
        for name, decays, family, (program, low, high) in _rows(_SOUNDFONT)
    ]
    found += [
        Instrument(f"kit_{name}", "drums", "drumkit", program, 27, 87, True)
        for name, program in _KITS.items()
    ]
    found += [
        Instrument(f"machine_{name}", "drum_machine", "drum_machine", -1, 27, 87, True)
        for name in _DRUM_MACHINES
    ]
    pitched: tuple[tuple[Source, dict[str, str]], ...] = (
        ("synth", _SYNTHS),
        ("amp", _AMPS),
        ("voice", _VOICES),
    )
    for source, table in pitched:
        found += [
            Instrument(name, family, source, -1, low, high, decays)
            for name, decays, family, (low, high) in _rows(table)
        ]
    return {instrument.name: instrument for instrument in found}


INSTRUMENTS: dict[str, Instrument] = _collect()

# For `amp` instruments: the soundfont guitar that feeds the amplifier.
AMP_INPUT = {
    "dist_guitar": "clean_guitar",
    "crunch_guitar": "clean_guitar",
    "dist_lead": "clean_guitar",
    "fuzz_guitar": "clean_guitar",
    "palm_mute": "muted_guitar",
    "spring_guitar": "clean_guitar",
    "chorus_guitar": "clean_guitar",
    "wah_guitar": "clean_guitar",
    "dist_bass": "pick_bass",
}
