"""Chords: held, in rhythms, strummed, and in four voices."""

from __future__ import annotations

from retrieval.data.starter.desk import Desk, Figure, spans
from retrieval.data.starter.form import Bar
from retrieval.data.starter.melody import Event
from retrieval.data.starter.rhythm import strokes
from retrieval.data.starter.theory import nearest, step, voicing


def pad(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Held chords, tied while the harmony stays."""
    events: list[Event] = []
    voices = 3 if desk.argument == "thin" else 4
    previous: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    for beat, length, bar, chord in spans(bars):
        pitches = voicing(chord.tones, voices, previous, desk.low, desk.high)
        if pitches == held and not desk.decays and bar.index % 4:
            events[-len(pitches) :] = [(b, n + length, p, v, s) for b, n, p, v, s in events[-len(pitches) :]]
        else:
            events += [(beat, length, pitch, 0.6 + 0.06 * (pitch == pitches[-1]), "") for pitch in pitches]
        previous = held = pitches
    return events


# Chord rhythms; some of them alternate between the first and second pattern bar by bar.


COMPS = {
    "whole": "X...............",
    "halves": "X.......x.......",
    "quarters": "X...x...X...x...",
    "eighths": "X.x.x.x.X.x.x.x.",
    "sixteenths": "XoxoXoxoXoxoXoxo",
    "offbeat": "..x...x...x...x.",
    "skank": "....X.......X...",
    "charleston": "X.....x.........|....x.....X.....",
    "comp": "..x...X.......x.|X.....x...x.....",
    "bossa": "X..x..x...x..x..",
    "stab": "...X..x...X.....|X..x......x..x..",
    "house": "X..x..x..x..x...|..x..X..x..x..x.",
    "pushes": "X.....X.....X...",
    "funk": "X..x.xx...x.xx..|..xx.x..X.x.xx.x",
    "montuno": "X..xx.xx.xx.xx.x",
    "waltz": "....x...x...",
    "march": "..x...x...x...x.",
    "gospel": "X..x..X...x.X.x.",
    "strokes": "X...X...X...X...",
    "synco": "X..X..X..X..X.X.",
    "shuffle": "x.xx.xx.xx.x",
}


def comp(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Chords in a rhythm."""
    events: list[Event] = []
    patterns = COMPS[desk.argument or "quarters"].split("|")
    previous: tuple[int, ...] = ()
    short = desk.sketch.parameters["articulation"] < 0.45
    voices = 4 if desk.sketch.parameters["density"] > 0.4 else 3
    for bar in bars:
        hits = strokes(patterns[bar.index % len(patterns)], desk.sketch.beats)
        for at, span, level in hits:
            previous = voicing(bar.chord_at(at).tones, voices, previous, desk.low, desk.high)
            length = min(span, 0.3 if short else 2.0)
            events += [(bar.start + at, length, pitch, abs(level) * 0.75, "") for pitch in previous]
    return events


STRUMS = {
    "folk": "D...D.U...U.D.U.",
    "ballad": "D.......D...D.U.",
    "pop": "D..D..U.U.D.D.U.",
    "eighths": "D.D.D.D.D.D.D.D.",
    "sixteenths": "DUDUDUDUDUDUDUDU",
    "country": "b...D...b...D.U.",
    "waltz": "b...D...D...",
    "ska": "..U...U...U...U.",
    "reggae": "....U.......U...",
    "slow": "D...............",
    "punk": "DDDDDDDDDDDDDDDD",
    "indie": "D.DUD.DUD.DUD.DU",
}


def strum(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Guitar chords: strings sound one after the other, down or up; ``b`` is a bass note alone."""
    events: list[Event] = []
    pattern = STRUMS[desk.argument or "folk"]
    if desk.sketch.beats == 3 and len(pattern) == 16:
        pattern = pattern[:12]
    width = desk.sketch.beats / len(pattern)
    hits = [(i * width, mark) for i, mark in enumerate(pattern) if mark != "."]
    ends = [*(at for at, _ in hits[1:]), float(desk.sketch.beats)]
    previous: tuple[int, ...] = ()
    short = 0.35 if desk.argument in ("ska", "reggae") else 4.0
    for bar in bars:
        for (at, mark), end in zip(hits, ends, strict=True):
            span = end - at
            chord = bar.chord_at(at)
            if mark == "b":
                low = nearest(
                    desk.low + 5, chord.tones[:1] if at == 0 else chord.tones[2:3] or chord.tones[:1]
                )
                events.append((bar.start + at, span, low, 0.8, ""))
                continue
            previous = voicing(chord.tones, 5, previous, desk.low, min(desk.high, desk.low + 32))
            strings = previous if mark == "D" else previous[:1:-1]
            level = (0.85 if at % 1 == 0 else 0.65) - 0.08 * (mark == "U")
            length = min(span, short)
            events += [
                (bar.start + at + 0.025 * i, length - 0.02 * i, pitch, level, "")
                for i, pitch in enumerate(strings)
            ]
    return events


# Orders of the voices (0 lowest) of a broken chord, one step each.


def chorale(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Four voices in chords, note against note, with passing tones in the top voice."""
    events: list[Event] = []
    previous: tuple[int, ...] = ()
    pulse = (
        1.0
        if desk.sketch.parameters["density"] > 0.55
        else 2.0
        if desk.sketch.beats % 2 == 0
        else float(desk.sketch.beats)
    )
    for beat, length, _, chord in spans(bars):
        tones = chord.tones
        parts = max(1, round(length / pulse))
        for k in range(parts):
            pitches = voicing(tones, 4, previous, desk.low, desk.high)
            span = length / parts
            top = pitches[-1]
            if k and desk.rng.random() < 0.4:
                top = min(desk.high, step(top, 1 if desk.rng.random() < 0.5 else -1, desk.sketch.key.melodic))
            events += [(beat + k * span, span, p, 0.65, "") for p in pitches[:-1]]
            events.append((beat + k * span, span, top, 0.75, ""))
            previous = pitches
    return events


FIGURES: dict[str, Figure] = {"pad": pad, "comp": comp, "strum": strum, "chorale": chorale}
PATTERNS = {"comp": COMPS, "strum": STRUMS}
