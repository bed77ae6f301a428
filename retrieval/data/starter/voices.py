"""Singers and speakers: each call of `sing` draws a different person of the asked kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from retrieval.data.starter.formants import Throat, envelopes
from retrieval.data.starter.glottis import Folds, buzz, pitch_curve
from retrieval.data.starter.score import Note
from retrieval.data.starter.tract import Array, Grid, resonate

Range = tuple[float, float]


@dataclass(frozen=True)
class Kind:
    """The ranges from which a singer of one kind is drawn; see `Folds` and `Throat` for units."""

    scale: Range
    tilt_db: Range = (-5.0, -1.0)
    breath: Range = (0.01, 0.06)
    ring_db: Range = (0.0, 4.0)
    width: Range = (0.8, 1.4)
    diction: Range = (0.5, 1.2)
    vibrato_cents: Range = (5.0, 45.0)
    vibrato_hertz: Range = (4.8, 6.4)
    vibrato_delay: Range = (0.15, 0.6)
    glide: Range = (0.03, 0.14)
    scoop_cents: Range = (0.0, 120.0)
    subharmonic: Range = (0.0, 0.06)
    roughness: Range = (0.0, 0.04)
    effort: Range = (0.4, 0.95)
    evenness: Range = (0.0, 0.5)  # how far dynamics are flattened, as by a compressor
    drive: Range = (0.0, 0.3)  # waveshaping of the finished voice
    singers: tuple[int, int] = (1, 1)
    syllables: tuple[str, ...] = (
        "la",
        "na",
        "da",
        "doo",
        "oh",
        "ah",
        "hey",
        "ma",
        "lo",
        "shi",
        "to",
        "ya",
        "ray",
    )


_POP = Kind((1.0, 1.1), evenness=(0.4, 0.9), drive=(0.1, 0.6), diction=(0.7, 1.4))
_CLASSICAL = Kind(
    (1.0, 1.1),
    ring_db=(4.0, 12.0),
    vibrato_cents=(25.0, 80.0),
    vibrato_delay=(0.0, 0.35),
    diction=(0.3, 0.9),
    evenness=(0.0, 0.2),
    drive=(0.0, 0.05),
    breath=(0.005, 0.02),
    effort=(0.35, 1.0),
)
_OPERA = replace(
    _CLASSICAL, ring_db=(7.0, 15.0), vibrato_cents=(55.0, 120.0), effort=(0.6, 1.0), vibrato_delay=(0.0, 0.15)
)
_CHOIR = replace(
    _CLASSICAL,
    ring_db=(0.0, 5.0),
    vibrato_cents=(8.0, 40.0),
    singers=(4, 6),
    diction=(0.2, 0.7),
    syllables=("ah", "oh", "oo", "ah", "la", "a", "ky", "ri", "e", "san", "tus", "glo", "ria"),
)
_SPEECH = Kind((1.0, 1.0), vibrato_cents=(0.0, 3.0), glide=(0.06, 0.2), diction=(0.8, 1.4))
_HARSH = Kind(
    (0.8, 1.05),
    tilt_db=(-2.0, 3.0),
    breath=(0.2, 0.6),
    subharmonic=(0.3, 0.8),
    roughness=(0.3, 0.8),
    vibrato_cents=(0.0, 10.0),
    scoop_cents=(50.0, 300.0),
    evenness=(0.7, 1.0),
    drive=(0.8, 2.0),
    width=(1.2, 2.2),
    effort=(0.85, 1.0),
)
VOICES: dict[str, Kind] = {
    "female_soprano": replace(_CLASSICAL, scale=(1.14, 1.26), ring_db=(0.0, 6.0)),
    "female_alto": replace(_CLASSICAL, scale=(1.06, 1.18), ring_db=(1.0, 7.0)),
    "female_pop": replace(_POP, scale=(1.1, 1.24), breath=(0.02, 0.16)),
    "female_breathy": replace(
        _POP, scale=(1.1, 1.24), breath=(0.15, 0.5), tilt_db=(-8.0, -3.0), effort=(0.3, 0.6)
    ),
    "opera_soprano": replace(_OPERA, scale=(1.1, 1.24)),
    "male_pop": replace(_POP, scale=(0.96, 1.08), breath=(0.01, 0.1), subharmonic=(0.0, 0.18)),
    "male_tenor": replace(_CLASSICAL, scale=(0.98, 1.08)),
    "male_baritone": replace(_CLASSICAL, scale=(0.9, 1.02)),
    "male_bass": replace(_CLASSICAL, scale=(0.84, 0.94)),
    "male_rock": replace(
        _POP,
        scale=(0.92, 1.08),
        tilt_db=(-3.0, 1.0),
        breath=(0.03, 0.2),
        subharmonic=(0.05, 0.35),
        roughness=(0.03, 0.3),
        drive=(0.4, 1.4),
        effort=(0.7, 1.0),
    ),
    "opera_tenor": replace(_OPERA, scale=(0.94, 1.06)),
    "child": Kind((1.28, 1.45), vibrato_cents=(0.0, 15.0), glide=(0.02, 0.08), breath=(0.03, 0.12)),
    "choir_mixed": _CHOIR,
    "choir_female": replace(_CHOIR, scale=(1.06, 1.24)),
    "choir_male": replace(_CHOIR, scale=(0.86, 1.04)),
    "whisper": replace(_SPEECH, scale=(0.95, 1.2), breath=(1.0, 1.6), effort=(0.5, 0.8)),
    "spoken_male": replace(_SPEECH, scale=(0.92, 1.06)),
    "spoken_female": replace(_SPEECH, scale=(1.08, 1.22)),
    "rap_male": replace(_POP, scale=(0.92, 1.06), vibrato_cents=(0.0, 3.0), diction=(1.0, 1.5)),
    "rap_female": replace(_POP, scale=(1.08, 1.2), vibrato_cents=(0.0, 3.0), diction=(1.0, 1.5)),
    "scream": replace(_HARSH, scale=(0.98, 1.25), scoop_cents=(0.0, 200.0)),
    "growl": _HARSH,
}

_SPOKEN_HERTZ = {
    "spoken_male": (85.0, 140.0),
    "spoken_female": (165.0, 240.0),
    "whisper": (100.0, 220.0),
    "rap_male": (95.0, 190.0),
    "rap_female": (170.0, 280.0),
}
_TAIL_SECONDS = 0.25
_LEVEL = 0.1


def sing(notes: tuple[Note, ...], voice: str, sample_rate: int, rng: np.random.Generator) -> Array:
    """Performs notes, chords included, by one freshly drawn person (or choir): float32 [N].

    Sample 0 is the piece's start, the last note's release is the end; loudness follows velocities around an
    RMS of 0.1 while sounding.

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
    for phrase in _phrases(notes):
        for line in _lines(_with_syllables(phrase, kind, rng)):
            offset = max(min(note.start for note in line) - 0.05, 0.0)
            sound = _perform(line, offset, voice, person, sample_rate, rng)
            first = round(offset * sample_rate)
            sound = sound[: length - first]
            output[first : first + len(sound)] += sound
    return _finish(output, notes, person, sample_rate)


@dataclass(frozen=True)
class _Person:
    folds: Folds
    throat: Throat
    effort: float
    evenness: float
    drive: float
    singers: int


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
    return _Person(
        folds,
        throat,
        effort=rng.uniform(*kind.effort),
        evenness=rng.uniform(*kind.evenness),
        drive=rng.uniform(*kind.drive),
        singers=int(rng.integers(kind.singers[0], kind.singers[1] + 1)),
    )


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
    return resonate(source, noise, envelopes(line, throat, curve, effort, grid), grid)


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
