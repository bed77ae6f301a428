"""Which words a story method learns, what is known of them, and which music shall fit which text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from encoders.base import TextEncoder
from retrieval.data.manifest import Manifest, Texts
from retrieval.data.vad import MOOD, VadError, VadTable, moods_among, read_vad, vad_table
from retrieval.story.config import StoryConfig, StoryData
from retrieval.story.labels import Labels
from retrieval.story.mappings import Mapping, MappingError, mapping_by
from retrieval.text_vectors import text_vectors
from retrieval.training.trainer import TrainingError


def story_labels(
    config: StoryConfig, texts: Texts, manifest: Manifest, words: TextEncoder
) -> tuple[Labels, Mapping]:
    """Labels of the training passages and tracks in `texts` and `manifest`, by word vectors of `words`.

    Texts without any emotion have labels for the music alone, and a mapping of nothing.
    """
    table = _table(config.data.lexicon)
    counts = Counter(emotion for passage in texts.passages for emotion in passage.emotions)
    emotions = tuple(tag for tag in texts.tags if counts[tag] >= config.data.examples_at_least)
    moods = moods_of(manifest, config.data, table)
    read = text_vectors(words, (*emotions, *moods)) * words.known((*emotions, *moods))[:, None]
    mapping = Mapping("none", {})
    if emotions:
        try:
            vectors = dict(zip((*emotions, *moods), read, strict=True))
            mapping = mapping_by(config.data.mapping, emotions, moods, table, vectors)
        except MappingError as error:
            raise TrainingError(str(error)) from None
    numbers = torch.from_numpy(read)
    labels = Labels(
        emotions,
        moods,
        _points(emotions, table),
        _points(moods, table),
        numbers[: len(emotions)],
        numbers[len(emotions) :],
        torch.from_numpy(mapping.matrix(emotions, moods).reshape(len(emotions), len(moods))),
    )
    return labels, mapping


def moods_of(manifest: Manifest, data: StoryData, table: VadTable) -> tuple[str, ...]:
    """The moods of training tracks to learn: those asked for, else those among the tags."""
    for mood in data.moods:
        if mood not in manifest.tags:
            raise TrainingError(
                f"the manifest has no tag '{mood}' that data.moods names: set data.moods=[] to take its own"
            )
    asked = data.moods or moods_among(manifest.tags, table)
    if not asked:
        raise TrainingError(
            f"no tag of the manifest has the category '{MOOD}': name those that are moods with data.moods, "
            "or import it with --category mood (Emotify: --moods)"
        )
    counts = manifest.matrix(asked).sum(axis=0)
    kept = tuple(mood for mood, count in zip(asked, counts, strict=True) if count >= data.examples_at_least)
    if not kept or not counts.any():
        raise TrainingError(
            f"no mood has {data.examples_at_least} training tracks: lower data.examples_at_least"
        )
    return kept


def _points(words: tuple[str, ...], table: VadTable) -> Tensor:
    nowhere = (np.nan, np.nan)
    rows = [(table[word].valence, table[word].arousal) if word in table else nowhere for word in words]
    return torch.tensor(rows, dtype=torch.float32).reshape(len(words), 2)


def _table(lexicon: str) -> VadTable:
    try:
        return read_vad(Path(lexicon).expanduser()) if lexicon else vad_table()
    except VadError as error:
        raise TrainingError(str(error)) from None
