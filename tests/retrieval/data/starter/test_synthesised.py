"""The sounds made without soundfonts: always there, always the same, and what their names promise."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.data.starter.drum_machine import MACHINES, play_machine
from retrieval.data.starter.fm import FM_KINDS
from retrieval.data.starter.guitar_amp import AMPS, amplify
from retrieval.data.starter.instruments import INSTRUMENTS
from retrieval.data.starter.mixer import Stage, UnknownInstrumentError, play, render, render_stems
from retrieval.data.starter.oscillators import ladder
from retrieval.data.starter.patches import KINDS, draw, draw_amount
from retrieval.data.starter.score import Note, Part, Piece, Section
from retrieval.data.starter.stems import Stem, balance, loudness
from retrieval.data.starter.textures import TEXTURES

RATE = 16000
SYNTHESISED = sorted(
    instrument.name for instrument in INSTRUMENTS.values() if instrument.source in ("synth", "drum_machine")
)


def _part(name: str, role: str = "melody") -> Part:
    instrument = INSTRUMENTS[name]
    if instrument.source == "drum_machine":
        return Part(name, "drums", tuple(Note(0.25 * i, 0.2, (36, 42, 38, 46)[i % 4], 100) for i in range(6)))
    middle = (instrument.low + instrument.high) // 2
    return Part(name, role, tuple(Note(0.4 * i, 0.4, middle + i, 90) for i in range(3)))


def _piece(*parts: Part, seconds: float = 2.0) -> Piece:
    sections = (Section("A", 0.0, seconds / 2, 0.2), Section("B", seconds / 2, seconds, 0.9))
    return Piece(
        "t",
        "house",
        "T",
        "A",
        1,
        seconds,
        120.0,
        4,
        0,
        "major",
        parts,
        sections,
        "studio",
        {"brightness": 0.5},
    )


def _share_above(sound: np.ndarray, hertz: float) -> float:
    power = np.abs(np.fft.rfft(sound.mean(0))) ** 2
    return float(power[np.fft.rfftfreq(sound.shape[1], 1 / RATE) > hertz].sum() / power.sum())


def test_every_synthesised_instrument_has_a_player() -> None:
    chips = {"chip_square", "chip_triangle", "sirens"}
    drawn = set(KINDS) | set(FM_KINDS) | set(TEXTURES) | set(MACHINES)
    assert set(SYNTHESISED) == drawn | chips
    assert {i.name for i in INSTRUMENTS.values() if i.source == "amp"} == set(AMPS)


@pytest.mark.parametrize("name", SYNTHESISED)
def test_each_instrument_sounds_and_repeats_itself_exactly(name: str) -> None:
    part = _part(name)
    sounds = [play(part, _piece(part), Stage(RATE), np.random.default_rng(3)) for _ in range(2)]
    assert sounds[0].shape == (2, 2 * RATE) and sounds[0].dtype == np.float32
    assert np.array_equal(sounds[0], sounds[1])
    assert np.isfinite(sounds[0]).all() and np.abs(sounds[0]).max() > 0.01


def test_two_parts_of_one_kind_are_two_patches() -> None:
    part = _part("saw_lead")
    one, two = (play(part, _piece(part), Stage(RATE), np.random.default_rng(seed)) for seed in (1, 2))
    spectra = [np.abs(np.fft.rfft(sound.mean(0))) for sound in (one, two)]
    likeness = np.dot(*spectra) / np.prod([np.linalg.norm(s) for s in spectra])
    assert likeness < 0.97


def test_held_out_draws_never_meet_training_draws() -> None:
    seen = [draw_amount((2.0, 10.0), np.random.default_rng(seed), False) for seed in range(200)]
    unseen = [draw_amount((2.0, 10.0), np.random.default_rng(seed), True) for seed in range(200)]
    assert min(seen) >= 2.0 and max(seen) <= min(unseen) and max(unseen) <= 10.0


def test_a_patch_draws_within_its_kind() -> None:
    patch = draw(KINDS["acid_bass"], np.random.default_rng(0), False)
    low, high = KINDS["acid_bass"].cutoff_hertz
    assert low <= patch["cutoff_hertz"] <= high and patch.wave in KINDS["acid_bass"].waves


def test_oscillators_do_not_alias_and_filters_darken() -> None:
    bright, dark = ladder("saw", 3000.0, np.array([7000.0, 500.0]), 0.7, RATE)
    harmonics = np.abs(np.fft.rfft(bright))
    assert harmonics[3:].max() < 1e-3 * harmonics[1]  # the third harmonic would lie above half the rate
    assert np.abs(dark).max() < 0.1 * np.abs(bright).max()


def test_a_louder_section_opens_the_filter() -> None:
    part = Part("supersaw", "chords", tuple(Note(0.5 * i, 0.45, 48, 90) for i in range(8)))
    sound = play(part, _piece(part, seconds=4.0), Stage(RATE), np.random.default_rng(5))
    half = sound.shape[1] // 2
    assert _share_above(sound[:, half:], 2500) > _share_above(sound[:, :half], 2500)


def test_kick_is_low_and_hat_is_high() -> None:
    for machine in sorted(MACHINES):
        kick, hat = (
            play_machine(
                Part(machine, "drums", (Note(0, 0.2, key, 110),)), 0.5, RATE, np.random.default_rng(1)
            )
            for key in (36, 42)
        )
        assert _share_above(kick, 400) < _share_above(hat, 400)


def test_an_open_hat_is_cut_by_the_next_closed_one() -> None:
    def ring(*notes: Note) -> float:
        part = Part("machine_808", "drums", notes)
        sound = play_machine(part, 1.0, RATE, np.random.default_rng(1))
        return float(np.abs(sound[:, int(0.25 * RATE) : int(0.35 * RATE)]).sum())

    opened, closed = Note(0, 0.2, 46, 110), Note(0.1, 0.1, 42, 30)
    assert ring(opened, closed) < 0.2 * ring(opened)


def test_an_amplifier_grinds_a_chord_as_a_sum() -> None:
    times = np.arange(RATE) / RATE
    chord = np.stack([np.sin(2 * np.pi * 200 * times) + np.sin(2 * np.pi * 300 * times)]).astype(np.float32)
    driven = amplify(chord, "dist_guitar", RATE, np.random.default_rng(0))
    spectrum = np.abs(np.fft.rfft(driven[0]))
    # 2 * 300 - 200 = 400 Hz and 300 + 2 * 200 = 700 Hz are in neither note.
    assert min(spectrum[400], spectrum[700]) > 0.02 * spectrum[[200, 300]].max()
    assert (
        driven.shape == (2, RATE)
        and not amplify(0 * chord, "dist_guitar", RATE, np.random.default_rng(0)).any()
    )


@pytest.mark.parametrize("name", sorted(AMPS))
def test_every_amplifier_at_both_ends_of_its_ranges(name: str) -> None:
    tone = np.sin(np.arange(RATE) * 0.05, dtype=np.float32)[None]
    for seed in range(4):
        for held_out in (False, True):
            sound = amplify(tone, name, RATE, np.random.default_rng(seed), held_out)
            assert np.isfinite(sound).all() and np.abs(sound).max() > 0.01


def test_parts_meet_at_the_levels_of_the_arrangement() -> None:
    quiet = Stem(_part("saw_lead"), 1e-3 * np.ones((2, RATE), np.float32) * np.sin(np.arange(RATE) * 0.2))
    loud = Stem(quiet.part, 300 * quiet.samples)
    assert loudness(balance(quiet, RATE).samples, RATE) == pytest.approx(
        loudness(balance(loud, RATE).samples, RATE), rel=1e-3
    )
    silent = Stem(quiet.part, np.zeros((2, RATE), np.float32))
    assert not balance(silent, RATE).samples.any()


def test_one_part_more_leaves_the_others_as_they_were() -> None:
    lead, bass = _part("saw_lead"), _part("saw_bass", "bass")
    alone = render_stems(_piece(lead), Stage(RATE), np.random.default_rng(2))
    together = render_stems(_piece(lead, bass), Stage(RATE), np.random.default_rng(2))
    assert np.array_equal(alone[0].samples, together[0].samples)


def test_a_mono_stage_makes_mono_stems_and_their_sum() -> None:
    piece = _piece(_part("saw_lead"), _part("machine_909"))
    stems = render_stems(piece, Stage(RATE, channels=1), np.random.default_rng(2))
    total = render(piece, Stage(RATE, channels=1), np.random.default_rng(2))
    assert total.shape == (1, 2 * RATE)
    assert np.allclose(total, sum(stem.samples for stem in stems))


def test_a_sampled_part_without_a_bank_is_told_so() -> None:
    part = Part("grand_piano", "melody", (Note(0, 1, 60, 90),))
    with pytest.raises(UnknownInstrumentError, match="note bank"):
        play(part, _piece(part), Stage(RATE), np.random.default_rng(0))
    with pytest.raises(UnknownInstrumentError, match="'kazoo'"):
        play(Part("kazoo", "melody", part.notes), _piece(part), Stage(RATE), np.random.default_rng(0))
