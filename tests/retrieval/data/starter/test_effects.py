"""Each effect must do what its name says, keep shape and type, and leave its input alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from retrieval.data.starter import effects
from retrieval.data.starter.codec import Codec, round_trip
from retrieval.data.starter.effects import Band, Samples
from retrieval.data.starter.rooms import Room, noise

RATE = 22050
ROOM = Room(seconds=0.8, damping=0.5, before_seconds=0.01, reflections=5, seed=1)


def _tone(hertz: float, seconds: float = 1.0, level: float = 0.2, channels: int = 1) -> Samples:
    times = np.arange(round(seconds * RATE)) / RATE
    return np.repeat((level * np.sin(2 * np.pi * hertz * times)).astype(np.float32)[None], channels, axis=0)


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def _decibels(after: Samples, before: Samples) -> float:
    middle = slice(RATE // 4, 3 * RATE // 4)
    return 20 * np.log10(_rms(after[:, middle]) / _rms(before[:, middle]))


EFFECTS: dict[str, Callable[[Samples], Samples]] = {
    "equalise": lambda x: effects.equalise(x, RATE, (Band("peak", 800, 6), Band("low_pass", 3000))),
    "compress": lambda x: effects.compress(x, RATE, -20, 4),
    "limit": lambda x: effects.limit(x, RATE, drive_db=9),
    "saturate": lambda x: effects.saturate(x, 5, "tube"),
    "reverberate": lambda x: effects.reverberate(x, ROOM.impulse(RATE, len(x)), 0.5),
    "echo": lambda x: effects.echo(x, RATE, 0.2, 0.5, 0.5),
    "chorus": lambda x: effects.chorus(x, RATE, 0.5, 0.003, 0.02, 0.7),
    "phaser": lambda x: effects.phaser(x, RATE, 0.5, 0.8),
    "tremolo": lambda x: effects.tremolo(x, RATE, 5, 0.6),
    "pump": lambda x: effects.pump(x, RATE, 0.5, 0.8),
    "widen": lambda x: effects.widen(x, 0.5),
    "respeed": lambda x: effects.respeed(x, RATE, 30),
    "wow": lambda x: effects.wow(x, RATE, 0.7, 10, 3),
    "ride": lambda x: effects.ride(x, RATE, 3.0, np.random.default_rng(0)),
    "mp3": lambda x: round_trip(x, RATE, Codec("mp3", 48)),
    "opus": lambda x: round_trip(x, RATE, Codec("opus", 32)),
    "aac": lambda x: round_trip(x, RATE, Codec("aac", 48)),
}


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_every_effect_keeps_shape_and_input_and_stays_finite(name: str, channels: int) -> None:
    before = _tone(440, channels=channels)
    kept = before.copy()
    after = EFFECTS[name](before)
    assert after.shape == before.shape
    assert after.dtype == np.float32
    assert np.isfinite(after).all()
    assert np.abs(after).max() < 2
    assert _rms(after) > 0.02
    assert np.array_equal(before, kept)


@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_silence_passes_every_effect(name: str) -> None:
    assert np.abs(EFFECTS[name](np.zeros((1, RATE), np.float32))).max() < 1e-3


@pytest.mark.parametrize(
    ("band", "hertz", "decibels"),
    [
        (Band("low_shelf", 400, 6), 40, 6),
        (Band("low_shelf", 400, 6), 6000, 0),
        (Band("high_shelf", 1500, -8), 8000, -8),
        (Band("high_shelf", 1500, -8), 60, 0),
        (Band("peak", 1000, 5, 1.0), 1000, 5),
        (Band("peak", 1000, 5, 3.0), 100, 0),
        (Band("low_pass", 1000), 1000, -3),
        (Band("high_pass", 1000), 8000, 0),
    ],
)
def test_a_band_changes_what_it_names_and_nothing_else(band: Band, hertz: float, decibels: float) -> None:
    tone = _tone(hertz)
    assert _decibels(effects.equalise(tone, RATE, (band,)), tone) == pytest.approx(decibels, abs=0.5)


def test_compression_brings_loud_and_quiet_together() -> None:
    tone = np.concatenate([_tone(300, level=0.8), _tone(300, level=0.08)], axis=1)
    after = effects.compress(tone, RATE, -20, 4)
    ratio = _rms(after[:, RATE // 4 : RATE // 2]) / _rms(after[:, -RATE // 2 :])
    assert 1.5 < ratio < 5  # 20 dB at 4:1 is 5 dB


def test_a_limiter_holds_its_ceiling_and_leaves_the_rest_alone() -> None:
    tone = _tone(300, level=0.3)
    assert np.abs(effects.limit(tone, RATE, 0.5, drive_db=12)).max() <= 0.5
    assert np.allclose(effects.limit(tone, RATE, 0.5), tone, atol=1e-6)


@pytest.mark.parametrize("shape", ["tape", "tube", "fuzz", "fold"])
def test_saturation_adds_harmonics_at_the_same_loudness(shape: effects.Shape) -> None:
    tone = _tone(500)
    after = effects.saturate(tone, 8, shape)
    spectrum = np.abs(np.fft.rfft(after[0] * np.hanning(RATE)))
    assert spectrum[900:1600].max() > 0.01 * spectrum[500]
    assert _decibels(after, tone) == pytest.approx(0, abs=0.5)


def test_a_room_rings_for_its_time_and_dulls_with_damping() -> None:
    impulse = Room(1.0, 0.0, 0.01, 4, 3).impulse(RATE, 2)
    assert impulse.shape[0] == 2
    assert np.square(impulse).sum(axis=1) == pytest.approx(1.0, rel=1e-3)
    early, late = slice(RATE // 10, RATE // 5), slice(6 * RATE // 10, 7 * RATE // 10)
    assert 20 * np.log10(_rms(impulse[0, early]) / _rms(impulse[0, late])) == pytest.approx(30, abs=3)

    def treble(part: Samples) -> float:
        power = np.abs(np.fft.rfft(part)) ** 2
        return float(power[len(power) // 3 :].sum() / power.sum())

    dull = Room(1.0, 0.8, 0.01, 4, 3).impulse(RATE, 1)[0]
    assert treble(dull[late]) < 0.5 * treble(dull[early])


def test_an_echo_comes_back_when_asked() -> None:
    click = np.zeros((1, RATE), np.float32)
    click[0, 100] = 1
    after = effects.echo(click, RATE, 0.25, 0.5, 0.5)[0]
    delay = round(0.25 * RATE)
    first = np.abs(after[delay : 2 * delay]).max()
    assert int(np.abs(after[200:]).argmax()) + 200 == pytest.approx(100 + delay, abs=5)
    assert np.abs(after[2 * delay :]).max() == pytest.approx(0.5 * first, rel=0.1)


def test_respeeding_moves_pitch_by_cents() -> None:
    after = effects.respeed(_tone(1000, 2.0), RATE, 50)[0, :RATE]
    heard = np.abs(np.fft.rfft(after * np.hanning(RATE))).argmax()
    assert heard == pytest.approx(1000 * 2 ** (50 / 1200), abs=1.5)


@pytest.mark.parametrize("hertz", [1000, 9000])
def test_changing_speed_keeps_treble(hertz: float) -> None:
    tone = _tone(hertz)
    assert _decibels(effects.respeed(tone, RATE, -20), tone) == pytest.approx(0, abs=0.5)
    assert _decibels(effects.wow(tone, RATE, 0.7, 10, 3), tone) == pytest.approx(0, abs=1.8)


@pytest.mark.parametrize("kind", ["hiss", "hum", "crackle", "room", "rumble", "crowd"])
def test_noises_have_unit_level(kind: str) -> None:
    sound = noise(kind, RATE, RATE, np.random.default_rng(0))  # type: ignore[arg-type]
    assert sound.shape == (RATE,)
    assert sound.std() == pytest.approx(1.0, rel=0.01)


@pytest.mark.parametrize("name", ["mp3", "opus", "aac"])
@pytest.mark.parametrize("rate", [16000, 22050, 24000, 44100])
def test_a_codec_gives_back_the_same_music(name: str, rate: int) -> None:
    rng = np.random.default_rng(0)
    times = np.arange(2 * rate) / rate
    sound = sum(np.sin(2 * np.pi * f * times + rng.uniform(0, 6)) for f in (220, 277, 330))
    before = (0.1 * np.asarray(sound)).astype(np.float32)[None]
    after = round_trip(before, rate, Codec(name, 64))  # type: ignore[arg-type]
    part = slice(rate // 2, rate)
    spectra = [np.abs(np.fft.rfft(x[0, part] * np.hanning(rate - rate // 2))) for x in (before, after)]
    assert np.corrcoef(spectra[0], spectra[1])[0, 1] > 0.95


def test_loudness_follows_level() -> None:
    tone = _tone(1000)
    quieter = tone * np.float32(0.1)
    assert effects.loudness_db(tone, RATE) - effects.loudness_db(quieter, RATE) == pytest.approx(20, abs=0.1)
