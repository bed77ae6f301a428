"""A bundle measured on texts and music: `scripts.evaluate stories` from files to a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from encoders.base import TextEncoder
from retrieval.data.manifest import SPLITS, Manifest, Passage, Texts
from retrieval.data.vad import VadTable, vad_table
from retrieval.evaluation.mood_songs import MoodSongs, mood_songs, moods_in
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.story_rankers import StoryRanker, open_ranker
from retrieval.evaluation.story_report import NOTES, Alone, Judgement, alone, judge, report_tables
from retrieval.evaluation.story_retrieval import StoryCase, passages_of_one_emotion, story_case
from retrieval.evaluation.story_trec import write_stories
from retrieval.evaluation.tables import Report
from retrieval.story.mappings import NO_EMOTION, WAYS, Mapping, mapping_by

EVERYTHING = "all"


@dataclass(frozen=True)
class Wanted:
    """What of texts and music is measured, and how. `moods`: none means those that the manifest speaks of.

    `most` passages of each emotion are asked for (None: all), drawn by `seed`, which also draws intervals.
    """

    split: str = "test"
    text_split: str = "test"
    moods: tuple[str, ...] = ()
    mappings: tuple[str, ...] = WAYS
    table: VadTable | None = None
    most: int | None = None
    segments: int = 6
    trec: Path | None = None
    seed: int = 0
    workers: int | None = None


@dataclass(frozen=True)
class Ground:
    """What is asked and of which songs, before anybody answers: a case for each mapping.

    `manifest` has all tracks of the split, `rows` are those that the songs are; `passages` are those that any
    of the cases asks for.
    """

    manifest: Manifest
    rows: tuple[int, ...]
    songs: MoodSongs
    emotions: tuple[str, ...]
    passages: tuple[Passage, ...]
    cases: tuple[StoryCase, ...]


def prepared(texts: Texts, manifest: Manifest, words: TextEncoder | None, wanted: Wanted) -> Ground:
    """The cases; `words` reads the words for the mapping `w2v`, and may be None without it."""
    passages = _of_split(texts, texts.passages, wanted.text_split)
    single = passages_of_one_emotion(passages, wanted.most, np.random.default_rng(wanted.seed))
    if not single:
        raise EvaluationError(
            f"none of {len(passages)} passages is labelled with exactly one emotion: choose other --texts"
        )
    tracks = _of_split(manifest, manifest.tracks, wanted.split)
    moods = wanted.moods or moods_in(manifest)
    within = replace(manifest, tracks=tuple(tracks))
    songs = mood_songs(within, moods)
    present = {passage.emotions[0] for passage in single}
    emotions = tuple(emotion for emotion in texts.tags if emotion in present)
    mappings = mappings_of(wanted.mappings, emotions, songs.moods, wanted.table or vad_table(), words)
    place = {track.id: row for row, track in enumerate(tracks)}
    cases = tuple(story_case(single, songs, mapping) for mapping in mappings)
    rows = tuple(place[own] for own in songs.ids)
    asked = tuple({passage.id: passage for case in cases for passage in case.passages}.values())
    felt = tuple(emotion for emotion in emotions if any(emotion in case.emotions for case in cases))
    return Ground(within, rows, songs, felt, asked, cases)


def mappings_of(
    ways: Sequence[str],
    emotions: Sequence[str],
    moods: Sequence[str],
    table: VadTable,
    words: TextEncoder | None,
) -> tuple[Mapping, ...]:
    """The mappings of these names or files; words are read once, as they are."""
    vectors = {}
    if words is not None:
        names = list(dict.fromkeys((*emotions, *moods)))
        vectors = dict(zip(names, words.encode(names) * words.known(names)[:, None], strict=True))
    return tuple(mapping_by(way, emotions, moods, table, vectors) for way in ways)


def measure_stories(
    bundle: Path, texts: Texts, manifest: Manifest, words: TextEncoder | None, wanted: Wanted
) -> Report:
    """Measure the bundle in a folder."""
    ground = prepared(texts, manifest, words, wanted)
    ranker = open_ranker(bundle, ground.manifest, ground.rows, wanted.segments, wanted.workers)
    judgements, by_itself, _ = answered(ranker, ground, wanted.trec)
    facts = {
        "texts": texts.name or "unnamed",
        "passages": len(ground.passages),
        "manifest": manifest.name or "unnamed",
        "songs": len(ground.songs),
        "moods": len(ground.songs.moods),
    }
    if words is not None:
        facts["words by"] = words.name
    tables = report_tables(ranker.name, judgements, by_itself, wanted.seed)
    return Report(facts, tables, (*NOTES, *_left_out(ground.cases)))


def answered(
    ranker: StoryRanker, ground: Ground, trec: Path | None = None
) -> tuple[tuple[Judgement, ...], list[Alone], NDArray[np.float32]]:
    """The ranker's judgement in every case, what it says of passages and songs by themselves, and the vectors
    of `ground.passages`."""
    read = ranker.embed([passage.text for passage in ground.passages])
    row = {passage.id: place for place, passage in enumerate(ground.passages)}
    found = []
    for case in ground.cases:
        scores = ranker.scores(read[[row[passage.id] for passage in case.passages]])
        found.append(judge(case, scores))
        if trec is not None:
            write_stories(case, scores, ranker.name, trec / case.mapping.name)
    by_itself = alone(
        [passage.emotions[0] for passage in ground.passages],
        ranker.emotions(read, ground.emotions),
        ground.emotions,
        ground.songs.truth,
        ground.songs.known,
        ranker.moods(ground.songs.moods),
    )
    return tuple(found), by_itself, read


def _of_split(manifest: Texts | Manifest, records: Sequence[Any], split: str) -> Sequence[Any]:
    chosen = [record for record in records if split in (EVERYTHING, record.split)]
    if not chosen:
        there = [name for name in SPLITS if any(record.split == name for record in records)]
        option = "--text-split" if isinstance(manifest, Texts) else "--split"
        raise EvaluationError(
            f"{manifest.name or 'the manifest'} has nothing in split '{split}': give {option} "
            f"{' or '.join((*there, EVERYTHING))}"
        )
    return chosen


def _left_out(cases: Sequence[StoryCase]) -> list[str]:
    """What each mapping leaves out, and why."""
    found = []
    for case in cases:
        reasons: dict[str, list[str]] = {}
        for emotion, (why, passages) in case.left_out.items():
            if emotion != NO_EMOTION:
                reasons.setdefault(why, []).append(f"{emotion} ({passages})")
        found += [
            f"left out by {case.mapping.name}: {why}: {', '.join(those)}" for why, those in reasons.items()
        ]
    return found
