"""Soundfont instruments and the corpus. What needs Debian's packages is skipped where they are not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from retrieval.data.starter import fluid
from retrieval.data.starter.corpus import (
    DEMO,
    SAMPLE_RATE,
    TEST_EVERY,
    Plan,
    perform,
    render_track,
    split_of,
    track_of,
    write_tracks,
)
from retrieval.data.starter.fluid import SOUNDFONTS, FluidSynth, SoundFontError, require
from retrieval.data.starter.notebank import NoteBank
from retrieval.data.starter.sampled import add, choked, play_sampled
from retrieval.data.starter.score import Note, Part
from retrieval.data.starter.styles import STYLES
from scripts.render_corpus import main

RATE = 16000


def _installed() -> bool:
    try:
        require()
    except SoundFontError:
        return False
    return True


needs_fluidsynth = pytest.mark.skipif(
    not _installed(), reason=f"needs libfluidsynth and soundfonts: apt-get install {fluid.PACKAGES}"
)


def test_missing_packages_are_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = {name: replace(font, path=Path("/nowhere") / name) for name, font in SOUNDFONTS.items()}
    monkeypatch.setattr(fluid, "SOUNDFONTS", gone)
    monkeypatch.setattr(fluid.ctypes.util, "find_library", lambda name: None)
    with pytest.raises(
        SoundFontError, match=r"sudo apt-get install espeak-ng fluidsynth .*timgm6mb-soundfont"
    ):
        require()
    with pytest.raises(SystemExit, match="apt-get install"):
        main(["--tracks", "1", "--out", "/nowhere/at/all"])


def test_what_falls_outside_the_buffer_is_dropped() -> None:
    buffer = np.zeros((1, 4), np.float32)
    add(buffer, np.ones((1, 3), np.float32), -1)
    add(buffer, np.ones((1, 3), np.float32), 3)
    add(buffer, np.ones((1, 3), np.float32), 9)
    assert buffer.tolist() == [[1, 1, 0, 1]]


def test_only_open_hats_are_choked() -> None:
    notes = (Note(0.0, 0.1, 46, 90), Note(0.0, 0.1, 49, 90), Note(0.25, 0.1, 42, 90))
    rings = {note.pitch: ring for note, ring in choked(notes)}
    assert rings[46] == 0.25 and rings[49] > 1 and rings[42] > 1


def test_plans_are_fixed_by_seed_and_number_and_go_round_the_styles() -> None:
    count = sum(max(1, round(3 * style.weight)) for style in STYLES.values())
    around = [Plan(i, 0, 10.0).style for i in range(count)]
    assert set(around) == set(STYLES)
    assert around != [Plan(i, 1, 10.0).style for i in range(count)]
    assert Plan(0, 0, 10.0, chosen_style="waltz").style == "waltz"
    assert Plan(5, 0, 10.0).generators()[0] == Plan(5, 0, 10.0).generators()[0]
    seeds = {Plan(i, s, 10.0, p).generators()[0] for i in range(50) for s in (0, 1) for p in (1, DEMO)}
    assert len(seeds) == 200


def test_artists_keep_to_one_split_and_the_test_split_is_held_out() -> None:
    found: dict[str, set[str]] = {}
    for index in range(240):
        plan = Plan(index, 0, 8.0)
        piece = plan.compose()
        split = split_of(plan, piece.artist)
        assert (split == "test") == plan.held_out == (index % TEST_EVERY == TEST_EVERY - 1)
        found.setdefault(piece.artist, set()).add(split)
    assert all(len(splits) == 1 for splits in found.values())
    assert {split for splits in found.values() for split in splits} == {"train", "valid", "test"}


def test_a_track_knows_what_is_true_and_what_is_undecided(tmp_path: Path) -> None:
    plan = Plan(3, 0, 8.0)
    track = track_of(plan, plan.compose(), "a.flac")
    assert track.tags and not set(track.tags) & set(track.extra["unknown_tags"])
    assert json.loads(json.dumps(track.extra)) == track.extra


def test_usage_mistakes_are_told_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["--tracks", "0"], ["--seconds", "1"], ["--seed", "-1"]):
        with pytest.raises(SystemExit) as left:
            main(["--out", "x", *wrong])
        assert left.value.code == 2
    assert "--seconds must lie between 5 and 600" in capsys.readouterr().err


@needs_fluidsynth
@pytest.mark.parametrize("name", sorted(SOUNDFONTS))
def test_a_soundfont_plays_in_tune(name: str) -> None:
    synth = FluidSynth(SOUNDFONTS[name], RATE)
    sound = synth.note(73, 81, 100, RATE)[0, RATE // 4 :]  # a flute's A
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    loudest = np.fft.rfftfreq(len(sound), 1 / RATE)[spectrum.argmax()]
    synth.close()
    assert min(abs(loudest / 880 - k) for k in (1, 2, 3)) < 0.01


@needs_fluidsynth
def test_a_kept_note_equals_a_fresh_one_and_memory_is_bounded() -> None:
    bank = NoteBank(SOUNDFONTS["timgm"], RATE, memory_bytes=200_000)
    first = bank.note(0, 60, 90, 1.5)[0].copy()
    for pitch in range(40, 80):
        bank.note(0, pitch, 90, 0.5)
    assert bank._kept_bytes <= 200_000
    assert np.array_equal(bank.note(0, 60, 90, 1.5)[0], first)
    bank.close()


@needs_fluidsynth
def test_a_note_ends_where_the_score_says() -> None:
    bank = NoteBank(SOUNDFONTS["timgm"], RATE)
    part = Part("church_organ", "chords", (Note(0.5, 1.0, 60, 100),))
    sound = play_sampled(part, 3.0, bank, np.random.default_rng(0))[0]
    before, during, after = sound[: RATE // 4], sound[RATE : RATE + RATE // 4], sound[2 * RATE :]
    assert not before.any() and np.abs(during).max() > 0.01
    assert np.abs(after).max() < 1e-3 * np.abs(during).max()
    bank.close()


@needs_fluidsynth
def test_training_never_hears_the_held_out_soundfont() -> None:
    for index in (0, TEST_EVERY - 1):
        plan = Plan(index, 0, 5.0)
        rendering = perform(plan, plan.compose(), RATE, 1)
        assert {SOUNDFONTS[name].held_out for name in rendering.fonts} == {plan.held_out}
        assert rendering.samples.shape[0] == 1 and np.abs(rendering.samples).max() <= 1


@needs_fluidsynth
def test_a_track_is_the_same_whoever_renders_it_and_is_not_made_twice(tmp_path: Path) -> None:
    plans = [Plan(i, 4, 5.0) for i in (1, 2)]
    forwards = [render_track(plan, tmp_path / "a") for plan in plans]
    backwards = [render_track(plan, tmp_path / "b") for plan in reversed(plans)][::-1]
    assert forwards == backwards
    for track in forwards:
        one, two = (tmp_path / side / track.path for side in "ab")
        assert one.read_bytes() == two.read_bytes()
        assert soundfile.info(one).samplerate == SAMPLE_RATE and soundfile.info(one).channels == 1
    kept = tmp_path / "a" / forwards[0].path
    kept.write_bytes(b"mine")
    render_track(plans[0], tmp_path / "a")
    assert kept.read_bytes() == b"mine"
    assert write_tracks(forwards, tmp_path / "a", {}).is_file()


@needs_fluidsynth
def test_a_folder_holds_one_corpus(tmp_path: Path) -> None:
    (tmp_path / "corpus.json").write_text(json.dumps({"seed": 1, "seconds": 30.0, "recipe": "x"}))
    with pytest.raises(SystemExit, match=r"another corpus .*seed was 1, is 0"):
        main(["--tracks", "1", "--out", str(tmp_path)])
