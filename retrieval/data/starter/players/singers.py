"""What voices do: sing the theme, sing in chords, rap, scream, or speak."""

from __future__ import annotations

from retrieval.data.starter.desk import Desk, Figure
from retrieval.data.starter.form import Bar
from retrieval.data.starter.lyrics import syllables
from retrieval.data.starter.melody import Event
from retrieval.data.starter.players.chords import chorale, pad
from retrieval.data.starter.rhythm import steps_of, strokes
from retrieval.data.starter.theory import nearest


def sing(desk: Desk, bars: list[Bar]) -> list[Event]:
    """The theme with syllables; a breath before each new phrase. The argument is the language."""
    words = syllables(desk.rng, desk.argument or "pop")
    events: list[Event] = []
    density = 0.3 + 0.5 * desk.sketch.parameters["density"]
    for bar in bars:
        notes = desk.realise(desk.sketch.theme(bar.section, density), bar, 0.05)
        if bar.ends_phrase and notes:
            beat, length, pitch, level, _ = notes[-1]
            notes[-1] = (beat, max(0.4, length * 0.7), pitch, level, "")
        events += [(beat, length, pitch, level, next(words)) for beat, length, pitch, level, _ in notes]
    return events


def choir(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Chords with a syllable for each chord; ``ooh`` holds one vowel as a backing choir does."""
    if desk.argument == "ooh":
        return [(b, n, p, level * 0.9, "oo") for b, n, p, level, _ in pad(desk, bars)]
    words = syllables(desk.rng, desk.argument or "latin")
    spoken: dict[float, str] = {}
    events = []
    for beat, length, pitch, level, _ in chorale(desk, bars):
        if beat not in spoken:
            spoken[beat] = next(words)
        events.append((beat, length, pitch, level, spoken[beat]))
    return events


_FLOWS = (
    "x.xxx.xxx.xxx.x.",
    "xxx.xxx.xx.xx.x.",
    "x.x.xxxxx.x.xxx.",
    "..xxxxx...xxxxx.",
    "xx.xx.xx.xxxx...",
    "xxxxxxxxxxx.x...",
)


def rap(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Syllables in quick groups near one pitch, falling at the end of each bar."""
    words = syllables(desk.rng, "rap")
    middle = (desk.low + desk.high) // 2
    events: list[Event] = []
    for bar in bars:
        flow = _FLOWS[int(desk.rng.integers(len(_FLOWS)))]
        hits = steps_of(flow, desk.sketch.beats)
        for i, (at, level) in enumerate(hits):
            pitch = middle + int(desk.rng.integers(-2, 3)) - 3 * (i == len(hits) - 1)
            events.append((bar.start + at, 0.24, pitch, level * (1.1 if at % 1 == 0 else 0.9), next(words)))
    return events


def scream(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Shouted syllables on strong beats, held to the end of the phrase."""
    words = syllables(desk.rng, "rap")
    events: list[Event] = []
    for bar in bars:
        pattern = "x.....x.x......." if not bar.ends_phrase else "x.....x........."
        hits = strokes(pattern, desk.sketch.beats)
        for at, span, level in hits:
            pitch = nearest((desk.low + desk.high) // 2, bar.chord_at(at).tones, desk.low, desk.high)
            events.append((bar.start + at, span * 0.85, pitch, level, next(words)))
    return events


def speak(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Sentences at the pace of speech, free of the beat: falling pitch, and a pause after each."""
    words = syllables(desk.rng, "pop")
    beats_a_second = desk.sketch.tempo_bpm / 60
    middle = (desk.low + desk.high) // 2
    events: list[Event] = []
    beat = bars[0].start + desk.rng.random()
    end = bars[-1].start + bars[-1].beats
    while beat < end:
        count = int(desk.rng.integers(5, 15))
        for i in range(count):
            length = float(desk.rng.uniform(0.12, 0.28) * (1.6 if i == count - 1 else 1.0)) * beats_a_second
            pitch = middle + 3 - round(6 * i / count) + int(desk.rng.integers(-2, 3))
            events.append((beat, length, pitch, 0.85 - 0.2 * i / count, next(words)))
            beat += length
        beat += float(desk.rng.uniform(0.4, 1.8)) * beats_a_second
    return events


FIGURES: dict[str, Figure] = {"sing": sing, "choir": choir, "rap": rap, "scream": scream, "speak": speak}
