"""From a manifest and a config to a joint bundle: vectors, words, training, provenance."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from encoders.base import CulturalEncoder, TextEncoder
from encoders.registry import create_text
from retrieval.bundle import TAGGER, find_bundle, read_bundle
from retrieval.config import JointConfig
from retrieval.data.manifest import Manifest
from retrieval.data.wording import LabelWording
from retrieval.evaluation import metrics
from retrieval.joint_bundle import JointBundle
from retrieval.joint_space import JointSpace
from retrieval.settings import to_table
from retrieval.song_vectors import song_vectors
from retrieval.tagger import Tagger
from retrieval.text_vectors import text_vectors
from retrieval.training.joint import JointScheme, Songs
from retrieval.training.matching import learned_matcher
from retrieval.training.precision import Precision
from retrieval.training.projecting import Lessons, learned_projection, lessons
from retrieval.training.settling import settle
from retrieval.training.tagger_run import BUNDLE_FOLDER, manifest_digest
from retrieval.training.trainer import Trainer, TrainingError, first_process_first, rank_and_world
from retrieval.training.unread import cross_read, spare
from retrieval.training.wording import Anchors, Wording, anchors


@dataclass(frozen=True)
class JointParts:
    """Training and validation songs over one vocabulary, and all words that will be said."""

    tags: tuple[str, ...]
    train: Songs
    valid: Songs
    anchors: Anchors
    text_vectors: NDArray[np.float32]
    queries: NDArray[np.float32]
    facts: dict[str, Any]  # what the bundle says about where it comes from


def train_joint(
    config: JointConfig,
    manifest: Manifest,
    folder: Path,
    device: torch.device,
    workers: int | None = None,
    cultural: CulturalEncoder | None = None,
    wording: Wording | None = None,
    text: TextEncoder | None = None,
) -> Path:
    """Train in `folder`, resuming what is there, and give the folder of the finished bundle.

    `cultural` knows the manifest's tracks or artists; `text` and `wording` replace the config's.
    """
    audio_bundle = find_bundle(config.data.audio_bundle)
    tagger = Tagger.load(audio_bundle)
    text = text or create_text(config.text.name, **config.text.options)
    if wording is None and config.data.wording == "labels":
        wording = LabelWording(manifest.tags)
    with first_process_first():
        settle(config, folder)
        parts = prepare(config, manifest, tagger, text, cultural, wording, workers)
    space = fresh_space(config, parts)
    scheme = JointScheme(
        space, parts.anchors, parts.text_vectors, parts.queries, parts.train, parts.valid, config, device
    )
    if config.training.precision == "auto":
        raise TrainingError("a joint space trains in training.precision fp32 or bf16: 'auto' is for taggers")
    precision = Precision(config.training.precision, device)
    trainer = Trainer(scheme, config.stages, config.training, precision, folder, config.seed)
    state = trainer.run()
    bundle = folder / BUNDLE_FOLDER
    if rank_and_world()[0] == 0:
        heard = read_bundle(audio_bundle, TAGGER)
        provenance = {
            **parts.facts,
            "audio_fingerprint": heard.fingerprint,
            "config": _public(to_table(config)),
            "epochs": state.epoch,
            "best_epoch": state.best_epoch,
            "torch": torch.__version__,
        }
        scores = {f"valid_{key}": value for key, value in state.history[state.best_epoch - 1].items()}
        space = space.cpu()
        if config.projection.share > 0:
            projected, facts = _project(space, config, parts, tagger, text)
            provenance["projected_tags"] = len(projected)
            provenance["projection_texts"] = len(facts.texts)
        made = JointBundle(tagger, text, space, cultural, config.text.templates)
        if space.projection is not None:
            found = made.scores(parts.tags, parts.valid.vectors).T
            truth = parts.valid.truth & parts.valid.known
            both = metrics.macro(metrics.average_precision, found, truth, parts.valid.known)
            scores["valid_map_projected"] = both
            unread = cross_read(
                made, parts.tags, projected, config.data.held_out_tags, config.projection, config.seed
            )
        else:
            unread = spare(made, parts.tags, parts.anchors.texts, config.seed)
        made.matcher = learned_matcher(made, parts.valid, parts.tags, unread)
        made.save(bundle, provenance, scores, heard.provenance, half_precision=tagger.is_half())
    return bundle


def prepare(
    config: JointConfig,
    manifest: Manifest,
    tagger: Tagger,
    text: TextEncoder,
    cultural: CulturalEncoder | None = None,
    wording: Wording | None = None,
    workers: int | None = None,
) -> JointParts:
    """Hear all songs and read all words, once; tags too rare to learn are left out."""
    tags = _vocabulary(config, manifest)
    songs, splits = {}, {}
    for name in ("train", "valid"):
        part = splits[name] = manifest.split(name)
        vectors = song_vectors(tagger, part, cultural, config.data.segments, workers)
        songs[name] = Songs(vectors, part.matrix(tags), part.known(tags))
    said = anchors(tags, splits["train"].tracks, songs["train"].truth, wording, config.data, config.seed)
    templates = config.text.templates
    asked = [template.replace("{}", tag) for tag in tags for template in templates]
    told = text_vectors(text, [*said.texts, *asked])
    facts = {
        "manifest": manifest.name,
        "manifest_sha256": manifest_digest(manifest),
        "train_tracks": len(splits["train"].tracks),
        "valid_tracks": len(splits["valid"].tracks),
        "tags": list(tags),
        "held_out_tags": list(config.data.held_out_tags),
        "anchor_texts": len(said.texts),
        "described_tracks": int((said.song_rows >= 0).any(axis=1).sum()),
        "warm_train_tracks": int(songs["train"].vectors.has_cultural.sum()),
    }
    return JointParts(
        tags, songs["train"], songs["valid"], said, told[: len(said.texts)], told[len(said.texts) :], facts
    )


def _project(
    space: JointSpace, config: JointConfig, parts: JointParts, tagger: Tagger, text: TextEncoder
) -> tuple[tuple[str, ...], Lessons]:
    """Puts a semantic projection beside the branches, and tells the tags in it: those that the tagger lacks
    stay with the branches."""
    own = {tag.name for tag in tagger.tags}
    tags = tuple(tag for tag in parts.tags if tag in own)
    if not tags:
        raise TrainingError("the tagger knows none of the tags: set projection.share to 0")
    said = lessons(tags, config.data.held_out_tags, config.projection)
    heard = torch.from_numpy(parts.train.vectors.acoustic[parts.train.vectors.has_acoustic])
    try:
        space.project(
            learned_projection(text, tagger, said, tags, heard, config.projection, config.seed),
            config.projection.share,
        )
    except ValueError as error:
        raise TrainingError(str(error)) from None
    return tags, said


def fresh_space(config: JointConfig, parts: JointParts) -> JointSpace:
    """The space that the config describes, with random weights, for vectors of these lengths."""
    acoustic, cultural = parts.train.vectors.acoustic, parts.train.vectors.cultural
    torch.manual_seed(config.seed)  # here, for how many numbers were drawn on the way depends on caches
    try:
        return JointSpace(config.space, parts.text_vectors.shape[1], acoustic.shape[2], cultural.shape[1])
    except ValueError as error:
        raise TrainingError(str(error)) from None


def _vocabulary(config: JointConfig, manifest: Manifest) -> tuple[str, ...]:
    data = config.data
    for name in ("train", "valid"):
        if not manifest.split(name).tracks:
            raise TrainingError(
                f"the manifest has no track in split '{name}': training needs train and valid"
            )
    for tag in (*data.tags, *data.held_out_tags):
        if tag not in manifest.tags:
            raise TrainingError(f"the manifest has no tag '{tag}' that data.tags or data.held_out_tags names")
    asked = [tag for tag in data.tags or manifest.tags if tag not in data.held_out_tags]
    counts = manifest.split("train").matrix(asked).sum(axis=0)
    kept = tuple(tag for tag, count in zip(asked, counts, strict=True) if count >= data.tags_at_least)
    if not kept or not counts.any():
        raise TrainingError(f"no tag has {data.tags_at_least} training tracks: lower data.tags_at_least")
    return kept


def _public(table: dict[str, Any]) -> dict[str, Any]:
    """The settings as they may be published in a bundle: of a person's own folders, only the names."""
    data, text = dict(table["data"]), dict(table["text"])
    data["audio_bundle"] = Path(data["audio_bundle"]).name
    text["options"] = {
        key: Path(value).name if isinstance(value, str) else value for key, value in text["options"].items()
    }
    projection = {**table["projection"], "captions": Path(table["projection"]["captions"]).name}
    return {**table, "data": data, "text": text, "projection": projection}
