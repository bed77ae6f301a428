"""Singers must be heard at the asked pitch, say their consonants, differ from each other, and never fail."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.data.starter import speech
from retrieval.data.starter.formants import split_syllable
from retrieval.data.starter.instruments import INSTRUMENTS
from retrieval.data.starter.score import Note
from retrieval.data.starter.voices import VOICES, sing

RATE = 22050
PITCHED = ("female_soprano", "female_pop", "male_tenor", "male_bass", "child", "opera_tenor", "male_pop")


@pytest.fixture(params=["said", "tables"])
def source(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each voice with and without espeak-ng."""
    if request.param == "tables":
        monkeypatch.setattr(speech, "available", lambda: False)
    elif not speech.available():
        pytest.skip("espeak-ng is not installed")
    return str(request.param)


def _rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def _fundamental(sound: np.ndarray) -> float:
    """Hz of the strongest autocorrelation peak between 60 and 1100 Hz, refined by a parabola."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 4 * len(sound))) ** 2
    correlation = np.fft.irfft(spectrum)
    lags = np.arange(RATE // 1100, RATE // 60)
    # The shortest of the nearly equal peaks is the period; longer ones are its multiples.
    strong = correlation[lags] > 0.9 * correlation[lags].max()
    first = int(np.flatnonzero(strong)[0])
    while correlation[lags[first + 1]] > correlation[lags[first]]:
        first += 1
    left, middle, right = correlation[lags[first] - 1 : lags[first] + 2]
    return RATE / (lags[first] + 0.5 * (left - right) / (left - 2 * middle + right))


@pytest.mark.parametrize("voice", sorted(VOICES))
def test_every_voice_makes_bounded_sound_of_the_asked_length(voice: str, source: str) -> None:
    notes = (Note(0.1, 0.4, 58, 90, "shi"), Note(0.5, 0.6, 62, 70, "toh"), Note(2.2, 0.3, 60, 100))
    sound = sing(notes, voice, RATE, _rng())
    assert sound.dtype == np.float32
    assert len(sound) == round((2.5 + 0.25) * RATE)
    assert np.isfinite(sound).all()
    assert 0.02 < np.abs(sound).max() < 2.0
    rest = sound[round(1.5 * RATE) : round(2.1 * RATE)]
    assert rest.std() < 0.5 * sound[: round(1.1 * RATE)].std(), "a rest holds at most a breath"
    assert np.abs(rest[: RATE // 10]).max() < 1e-3, "a breath comes just before the next phrase"


@pytest.mark.parametrize("voice", PITCHED)
def test_a_singer_sings_the_note(voice: str, source: str) -> None:
    for pitch in (55, 62):
        sound = sing((Note(0.0, 1.0, pitch, 90, "lah"),), voice, RATE, _rng(pitch))
        heard = _fundamental(sound[round(0.3 * RATE) : round(0.8 * RATE)])
        cents = 1200 * np.log2(heard / (440 * 2 ** ((pitch - 69) / 12)))
        assert abs(cents) < 60, f"{voice} sings {cents:.0f} cents off"


def test_chords_hold_all_their_notes() -> None:
    notes = tuple(Note(0.0, 1.0, pitch, 90, "ah") for pitch in (57, 64))
    sound = sing(notes, "choir_mixed", RATE, _rng())[round(0.2 * RATE) : RATE]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)

    def near(pitch: float) -> float:
        centre = 440 * 2 ** ((pitch - 69) / 12)
        return float(spectrum[np.abs(hertz - centre) < 0.02 * centre].max())

    assert min(near(57), near(64)) > 5 * near(60.5)


def test_a_sibilant_is_noise_above_and_its_vowel_is_not(source: str) -> None:
    sound = sing((Note(0.0, 0.8, 50, 90, "sah"),), "male_tenor", RATE, _rng(3))

    def share_above(start: float, seconds: float) -> float:
        part = sound[round(start * RATE) : round((start + seconds) * RATE)]
        power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
        return float(power[np.fft.rfftfreq(len(part), 1 / RATE) > 3500].sum() / power.sum())

    # A German talker voices the letter, and still hisses.
    assert share_above(0.02, 0.05) > max(0.15, 5 * share_above(0.4, 0.2))


def test_a_whisper_has_no_pitch(source: str) -> None:
    """The autocorrelation of a vowel repeats at the period; of a whisper it does not."""

    def periodicity(voice: str) -> float:
        sound = sing((Note(0.0, 1.5, 50, 90, "lah the lah"),), voice, RATE, _rng(1))
        sound = sound[round(0.25 * RATE) : round(0.4 * RATE)]
        correlation = np.fft.irfft(np.abs(np.fft.rfft(sound, 2 * len(sound))) ** 2)
        return float(correlation[RATE // 300 : RATE // 70].max() / correlation[0])

    assert periodicity("whisper") < 0.5 < periodicity("spoken_male")


def test_the_same_generator_gives_the_same_singer_and_another_gives_another() -> None:
    notes = (Note(0.0, 0.5, 60, 90, "la"),)
    first, again, other = (sing(notes, "female_pop", RATE, _rng(seed)) for seed in (4, 4, 5))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other, atol=1e-3)


def test_velocity_is_heard() -> None:
    notes = (Note(0.0, 0.5, 60, 120, "la"), Note(1.0, 0.5, 60, 40, "la"))
    sound = sing(notes, "male_tenor", RATE, _rng(2))
    assert np.std(sound[: RATE // 2]) > 1.5 * np.std(sound[RATE : RATE + RATE // 2])


def test_nothing_to_sing_is_silence_and_an_unknown_voice_says_which_there_are() -> None:
    assert len(sing((), "child", RATE, _rng())) == 0
    with pytest.raises(ValueError, match=r"'tuba'.*female_soprano"):
        sing((Note(0.0, 0.5, 60, 90),), "tuba", RATE, _rng())


def test_every_voice_that_may_be_written_for_can_sing() -> None:
    assert {name for name, it in INSTRUMENTS.items() if it.source == "voice"} == set(VOICES)


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("ah", ("", ("a", "a"), "")),
        ("oo", ("", ("u", "u"), "")),
        ("shoot", ("sh", ("u", "u"), "t")),
        ("ray", ("r", ("e", "i"), "")),
        ("kyn", ("k", ("i", "i"), "n")),
        ("mm", ("m", ("uh", "uh"), "")),
        ("", ("", ("uh", "uh"), "")),
    ],
)
def test_syllables_are_read_as_written(written: str, heard: tuple[str, tuple[str, str], str]) -> None:
    assert split_syllable(written) == heard
