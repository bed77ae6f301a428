"""From passages, songs and a config to a story bundle: encoders, labels, training, provenance."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from encoders.base import TextEncoder
from encoders.registry import create_text
from retrieval.bundle import TAGGER, find_bundle, read_bundle
from retrieval.config import TaggerConfig
from retrieval.data.manifest import Manifest, Passage, Texts
from retrieval.progress import say
from retrieval.settings import to_table
from retrieval.song_vectors import song_vectors
from retrieval.story.bundle import StoryBundle
from retrieval.story.config import StoryConfig, StoryTraining
from retrieval.story.labels import Labels
from retrieval.story.registry import create_method
from retrieval.story.towers import (
    SongLookUp,
    SongTower,
    TextLookUp,
    TextTower,
    read_whole,
    store_for,
    tell_cut,
)
from retrieval.tagger import Tag, Tagger
from retrieval.text_vectors import text_vectors
from retrieval.training.precision import Precision
from retrieval.training.settling import settle
from retrieval.training.story import Passages, Songs, StoryNetwork, StoryScheme
from retrieval.training.story_labels import story_labels
from retrieval.training.tagger_run import BUNDLE_FOLDER, fresh_encoder, manifest_digest
from retrieval.training.trainer import Trainer, TrainingError, first_process_first, rank_and_world

SPLITS = ("train", "valid")


@dataclass(frozen=True)
class StoryParts:
    """What a run trains with: both encoders, the labels, passages and songs of both splits."""

    text: TextEncoder
    tagger: Tagger
    labels: Labels
    passages: dict[str, Passages]
    songs: dict[str, Songs]
    facts: dict[str, Any]  # what the bundle says about where it comes from


def train_story(
    config: StoryConfig,
    texts: Texts,
    manifest: Manifest,
    folder: Path,
    device: torch.device,
    workers: int | None = None,
    text: TextEncoder | None = None,
    words: TextEncoder | None = None,
) -> Path:
    """Train in `folder`, resuming what is there, and give the folder of the finished bundle.

    `text` and `words` replace the config's text encoder and that of single words.
    """
    if config.training.precision == "auto":
        raise TrainingError("a story method trains in training.precision fp32 or bf16: 'auto' is for taggers")
    torch.set_flush_denormal(True)
    with first_process_first():
        settle(config, folder)
        parts = prepare(config, texts, manifest, workers, text, words)
    if not parts.labels.emotions and config.training.select == StoryTraining().select:
        say("no passage has an emotion: text_concordance picks the best epoch")
        config = replace(config, training=replace(config.training, select="text_concordance"))
    scheme = make_scheme(config, parts, device)
    precision = Precision(config.training.precision, device)
    state = Trainer(scheme, config.stages, config.training, precision, folder, config.seed).run()
    bundle = folder / BUNDLE_FOLDER
    if rank_and_world()[0] == 0:
        provenance = {
            **parts.facts,
            "config": _public(to_table(config)),
            "epochs": state.epoch,
            "best_epoch": state.best_epoch,
            "torch": torch.__version__,
        }
        scores = {f"valid_{key}": value for key, value in state.history[state.best_epoch - 1].items()}
        scheme.network.cpu()
        parts.tagger.encoder.eval()
        made = StoryBundle(scheme.method, parts.text, parts.tagger)
        made.save(bundle, provenance, scores, parts.facts["ears"])
    return bundle


def prepare(
    config: StoryConfig,
    texts: Texts,
    manifest: Manifest,
    workers: int | None = None,
    text: TextEncoder | None = None,
    words: TextEncoder | None = None,
) -> StoryParts:
    """Read all passages and hear all songs where the encoders are frozen; leave out what teaches nothing."""
    for name in SPLITS:
        for what, count in (
            ("passage", len(texts.split(name).passages)),
            ("track", len(manifest.split(name).tracks)),
        ):
            if not count:
                raise TrainingError(
                    f"there is no {what} in split '{name}', and training needs train and valid: "
                    "python -m scripts.manifest split FILE --out FILE draws them"
                )
    torch.manual_seed(config.seed)
    text = text or create_text(config.text.name, **config.text.options)
    words = words or create_text(config.words.name, **config.words.options)
    labels, mapping = story_labels(config, texts.split("train"), manifest.split("train"), words)
    if not labels.emotions and config.method != "va_regression":
        raise TrainingError(
            f"no passage has an emotion, which {config.method} learns from: give texts with emotions, or "
            "train --method va_regression, which learns from valence and arousal"
        )
    if unmapped := mapping.unmapped(labels.emotions):
        say(f"no music fits {', '.join(unmapped)} by the mapping '{mapping.name}'")
    if config.method == "va_regression" and (unknown := _without_point(labels)):
        say(f"no valence and arousal known of {', '.join(unknown)}: nothing is learned from them")
    tagger, ears = _ears(config, labels.moods)
    passages, songs = {}, {}
    for name in SPLITS:
        own = [one for one in texts.split(name).passages if _teaches(one, config, labels)]
        if not own:
            raise TrainingError(f"no passage of split '{name}' has an emotion of the training passages")
        passages[name] = _passages(own, config, text, labels)
        songs[name] = _songs(manifest.split(name), config, tagger, labels, workers)
    facts = {
        "method": config.method,
        "texts": texts.name,
        "texts_sha256": texts_digest(texts),
        "manifest": manifest.name,
        "manifest_sha256": manifest_digest(manifest),
        **{f"{name}_passages": len(passages[name]) for name in SPLITS},
        **{f"{name}_tracks": len(songs[name].rows) for name in SPLITS},
        "mapping": {"name": Path(mapping.name).name, "moods": {k: list(v) for k, v in mapping.moods.items()}},
        "words": words.name,
        "ears": ears,
    }
    return StoryParts(text, tagger, labels, passages, songs, facts)


def make_scheme(config: StoryConfig, parts: StoryParts, device: torch.device) -> StoryScheme:
    """The scheme with a fresh method, for vectors of these encoders."""
    torch.manual_seed(config.seed)  # here, for how many numbers were drawn on the way depends on caches
    width = parts.tagger.encoder.penultimate_dimension
    method = create_method(config, parts.text.dimension, width, parts.labels)
    text: nn.Module = TextTower(parts.text) if config.text.tuned else TextLookUp()
    song: nn.Module = SongTower(parts.tagger.encoder) if config.ears.tuned else SongLookUp()
    placed = {name: (_on(device, parts.passages[name]), _on(device, parts.songs[name])) for name in SPLITS}
    try:
        return StoryScheme(
            StoryNetwork(text, song, method, *placed["train"]), placed["valid"], config, device
        )
    except ValueError as error:
        raise TrainingError(str(error)) from None


def texts_digest(texts: Texts) -> str:
    """SHA-256 over what a manifest says of its passages."""
    facts = [
        [own.id, own.text, own.split, list(own.emotions), own.valence, own.arousal] for own in texts.passages
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _without_point(labels: Labels) -> list[str]:
    """The words that regression has no target for."""
    points = torch.cat([labels.emotion_points, labels.mood_points])
    words = (*labels.emotions, *labels.moods)
    known = points.isfinite().all(dim=1).tolist()
    return list(dict.fromkeys(word for word, is_known in zip(words, known, strict=True) if not is_known))


def _ears(config: StoryConfig, moods: tuple[str, ...]) -> tuple[Tagger, dict[str, Any]]:
    """The tagger whose encoder hears, and where it comes from."""
    if not config.ears.bundle:
        encoder = fresh_encoder(TaggerConfig(encoder=config.ears.encoder), len(moods))
        tags = tuple(Tag(mood, "mood") for mood in moods)
        return Tagger(encoder, tags), {
            "trained": "for stories, from random weights; its tags are not trained"
        }
    folder = find_bundle(config.ears.bundle)
    facts: dict[str, Any] = {"fingerprint": read_bundle(folder, TAGGER).fingerprint}
    if config.ears.tuned:
        facts["trained"] = "further, for stories; its tags are stale"
    return Tagger.load(folder), facts


def _teaches(passage: Passage, config: StoryConfig, labels: Labels) -> bool:
    felt = any(emotion in labels.emotions for emotion in passage.emotions)
    has_point = passage.valence is not None and passage.arousal is not None
    return felt or (config.method == "va_regression" and has_point)


def _passages(own: list[Passage], config: StoryConfig, text: TextEncoder, labels: Labels) -> Passages:
    said = [passage.text for passage in own]
    told: Any = tuple(said)
    if config.text.tuned:
        tell_cut(text, said)
    else:
        told = torch.from_numpy(read_whole(text, said, partial(text_vectors, text)))
    emotions = [[emotion in passage.emotions for emotion in labels.emotions] for passage in own]
    points = [
        [np.nan if value is None else value for value in (passage.valence, passage.arousal)]
        for passage in own
    ]
    return Passages(
        told,
        torch.tensor(emotions, dtype=torch.bool).reshape(len(own), len(labels.emotions)),
        torch.tensor(points, dtype=torch.float32),
    )


def _songs(part: Manifest, config: StoryConfig, tagger: Tagger, labels: Labels, workers: int | None) -> Songs:
    truth, known = part.matrix(labels.moods), part.known(labels.moods)
    if config.ears.tuned:
        heard: Any = store_for(tagger.encoder, part, workers)
        has_sound = heard.lengths > 0
    else:
        vectors = song_vectors(tagger, part, None, config.data.segments, workers)
        heard, has_sound = torch.from_numpy(vectors.acoustic), vectors.has_acoustic
    return Songs(
        heard,
        torch.from_numpy(np.flatnonzero(has_sound)),
        torch.from_numpy(truth & known),
        torch.from_numpy(~truth & known),
    )


def _on(device: torch.device, part: Any) -> Any:
    """Passages or songs with their tensors on a device."""
    tensors = {name: value for name, value in vars(part).items() if isinstance(value, torch.Tensor)}
    return replace(part, **{name: value.to(device) for name, value in tensors.items()})


def _public(table: dict[str, Any]) -> dict[str, Any]:
    """The settings as they may be published in a bundle: of a person's own folders, only the names."""
    found = {**table}
    for section, names in (("data", ("mapping", "lexicon")), ("ears", ("bundle",))):
        found[section] = {
            key: Path(value).name if key in names else value for key, value in table[section].items()
        }
    for section in ("text", "words"):
        options = table[section]["options"].items()
        kept = {key: Path(value).name if isinstance(value, str) else value for key, value in options}
        found[section] = {**table[section], "options": kept}
    return found
