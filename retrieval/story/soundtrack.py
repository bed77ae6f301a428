"""A story and its music: passages, scenes, cues, and what all of it looks like as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from retrieval.hits import readable
from retrieval.playlists import Entry
from retrieval.progress import steps
from retrieval.search import SearchEngine
from retrieval.story.carrying import carrying_words
from retrieval.story.cues import Choice, Cue, choosable, cues_for, has_music
from retrieval.story.language import looks_foreign
from retrieval.story.reading import Felt, StoryError, StoryReader
from retrieval.story.scenes import Scene, each_passage, scenes_between, scenes_of

WORDS_PER_MINUTE = 200.0
"""Of somebody who reads aloud without haste; silent readers take 230 to 250 (Brysbaert, "How many words do we
read per minute?", 2019)."""
MOST_CHARACTERS = 2_000_000
TOLD = 3


@dataclass(frozen=True)
class Wishes:
    """How a soundtrack is wanted. `cues` None: as many as the mood turns, and as there are tracks."""

    cues: int | None = None
    per_passage: bool = False
    filters: str = ""
    words_per_minute: float = WORDS_PER_MINUTE
    borders: tuple[int, ...] | None = None
    """With which passages scenes begin, beside the first one; None: where the mood turns."""
    kept: tuple[str | None, ...] = ()
    """Keys of the tracks that scenes have already; see `cues_for`."""


@dataclass(frozen=True)
class Soundtrack:
    """`carried` has, for each scene, the words that its mood hangs on. `moods` are their names."""

    text: str
    moods: tuple[str, ...]
    felt: tuple[Felt, ...]
    cues: tuple[Cue, ...]
    carried: tuple[tuple[str, ...], ...]
    mapping: str
    music: tuple[tuple[str, ...], ...]

    @property
    def seconds(self) -> float:
        return self.cues[-1].scene.end_seconds if self.cues else 0.0

    @cached_property
    def foreign(self) -> bool:
        """Whether it looks like another language than moods were learned in."""
        return looks_foreign(self.text)

    @property
    def message(self) -> str:
        """What a person should know before they look at the cues."""
        if not any(own.has_mood for own in self.felt):
            return (
                "this does not look like English, which moods were learned in; " if self.foreign else ""
            ) + (
                "no passage of this text has a mood that music could share; for music beside it, search for "
                'what you have in mind: python -m scripts.search "calm background, no vocals"'
            )
        told = []
        if self.foreign:
            told.append("this does not look like English, which moods were learned in: take them for guesses")
        moody = [cue for cue in self.cues if cue.scene.has_mood]
        asking = [cue for cue in moody if has_music(cue.scene, self.music)]
        if unfit := len(moody) - len(asking):
            told.append(f"{_scenes_have(unfit)} moods that the mapping names no music for")
        if without := sum(cue.choice is None for cue in asking):
            left = len(asking) - without
            told.append(
                f"{_scenes_have(without)} no music: the library has too few tracks"
                + (f"; ask for {left} scenes or fewer" if left > 1 else "")
            )
        return "; ".join(told)

    def scene_text(self, scene: Scene) -> str:
        """What is read in a scene, whole."""
        first, last = self.felt[scene.first].passage, self.felt[scene.last - 1].passage
        return self.text[first.start : last.end]

    def foremost(self, scene: Scene, most: int = TOLD) -> tuple[tuple[str, float], ...]:
        """A scene's likeliest moods, after the first one only what is likelier than by chance; none where it
        has none."""
        if not scene.has_mood:
            return ()
        order = np.argsort(-scene.moods, kind="stable")[:most]
        told = [(self.moods[place], float(scene.moods[place])) for place in order]
        return (told[0], *(each for each in told[1:] if each[1] > 1 / len(self.moods)))

    def ends(self, place: int) -> tuple[float, float]:
        """Up to which second of its track a cue is heard, and when in the story the last of its scenes ends:
        while the track lasts, it goes on through those that have no mood of their own."""
        choice, scene = self.cues[place].choice, self.cues[place].scene
        assert choice is not None
        last = place
        while last + 1 < len(self.cues) and self.cues[last + 1].goes_on:
            last += 1
        end = self.cues[last].scene.end_seconds
        longer = choice.end_seconds + end - scene.end_seconds
        return max(choice.end_seconds, min(longer, choice.track.duration_seconds)), end

    def entries(self) -> list[Entry]:
        """The cues that begin, as lines of a playlist."""
        return [
            Entry(
                cue.choice.track.path,
                title_of(cue.choice),
                ", ".join(cue.choice.track.artists),
                cue.choice.track.duration_seconds,
                cue.choice.start_seconds,
                self.ends(place)[0],
            )
            for place, cue in enumerate(self.cues)
            if cue.choice is not None and not cue.goes_on
        ]

    def described(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "seconds": round(self.seconds, 2),
            "message": self.message,
            "foreign": self.foreign,
            "mapping": self.mapping,
            "moods": {mood: list(own) for mood, own in zip(self.moods, self.music, strict=True)},
            "cues": [
                self._cue(number, cue, words)
                for number, (cue, words) in enumerate(zip(self.cues, self.carried, strict=True), start=1)
            ],
            "passages": [
                {
                    "start_character": own.passage.start,
                    "end_character": own.passage.end,
                    "text": own.passage.text,
                    "heading": own.passage.heading,
                    "words": own.words,
                    "has_mood": own.has_mood,
                    "valence": _rounded(own.valence),
                    "arousal": _rounded(own.arousal),
                    "no_mood": _rounded(own.plain),
                    "moods": {
                        mood: _rounded(value) for mood, value in zip(self.moods, own.moods, strict=True)
                    },
                }
                for own in self.felt
            ],
        }

    def _cue(self, number: int, cue: Cue, words: Sequence[str]) -> dict[str, Any]:
        scene = cue.scene
        return {
            "number": number,
            "scene_start": round(scene.start_seconds, 2),
            "scene_end": round(scene.end_seconds, 2),
            "first_passage": scene.first,
            "last_passage": scene.last - 1,
            "goes_on": cue.goes_on,
            "track": None if cue.choice is None else _track(cue.choice),
            "start": None if cue.choice is None else round(cue.choice.start_seconds, 2),
            "end": None if cue.choice is None else round(cue.choice.end_seconds, 2),
            "why": {
                "moods": _chances("mood", self.foremost(scene)),
                "valence": _rounded(scene.valence),
                "arousal": _rounded(scene.arousal),
                "words": list(words),
                **({} if cue.choice is None else _why(cue.choice)),
            },
            "alternatives": [
                {
                    "track": _track(each),
                    "start": round(each.start_seconds, 2),
                    "end": round(each.end_seconds, 2),
                    "why": _why(each),
                }
                for each in cue.alternatives
            ],
        }  # fmt: skip


def soundtrack(
    text: str, engine: SearchEngine, story: StoryReader, wishes: Wishes, mapping: str = ""
) -> Soundtrack:
    """The music for a text. Raises `StoryError`, `PassageError`, `SearchError` or `FilterError`."""
    if len(text) > MOST_CHARACTERS:
        raise StoryError(
            f"the text has {len(text):,} characters, and {MOST_CHARACTERS:,} are read: give a part of it"
        )
    felt = story.read(text)
    if wishes.borders is not None:
        scenes = scenes_between(felt, wishes.words_per_minute, wishes.borders)
    elif wishes.per_passage:
        scenes = each_passage(felt, wishes.words_per_minute)
    else:
        scenes = scenes_of(felt, wishes.words_per_minute, wishes.cues)
        if wishes.cues is None and any(scene.has_mood for scene in scenes):
            tracks = len(choosable(engine, engine.shelf(), wishes.filters))
            if len(scenes) > tracks:  # each would have one: of a book, fewer scenes
                scenes = scenes_of(felt, wishes.words_per_minute, tracks)
    if any(scene.has_mood for scene in scenes):
        cues = cues_for(scenes, engine, story, wishes.filters, kept=wishes.kept)
    else:
        cues = [Cue(scene, None) for scene in scenes]
    carried = [
        carrying_words(felt[scene.first : scene.last], scene, story)
        for scene in steps(scenes, len(scenes), "weighing words")
    ]
    return Soundtrack(
        text, story.moods, tuple(felt), tuple(cues), tuple(carried), mapping or "own", story.music
    )


def title_of(choice: Choice) -> str:
    """What a choice's track is called."""
    return choice.track.title or choice.track.path.stem


def _scenes_have(count: int) -> str:
    return "one scene has" if count == 1 else f"{count} scenes have"


def _track(choice: Choice) -> dict[str, Any]:
    track = choice.track
    return {
        "key": track.key,
        "path": readable(str(track.path)),
        "title": title_of(choice),
        "artist": ", ".join(track.artists),
        "duration_seconds": round(track.duration_seconds, 2),
    }


def _why(choice: Choice) -> dict[str, Any]:
    sound = choice.sound
    return {
        "band": choice.band,
        "fit": _rounded(choice.fit),
        "heard": _chances("mood", choice.moods),
        "tags": _chances("tag", choice.tags),
        "tempo_bpm": sound.tempo_bpm if sound else None,
        "key": sound.key_name if sound else None,
    }


def _chances(name: str, pairs: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    return [{name: each, "probability": _rounded(value)} for each, value in pairs]


def _rounded(value: float) -> float:
    return round(float(value), 4)
