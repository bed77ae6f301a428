"""What the studies of joint spaces share: arms of one recipe, trained alike, judged as the mean over seeds.

An arm is a recipe with some settings changed. All arms see the same vectors of songs, make as many draws and
choose their epoch on split valid; what is told is measured on split test. A figure is the mean over seeds of
the macro mean over tags. Its 95 % interval resamples tracks; the lowest and highest seed stand beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from encoders.base import CulturalEncoder, TextEncoder, sha256_of
from encoders.registry import create_text
from retrieval.atomic import staged
from retrieval.bundle import find_bundle
from retrieval.config import JointConfig
from retrieval.data.manifest import Manifest
from retrieval.evaluation import bootstrap
from retrieval.evaluation.metrics import Bools, Floats
from retrieval.evaluation.retrieval_report import System
from retrieval.evaluation.significance import compare, holm
from retrieval.evaluation.tables import Cell, Table
from retrieval.evaluation.tag_retrieval import FIGURES, Judged, TagQuery, floors, judged, measured
from retrieval.joint_bundle import JointBundle
from retrieval.progress import say, steps
from retrieval.settings import read_config, to_toml, with_settings
from retrieval.song_vectors import SongVectors, song_vectors
from retrieval.tagger import Tagger
from retrieval.training.joint import JointScheme
from retrieval.training.joint_run import JointParts, fresh_space, prepare
from retrieval.training.precision import Precision
from retrieval.training.tagger_run import CONFIG_FILE
from retrieval.training.trainer import Trainer, TrainingError

INPUTS_FILE = "inputs.json"
RESAMPLES = 200
"""Fewer than elsewhere, since every seed of every arm is resampled."""
NOTES = (
    "a figure is the mean over seeds; 95 % intervals: bootstrap over tracks; of seeds, lowest and highest",
    "paired tests: randomisation over tags, each tag's figure the mean over seeds; Holm over the table;",
    "under 'seeds', with how many of them the first of a pair is ahead",
)


@dataclass(frozen=True)
class Arm:
    """A name, `KEY=VALUE` settings on top of the recipe, and the published MAP and P@10, where there are."""

    name: str
    settings: tuple[str, ...] = ()
    published: tuple[float, float] | None = None


@dataclass(frozen=True)
class Ground:
    """What arms of one study share: encoders, what there is to train and validate on, songs of the test."""

    config: JointConfig
    tagger: Tagger
    text: TextEncoder
    cultural: CulturalEncoder | None
    parts: JointParts
    test: Manifest
    songs: SongVectors

    def case(self, rows: Bools | None = None) -> Judged:
        """The trained tags as queries over the songs of the test, or over some of them."""
        test = self.test
        if rows is not None:
            chosen = tuple(test.tracks[row] for row in np.flatnonzero(rows))
            test = Manifest(chosen, test.tags, test.root, test.name)
        return judged([TagQuery(tag, tag, test.tags[tag]) for tag in self.parts.tags], test)


@dataclass(frozen=True)
class Outcome:
    """An arm's figures: `system` is the mean over seeds, `each` has every seed's, `[S, Q]`."""

    arm: Arm
    system: System
    each: dict[str, Floats]

    def of_seeds(self, figure: str, chosen: Bools) -> Floats:
        """The macro figure of each seed over the chosen queries, `[S]`."""
        found: Floats = self.each[figure][:, chosen].mean(axis=1)
        return found


def settle(folder: Path, inputs: Mapping[str, Path]) -> None:
    """Remember by SHA-256 what a study is of; runs of other data are not taken for runs of this."""
    found = {name: _digest(path) for name, path in inputs.items()}
    place = folder / INPUTS_FILE
    if place.exists():
        before = json.loads(place.read_text(encoding="utf-8"))
        changed = [name for name in {**before, **found} if before.get(name) != found.get(name)]
        if changed:
            raise TrainingError(f"{folder} holds runs with another {changed[0]}: train into another --out")
        return
    folder.mkdir(parents=True, exist_ok=True)
    with staged(place) as path:
        path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def prepared(
    config: JointConfig,
    manifest: Manifest,
    text: TextEncoder | None = None,
    cultural: CulturalEncoder | None = None,
    workers: int | None = None,
) -> Ground:
    """Hear all songs and read all tags; `text` replaces the config's encoder of words."""
    tagger = Tagger.load(find_bundle(config.data.audio_bundle))
    text = text or create_text(config.text.name, **config.text.options)
    parts = prepare(config, manifest, tagger, text, cultural, None, workers)
    test = manifest.split("test")
    if not test.tracks:
        raise TrainingError("the manifest has no track in split 'test': studies are told on it")
    songs = song_vectors(tagger, test, cultural, config.data.segments, workers)
    return Ground(config, tagger, text, cultural, parts, test, songs)


def train_arm(
    ground: Ground, arm: Arm, seeds: int, folder: Path, device: torch.device
) -> tuple[JointBundle, ...]:
    """The arm trained with seeds 0, 1 ...; finished runs are left alone, begun ones go on."""
    return tuple(
        _train(ground, arm, seed, folder / f"{arm.name.replace(' ', '_')}-{seed}", device)
        for seed in range(seeds)
    )


def outcome(
    arm: Arm,
    bundles: Sequence[JointBundle],
    case: Judged,
    songs: SongVectors,
    counts: Floats,
    figures: Sequence[str] = FIGURES,
) -> Outcome:
    """Measure an arm; `counts` `[R, N]` says how often each resample draws each song."""
    values, resampled = [], []
    for bundle in steps(bundles, len(bundles), f"measuring {arm.name}"):
        scores = bundle.scores(case.texts, songs)
        values.append(measured(case, scores, figures=figures))
        resampled.append(measured(case, scores, counts, figures))
    each = {figure: np.concatenate([found[figure] for found in values]) for figure in figures}
    system = System(
        arm.name,
        np.ones(len(case.queries), dtype=bool),
        {figure: found.mean(axis=0) for figure, found in each.items()},
        {figure: np.mean([found[figure] for found in resampled], axis=0) for figure in figures},
    )
    return Outcome(arm, system, each)


def resamples(songs: int, seed: int) -> Floats:
    """How often each of the resamples that all arms share draws each song, `[R, N]`."""
    return bootstrap.weights(songs, np.random.default_rng(seed), RESAMPLES)


def figures_table(title: str, case: Judged, outcomes: Sequence[Outcome], seed: int) -> Table:
    """MAP, P@10 and ROC-AUC of every arm beside the published figures, and the floors."""
    every = np.ones(len(case.queries), dtype=bool)
    published = any(one.arm.published for one in outcomes)
    rows: list[tuple[Cell, ...]] = []
    for one in outcomes:
        cells: list[Cell] = [one.arm.name]
        for figure in FIGURES:
            cells.append(one.system.mean(figure, every))
            if figure != FIGURES[-1]:
                cells.append(_spread(one.of_seeds(figure, every)))
        if published:
            cells += [f"{value:.4f}" for value in one.arm.published or ()] or ["–", "–"]
        rows.append(tuple(cells))
    for name, values in floors(case, np.random.default_rng(seed)).items():
        found = [float(values[figure].mean()) for figure in FIGURES]
        more = ("–", "–") if published else ()
        rows.append((f"floor: {name}", found[0], "–", found[1], "–", found[2], *more))
    columns = ["arm", FIGURES[0], "of seeds", FIGURES[1], "of seeds ", FIGURES[2]]
    columns += [f"MSD {figure}" for figure in FIGURES[:2]] if published else []
    return Table(title, tuple(columns), tuple(rows))


def paired_table(
    outcomes: Sequence[Outcome],
    pairs: Sequence[tuple[str, str]],
    groups: Mapping[str, Bools],
    figures: Sequence[str],
    seed: int,
) -> Table:
    """Is the first of a pair better than the second, over the tags of each group? Paired by tag."""
    named, rng = {one.arm.name: one for one in outcomes}, np.random.default_rng(seed)
    rows: list[tuple[Cell, ...]] = []
    found: list[float] = []
    for first, second in pairs:
        for group, chosen in groups.items():
            for figure in figures:
                one, other = named[first], named[second]
                test = compare(one.system.values[figure][chosen], other.system.values[figure][chosen], rng)
                ahead = one.of_seeds(figure, chosen) > other.of_seeds(figure, chosen)
                told = (test.difference, test.better, test.worse, f"{ahead.sum()} of {len(ahead)}")
                rows.append((f"{first} - {second}", group, test.queries, figure, *told, f"{test.p:.4f}"))
                found.append(test.p)
    whole = tuple((*row, f"{p:.4f}") for row, p in zip(rows, holm(found), strict=True))
    columns = ("pair", "tags", "n", "figure", "difference", "better", "worse", "seeds", "p")
    return Table("paired tests", (*columns, "p (Holm)"), whole)


def facts_of(ground: Ground, case: Judged, seeds: int) -> dict[str, Any]:
    """What a reader must know of the data and the recipe."""
    config = ground.config
    return {
        "manifest": ground.parts.facts["manifest"] or "unnamed",
        "train": ground.parts.facts["train_tracks"],
        "valid": ground.parts.facts["valid_tracks"],
        "tracks": len(case.ids),
        "tags": len(case.queries),
        "seeds": seeds,
        "epochs": sum(stage.epochs for stage in config.stages),
        "draws an epoch": config.data.epoch_draws,
        "rate": max(stage.learning_rate for stage in config.stages),
    }


def _train(ground: Ground, arm: Arm, seed: int, folder: Path, device: torch.device) -> JointBundle:
    config = with_settings(ground.config, (*arm.settings, f"seed={seed}"))
    saved = folder / CONFIG_FILE
    if not saved.exists():
        with staged(saved) as place:
            place.write_text(to_toml(config), encoding="utf-8")
    elif read_config(JointConfig, saved) != config:
        raise TrainingError(f"{folder} holds a run with other settings: train into another --out")
    parts = ground.parts
    space = fresh_space(config, parts)
    songs = (parts.text_vectors, parts.queries, parts.train, parts.valid)
    scheme = JointScheme(space, parts.anchors, *songs, config, device)
    if config.training.precision == "auto":
        raise TrainingError("a joint space trains in training.precision fp32 or bf16: 'auto' is for taggers")
    say(f"{arm.name}, seed {seed}")
    precision = Precision(config.training.precision, device)
    Trainer(scheme, config.stages, config.training, precision, folder, seed).run()
    return JointBundle(ground.tagger, ground.text, space.cpu(), ground.cultural, config.text.templates)


def _spread(values: Floats) -> str:
    return "–".join(f"{value:.3f}".removeprefix("0") for value in (values.min(), values.max()))


def _digest(path: Path) -> str:
    """SHA-256 of a file, or of all files in a folder."""
    if path.is_file():
        return sha256_of(path)
    files = sorted(found for found in path.rglob("*") if found.is_file())
    return " ".join(f"{found.relative_to(path)}:{sha256_of(found)[:16]}" for found in files)
