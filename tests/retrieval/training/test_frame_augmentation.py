"""Each change must do what its name says, to what it is asked to, and nothing when it is not asked."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from torch import Tensor

from encoders.frontend import Frontend, preset
from retrieval.config import FrameAugmentation
from retrieval.data.features import Recipe
from retrieval.training.dice import Dice
from retrieval.training.frame_augmentation import FrameAugmenter
from retrieval.training.noise_bank import noise_bank
from retrieval.training.trainer import TrainingError

FRONTEND = preset("short_chunk")
OFF = {field.name: 0.0 for field in fields(FrameAugmentation) if field.type == "float"}
NOTHING = FrameAugmentation(**{**OFF, "time_masks": 0, "frequency_masks": 0, "stretch": 1.15})


def augmenter(**settings: object) -> FrameAugmenter:
    return FrameAugmenter(replace(NOTHING, **settings), FRONTEND)


def dice(seed: int = 0) -> Dice:
    return Dice(torch.Generator().manual_seed(seed))


def tone(hertz: float, seconds: float = 2.0) -> Tensor:
    time = torch.arange(int(seconds * 16_000)) / 16_000
    return Frontend(FRONTEND)((0.1 * torch.sin(2 * torch.pi * hertz * time))[None])[:, 0]


@pytest.fixture
def frames() -> Tensor:
    return torch.randn(8, 128, 60, generator=torch.Generator().manual_seed(1)) * 8 - 20


def test_nothing_asked_nothing_changed(frames: Tensor) -> None:
    changed = augmenter()(frames.clone(), 60, torch.Generator().manual_seed(0))
    torch.testing.assert_close(changed, frames)


def test_the_whole_chain_is_finite_and_fixed_by_its_seed(frames: Tensor) -> None:
    everything = FrameAugmenter(replace(FrameAugmentation(), gain=1.0, reverberation=1.0), FRONTEND)
    one, again, other = (everything(frames.clone(), 50, torch.Generator().manual_seed(s)) for s in (0, 0, 1))
    assert one.shape == (8, 128, 50) and one.isfinite().all()
    torch.testing.assert_close(one, again, rtol=0, atol=0)
    assert not torch.allclose(one, other)


def test_a_pitch_shift_moves_a_tone_to_where_the_higher_tone_is() -> None:
    up = augmenter(resample=1.0, pitch_semitones=12.0, stretch=1.0)
    draws = dice(3)
    semitones = Dice(torch.Generator().manual_seed(3))
    semitones.share(1), semitones.share(1)  # the draws that come before it
    shift = float(semitones.uniform(1, -12.0, 12.0))
    moved = up.resampled(tone(1000.0), 100, draws).mean(dim=2).argmax()
    expected = tone(1000.0 * 2 ** (shift / 12)).mean(dim=2).argmax()
    assert abs(shift) > 2 and abs(int(moved) - int(expected)) <= 1


def test_a_stretch_changes_how_often_something_happens() -> None:
    beats = torch.full((16, 128, 160), -60.0)
    beats[:, :, ::10] = 0.0
    heard = augmenter(resample=1.0, stretch=1.5).resampled(beats, 100, dice())
    counts = (heard[:, 64] > -40).int().diff(dim=1).clamp(min=0).sum(dim=1)
    assert counts.min() < 9 and counts.max() > 11


def test_reverberation_fills_what_follows_a_sound_and_nothing_before() -> None:
    click = torch.full((4, 128, 80), -80.0)
    click[:, :, 30] = 0.0
    rung = augmenter(reverberation=1.0).reverberated(click, dice())
    assert (rung[:, :, :30] < -76).all()
    assert (rung[:, :, 32] > -60).all()
    assert (rung[:, :, 31:].diff(dim=2) <= 0.01).all()


def test_a_band_limit_takes_from_the_edges_and_leaves_the_middle(frames: Tensor) -> None:
    loss = frames - augmenter().band_limited(frames, dice())
    middle = loss[:, 50]  # about 1 kHz
    torch.testing.assert_close(middle, torch.zeros_like(middle), atol=1e-4, rtol=0)
    assert (loss[:, 0, 0] + loss[:, -1, 0] > 1).all()


@pytest.mark.parametrize("change", ["with_floor", "with_noise"])
def test_noise_comes_at_the_ratio_asked_for(change: str, frames: Tensor) -> None:
    noisy = augmenter(noise_floor_snr_db=(3.0, 3.0), noise_snr_db=(3.0, 3.0))
    noisy.noises = lambda count, length, _: torch.randn(count, 128, length) * 3 - 50
    heard = getattr(noisy, change)(frames, dice())
    before, after = (10 ** (x / 10) for x in (frames, heard))
    ratio = 10 * torch.log10(before.mean() / (after - before).mean())
    assert float(ratio) == pytest.approx(3.0, abs=0.5)


def test_masks_cover_no_more_than_they_may(frames: Tensor) -> None:
    masked = augmenter(time_masks=1, time_mask_seconds=0.2, frequency_masks=1, frequency_mask_mels=10)
    changed = masked.masked(frames, dice()) != frames
    assert changed.any()
    assert changed.all(dim=1).sum(dim=1).max() <= 13 and changed.all(dim=2).sum(dim=1).max() <= 10


def test_an_equaliser_is_smooth(frames: Tensor) -> None:
    curve = (augmenter(equaliser_db=6.0).equalised(frames, dice()) - frames)[:, :, 0]
    assert curve.std() > 2 and curve.diff(dim=1).abs().max() < 1.5


def test_a_noise_bank_draws_from_every_file(tmp_path: Path) -> None:
    for name, hertz in (("low", 200.0), ("high", 5000.0)):
        time = np.arange(16_000) / 16_000
        soundfile.write(tmp_path / f"{name}.wav", 0.3 * np.sin(2 * np.pi * hertz * time), 16_000)
    drawn = noise_bank(tmp_path, Recipe("short_chunk"), workers=1)(20, 100, dice())
    assert drawn.shape == (20, 128, 100)
    assert len(set(drawn.mean(dim=2).argmax(dim=1).tolist())) == 2


def test_an_empty_noise_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"no audio file .* set frames\.noise_folder"):
        noise_bank(tmp_path, Recipe("short_chunk"))
