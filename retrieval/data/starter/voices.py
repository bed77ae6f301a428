"""Singers and speakers: each call of `sing` draws a different person of the asked kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from retrieval.data.starter import formants, speech
from retrieval.data.starter.effects import Band, equalise
from retrieval.data.starter.formants import Throat
from retrieval.data.starter.glottis import Folds, buzz, pitch_curve
from retrieval.data.starter.score import Note
from retrieval.data.starter.tract import Array, Grid, resonate
from retrieval.data.starter.voice_kinds import VOICES, Kind

_SPOKEN_HERTZ = {
    "spoken_male": (85.0, 140.0),
    "spoken_female": (165.0, 240.0),
    "whisper": (100.0, 220.0),
    "rap_male": (95.0, 190.0),
    "rap_female": (170.0, 280.0),
}
_SENTENCE_VOICES = ("spoken_male", "spoken_female", "whisper")
# Letters of one syllable: what comes before a vowel, the vowel, and an ending that closes the word.
_SPOKEN_PARTS = re.compile("[^aeiou]*[aeiou]+(?:[^aeiou]+$|[^aeiou](?=[^aeiou]))?")
_BREATHS = 0.6  # share of phrases before which the breath is heard
_TAIL_SECONDS = 0.25
_LEVEL = 0.1


def sing(notes: tuple[Note, ...], voice: str, sample_rate: int, rng: np.random.Generator) -> Array:
    """Performs notes, chords included, by one freshly drawn person (or choir): float32 [N].

    Sample 0 is the piece's start, the last note's release is the end; loudness follows velocities around an
    RMS of 0.1 while sounding. A syllable with spaces in it is a sentence, spoken within its note.

    >>> tone = sing((Note(0.0, 0.5, 60, 90, "la"),), "male_tenor", 16000, np.random.default_rng(0))
    >>> tone.dtype, len(tone) / 16000
    (dtype('float32'), 0.75)
    """
    if voice not in VOICES:
        raise ValueError(f"There is no voice {voice!r}; choose one of {', '.join(sorted(VOICES))}.")
    if not notes:
        return np.zeros(0, dtype=np.float32)
    kind = VOICES[voice]
    person = _draw(kind, rng)
    length = round((max(note.start + note.duration for note in notes) + _TAIL_SECONDS) * sample_rate)
    output = np.zeros(length, dtype=np.float32)
    sentences = tuple(note for note in notes if " " in note.syllable)
    if sentences and voice in _SENTENCE_VOICES and speech.available():
        for note in sentences:
            first = round(note.start * sample_rate)
            said = speech.read_aloud(note.syllable, note.duration, voice, sample_rate, rng)[: length - first]
            output[first : first + len(said)] += said * np.float32(note.velocity / 127.0)
        notes = tuple(note for note in notes if note not in sentences)
    for phrase in _phrases(tuple(spelled for note in notes for spelled in _spelled(note))):
        for line in _lines(_with_syllables(phrase, kind, rng)):
            offset = max(min(note.start for note in line) - 0.05, 0.0)
            sound = _perform(line, offset, voice, person, sample_rate, rng)
            first = round(offset * sample_rate)
            sound = sound[: length - first]
            output[first : first + len(sound)] += sound
        if kind.singers[0] == 1 and rng.uniform() < _BREATHS:
            _inhale(output, phrase[0].start, sample_rate, rng)
    return _finish(output, (*notes, *sentences), person, sample_rate)


@dataclass(frozen=True)
class _Person:
    folds: Folds
    throat: Throat
    effort: float
    evenness: float
    drive: float
    singers: int
    talker: speech.Talker | None  # whose syllables are sung; None for formant tables


def _draw(kind: Kind, rng: np.random.Generator) -> _Person:
    folds = Folds(
        vibrato_cents=rng.uniform(*kind.vibrato_cents),
        vibrato_hertz=rng.uniform(*kind.vibrato_hertz),
        vibrato_delay_seconds=rng.uniform(*kind.vibrato_delay),
        glide_seconds=rng.uniform(*kind.glide),
        scoop_cents=rng.uniform(*kind.scoop_cents),
        drift_cents=rng.uniform(2.0, 14.0),
        jitter=rng.uniform(0.002, 0.015) + 0.1 * kind.roughness[0],
        shimmer=rng.uniform(0.01, 0.08),
        subharmonic=rng.uniform(*kind.subharmonic),
        roughness=rng.uniform(*kind.roughness),
    )
    throat = Throat(
        scale=rng.uniform(*kind.scale),
        tilt_db=rng.uniform(*kind.tilt_db),
        breath=float(np.exp(rng.uniform(*np.log(kind.breath)))),
        ring_db=rng.uniform(*kind.ring_db),
        width=rng.uniform(*kind.width),
        diction=rng.uniform(*kind.diction),
    )
    if kind is VOICES["female_pop"] and rng.uniform() < 0.25:
        # Hard pitch correction, as on many records since 1998.
        folds = replace(folds, glide_seconds=0.0, scoop_cents=0.0, drift_cents=0.0, vibrato_cents=3.0)
    said = rng.uniform() < kind.said_share
    talker = speech.draw_talker(rng, throat.scale)
    return _Person(
        folds,
        throat,
        effort=rng.uniform(*kind.effort),
        evenness=rng.uniform(*kind.evenness),
        drive=rng.uniform(*kind.drive),
        singers=int(rng.integers(kind.singers[0], kind.singers[1] + 1)),
        talker=talker if said and speech.available() else None,
    )


def _spelled(note: Note, syllable_seconds: float = 0.19) -> list[Note]:
    """A sentence on one note as a note for each syllable at the pace of speech; others as they are."""
    if " " not in note.syllable:
        return [note]
    syllables = [part for word in note.syllable.split() for part in _SPOKEN_PARTS.findall(word) or [word]]
    step = min(syllable_seconds, note.duration / len(syllables))
    return [
        replace(note, start=note.start + i * step, duration=0.95 * step, syllable=part)
        for i, part in enumerate(syllables)
    ]


def _phrases(notes: tuple[Note, ...], gap_seconds: float = 0.8) -> list[list[Note]]:
    """Notes between rests, so that silence costs nothing to render."""
    phrases: list[list[Note]] = []
    end = -np.inf
    for note in sorted(notes, key=lambda note: (note.start, note.pitch)):
        if note.start > end + gap_seconds:
            phrases.append([])
        phrases[-1].append(note)
        end = max(end, note.start + note.duration)
    return phrases


def _with_syllables(phrase: list[Note], kind: Kind, rng: np.random.Generator) -> list[Note]:
    drawn = rng.choice(kind.syllables, len(phrase))
    return [n if n.syllable else replace(n, syllable=str(s)) for n, s in zip(phrase, drawn, strict=True)]


def _lines(phrase: list[Note]) -> list[tuple[Note, ...]]:
    """Chords split into lines of one note at a time; an overlap of legato notes is cut short."""
    lines: list[list[Note]] = []
    for note in phrase:
        for line in lines:
            last = line[-1]
            if note.start >= last.start + 0.6 * last.duration:
                line[-1] = replace(last, duration=min(last.duration, note.start - last.start))
                line.append(note)
                break
        else:
            lines.append([note])
    return [tuple(line) for line in lines]


def _perform(
    line: tuple[Note, ...],
    offset: float,
    voice: str,
    person: _Person,
    sample_rate: int,
    rng: np.random.Generator,
) -> Array:
    """One line, whose sample 0 is `offset` seconds into the piece."""
    line = tuple(replace(note, start=note.start - offset) for note in line)
    seconds = line[-1].start + line[-1].duration + _TAIL_SECONDS
    grid = Grid(sample_rate, int(np.ceil(seconds / (round(sample_rate * 0.008) / sample_rate))) + 1)
    throat = person.throat
    if voice == "choir_mixed":
        # A low line is sung by large bodies, a high one by small ones.
        mean = float(np.mean([note.pitch for note in line]))
        throat = replace(
            throat, scale=float(np.interp(mean, [43.0, 77.0], [0.88, 1.2])) * rng.uniform(0.96, 1.04)
        )
    effort = person.effort * _loudness(line, person, grid)
    noise = rng.standard_normal(grid.samples, dtype=np.float32)
    source = np.zeros(grid.samples, dtype=np.float32)
    curve: Array = np.zeros(0)
    phase: Array = curve
    for _ in range(person.singers):
        folds = person.folds
        if person.singers > 1:
            folds = replace(
                folds,
                detune_cents=rng.normal(0.0, 9.0),
                vibrato_hertz=folds.vibrato_hertz * rng.uniform(0.88, 1.12),
            )
        curve = (
            _spoken(line, voice, grid, rng) if voice in _SPOKEN_HERTZ else pitch_curve(line, folds, grid, rng)
        )
        voicebox, phase = buzz(curve, folds, grid, rng)
        late = int(abs(rng.normal(0.0, 0.02)) * sample_rate) if person.singers > 1 else 0
        source[late:] += voicebox[: grid.samples - late]
    source /= np.sqrt(person.singers)
    if voice == "whisper":
        source[:] = 0.0
    else:
        # Breath passes in puffs, while the folds are open.
        noise *= 0.65 + 0.5 * np.cos(2 * np.pi * phase).astype(np.float32)
    if person.talker is None:
        shapes = formants.envelopes(line, throat, curve, effort, grid)
    else:
        shapes = speech.envelopes(line, person.talker, throat, curve, effort, grid)
    return resonate(source, noise, shapes, grid)


def _inhale(output: Array, before: float, sample_rate: int, rng: np.random.Generator) -> None:
    """Adds a breath in, drawn through the open mouth just before a phrase begins."""
    seconds = rng.uniform(0.15, 0.4)
    first = round((before - seconds - 0.02) * sample_rate)
    if first < 0:
        return
    count = round(seconds * sample_rate)
    bands = (
        Band("high_pass", rng.uniform(500, 1200)),
        Band("peak", rng.uniform(1200, 3500), 9.0),
        Band("low_pass", 6000),
    )
    air = equalise(rng.standard_normal((1, count), dtype=np.float32), sample_rate, bands)[0]
    swell = np.sin(np.pi * np.linspace(0.0, 1.0, count) ** 1.6).astype(np.float32)
    level = rng.uniform(0.02, 0.12) * float(np.abs(output).max()) / 2.0
    output[first : first + count] += np.float32(level) * swell * air


def _loudness(line: tuple[Note, ...], person: _Person, grid: Grid) -> Array:
    """Loudness [frames] 0 .. 1 of a line: velocity, a swell within long notes, soft starts and ends."""
    times = grid.times
    curve = np.zeros(grid.frames)
    for number, note in enumerate(line):
        joined = number + 1 < len(line) and line[number + 1].start - note.start - note.duration < 0.06
        end = line[number + 1].start if joined else note.start + note.duration
        share = np.clip((times - note.start) / max(end - note.start, 1e-3), 0.0, 1.0)
        level = (note.velocity / 127.0) ** (1.5 * (1.0 - person.evenness))
        curve = np.where(
            (times >= note.start) & (times < end), level * (0.8 + 0.2 * np.sin(np.pi * share)), curve
        )
    return np.asarray(gaussian_filter1d(curve, 0.018 / grid.times[1]))


def _spoken(line: tuple[Note, ...], voice: str, grid: Grid, rng: np.random.Generator) -> Array:
    """The pitch of speech [frames]: falling through the phrase, a random accent on every syllable."""
    low, high = _SPOKEN_HERTZ[voice]
    starts = np.array([note.start for note in line])
    accents = rng.normal(0.0, 2.2, len(line))
    index = np.clip(np.searchsorted(starts, grid.times, side="right") - 1, 0, None)
    melody = gaussian_filter1d(accents[index], 0.05 / grid.times[1]) - 3.0 * np.linspace(
        0.0, 1.0, grid.frames
    )
    return np.asarray(rng.uniform(low, high) * 2.0 ** (melody / 12.0))


def _finish(sound: Array, notes: tuple[Note, ...], person: _Person, sample_rate: int) -> Array:
    """Level, and the waveshaping of a voice pushed into its microphone."""
    block = round(0.05 * sample_rate)
    power = (sound[: len(sound) // block * block].reshape(-1, block) ** 2).mean(axis=1)
    loud = power[power > 0.01 * power.max(initial=0.0)]
    if not len(loud):
        return sound
    sound = sound / np.float32(np.sqrt(loud.mean()))
    if person.drive > 0.0:
        sound = np.tanh(person.drive * sound) / np.float32(np.tanh(person.drive))
    velocity = float(np.mean([note.velocity for note in notes])) / 90.0
    return np.asarray(sound * np.float32(_LEVEL * velocity), dtype=np.float32)
