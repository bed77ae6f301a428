"""Which audio encoder to ship: arms of one recipe, trained alike, judged by accuracy and by speed.

An arm is a recipe with some settings changed, trained once per seed on the same manifest with the same number
of draws. The epoch is chosen on split valid; what is told is measured on split test and on manifests that are
only watched. Speed is seconds of audio a CPU second on one thread, log-mels included, as a multiple of the
published 12.1 M network's in the same run.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from encoders.base import AudioEncoder
from encoders.registry import create_audio
from retrieval.bundle import BUNDLE_FILE, TAGGER, read_bundle
from retrieval.config import TaggerConfig
from retrieval.data.manifest import Manifest, write_manifest
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.progress import say
from retrieval.settings import ConfigError, with_settings
from retrieval.tagger import Tagger
from retrieval.timing import cpu_seconds
from retrieval.training.tagger_run import BUNDLE_FOLDER, train_tagger

FIGURES = {"test_roc_auc": "ROC-AUC", "test_pr_auc": "PR-AUC"}
WATCHED_FIGURES = {"genre_auc": "genre AUC", "spearman": "Spearman", "roc_auc": "ROC-AUC"}
CHUNKS = 8


@dataclass(frozen=True)
class Arm:
    """A name, `KEY=VALUE` settings on top of the recipe, and the seeds to train it with."""

    name: str
    settings: tuple[str, ...] = ()
    seeds: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class TaggerStudy:
    """A recipe and its arms, as in `configs/tagger_study.toml`."""

    recipe: TaggerConfig = field(default_factory=TaggerConfig)
    arms: tuple[Arm, ...] = ()

    def __post_init__(self) -> None:
        if not self.arms:
            raise ValueError("at least one [[arms]] is needed")
        if len({arm.name for arm in self.arms}) < len(self.arms):
            raise ValueError("two [[arms]] have the same name")


def chosen_arms(study: TaggerStudy, names: tuple[str, ...]) -> TaggerStudy:
    """The study with the named arms alone; all of them when none is named."""
    known = [arm.name for arm in study.arms]
    for name in names:
        if name not in known:
            raise ConfigError(f"no arm '{name}': choose from {', '.join(known)}")
    return replace(study, arms=tuple(arm for arm in study.arms if not names or arm.name in names))


def train_arms(
    study: TaggerStudy,
    manifest: Manifest,
    watch: tuple[Path, ...],
    folder: Path,
    device: torch.device,
    workers: int | None = None,
) -> None:
    """Train every arm with every seed under `folder`; finished runs are left alone, begun ones go on."""
    folder.mkdir(parents=True, exist_ok=True)
    test = folder / "test.jsonl"
    write_manifest(replace(manifest.split("test"), name="test"), test)
    data = replace(study.recipe.data, watch=tuple(str(path.resolve()) for path in (test, *watch)))
    recipe = replace(study.recipe, data=data)
    for arm in study.arms:
        for seed in arm.seeds:
            run = run_folder(folder, arm, seed)
            if not (run / BUNDLE_FOLDER / BUNDLE_FILE).exists():
                say(f"{arm.name}, seed {seed}")
                config = with_settings(recipe, (*arm.settings, f"seed={seed}"))
                train_tagger(config, manifest, run, device, workers)


def run_folder(folder: Path, arm: Arm, seed: int) -> Path:
    """Where one run of an arm lies."""
    return folder / f"{arm.name.replace(' ', '_')}-{seed}"


def report(study: TaggerStudy, folder: Path, rounds: int = 9) -> Report:
    """One row per arm that has been trained: size, accuracy (mean over seeds and spread), speed."""
    arms = [
        (arm, [run_folder(folder, arm, seed) / BUNDLE_FOLDER for seed in arm.seeds]) for arm in study.arms
    ]
    done = [(arm, [run for run in runs if (run / BUNDLE_FILE).exists()]) for arm, runs in arms]
    trained = [(arm, [_scores(run) for run in runs], Tagger.load(runs[0])) for arm, runs in done if runs]
    speeds = speed({arm.name: tagger for arm, _, tagger in trained}, rounds)
    figures = _figure_names([scores for _, every, _ in trained for scores in every])
    columns = ("arm", "seeds", "M", *figures.values(), "plain", "served")
    rows: list[tuple[Cell, ...]] = []
    for arm, every, tagger in trained:
        told = [_told([scores[name] for scores in every if name in scores]) for name in figures]
        size = tagger.encoder.parameter_count() / 1e6
        rows.append((arm.name, len(every), f"{size:.2f}", *told, *(f"{x:.1f}" for x in speeds[arm.name])))
    missing = [arm.name for arm, runs in done if len(runs) < len(arm.seeds)]
    notes = [f"not all seeds trained yet: {', '.join(missing)}"] if missing else []
    notes.append("a figure is the mean over seeds, ± half of what lies between the lowest and the highest")
    notes.append(
        "M: million parameters; plain, served: speed (s of audio, one thread) over the 12.1 M network's"
    )
    draws = study.recipe.data.epoch_draws * sum(stage.epochs for stage in study.recipe.stages)
    return Report(
        {"draws": draws, "arms": len(rows)}, (Table("taggers", columns, tuple(rows)),), tuple(notes)
    )


def speed(taggers: dict[str, Tagger], rounds: int) -> dict[str, tuple[float, float]]:
    """Speed of each tagger, plain and as served, as multiples of the published network's."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    published = create_audio("short_chunk_resnet").eval()
    rng = np.random.default_rng(0)
    work: dict[Any, functools.partial[Any]] = {"published": _hearing(published, rng)}
    seconds = {"published": published.chunk_seconds}
    for name, tagger in taggers.items():
        music = 0.1 * rng.standard_normal((CHUNKS, tagger.encoder.chunk_samples), dtype=np.float32)
        for how, made in (("plain", tagger), ("served", tagger.quickened())):
            work[name, how] = functools.partial(made.logits, music)
        seconds[name] = tagger.encoder.chunk_seconds
    spent = cpu_seconds(work, rounds)
    base = seconds["published"] / spent["published"]
    return {
        name: (
            seconds[name] / spent[name, "plain"] / base,
            seconds[name] / spent[name, "served"] / base,
        )
        for name in taggers
    }


def _hearing(encoder: AudioEncoder, rng: np.random.Generator) -> functools.partial[Any]:
    music = 0.1 * rng.standard_normal((CHUNKS, encoder.chunk_samples), dtype=np.float32)
    return functools.partial(torch.inference_mode()(encoder), torch.from_numpy(music))


def _scores(bundle: Path) -> dict[str, float]:
    return {name.removeprefix("valid_"): value for name, value in read_bundle(bundle, TAGGER).scores.items()}


def _figure_names(scores: list[dict[str, float]]) -> dict[str, str]:
    """Of the figures that were measured, those worth a column: key in a run's scores -> heading."""
    found = dict(FIGURES)
    for key in sorted({key for each in scores for key in each if not key.startswith("test_")}):
        for ending, heading in WATCHED_FIGURES.items():
            if key.endswith(f"_{ending}"):
                found[key] = f"{key.removesuffix(f'_{ending}')} {heading}"
    return found


def _told(values: list[float]) -> str:
    if not values:
        return "–"
    spread = f" ±{(max(values) - min(values)) / 2:.3f}" if len(values) > 1 else ""
    return f"{np.mean(values):.3f}{spread}"
