"""Which way from stories to music? Tables 5.6 and 5.7 of Won's thesis on any texts and any manifest.

Six methods learn from the same passages and songs, several seeds each; all are asked on split test, under
three mappings from emotions to moods. The published figures are of other texts and other music: orders
compare, sizes do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from encoders.registry import create_text
from retrieval.bundle import BUNDLE_FILE
from retrieval.data.manifest import Manifest, Texts
from retrieval.data.vad import read_vad, vad_table
from retrieval.evaluation.distribution import CLUMPS, between_share, order_kept, points_of
from retrieval.evaluation.metrics import Floats
from retrieval.evaluation.story_evaluation import Ground, Wanted, answered, prepared
from retrieval.evaluation.story_rankers import open_ranker
from retrieval.evaluation.story_report import Judgement
from retrieval.evaluation.story_retrieval import FIGURES, estimates, one_mood_floor, random_floor
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.progress import say
from retrieval.settings import with_settings
from retrieval.story.config import StoryConfig
from retrieval.story.mappings import BY_HAND, WAYS
from retrieval.studies.published_stories import METHODS
from retrieval.training.settling import settle
from retrieval.training.story_run import train_story
from retrieval.training.tagger_run import BUNDLE_FOLDER

NOTES = (
    "macro P@5 and MRR, mean over seeds; 95 % intervals resample passages; of seeds: lowest and highest",
    "published: Alm / ISEAR, with AudioSet's music; compare orders, not sizes",
    "retrieval: success where the interval of P@5 lies above both floors and most seeds did not collapse;",
    "answers: how many different lists of songs were given; told: how much the moods found say about the",
    "emotion asked for, as a share of what right songs' would; collapsed: answers below 2, or told below 0.1",
    f"between: share of the spread of passages that is between emotions; discriminative: more than {CLUMPS};",
    "order: do emotions that feel alike lie near each other (Spearman with distances in valence and arousal)",
)


@dataclass(frozen=True)
class Run:
    """One method trained with one seed, and what it answered: a judgement for each mapping."""

    judgements: tuple[Judgement, ...]
    alone: dict[str, float]
    between: float
    order: float


def study(
    config: StoryConfig,
    texts: Mapping[str, Texts],
    manifest: Manifest,
    methods: Sequence[str],
    seeds: int,
    folder: Path,
    device: torch.device,
    workers: int | None = None,
) -> Report:
    """Train every method on every set of texts with every seed under `folder`, and tell them side by side."""
    table = read_vad(Path(config.data.lexicon).expanduser()) if config.data.lexicon else vad_table()
    words = create_text(config.words.name, **config.words.options)
    wanted = Wanted(table=table, segments=config.data.segments, moods=config.data.moods, workers=workers)
    tables: list[Table] = []
    for name, own in texts.items():
        ground = prepared(own, manifest, words, wanted)
        runs = {
            method: [
                _answers(
                    train_run(config, method, seed, own, manifest, folder / name, device, workers),
                    ground,
                    wanted,
                    points_of(ground.emotions, table),
                )
                for seed in range(seeds)
            ]
            for method in methods
        }
        tables += [_figures(name, runs, place, config.seed) for place in range(len(ground.cases))]
        way = config.data.mapping if config.data.mapping in WAYS else BY_HAND
        tables += [_by_themselves(name, runs), _characteristics(name, runs, way, config.seed)]
    facts = {
        "manifest": manifest.name or "unnamed",
        "seeds": seeds,
        "mapping of training": Path(config.data.mapping).name,
        "words by": words.name,
        "epochs": sum(stage.epochs for stage in config.stages),
        "draws an epoch": config.data.epoch_draws,
    }
    return Report(facts, tuple(tables), NOTES)


def train_run(
    config: StoryConfig,
    method: str,
    seed: int,
    texts: Texts,
    manifest: Manifest,
    folder: Path,
    device: torch.device,
    workers: int | None = None,
) -> Path:
    """The bundle of a method trained with a seed; a finished run is left alone, a begun one goes on."""
    own, place = with_settings(config, (f"method={method}", f"seed={seed}")), folder / f"{method}-{seed}"
    settle(own, place)
    if (place / BUNDLE_FOLDER / BUNDLE_FILE).exists():
        return place / BUNDLE_FOLDER
    say(f"{method}, seed {seed}")
    return train_story(own, texts, manifest, place, device, workers)


def _answers(bundle: Path, ground: Ground, wanted: Wanted, points: Floats) -> Run:
    ranker = open_ranker(bundle, ground.manifest, ground.rows, wanted.segments, wanted.workers)
    judgements, by_itself, read = answered(ranker, ground)
    felt = np.array([[emotion in own.emotions for emotion in ground.emotions] for own in ground.passages])
    between = between_share(read, felt)
    return Run(
        judgements, {one.figure: one.value for one in by_itself}, between, order_kept(read, felt, points)
    )


def _figures(name: str, runs: Mapping[str, Sequence[Run]], place: int, seed: int) -> Table:
    """Table 5.6 for one mapping."""
    case = next(iter(runs.values()))[0].judgements[place].case
    rows: list[tuple[Cell, ...]] = []
    for method, own in runs.items():
        cells: list[Cell] = [method]
        for figure in FIGURES:
            values = np.mean([run.judgements[place].values[figure] for run in own], axis=0)
            cells.append(estimates(case, values, np.random.default_rng(seed))[0])
            cells.append(_span([run.judgements[place].macro(figure) for run in own]))
        told = METHODS[method]
        for which in range(len(FIGURES)):
            cells.append(
                " / ".join(f"{source[case.mapping.name][which]:.4f}" for source in (told.alm, told.isear))
            )
        rows.append(tuple(cells))
    mood, constant = one_mood_floor(case, np.random.default_rng(seed))
    for floor, found in (("random", random_floor(case)), (f"{mood} for all", constant)):
        values = [float(found[figure].mean()) for figure in FIGURES]
        rows.append((f"floor: {floor}", values[0], "", values[1], "", "", ""))
    counts = f"{len(case.passages)} passages, {len(case.emotions)} emotions, {len(case.songs)} songs"
    columns = ("method", "P@5", "of seeds", "MRR", "of seeds ", "published P@5", "published MRR")
    return Table(f"Table 5.6, {name}, mapped by {case.mapping.name}: {counts}", columns, tuple(rows))


def _by_themselves(name: str, runs: Mapping[str, Sequence[Run]]) -> Table:
    figures = list(dict.fromkeys(figure for own in runs.values() for run in own for figure in run.alone))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (method, *(_mean([run.alone.get(figure, float("nan")) for run in own]) for figure in figures))
        for method, own in runs.items()
    )
    return Table(f"{name}: passages and songs by themselves", ("method", *figures), rows)


def _characteristics(name: str, runs: Mapping[str, Sequence[Run]], way: str, seed: int) -> Table:
    """Table 5.7, by the mapping `way`."""
    cases = [one.case for one in next(iter(runs.values()))[0].judgements]
    place = next(row for row, case in enumerate(cases) if case.mapping.name == way)
    case = cases[place]
    constant = one_mood_floor(case, np.random.default_rng(seed))[1]
    floor = max(float(found[FIGURES[0]].mean()) for found in (random_floor(case), constant))
    rows: list[tuple[Cell, ...]] = []
    for method, own in runs.items():
        judged = [run.judgements[place] for run in own]
        values = np.mean([one.values[FIGURES[0]] for one in judged], axis=0)
        low = estimates(case, values, np.random.default_rng(seed))[0].low
        if not any(one.answered for one in judged):
            verdict = "fail: no answers"
        elif 2 * sum(one.variety.collapsed for one in judged) > len(judged):
            verdict = "fail: collapsed"
        else:
            verdict = "success" if low > floor else "fail: at a floor"
        passages = _mean([run.between for run in own])
        told = METHODS[method]
        rows.append(
            (
                method,
                verdict,
                told.retrieval,
                _mean([one.variety.answers for one in judged]),
                _mean([one.variety.told for one in judged]),
                "discriminative" if passages > CLUMPS else "continuous",
                told.distribution,
                passages,
                _mean([run.order for run in own]),
                told.mapping,
            )
        )
    columns = ["method", "retrieval", "published", "answers", "told", "distribution", "published "]
    columns += ["between", "order", "mapping"]
    return Table(f"Table 5.7, {name}, mapped by {way}", tuple(columns), tuple(rows))


def _span(values: Sequence[float]) -> str:
    return "–".join(f"{value:.3f}".removeprefix("0") for value in (min(values), max(values)))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))
