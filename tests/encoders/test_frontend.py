"""The front end hears what the published models heard, however the batch is cut; gradients pass."""

from __future__ import annotations

from collections.abc import Callable

import librosa
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from encoders import mel_blocks
from encoders.filterbank import filter_bands, mel_filterbank
from encoders.frontend import PRESETS, Frontend, FrontendConfig, UnknownFrontendError, preset

Music = NDArray[np.float32]


@pytest.fixture
def music(rng: np.random.Generator) -> Music:
    """Two chunks with a full dynamic range: decaying tones over noise that starts and stops. `[2, 30000]`."""
    time = np.arange(30_000) / 16_000
    tones = sum(np.sin(2 * np.pi * pitch * time) * np.exp(-3 * time) for pitch in (55, 440, 1234, 5000))
    noise = rng.standard_normal((2, time.size)) * np.where(time < 1, [[0.3], [1e-3]], 1e-5)
    return (0.1 * tones + noise).astype(np.float32)


def by_librosa(samples: Music, config: FrontendConfig) -> NDArray[np.floating]:
    """The same front end out of librosa's parts, one chunk at a time."""
    spectrum = librosa.stft(
        samples, n_fft=config.fft_size, hop_length=config.hop_samples, pad_mode="reflect", dtype=np.complex128
    )
    power = np.abs(spectrum) ** 2
    if config.weighting == "a":
        bins = librosa.fft_frequencies(sr=config.sample_rate, n_fft=config.fft_size)
        with np.errstate(divide="ignore"):
            power *= 10.0 ** (librosa.A_weighting(bins, min_db=None)[:, None] / 10)
    mel = librosa.feature.melspectrogram(
        S=power, sr=config.sample_rate, n_mels=config.mels, htk=True, norm=None, n_fft=config.fft_size
    )
    if config.scale == "db":
        mel = librosa.power_to_db(mel, amin=1e-10, top_db=None)
    if config.weighting == "per_frequency":
        mel = (mel - mel.mean(axis=1, keepdims=True)) / np.maximum(mel.std(axis=1, keepdims=True), 1e-10)
    if config.standardise:
        mel = (mel - mel.mean()) / mel.std()
    return mel


@pytest.mark.filterwarnings("ignore:Empty filters detected")  # librosa on filters narrower than a bin
@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_matches_librosa(name: str, music: Music) -> None:
    ours = Frontend(PRESETS[name])(torch.from_numpy(music))[:, 0].numpy()
    for chunk, frames in zip(music, ours, strict=True):
        np.testing.assert_allclose(frames, by_librosa(chunk, PRESETS[name]), atol=1e-3, rtol=0)


@pytest.mark.parametrize(
    ("name", "mels"), [("short_chunk", 128), ("musicnn", 96), ("tag_to_music", 128), ("compact_convnet", 96)]
)
def test_decibels_match_plain_melspectrogram_calls(name: str, mels: int, music: Music) -> None:
    config = PRESETS[name]
    assert config.mels == mels
    ours = Frontend(config)(torch.from_numpy(music))[:, 0].numpy()
    mel = librosa.feature.melspectrogram(
        y=music.astype(np.float64),
        sr=config.sample_rate,
        n_fft=config.fft_size,
        hop_length=config.hop_samples,
        n_mels=config.mels,
        htk=True,
        norm=None,
        pad_mode="reflect",
    )
    assert np.abs(ours - librosa.power_to_db(mel, amin=1e-10, top_db=None)).max() < 1e-3


@pytest.mark.parametrize("name", ["short_chunk", "tag_to_music", "thesis_2018_linear_per_frequency"])
def test_batch_equals_single_and_training_equals_serving(name: str, music: Music) -> None:
    hear = Frontend(PRESETS[name])
    waveform = torch.from_numpy(music)
    with torch.inference_mode():
        served = hear(waveform)
        singles = torch.cat([hear(chunk[None]) for chunk in waveform])
    trained = hear(waveform.clone().requires_grad_())
    torch.testing.assert_close(singles, served, atol=1e-5, rtol=0)
    torch.testing.assert_close(trained.detach(), served, atol=1e-5, rtol=1e-5)


def test_blocks_leave_no_seams(music: Music, monkeypatch: pytest.MonkeyPatch) -> None:
    hear = Frontend(PRESETS["short_chunk"])
    three = torch.from_numpy(np.concatenate([music, music[:1] ** 2]))
    whole = hear(three)
    for frames in (7, 2 * PRESETS["short_chunk"].frames(30_000)):  # cuts a waveform; holds two of three
        monkeypatch.setattr(mel_blocks, "_BLOCK_SAMPLES", 512 * frames)
        torch.testing.assert_close(hear(three), whole, atol=1e-4, rtol=0)


@pytest.mark.parametrize("name", ["short_chunk", "thesis_2018_db_a", "thesis_2018_linear_per_frequency"])
@pytest.mark.parametrize("make", [torch.randn, torch.zeros], ids=["noise", "silence"])
def test_gradients_reach_the_waveform_and_are_finite(name: str, make: Callable[..., torch.Tensor]) -> None:
    torch.manual_seed(0)
    waveform = make(1, 4000).requires_grad_()
    weights = torch.randn(1, 1, PRESETS[name].mels, PRESETS[name].frames(4000))
    (Frontend(PRESETS[name])(waveform) * weights).sum().backward()
    assert waveform.grad is not None and waveform.grad.isfinite().all()
    assert make is torch.zeros or waveform.grad.abs().max() > 0


def test_gradient_is_the_slope() -> None:
    torch.manual_seed(0)
    hear = Frontend(PRESETS["short_chunk"])
    waveform, direction = 0.1 * torch.randn(1, 2000), torch.randn(1, 2000)
    weights = torch.randn(1, 1, 128, 8)
    moving = waveform.clone().requires_grad_()
    (hear(moving) * weights).sum().backward()
    assert moving.grad is not None
    step = 1e-4
    rise = (hear(waveform + step * direction) - hear(waveform - step * direction)).double() * weights
    assert float((moving.grad * direction).sum()) == pytest.approx(float(rise.sum()) / (2 * step), rel=0.02)


@pytest.mark.parametrize("level", [0.0, 1e-12, 1e-39])
def test_silence_and_subnormal_samples_are_heard_as_the_floor(level: float) -> None:
    quiet = torch.full((1, 2000), level)
    assert torch.equal(Frontend(PRESETS["short_chunk"])(quiet), torch.full((1, 1, 128, 8), -100.0))


def test_autocast_does_not_cost_precision(music: Music) -> None:
    hear = Frontend(PRESETS["short_chunk"])
    waveform = torch.from_numpy(music)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        inside = hear(waveform)
    assert torch.equal(inside, hear(waveform)) and inside.dtype == torch.float32
    assert hear(waveform.double()).dtype == torch.float32


def test_it_keeps_nothing_in_the_state_dict() -> None:
    assert not Frontend(PRESETS["short_chunk"]).state_dict()


@pytest.mark.parametrize("shape", [(30_000,), (1, 256), (1, 1, 30_000)])
def test_a_wrong_shape_is_named(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="at least 257 samples"):
        Frontend(PRESETS["short_chunk"])(torch.zeros(shape))


def test_an_unknown_preset_lists_the_known() -> None:
    with pytest.raises(UnknownFrontendError, match=r"no front end 'shortchunk': choose from .*short_chunk"):
        preset("shortchunk")


@pytest.mark.parametrize("config", list(PRESETS.values()), ids=list(PRESETS))
def test_bands_hold_the_whole_filterbank(config: FrontendConfig) -> None:
    filters = mel_filterbank(config.sample_rate, config.fft_size, config.mels)
    rebuilt = torch.zeros_like(filters)
    bands = filter_bands(filters)
    for rows, columns in bands:
        rebuilt[rows, columns] = filters[rows, columns]
    assert torch.equal(rebuilt, filters)
    assert [rows.start for rows, _ in bands[1:]] == [rows.stop for rows, _ in bands[:-1]]
