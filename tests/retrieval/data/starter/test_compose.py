"""Pieces must be music: in range, in time, in key, the same twice, and honest about what is held out."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from retrieval.data.starter.compose import UnknownStyleError, compose
from retrieval.data.starter.form import FORMS
from retrieval.data.starter.grooves import GROOVES
from retrieval.data.starter.harmony import HARMONY, draw_loop
from retrieval.data.starter.instruments import AMP_INPUT, INSTRUMENTS
from retrieval.data.starter.mood import HELD_OUT_TONICS
from retrieval.data.starter.players import FIGURES
from retrieval.data.starter.rhythm import DRUMS
from retrieval.data.starter.score import Piece
from retrieval.data.starter.styles import STYLES
from retrieval.data.starter.theory import MODES, Key, chord, voicing

SECONDS = 20.0


@cache
def pieces(held_out: bool = False) -> tuple[Piece, ...]:
    """Three pieces of every style; of held-out ones, one."""
    return tuple(
        compose(style, seed, SECONDS, held_out) for style in STYLES for seed in range(1 if held_out else 3)
    )


def level(piece: Piece, name: str) -> float:
    return piece.parameters[name]


def test_same_arguments_same_piece():
    assert compose("pop", 7, SECONDS) == compose("pop", 7, SECONDS)
    assert compose("pop", 7, SECONDS) != compose("pop", 8, SECONDS)


def test_unknown_style_names_the_choices():
    with pytest.raises(UnknownStyleError, match="solo piano"):
        compose("zydeco in space", 0, SECONDS)


def test_notes_are_in_time_and_in_range():
    for piece in pieces():
        assert piece.parts, piece.piece_id
        for part in piece.parts:
            instrument = INSTRUMENTS[part.instrument]
            for note in part.notes:
                assert 0 <= note.start < SECONDS and note.duration > 0
                assert note.start + note.duration <= SECONDS + 1e-3
                assert 1 <= note.velocity <= 127
                assert instrument.low <= note.pitch <= instrument.high, (piece.piece_id, part.instrument)


def test_music_goes_on_all_the_time():
    for piece in pieces():
        onsets = sorted(note.start for part in piece.parts for note in part.notes)
        assert onsets[0] < 6.0 and len(onsets) >= 4, piece.piece_id


def test_sections_cover_the_piece():
    for piece in pieces():
        assert piece.sections[0].start == 0.0 and piece.sections[-1].end == pytest.approx(SECONDS, abs=1.5)


def test_voices_sing_syllables():
    sung = [
        part for piece in pieces() for part in piece.parts if INSTRUMENTS[part.instrument].source == "voice"
    ]
    assert len(sung) > 50
    fugal = [part for part in sung if any(not note.syllable for note in part.notes)]
    assert len(fugal) < 0.25 * len(sung)  # inner choir lines may leave the syllable to the singer


@pytest.mark.parametrize("style", STYLES.values(), ids=list(STYLES))
def test_styles_name_what_exists(style):
    assert set(style.harmony.split()) <= set(HARMONY) and set(style.forms.split()) <= set(FORMS)
    assert {entry.split(":")[0] for entry in style.modes.split()} <= set(MODES)
    roles = set()
    for player in style.players:
        for word in player.figures.split():
            figure, _, argument = word.partition(":")
            assert figure in FIGURES
            assert figure != "drums" or argument.split("/")[0] in GROOVES
        for name in player.instruments.split():
            bare = name.lstrip("!~^")
            assert bare[1:] in roles if bare.startswith("=") else bare in INSTRUMENTS
        roles.add(player.role)


def test_patterns_and_chords_can_be_read():
    for family, text in GROOVES.items():
        for variant in text.split(";"):
            words = variant.split()
            words = words[1:] if words[0] == "3" else words
            assert set(words[::2]) <= set(DRUMS), family
            assert {len(pattern) for pattern in words[1::2]} in ({12}, {16}), family
    for name in HARMONY:
        for mode in ("major", "minor"):
            for seed in range(12):
                loop = draw_loop(np.random.default_rng(seed), name, Key(0, mode), held_out=seed == 0)
                assert all(len(chord(numeral, Key(0, mode)).tones) >= 2 for bar in loop for numeral in bar)


def test_amplifiers_are_fed_by_soundfont_guitars():
    assert set(AMP_INPUT) == {name for name, found in INSTRUMENTS.items() if found.source == "amp"}
    assert all(INSTRUMENTS[name].source == "soundfont" for name in AMP_INPUT.values())


def test_chords_move_little():
    key, previous, moves = Key(0, "major"), (), []
    for numeral in ("I", "vi", "IV", "V", "I", "iii", "IV", "V7", "I"):
        now = voicing(chord(numeral, key).tones, 4, previous, 48, 76)
        assert {pitch % 12 for pitch in now} >= set(chord(numeral, key).tones[:3])
        moves += [min(abs(pitch - other) for other in previous) for pitch in now if previous]
        previous = now
    assert np.mean(moves) < 2.5


def test_tunes_agree_with_their_key():
    """Where nothing is meant to be rough, nearly all notes of a tune belong to its scale."""
    inside = total = 0
    for piece in pieces():
        if level(piece, "dissonance") > 0.35 or piece.mode not in ("major", "minor", "dorian"):
            continue
        scale = {0, 2, 4, 5, 7, 9, 11} if piece.mode == "major" else {0, 2, 3, 5, 7, 8, 9, 10, 11}
        for part in piece.parts:
            if part.role in ("melody", "voice"):
                inside += sum((note.pitch - piece.tonic) % 12 in scale for note in part.notes)
                total += len(part.notes)
    assert total > 1000 and inside / total > 0.93


def test_mood_is_told_by_many_cues():
    """Within styles: faster, denser, louder with arousal; brighter with valence; rougher with tension."""

    def within_styles(cue, mood):
        x = np.array([cue(piece) for piece in pieces()]).reshape(-1, 3)
        y = np.array([level(piece, mood) for piece in pieces()]).reshape(-1, 3)
        x, y = x - x.mean(1, keepdims=True), y - y.mean(1, keepdims=True)
        return np.corrcoef(x.ravel(), y.ravel())[0, 1]

    assert within_styles(lambda p: np.log(p.tempo_bpm), "arousal") > 0.4
    assert within_styles(lambda p: np.log(sum(len(part.notes) for part in p.parts)), "arousal") > 0.25
    assert within_styles(lambda p: np.mean([n.velocity for q in p.parts for n in q.notes]), "arousal") > 0.4
    assert within_styles(lambda p: Key(0, p.mode).is_bright, "valence") > 0.25
    assert within_styles(lambda p: level(p, "dissonance"), "tension") > 0.5


def test_moods_are_wide_and_independent():
    moods = np.array(
        [[level(p, m) for m in ("valence", "arousal", "tension", "dominance")] for p in pieces()]
    )
    assert (moods.std(0) > 0.18).all()
    per_style = moods.reshape(-1, 3, 4) - moods.reshape(-1, 3, 4).mean(1, keepdims=True)
    assert np.abs(np.corrcoef(per_style.reshape(-1, 4).T) - np.eye(4)).max() < 0.2


def test_held_out_pieces_differ_in_ranges_that_training_never_draws():
    for seen, unseen in zip(pieces()[::3], pieces(True), strict=True):
        low, high = np.log(STYLES[seen.style].tempo)
        place, other = ((np.log(piece.tempo_bpm) - low) / (high - low) for piece in (seen, unseen))
        assert 0.09 < place < 0.91 and not 0.11 < other < 0.89
        assert seen.tonic not in HELD_OUT_TONICS and unseen.tonic in HELD_OUT_TONICS
    artists = [{piece.artist for piece in pieces(held_out)} for held_out in (False, True)]
    assert not artists[0] & artists[1]


def test_the_average_style_has_weight_one():
    assert np.mean([style.weight for style in STYLES.values()]) == pytest.approx(1.0)
