"""From a manifest and a config to a tagger bundle: features, training, calibration, provenance."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from encoders.base import AudioEncoder
from encoders.frontend import UnknownFrontendError
from encoders.registry import create_audio, encoder_class
from retrieval.atomic import staged
from retrieval.calibration import fit
from retrieval.config import TaggerConfig
from retrieval.data.features import Recipe, features_of
from retrieval.data.manifest import Manifest, read_manifest
from retrieval.evaluation import metrics
from retrieval.evaluation.emotions import carries_emotions, emotion_figures
from retrieval.settings import from_table, read_config, to_table, to_toml
from retrieval.tagger import Tag, Tagger
from retrieval.training.augmentation import WaveformAugmenter
from retrieval.training.frame_augmentation import FrameAugmenter
from retrieval.training.noise_bank import noise_bank
from retrieval.training.precision import Precision, choose
from retrieval.training.tagger import Labelled, TaggerScheme, Watched
from retrieval.training.trainer import Trainer, TrainingError, first_process_first, rank_and_world

CONFIG_FILE, BUNDLE_FOLDER = "config.toml", "bundle"


@dataclass(frozen=True)
class Data:
    """Training and validation tracks of one manifest, over one vocabulary."""

    tags: tuple[Tag, ...]
    train: Labelled
    valid: Labelled
    facts: dict[str, Any]  # what the bundle says about where it comes from


def train_tagger(
    config: TaggerConfig, manifest: Manifest, folder: Path, device: torch.device, workers: int | None = None
) -> Path:
    """Train in `folder`, resuming what is there, and give the folder of the finished bundle."""
    torch.set_flush_denormal(True)
    torch.manual_seed(config.seed)
    with first_process_first():
        data = prepare(config, manifest, workers)
        encoder = fresh_encoder(config, len(data.tags))
        scheme = make_scheme(config, encoder, data, device, workers)
        config = _settled(config, scheme, folder, device)
    precision = Precision(config.training.precision, device)
    trainer = Trainer(scheme, config.stages, config.training, precision, folder, config.seed)
    state = trainer.run()
    bundle = folder / BUNDLE_FOLDER
    if rank_and_world()[0] == 0:
        encoder.eval()
        with precision.autocast():
            logits = scheme.logits(data.valid, config.data.valid_chunks)
        calibration = fit(logits, data.valid.truth, data.valid.known)
        Precision("fp32", torch.device("cpu")).place(encoder)
        provenance = {
            **data.facts,
            "config": _public(to_table(config)),
            "epochs": state.epoch,
            "best_epoch": state.best_epoch,
            "torch": torch.__version__,
        }
        scores = {f"valid_{key}": value for key, value in state.history[state.best_epoch - 1].items()}
        Tagger(encoder, data.tags, calibration).save(bundle, provenance, scores)
    return bundle


def prepare(config: TaggerConfig, manifest: Manifest, workers: int | None = None) -> Data:
    """Build or open the feature stores, and leave out tracks without audio and tags too rare to learn."""
    encoder = fresh_encoder(config)
    frontend = encoder.frontend.config
    by_chunk = frontend.standardise or frontend.weighting == "per_frequency"
    if config.data.domain == "frames" and by_chunk:
        raise TrainingError(
            f"front end '{encoder.config.frontend}' standardises each chunk, which frames of whole tracks "
            'cannot give: train with data.domain = "waveform"'
        )
    recipe = Recipe(encoder.config.frontend, config.data.domain, config.data.storage)
    splits = {name: manifest.split(name) for name in ("train", "valid")}
    for name, part in splits.items():
        if not part.tracks:
            raise TrainingError(
                f"the manifest has no track in split '{name}': training needs train and valid"
            )
    vocabulary = config.data.tags or tuple(manifest.tags)
    missing = [tag for tag in vocabulary if tag not in manifest.tags]
    if missing:
        raise TrainingError(f"the manifest has no tag '{missing[0]}' that data.tags asks for")
    counts = splits["train"].matrix(vocabulary).sum(axis=0)
    kept = tuple(
        tag for tag, count in zip(vocabulary, counts, strict=True) if count >= config.data.tags_at_least
    )
    if not kept:
        raise TrainingError(
            f"no tag has {config.data.tags_at_least} training tracks: lower data.tags_at_least"
        )
    labelled = {}
    for name, part in splits.items():
        store = features_of(part, recipe, workers)
        heard = np.flatnonzero(store.lengths > 0)
        if not len(heard):
            raise TrainingError(f"no track of split '{name}' is long enough to be heard")
        labelled[name] = Labelled(store, heard, part.matrix(kept)[heard], part.known(kept)[heard])
    facts = {
        "manifest": manifest.name,
        "manifest_sha256": manifest_digest(manifest),
        "train_tracks": len(labelled["train"].tracks),
        "valid_tracks": len(labelled["valid"].tracks),
        "left_out_tags": [tag for tag in vocabulary if tag not in kept],
    }
    tags = tuple(Tag(tag, manifest.tags[tag]) for tag in kept)
    return Data(tags, labelled["train"], labelled["valid"], facts)


def fresh_encoder(config: TaggerConfig, tags: int = 1) -> AudioEncoder:
    """The encoder that the config names, with random weights and an output for each tag."""
    kind, options = encoder_class("audio", config.encoder.name), config.encoder.options
    known = [field.name for field in dataclasses.fields(kind.Config) if field.name != "dimension"]
    for option in options:
        if option not in known:
            raise TrainingError(
                f"{config.encoder.name} has no option '{option}' to train with: "
                f"choose from {', '.join(known)}"
            )
    checked: Any = from_table(kind.Config, options, "encoder.options.")
    try:
        return create_audio(config.encoder.name, **{**vars(checked), "dimension": tags})
    except UnknownFrontendError as error:
        raise TrainingError(str(error)) from None


def make_scheme(
    config: TaggerConfig, encoder: AudioEncoder, data: Data, device: torch.device, workers: int | None = None
) -> TaggerScheme:
    """The tagging scheme with its augmentation."""
    noises = None
    if config.frames.noise > 0 and config.frames.noise_folder:
        recipe = replace(data.train.store.recipe, domain="frames")
        noises = noise_bank(Path(config.frames.noise_folder), recipe, workers)
    frontend = encoder.frontend.config
    augmenter = FrameAugmenter(config.frames, frontend, noises, device)
    distorter = WaveformAugmenter(config.waveform, frontend.sample_rate)
    watched = tuple(_watched(read_manifest(path), data, config, workers) for path in config.data.watch)
    return TaggerScheme(
        encoder.to(device), data.train, data.valid, config, augmenter, distorter, device, watched
    )


def _watched(manifest: Manifest, data: Data, config: TaggerConfig, workers: int | None) -> Watched:
    """All tracks of a manifest, judged by the protocol that its labels allow."""
    words = tuple(tag.name for tag in data.tags)
    store = features_of(manifest, data.train.store.recipe, workers)
    heard = np.flatnonzero(store.lengths > 0)
    part = replace(manifest, tracks=tuple(manifest.tracks[place] for place in heard))
    labelled = Labelled(store, heard, part.matrix(words), part.known(words))

    def judge(scores: np.ndarray) -> dict[str, float]:
        if carries_emotions(part):
            return emotion_figures(scores, words, part)
        figures = {"roc_auc": metrics.roc_auc, "pr_auc": metrics.average_precision}
        return {
            name: metrics.macro(metric, scores, labelled.truth, labelled.known)
            for name, metric in figures.items()
        }

    return Watched(manifest.name or "watched", labelled, judge)


def _settled(config: TaggerConfig, scheme: TaggerScheme, folder: Path, device: torch.device) -> TaggerConfig:
    """The config with its precision chosen, as it is saved in the run's folder; a resumed run keeps it.

    All else must be what the run began with: half a run under other settings would be nobody's result.
    """
    saved = folder / CONFIG_FILE
    if saved.exists():
        begun = read_config(TaggerConfig, saved)
        asked = config.training.precision
        wanted = begun.training.precision if asked == "auto" else asked
        config = replace(config, training=replace(config.training, precision=wanted))
        if config != begun:
            raise TrainingError(
                f"{folder} holds a run with other settings: resume it with its own {CONFIG_FILE}, "
                f"or train into another --out"
            )
        return config
    chosen = choose(config.training.precision, scheme.network, device, _timed_step(scheme, config))
    config = replace(config, training=replace(config.training, precision=chosen.name))
    if rank_and_world()[0] == 0:
        with staged(saved) as place:
            place.write_text(to_toml(config), encoding="utf-8")
    return config


def _timed_step(scheme: TaggerScheme, config: TaggerConfig) -> Any:
    """One training step that leaves the network's weights and statistics as they were."""
    rows = np.resize(np.arange(len(scheme.train.tracks)), min(16, config.data.batch_size))
    inputs, rest = scheme.batch(rows, np.random.default_rng(0))

    def step(precision: Precision) -> None:
        kept = {key: value.clone() for key, value in scheme.network.state_dict().items()}
        scheme.network.train()
        with precision.autocast():
            outputs = scheme.network(inputs)
        scheme.loss(outputs.float(), rest).backward()
        scheme.network.zero_grad(set_to_none=True)
        scheme.network.load_state_dict(kept)

    return step


def _public(table: dict[str, Any]) -> dict[str, Any]:
    """The settings as they may be published in a bundle: of a person's own folders, only the names."""
    data, frames = dict(table["data"]), dict(table["frames"])
    data["watch"] = [Path(path).name for path in data["watch"]]
    frames["noise_folder"] = Path(frames["noise_folder"]).name
    return {**table, "data": data, "frames": frames}


def manifest_digest(manifest: Manifest) -> str:
    """SHA-256 over what a manifest says of its tracks: ids, splits and tags."""
    facts = [[track.id, track.split, list(track.tags)] for track in manifest.tracks]
    return hashlib.sha256(json.dumps([facts, manifest.tags]).encode()).hexdigest()
