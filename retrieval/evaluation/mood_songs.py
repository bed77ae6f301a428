"""Songs by their moods: those that a manifest tags them with, or what its listeners felt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.data.importers.emotify import FELT, MOODS_FELT, NOT_FELT
from retrieval.data.manifest import Manifest
from retrieval.data.vad import MOOD, moods_among, vad_table
from retrieval.evaluation.emotions import carries_emotions
from retrieval.evaluation.metrics import Bools
from retrieval.evaluation.scoring import EvaluationError


@dataclass(frozen=True)
class MoodSongs:
    """N songs and what is true of their M moods: `truth` and `known` are `[N, M]`."""

    ids: tuple[str, ...]
    moods: tuple[str, ...]
    truth: Bools
    known: Bools

    def __len__(self) -> int:
        return len(self.ids)


def moods_in(manifest: Manifest) -> tuple[str, ...]:
    """The words for moods in which a manifest speaks: what listeners felt, where it has no tags of category
    mood, else the moods among its tags."""
    if MOOD not in manifest.tags.values() and carries_emotions(manifest):
        felt = manifest.tracks[0].extra["emotions"]
        own = tuple(mood for emotion, mood in MOODS_FELT.items() if emotion in felt)
    else:
        own = moods_among(manifest.tags, vad_table())
    if not own:
        raise EvaluationError(
            f"{manifest.name or 'the manifest'} has no tags of category {MOOD}, and none that is known as a "
            f"mood: {some_of(manifest.tags) or 'no tags at all'}; import them with --category mood, or say "
            "with --moods which of them are moods"
        )
    return own


def mood_songs(manifest: Manifest, moods: Sequence[str]) -> MoodSongs:
    """The songs of which at least one of the moods is known to be true."""
    absent = [mood for mood in moods if mood not in manifest.tags]
    if absent and not carries_emotions(manifest):
        raise EvaluationError(
            f"the music is never called '{absent[0]}': its tags are {some_of(manifest.tags)}"
        )
    if absent:
        truth, known = _felt(manifest, moods)
    else:
        truth, known = manifest.matrix(moods), manifest.known(moods)
    rows = np.flatnonzero((truth & known).any(axis=1))
    if not len(rows):
        raise EvaluationError(
            f"none of {len(manifest.tracks)} songs has a mood: choose another --split, or other --moods"
        )
    ids = tuple(manifest.tracks[row].id for row in rows)
    return MoodSongs(ids, tuple(moods), (truth & known)[rows], known[rows])


def some_of(words: Iterable[str], most: int = 10) -> str:
    """The first words of a vocabulary, for telling it.

    >>> some_of("abc", 2)
    'a, b ...'
    """
    listed = list(words)
    return ", ".join(listed[:most]) + (" ..." if len(listed) > most else "")


def _felt(manifest: Manifest, moods: Sequence[str]) -> tuple[Bools, Bools]:
    """Moods by what listeners felt, `[N, M]` twice: true of the song, and whether that is known."""
    emotion = {mood: felt for felt, mood in MOODS_FELT.items()}
    unheard = [mood for mood in moods if mood not in emotion]
    if unheard:
        raise EvaluationError(
            f"listeners were not asked for '{unheard[0]}': choose from {some_of(list(emotion))}"
        )
    shares = np.array(
        [[track.extra["emotions"].get(emotion[mood], np.nan) for mood in moods] for track in manifest.tracks]
    ).reshape(len(manifest.tracks), len(moods))
    return shares >= FELT, (shares >= FELT) | (shares <= NOT_FELT)
