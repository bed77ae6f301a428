"""Basses: roots in a rhythm, walking lines and drones."""

from __future__ import annotations

from retrieval.data.starter.desk import Desk, Figure, spans
from retrieval.data.starter.form import Bar
from retrieval.data.starter.melody import Event
from retrieval.data.starter.rhythm import strokes
from retrieval.data.starter.theory import nearest

BASSES = {
    "whole": "X...............",
    "halves": "X.......x.......",
    "quarters": "X...x...x...x...",
    "eighths": "X.x.x.x.X.x.x.x.",
    "sixteenths": "XoxoXoxoXoxoXoxo",
    "kick": "X.....x.X..x....",
    "offbeat": "..X...X...X...X.",
    "gallop": "..xx..xx..xx..xx",
    "tresillo": "X.....x.....X...",
    "syncopated": "X..x..X..x..x.x.",
    "funk": "X..x..xx..x.x..x",
    "dub": "X.....x..x..X...|......x.X.x.....",
    "waltz": "X...........",
    "disco": "X.x.x.x.x.x.x.x.",
    "motown": "X..xx.x.X.x.x.xx",
    "pedal": "X...............",
    "sub": "X.........x.....|X.............x.",
}


def bass(desk: Desk, bars: list[Bar]) -> list[Event]:
    """The bass: roots in a rhythm, with fifths, octaves and approach notes as the kind asks, or walking."""
    if desk.argument == "walking":
        return _walk(desk, bars)
    patterns = BASSES[desk.argument or "halves"].split("|")
    centre = desk.low + 7
    events: list[Event] = []
    for bar in bars:
        hits = strokes(patterns[bar.index % len(patterns)], desk.sketch.beats)
        for i, (at, span, level) in enumerate(hits):
            chord = bar.chord_at(at)
            root = nearest(
                centre,
                (desk.sketch.key.tonic,) if desk.argument == "pedal" else chord.tones[:1],
                desk.low,
                centre + 8,
            )
            draw = desk.rng.random()
            if desk.argument == "disco":
                root += 12 * (i % 2)
            elif i and desk.argument in ("funk", "motown", "syncopated", "halves", "tresillo", "dub"):
                options = (root, root + 7, root + 12, root - 2, root + 10)
                root = options[
                    0 if draw < 0.5 else 1 if draw < 0.75 else 2 if draw < 0.9 else 3 + (draw > 0.95)
                ]
            while root > desk.high:
                root -= 12
            events.append((bar.start + at, span * 0.95, max(root, desk.low), abs(level) * 0.9, ""))
    return events


def _walk(desk: Desk, bars: list[Bar]) -> list[Event]:
    """A walking bass: a chord tone on each beat, a half step below or above the next root before a change."""
    events: list[Event] = []
    pitch = desk.low + 10
    chords = spans(bars)
    for n, (beat, length, _, chord) in enumerate(chords):
        after = chords[n + 1][3] if n + 1 < len(chords) else chord
        count = max(1, round(length))
        for k in range(count):
            if k == 0:
                pitch = nearest(pitch, chord.tones[:1], desk.low, desk.low + 22)
            elif k == count - 1:
                pitch = nearest(pitch, after.tones[:1], desk.low, desk.low + 22) + (
                    1 if desk.rng.random() < 0.5 else -1
                )
            else:
                pitch = nearest(
                    pitch + int(desk.rng.choice((-4, -3, 3, 4, 5))), chord.tones, desk.low, desk.low + 22
                )
            events.append((beat + k, 0.92, pitch, 0.8, ""))
    return events


def drone(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Tonic, or tonic and fifth, held for four bars at a time."""
    tonic = nearest(desk.low + 7, (desk.sketch.key.tonic,), desk.low, desk.high)
    pitches = (tonic,) if desk.argument == "low" else (tonic, min(tonic + 7, desk.high))
    return [
        (bar.start, float(min(4, bar.length - bar.index) * bar.beats), pitch, 0.6, "")
        for bar in bars
        if bar.index % 4 == 0 or bar is bars[0]
        for pitch in pitches
    ]


FIGURES: dict[str, Figure] = {"bass": bass, "drone": drone}
PATTERNS = {"bass": BASSES}
