"""Bundles measured by the tags of a manifest as queries: who competes, on what, and what is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from retrieval.data.manifest import Listens, Manifest
from retrieval.evaluation import trec
from retrieval.evaluation.category_picture import draw_categories
from retrieval.evaluation.emotions import PAIRS, carries_emotions, emotion_report
from retrieval.evaluation.entrants import Entrant
from retrieval.evaluation.honesty import draw_reliability, reliabilities, reliability_tables
from retrieval.evaluation.metrics import Floats
from retrieval.evaluation.query_variants import with_variants
from retrieval.evaluation.retrieval_report import retrieval_report, systems_of
from retrieval.evaluation.scoring import EvaluationError, Scored
from retrieval.evaluation.tables import Report
from retrieval.evaluation.tag_retrieval import TagQuery, judged
from retrieval.song_vectors import SongVectors
from retrieval.tagger import Tag

WORDS, HEAD = "typed word", "tag head"


@dataclass(frozen=True)
class Wanted:
    """What to measure and what to write: `compare` are other bundles, `listens` rank by popularity."""

    split: str = "test"
    segments: int = 6
    variants: bool = False
    compare: tuple[Entrant, ...] = ()
    listens: Listens | None = None
    trec: Path | None = None
    picture: Path | None = None
    reliability: Path | None = None
    seed: int = 0
    workers: int | None = None


def measure_tags(entrant: Entrant, manifest: Manifest, wanted: Wanted) -> Report:
    """The report on a bundle; where tracks carry felt emotions, typed genre and feeling words are judged."""
    felt = carries_emotions(manifest)
    # recordings that carry emotions are for measuring alone, whatever split they were filed under
    part = manifest if wanted.split == "all" or felt else manifest.split(wanted.split)
    if not part.tracks:
        raise EvaluationError("no track to evaluate on: choose another --split")
    songs = entrant.songs(part, wanted.segments, wanted.workers)
    facts = {
        "bundle": entrant.name,
        "manifest": manifest.name,
        "split": "all" if felt else wanted.split,
        "segments": songs.acoustic.shape[1],
        "unheard": int((~songs.has_acoustic).sum()),
        "cold": int((~songs.has_cultural).sum()),
    }
    if felt:
        report = emotion_report(_felt(entrant, part, songs), np.random.default_rng(wanted.seed))
    else:
        report = _judge(entrant, part, songs, wanted)
    if entrant.held_out:
        note = f"held out of training: {', '.join(sorted(entrant.held_out))}"
        if entrant.of_tagger:
            note += f"; but the audio encoder was taught {', '.join(sorted(entrant.of_tagger))}"
        report = replace(report, notes=(*report.notes, note))
    return replace(report, facts={**facts, **report.facts})


def _judge(entrant: Entrant, part: Manifest, songs: SongVectors, wanted: Wanted) -> Report:
    asked = tuple(
        TagQuery(tag, tag, category, training=entrant.training(tag)) for tag, category in part.tags.items()
    )
    case = judged(with_variants(asked) if wanted.variants else asked, part)
    scores = {WORDS if entrant.words else HEAD: entrant.answers(case.texts, songs)}
    if entrant.words and songs.has_acoustic.any():
        scores[HEAD] = entrant.head(case.texts, songs)
    for other in wanted.compare:
        name = other.name if other.name not in scores else f"{other.name} ({len(scores)})"
        scores[name] = other.answers(case.texts, other.songs(part, wanted.segments, wanted.workers))
    systems = systems_of(case, scores, np.random.default_rng(wanted.seed))
    plays = _plays(wanted.listens, part) if wanted.listens else None
    report = retrieval_report(case, systems, np.random.default_rng(wanted.seed), plays)
    said = entrant.probabilities(case.texts, songs)
    if said is not None:
        found = reliabilities(case, said)
        report = replace(report, tables=(*reliability_tables(found), *report.tables))
        if wanted.reliability:
            draw_reliability(wanted.reliability, found, entrant.name)
    elif wanted.reliability:
        raise EvaluationError(f"{entrant.name} tells no probabilities of matches: drop --reliability")
    if wanted.trec:
        trec.write_judgements(case, wanted.trec)
        for system in systems:
            answered = np.flatnonzero(system.answered).tolist()
            trec.write_run(case, scores[system.name], system.name, wanted.trec, answered)
    if wanted.picture:
        draw_categories(wanted.picture, report, entrant.name)
    if case.left_out:
        note = f"left out, as true of no track here or of all: {', '.join(case.left_out)}"
        report = replace(report, notes=(*report.notes, note))
    return report


def _felt(entrant: Entrant, part: Manifest, songs: SongVectors) -> Scored:
    """Scores of the words that the protocol of emotions asks for, typed; a tag head knows some of them."""
    words = tuple(dict.fromkeys((*part.tags, *(tag for tag, _ in PAIRS))))
    scores = entrant.answers(words, songs)
    known = np.asarray(np.isfinite(scores).all(axis=1))
    tags = tuple(Tag(word, "") for word, has in zip(words, known, strict=True) if has)
    return Scored(part, tags, scores[known].T, songs.acoustic.shape[0] * songs.acoustic.shape[1], {})


def _plays(listens: Listens, part: Manifest) -> Floats:
    """How often each track, or its artist, was played, `[N]`."""
    counted: defaultdict[str, float] = defaultdict(float)
    for listen in listens.listens:
        counted[listen.item] += listen.count
    keys: Sequence[str] = [track.artist if listens.items == "artist" else track.id for track in part.tracks]
    plays = np.array([counted[key] for key in keys])
    if not plays.any():
        raise EvaluationError(
            f"no track of the manifest occurs in the listens '{listens.name}', which name {listens.items}s"
        )
    return plays
