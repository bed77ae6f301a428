"""Bundles measured by the tags of a manifest as queries: who competes, on what, and what is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from retrieval.composition import answer
from retrieval.data.manifest import Listens, Manifest
from retrieval.evaluation import trec
from retrieval.evaluation.category_picture import draw_categories
from retrieval.evaluation.compositions import COMPOSITIONS, SHIPPED, excluding_by
from retrieval.evaluation.emotions import PAIRS, carries_emotions, emotion_report
from retrieval.evaluation.entrants import Entrant
from retrieval.evaluation.honesty import draw_reliability, reliabilities, reliability_tables
from retrieval.evaluation.judged_queries import judged_queries, judged_report
from retrieval.evaluation.metrics import Floats
from retrieval.evaluation.multi_tag import Protocol, multi_tag_report
from retrieval.evaluation.query_variants import with_variants
from retrieval.evaluation.retrieval_report import retrieval_report, systems_of
from retrieval.evaluation.scoring import EvaluationError, Scored
from retrieval.evaluation.tables import Report
from retrieval.evaluation.tag_retrieval import TagQuery, judged
from retrieval.evaluation.zero_shot import zero_shot_table
from retrieval.query import parse
from retrieval.song_vectors import SongVectors
from retrieval.tagger import Tag

WORDS, HEAD = "typed word", "tag head"


@dataclass(frozen=True)
class Wanted:
    """What to measure and what to write: `compare` are other bundles, `listens` rank by popularity,
    `exclusion_powers` are tried beside the one that ships."""

    split: str = "test"
    segments: int = 6
    variants: bool = False
    multi: bool = False
    exclusion_powers: tuple[float, ...] = ()
    judged: bool = False
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
    if felt and (wanted.multi or wanted.judged):
        raise EvaluationError("these recordings tell felt emotions alone: --multi and --judged need tags")
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
    rivals: dict[str, Entrant] = {}
    for other in wanted.compare:
        name = other.name if other.name not in scores else f"{other.name} ({len(scores)})"
        rivals[name] = other
        scores[name] = other.answers(case.texts, other.songs(part, wanted.segments, wanted.workers))
    systems = systems_of(case, scores, np.random.default_rng(wanted.seed))
    plays = _plays(wanted.listens, part) if wanted.listens else None
    report = retrieval_report(case, systems, np.random.default_rng(wanted.seed), plays)
    by_name = {system.name: system for system in systems}
    taught = {name: (by_name[name], other.trained) for name, other in rivals.items() if other.trained}
    untaught = zero_shot_table(case, systems[0], taught, np.random.default_rng(wanted.seed))
    if untaught:
        report = replace(report, tables=(*report.tables, untaught))
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
    more = []
    if wanted.multi:
        more.append(several_tags(entrant, part, songs, wanted.seed, wanted.exclusion_powers))
    if wanted.judged:
        more.append(free_queries(entrant, part, songs))
    for found_too in more:
        report = Report(
            {**report.facts, **found_too.facts},
            (*report.tables, *found_too.tables),
            (*report.notes, *found_too.notes),
        )
    if case.left_out:
        note = f"left out, as true of no track here or of all: {', '.join(case.left_out)}"
        report = replace(report, notes=(*report.notes, note))
    return report


def several_tags(
    entrant: Entrant, part: Manifest, songs: SongVectors, seed: int, powers: Sequence[float] = ()
) -> Report:
    """Queries of several tags, some excluded: the composition that ships beside others, and with exclusions
    to other powers."""
    tags = tuple(part.tags)
    cosines = entrant.answers(tags, songs)
    answered = np.flatnonzero(np.isfinite(cosines).all(axis=1))  # a tag head knows some tags
    tags, cosines = tuple(tags[row] for row in answered), cosines[answered]
    said = cosines if entrant.words is None else entrant.probabilities(tags, songs)
    if said is None:
        raise _tells_nothing(entrant, "--multi")
    compositions = {**COMPOSITIONS, **{f"exclusion power {p:g}": excluding_by(p) for p in powers}}
    report = multi_tag_report(part, tags, cosines, said, Protocol(seed=seed), compositions)
    alone = None if entrant.words is None else entrant.probabilities(tags, songs, with_head=False)
    if alone is None:
        return report
    name = "product, no tag head"
    other = multi_tag_report(part, tags, cosines, alone, Protocol(seed=seed), {name: COMPOSITIONS[SHIPPED]})
    both = zip(report.tables, other.tables, strict=True)
    tables = tuple(replace(table, rows=(*table.rows, *more.rows)) for table, more in both)
    return replace(report, tables=tables)


def free_queries(entrant: Entrant, part: Manifest, songs: SongVectors) -> Report:
    """The free queries that ship, by the scores of their parts; a search also puts what fits first."""

    def told(texts: Sequence[str]) -> Floats:
        said = None if entrant.words is None else entrant.probabilities(texts, songs)
        if said is None:
            raise _tells_nothing(entrant, "--judged")
        return said

    return judged_report(answer([parse(case.query) for case in judged_queries()], told), part)


def _tells_nothing(entrant: Entrant, option: str) -> EvaluationError:
    return EvaluationError(
        f"{entrant.name} tells no probabilities of matches for typed words: drop {option}, or give a joint "
        "bundle that was trained with 20 validation songs or more"
    )


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
