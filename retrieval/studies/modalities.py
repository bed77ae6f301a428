"""Sound, listening habits, or both? Table 5.3 and Figure 5.2 of Won's thesis on any manifest with listens.

Warm songs (somebody was heard listening to them) and cold ones are told apart as well,
and warm songs from which sound or listeners were withheld: a fusion must do with either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from retrieval.config import JointConfig
from retrieval.data import scenes
from retrieval.data.manifest import Listens, Manifest
from retrieval.evaluation.category_picture import draw_categories
from retrieval.evaluation.metrics import Bools
from retrieval.evaluation.retrieval_report import retrieval_report
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.evaluation.tag_retrieval import Judged, floors
from retrieval.joint_bundle import JointBundle
from retrieval.song_vectors import SongVectors
from retrieval.studies import joint_arms
from retrieval.studies.joint_arms import Arm, Ground
from retrieval.training.cultural import fit_cultural

ARMS = (
    Arm("acoustic", ("space.song=acoustic",), (0.1852, 0.3500)),
    Arm("cultural", ("space.song=cultural",), (0.1155, 0.3200)),
    Arm("concatenated", ("space.song=concatenated",), (0.1775, 0.3120)),
    Arm("fused", ("space.song=fused",)),
)
PAIRS = (
    ("fused", "acoustic"),
    ("fused", "cultural"),
    ("fused", "concatenated"),
    ("concatenated", "acoustic"),
)
BY_CATEGORY = (("acoustic", "cultural"), ("fused", "acoustic"), ("fused", "cultural"))
PUBLISHED = (
    "MSD: as published, MSD100, public listens (Cul-E). With richer listens, MSD50, MAP / P@10: cultural "
    ".4719 / .6380,",
    "acoustic .3062 / .4680, cultural of the public listens .2163 / .4500. Compare orders, not sizes",
)


def study(
    config: JointConfig,
    manifest: Manifest,
    listens: Listens,
    seeds: int,
    folder: Path,
    device: torch.device,
    workers: int | None = None,
    picture: Path | None = None,
) -> Report:
    """Train every arm with every seed under `folder`, and tell them side by side."""
    cultural = fit_cultural(listens, config.cultural)
    ground = joint_arms.prepared(config, manifest, None, cultural, workers)
    case, songs = ground.case(), ground.songs
    counts = joint_arms.resamples(len(case.ids), config.seed)
    trained = [joint_arms.train_arm(ground, arm, seeds, folder, device) for arm in ARMS]
    outcomes = [
        joint_arms.outcome(arm, bundles, case, songs, counts)
        for arm, bundles in zip(ARMS, trained, strict=True)
    ]
    groups = _groups(case)
    whole = retrieval_report(case, [one.system for one in outcomes], np.random.default_rng(config.seed))
    if picture:
        draw_categories(picture, whole, f"{ground.parts.facts['manifest']}; seeds: {seeds}")
    own = {name: chosen for name, chosen in groups.items() if name != "all"}
    tables = (
        joint_arms.figures_table("Table 5.3: sound, listeners, both", case, outcomes, config.seed),
        next(table for table in whole.tables if table.title == "categories"),
        _gates(case, trained[-1], groups),
        _missing(ground, trained, config.seed),
        joint_arms.paired_table(outcomes, PAIRS, {"all": groups["all"]}, ("MAP", "P@10"), config.seed),
        replace(
            joint_arms.paired_table(outcomes, BY_CATEGORY, own, ("MAP",), config.seed),
            title="paired tests by category",
        ),
    )
    facts = joint_arms.facts_of(ground, case, seeds)
    facts |= {"warm": int(songs.has_cultural.sum()), "cold": int((~songs.has_cultural).sum())}
    return Report(facts, tables, (*joint_arms.NOTES, *PUBLISHED))


def _groups(case: Judged) -> dict[str, Bools]:
    """All queries, those of each category, and those of scenes together, which no sound gives away."""
    of = np.array([query.category for query in case.queries])
    groups = {"all": np.ones(len(of), dtype=bool)}
    groups |= {category: of == category for category in dict.fromkeys(of.tolist())}
    told = np.isin(of, scenes.CATEGORIES)
    return {**groups, "all scenes": told} if told.any() else groups


def _missing(ground: Ground, trained: Sequence[Sequence[JointBundle]], seed: int) -> Table:
    """MAP of every arm where listeners or sound are missing, by nature or because they were withheld."""
    songs = ground.songs
    everything = np.ones(len(songs), dtype=bool)
    both = songs.has_cultural & songs.has_acoustic
    cases: list[tuple[str, Bools, SongVectors]] = [
        ("all", everything, songs),
        ("warm", both, songs),
        ("cold", ~songs.has_cultural, songs),
        ("warm, sound withheld", both, without(songs, everything, "acoustic")),
        ("warm, listeners withheld", both, without(songs, everything, "cultural")),
        ("all, of half the listeners withheld", everything, without(songs, _half(songs, seed), "cultural")),
    ]
    rows: list[tuple[Cell, ...]] = []
    for name, chosen, known in cases:
        if not chosen.any():
            continue
        case = ground.case(chosen)
        counts = joint_arms.resamples(len(case.ids), seed)
        found = [
            joint_arms.outcome(arm, bundles, case, known.take(chosen), counts, ("MAP",))
            for arm, bundles in zip(ARMS, trained, strict=True)
        ]
        every = np.ones(len(case.queries), dtype=bool)
        floor = floors(case, np.random.default_rng(seed), draws=5)["random"]["MAP"].mean()
        means = (one.system.mean("MAP", every) for one in found)
        rows.append((name, len(case.ids), len(case.queries), *means, float(floor)))
    columns = ("MAP where", "tracks", "tags", *(arm.name for arm in ARMS), "random")
    return Table("what is missing", columns, tuple(rows))


def without(songs: SongVectors, rows: Bools, modality: str) -> SongVectors:
    """The songs, of which those of `rows` have lost their "acoustic" or "cultural" vectors."""
    if modality == "acoustic":
        kept = ~rows
        return replace(
            songs, acoustic=songs.acoustic * kept[:, None, None], has_acoustic=songs.has_acoustic & kept
        )
    kept = ~rows
    return replace(songs, cultural=songs.cultural * kept[:, None], has_cultural=songs.has_cultural & kept)


def _half(songs: SongVectors, seed: int) -> Bools:
    return np.random.default_rng(seed).random(len(songs)) < 0.5


def _gates(case: Judged, bundles: Sequence[JointBundle], groups: dict[str, Bools]) -> Table:
    """How much the queries of each category listen to the sound, by the gate of the fused space."""
    shares = []
    for bundle in bundles:
        with torch.inference_mode():
            vectors = torch.from_numpy(bundle.text.encode(case.texts))
            shares.append(bundle.space.share_of_sound(vectors).numpy())
    mean = np.mean(shares, axis=0)
    rows = [
        (
            name,
            int(chosen.sum()),
            float(mean[chosen].mean()),
            f"{mean[chosen].min():.2f}–{mean[chosen].max():.2f}",
        )
        for name, chosen in groups.items()
    ]
    return Table("the fused space's gate", ("category", "tags", "share of sound", "of its tags"), tuple(rows))
