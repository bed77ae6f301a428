"""The tagging scheme must be able to learn, to learn with all it has, and only from what is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from encoders.registry import create_audio
from retrieval.config import EncoderChoice, FrameAugmentation, TaggerConfig
from retrieval.data.manifest import Manifest, read_manifest
from retrieval.settings import read_config, to_table
from retrieval.training.tagger import TaggerScheme
from retrieval.training.tagger_run import _public, make_scheme, prepare
from retrieval.training.trainer import TrainingError
from tests.retrieval.toys import toy_manifest

CPU = torch.device("cpu")
CONFIG = read_config(TaggerConfig, None, ("data.batch_size=6", "data.valid_chunks=2"))
CONFIG = replace(
    CONFIG,
    encoder=EncoderChoice("short_chunk_resnet", {"width": 4, "dropout": 0.0, "chunk_samples": 33_000}),
)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    return read_manifest(toy_manifest(tmp_path_factory.mktemp("toy") / "m", tracks=20, seconds=3.0))


def scheme_of(manifest: Manifest, config: TaggerConfig = CONFIG, name: str = "") -> TaggerScheme:
    torch.manual_seed(0)
    data = prepare(config, manifest, workers=1)
    choice = config.encoder
    encoder = create_audio(name or choice.name, **choice.options, dimension=len(data.tags))
    return make_scheme(config, encoder, data, CPU, workers=1)


def test_one_batch_can_be_learned_by_heart(manifest: Manifest) -> None:
    plain = replace(
        FrameAugmentation(), gain=0.0, equaliser=0.0, resample=0.0, time_masks=0, frequency_masks=0
    )
    scheme = scheme_of(manifest, replace(CONFIG, frames=plain))
    inputs, rest = scheme.batch(np.arange(6), np.random.default_rng(0))
    optimiser = torch.optim.Adam(scheme.network.parameters(), 1e-2)
    for _ in range(100):
        optimiser.zero_grad()
        loss = scheme.loss(scheme.network(inputs), rest)
        loss.backward()
        optimiser.step()
    assert loss.item() < 0.05


@pytest.mark.parametrize("name", ["short_chunk_cnn", "short_chunk_resnet"])
def test_the_gradient_reaches_every_parameter(manifest: Manifest, name: str) -> None:
    scheme = scheme_of(manifest, name=name)
    inputs, rest = scheme.batch(np.arange(6), np.random.default_rng(0))
    scheme.loss(scheme.network(inputs), rest).backward()
    for name, parameter in scheme.network.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_an_epoch_visits_every_track_and_is_fixed_by_its_number(manifest: Manifest) -> None:
    scheme = scheme_of(manifest)
    seen: list[int] = []
    draw = scheme.batch
    scheme.batch = lambda rows, generator: (seen.extend(rows.tolist()), draw(rows, generator))[1]  # type: ignore
    first = [inputs for inputs, _ in scheme.batches(0, np.random.default_rng(0))]
    again = [inputs for inputs, _ in scheme.batches(0, np.random.default_rng(0))]
    assert sorted(seen[:12]) == list(range(12)) and seen[:12] == seen[12:]
    torch.testing.assert_close(first, again, rtol=0, atol=0)
    assert first[0].shape == (6, 1, 128, 129)


def test_unknown_labels_teach_nothing(manifest: Manifest) -> None:
    scheme = scheme_of(manifest)
    outputs = torch.zeros(2, 3, requires_grad=True)
    known = torch.tensor([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    scheme.loss(outputs, (torch.ones(2, 3), known)).backward()
    assert outputs.grad is not None
    assert ((outputs.grad != 0) == (known == 1)).all()


def test_unknown_tags_of_the_manifest_arrive_as_a_mask(manifest: Manifest) -> None:
    doubted = replace(manifest.tracks[0], extra={"unknown_tags": ["hiss"]})
    scheme = scheme_of(replace(manifest, tracks=(doubted, *manifest.tracks[1:])))
    assert not scheme.train.known[0, 2] and scheme.train.known.sum() == scheme.train.known.size - 1


def test_mixup_mixes_targets_in_the_share_of_the_sounds(manifest: Manifest) -> None:
    plain = scheme_of(manifest)
    mixing = scheme_of(manifest, replace(CONFIG, frames=replace(CONFIG.frames, mixup=1.0)))
    _, (pure, _) = plain.batch(np.arange(6), np.random.default_rng(0))
    _, (mixed, _) = mixing.batch(np.arange(6), np.random.default_rng(0))
    between = (mixed > 0) & (mixed < 1)
    assert between.any() and len(mixed[between].unique()) <= 2
    torch.testing.assert_close(mixed.sum(), pure.sum())


def test_label_smoothing_draws_targets_towards_the_middle(manifest: Manifest) -> None:
    training = replace(CONFIG.training, label_smoothing=0.1)
    scheme = scheme_of(manifest, replace(CONFIG, training=training))
    _, (targets, _) = scheme.batch(np.arange(6), np.random.default_rng(0))
    assert set(np.round(targets.unique().tolist(), 3)) == {0.05, 0.95}


def test_rare_tags_are_left_out_and_said(manifest: Manifest) -> None:
    few = replace(CONFIG, data=replace(CONFIG.data, tags_at_least=6))
    counts = manifest.split("train").matrix(tuple(manifest.tags)).sum(axis=0)
    data = prepare(few, manifest, workers=1)
    expected = [tag for tag, count in zip(manifest.tags, counts, strict=True) if count >= 6]
    assert [tag.name for tag in data.tags] == expected
    assert data.facts["left_out_tags"] == [tag for tag in manifest.tags if tag not in expected]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("data.tags=['melody']", "no tag 'melody'"),
        ("encoder.options.widht=4", "no option 'widht' to train with: choose from frontend"),
        ("encoder.options.dimension=4", "no option 'dimension'"),
        ("data.tags_at_least=99", "lower data.tags_at_least"),
    ],
)
def test_what_cannot_be_learned_is_said(manifest: Manifest, setting: str, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        prepare(read_config(TaggerConfig, None, (setting,)), manifest, workers=1)


def test_a_manifest_without_validation_tracks_is_refused(manifest: Manifest) -> None:
    with pytest.raises(TrainingError, match="no track in split 'valid'"):
        prepare(CONFIG, replace(manifest, tracks=manifest.split("train").tracks), workers=1)


def test_validation_hears_evenly_spread_chunks(manifest: Manifest, tmp_path: Path) -> None:
    scheme = scheme_of(manifest)
    scheme.network.eval()
    assert scheme.logits(scheme.valid, 2).shape == (4, 2, 3)
    assert set(scheme.validate()) == {"roc_auc", "pr_auc", "valid_loss"}


def test_waveforms_can_be_fed_instead_of_frames(manifest: Manifest) -> None:
    waveform = replace(CONFIG, data=replace(CONFIG.data, domain="waveform"))
    scheme, frames = scheme_of(manifest, waveform), scheme_of(manifest)
    inputs, _ = scheme.batch(np.arange(6), np.random.default_rng(0))
    assert inputs.shape == (6, 1, 128, 129) and inputs.isfinite().all()
    for each in (scheme, frames):
        each.network.eval()
    # the same chunks, but for where the first frame's window begins and 0.6 dB steps
    np.testing.assert_allclose(scheme.logits(scheme.valid, 1), frames.logits(frames.valid, 1), atol=0.3)


def test_watched_tracks_are_measured_and_a_persons_folders_stay_private(
    manifest: Manifest, tmp_path: Path
) -> None:
    other = toy_manifest(tmp_path / "secret place" / "other", tracks=10, seconds=2.5, seed=1)
    config = replace(CONFIG, data=replace(CONFIG.data, watch=(str(other),)))
    scheme = scheme_of(manifest, config)
    scheme.network.eval()
    assert "toy_roc_auc" in scheme.validate()
    assert "secret" not in str(_public(to_table(config)))
