"""Figuration: broken chords, power chords, riffs and inner voices."""

from __future__ import annotations

from retrieval.data.starter.desk import Desk, Figure
from retrieval.data.starter.form import Bar
from retrieval.data.starter.melody import Event
from retrieval.data.starter.rhythm import strokes
from retrieval.data.starter.theory import nearest, step, voicing

ARPEGGIOS = {
    "up": (0, 1, 2, 3),
    "updown": (0, 1, 2, 3, 2, 1),
    "alberti": (0, 2, 1, 2),
    "finger": (0, 2, 1, 3, 0, 2, 1, 2),
    "travis": (0, 2, 1, 3, 0, 3, 1, 2),
    "broken": (0, 1, 2, 1),
    "wide": (0, 2, 3, 4, 3, 2),
    "nocturne": (0, 2, 3, 2, 4, 3),
    "waltz": (0, 2, 2),
    "random": (0, 3, 1, 2, 3, 1, 0, 2),
    "prelude": (0, 1, 2, 3, 4, 2, 3, 4),
}


def arpeggio(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Broken chords; their speed follows the piece's density."""
    order = ARPEGGIOS[desk.argument or "up"]
    density, joined = desk.sketch.parameters["density"], desk.sketch.parameters["articulation"]
    rate = 4 if density > 0.55 else 1 if density < 0.08 else 2
    if desk.argument == "waltz":
        rate = 1
    elif desk.sketch.grid == 3:
        rate = 3
    hold = (0.9 + 2.5 * joined if desk.decays else 0.6 + 0.5 * joined) / rate
    events: list[Event] = []
    stack: tuple[int, ...] = ()
    for bar in bars:
        for first, length, chord in bar.harmony:
            stack = voicing(chord.tones, max(3, max(order) + 1), stack, desk.low, desk.high)
            for i in range(round(first * rate), round((first + length) * rate)):
                at = i / rate
                pitch = stack[min(order[i % len(order)], len(stack) - 1)]
                held = min(hold, bar.beats - at) if bar.ends_section else hold
                events.append((bar.start + at, held, pitch, 0.7 + 0.12 * (at % 1 == 0), ""))
    return events


RIFFS = (
    "x.xx..x.x.xx.x.x",
    "x..x..x.x..x..x.",
    "x.xxx.xxx.xxx.x.",
    "xx.xx.xx.xx.x.x.",
    "x...x.x.x...xxx.",
    "x.x.xx.x.x.xx.xx",
)


def riff(desk: Desk, bars: list[Bar]) -> list[Event]:
    """A two-bar figure over the root, the same for all who play it; ``power`` adds fifth and octave."""
    events: list[Event] = []
    figures: dict[str, tuple[str, list[int]]] = {}
    for bar in bars:
        if bar.section not in figures:
            rng = desk.sketch.rng_for("riff", bar.section)
            drawn = rng.choice((0, 0, 0, 0, 1, 2, 3, -1, 4), size=32).tolist()
            figures[bar.section] = (RIFFS[int(rng.integers(len(RIFFS)))], drawn)
        pattern, moves = figures[bar.section]
        for i, (at, span, level) in enumerate(strokes(pattern, bar.beats)):
            root = nearest(desk.low + 4, bar.chord_at(at).tones[:1], desk.low, desk.low + 14)
            # The second bar of the figure answers with other steps; each bar begins on its root.
            move = moves[(i + 16 * (bar.index % 2)) % 32] if i else 0
            pitch = step(root, move, desk.sketch.key.melodic) if move else root
            stack = (pitch, pitch + 7, pitch + 12) if desk.argument == "power" else (pitch,)
            events += [(bar.start + at, span * 0.9, sounding, level, "") for sounding in stack]
    return events


POWERS = {
    "held": "X...............",
    "eighths": "X.x.x.x.X.x.x.x.",
    "punk": "XxxxXxxxXxxxXxxx",
    "chug": "XxxX.xxxX.xxXxxx",
    "gallop": "X.xxX.xxX.xxX.xx",
    "push": "X.....X...x.x...",
    "tremolo": "xxxxxxxxxxxxxxxx",
}


def power(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Power chords: held, in eighths, or chugging in palm-muted groups."""
    events: list[Event] = []
    for bar in bars:
        hits = strokes(POWERS[desk.argument or "eighths"], desk.sketch.beats)
        for at, span, level in hits:
            root = nearest(desk.low + 5, bar.chord_at(at).tones[:1], desk.low, desk.low + 12)
            events += [(bar.start + at, span * 0.95, p, abs(level), "") for p in (root, root + 7, root + 12)]
    return events


INNERS = {
    "held": "X...............",
    "halves": "X.......x.......",
    "eighths": "X.x.x.x.x.x.x.x.",
    "offbeats": "..x...x...x...x.",
    "sixteenths": "XxxxXxxxXxxxXxxx",
    "pulse": "X...x...x...x...",
    "synco": "x..x..x..x..x.x.",
}


def inner(desk: Desk, bars: list[Bar]) -> list[Event]:
    """An accompanying single line: the nearest chord tone, in a rhythm."""
    events: list[Event] = []
    # Seats spread over the range, so that two inner players do not double each other.
    pitch = home = desk.low + round((desk.high - desk.low) * (0.2 + 0.6 * (desk.seat * 0.382 % 1)))
    for bar in bars:
        hits = strokes(INNERS[desk.argument or "halves"], desk.sketch.beats)
        for at, span, level in hits:
            pitch = nearest((2 * pitch + home) // 3, bar.chord_at(at).tones, desk.low, desk.high)
            events.append((bar.start + at, span * 0.97, pitch, 0.75 * abs(level), ""))
    return events


FIGURES: dict[str, Figure] = {"arpeggio": arpeggio, "riff": riff, "power": power, "inner": inner}
PATTERNS = {"power": POWERS, "inner": INNERS}
