"""A studio must be a full record of its choices, deterministic, bounded, and apart where it is held out."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from retrieval.data.starter.production import PROFILES, PROMISED
from retrieval.data.starter.score import Part, Piece
from retrieval.data.starter.stems import Stem
from retrieval.data.starter.studio import Studio
from retrieval.data.starter.styles import STYLES

RATE = 22050
PARTS = (
    Part("female_pop", "voice", ()),
    Part("kit_standard", "drums", ()),
    Part("finger_bass", "bass", ()),
    Part("pad_warm", "pad", ()),
)


def _piece(production: str = "studio", reverb: float = 0.4) -> Piece:
    return Piece(
        "p",
        "rock",
        "Title",
        "Artist",
        1,
        3.0,
        120.0,
        4,
        0,
        "major",
        PARTS,
        (),
        production,
        {"reverb": reverb},
    )


def _stems(seconds: float = 3.0, channels: int = 2) -> list[Stem]:
    rng = np.random.default_rng(0)
    times = np.arange(round(seconds * RATE)) / RATE
    stems = []
    for number, part in enumerate(PARTS):
        tone = np.sin(2 * np.pi * 150 * (number + 1) * times) * (0.5 + 0.5 * np.sin(4 * times + number))
        sound = 0.1 * tone + 0.01 * rng.standard_normal((channels, len(times)))
        stems.append(Stem(part, sound.astype(np.float32)))
    return stems


def _draw(seed: int, production: str = "studio", held_out: bool = False, reverb: float = 0.4) -> Studio:
    return Studio.draw(np.random.default_rng(seed), _piece(production, reverb), held_out)


@pytest.mark.parametrize("production", sorted(PROFILES))
@pytest.mark.parametrize("channels", [1, 2])
def test_a_recording_is_bounded_and_as_long_as_its_stems(production: str, channels: int) -> None:
    for seed in range(3):
        stems = _stems(channels=channels)
        mix = _draw(seed, production).process(stems, RATE, channels)
        assert mix.shape == (channels, 3 * RATE)
        assert mix.dtype == np.float32
        assert np.isfinite(mix).all()
        assert 0.003 < np.abs(mix).max() <= 1.0


def test_one_generator_one_recording() -> None:
    assert _draw(3) == _draw(3) != _draw(4)
    first, again = (_draw(3).process(_stems(), RATE) for _ in range(2))
    assert np.array_equal(first, again)


def test_stems_are_left_as_they_were() -> None:
    stems = _stems()
    kept = [stem.samples.copy() for stem in stems]
    _draw(5, "lo-fi").process(stems, RATE)
    assert all(np.array_equal(stem.samples, copy) for stem, copy in zip(stems, kept, strict=True))


def test_silent_stems_make_a_quiet_recording_not_an_error() -> None:
    stems = [replace(stem, samples=np.zeros_like(stem.samples)) for stem in _stems()]
    assert np.isfinite(_draw(1).process(stems, RATE)).all()


def test_nothing_to_mix_is_said_plainly() -> None:
    with pytest.raises(ValueError, match="list of stems is empty"):
        _draw(0).process([], RATE)


def test_every_choice_can_be_written_down() -> None:
    record = json.loads(json.dumps(_draw(7).describe()))
    assert record["noise_seed"] == _draw(7).noise_seed
    assert {strip["instrument"] for strip in record["strips"]} == {part.instrument for part in PARTS}


def test_held_out_studios_lie_beyond_those_of_training() -> None:
    """Room time, tuning and bit rate: the held-out end starts where training stops."""

    def extremes(held_out: bool) -> tuple[list[float], list[float], list[float]]:
        studios = [_draw(seed, "lo-fi", held_out) for seed in range(300)]
        rooms = [studio.room.seconds for studio in studios]
        cents = [abs(studio.cents) for studio in studios if studio.cents]
        rates = [
            -float(studio.codec.kilobits) for studio in studios if studio.codec and studio.codec.name != "mp3"
        ]
        return rooms, cents, rates

    for seen, unseen in zip(extremes(False), extremes(True), strict=True):
        assert max(seen) <= min(unseen)


def test_production_alone_decides_nothing_but_promises_are_kept() -> None:
    """Other profiles are lent to a piece now and then, but never to or from one that a tag names."""
    seen = {production: {_draw(seed, production).profile for seed in range(150)} for production in PROFILES}
    for production, profiles in seen.items():
        if production in PROMISED:
            assert profiles == {production}
        else:
            assert profiles == set(PROFILES) - PROMISED


def test_wetness_follows_what_the_piece_asks_for() -> None:
    def wetness(reverb: float) -> float:
        studios = [_draw(seed, reverb=reverb) for seed in range(60)]
        return float(np.mean([strip.reverb_send for studio in studios for strip in studio.strips]))

    assert wetness(0.9) > 3 * wetness(0.1)


def test_vocals_stay_audible() -> None:
    gains = [strip.gain_db for seed in range(200) for strip in _draw(seed).strips]
    assert -7 <= min(gains) < max(gains) <= 9
    assert np.std(gains) > 1.5


def test_every_production_a_style_asks_for_exists() -> None:
    asked = {choice.split(":")[0] for style in STYLES.values() for choice in style.production.split()}
    assert asked <= set(PROFILES)


def test_an_unknown_production_names_the_choices() -> None:
    with pytest.raises(ValueError, match=r"'garage'.*studio"):
        _draw(0, "garage")
