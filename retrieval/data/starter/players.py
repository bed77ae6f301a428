"""What players do: each figure turns the bars of a piece into the notes of one player.

A figure is named in a style as ``figure:argument`` (``strum:folk``, ``bass:walking``) and found in FIGURES.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from retrieval.data.starter.form import Bar
from retrieval.data.starter.melody import Event, Theme, draw_theme, ornament, realise
from retrieval.data.starter.rhythm import build, draw_groove, fill, play_groove, steps_of
from retrieval.data.starter.theory import Key, nearest, step, voicing


@dataclass
class Desk:
    """Where a player sits: the instrument's usable range, the piece's facts, and a generator of their own."""

    low: int
    high: int
    argument: str
    decays: bool
    rng: np.random.Generator
    key: Key
    beats: int
    grid: int
    parameters: dict[str, float]
    held_out: bool
    themes: dict[tuple[str, str], Theme] = field(default_factory=dict)  # shared by all players of the piece
    section_rng: Callable[[str], np.random.Generator] = field(default=lambda _: np.random.default_rng(0))

    def theme(self, section: str, density: float, kind: str = "tune") -> Theme:
        """The tune of a section: every player who asks for it plays the same one."""
        found = self.themes.get((kind, section))
        if found is None:
            found = draw_theme(
                self.section_rng(f"{kind} {section}"),
                self.beats,
                density,
                self.parameters["syncopation"],
                self.parameters["complexity"],
                self.grid,
            )
            self.themes[(kind, section)] = found
        return found


Figure = Callable[[Desk, list[Bar]], list[Event]]


def _spans(bars: list[Bar]) -> list[tuple[float, float, Bar, int]]:
    """(beat, beats, bar, chord index) of each chord."""
    return [(bar.start + at, length, bar, i) for bar in bars for i, (at, length, _) in enumerate(bar.harmony)]


def pad(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Held chords, tied while the harmony stays."""
    events: list[Event] = []
    voices = 3 if desk.argument == "thin" else 4
    previous: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    for beat, length, bar, i in _spans(bars):
        pitches = voicing(bar.harmony[i][2].tones, voices, previous, desk.low, desk.high)
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
    short = desk.parameters["articulation"] < 0.45
    voices = 4 if desk.parameters["density"] > 0.4 else 3
    for bar in bars:
        hits = steps_of(patterns[bar.index % len(patterns)], desk.beats)
        ends = [*(at for at, _ in hits[1:]), float(desk.beats)]
        for (at, level), end in zip(hits, ends, strict=True):
            if level < 0 and desk.rng.random() < 0.5:
                continue
            previous = voicing(bar.chord_at(at).tones, voices, previous, desk.low, desk.high)
            length = min(end - at, 0.3 if short else 2.0)
            events += [(bar.start + at, length, pitch, abs(level) * 0.75, "") for pitch in previous]
        if desk.argument in ("whole", "halves"):
            continue
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
    if desk.beats == 3 and len(pattern) == 16:
        pattern = pattern[:12]
    width = desk.beats / len(pattern)
    hits = [(i * width, mark) for i, mark in enumerate(pattern) if mark != "."]
    ends = [*(at for at, _ in hits[1:]), float(desk.beats)]
    previous: tuple[int, ...] = ()
    short = 0.35 if desk.argument in ("ska", "reggae") else 4.0
    for bar in bars:
        for (at, mark), end in zip(hits, ends, strict=True):
            chord = bar.chord_at(at)
            if mark == "b":
                low = nearest(
                    desk.low + 5, chord.tones[:1] if at == 0 else chord.tones[2:3] or chord.tones[:1]
                )
                events.append((bar.start + at, end - at, low, 0.8, ""))
                continue
            previous = voicing(chord.tones, 5, previous, desk.low, min(desk.high, desk.low + 32))
            strings = previous if mark == "D" else previous[:1:-1]
            level = (0.85 if at % 1 == 0 else 0.65) - 0.08 * (mark == "U")
            length = min(end - at, short)
            events += [
                (bar.start + at + 0.025 * i, length - 0.02 * i, pitch, level, "")
                for i, pitch in enumerate(strings)
            ]
    return events


# Orders of the voices (0 lowest) of a broken chord, one step each.
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
    rate = 4 if desk.parameters["density"] > 0.55 else 2
    if desk.grid == 3 or desk.argument == "waltz":
        rate = 1 if desk.argument == "waltz" else 3
    elif desk.parameters["density"] < 0.12:
        rate = 1
    hold = (
        0.9 + 2.5 * desk.parameters["articulation"]
        if desk.decays
        else 0.6 + 0.5 * desk.parameters["articulation"]
    )
    events: list[Event] = []
    previous: tuple[int, ...] = ()
    voices = max(order) + 1
    for bar in bars:
        for i in range(desk.beats * rate):
            at = i / rate
            chord = bar.chord_at(at)
            if i == 0 or chord is not current:
                current = chord
                stack = voicing(chord.tones, max(3, voices), previous, desk.low, desk.high)
                previous = stack
            pitch = stack[min(order[i % len(order)], len(stack) - 1)]
            length = min(hold / rate, desk.beats - at) if bar.ends_section else hold / rate
            events.append((bar.start + at, length, pitch, 0.7 + 0.12 * (at % 1 == 0), ""))
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
    """A two-bar figure over the chord's root, the same for all who play it; ``power`` adds fifth and octave."""
    events: list[Event] = []
    figures: dict[str, tuple[str, list[int]]] = {}
    for bar in bars:
        if bar.section not in figures:
            rng = desk.section_rng(f"riff {bar.section}")
            pattern = RIFFS[int(rng.integers(len(RIFFS)))]
            moves = rng.choice((0, 0, 0, 0, 1, 2, 3, -1, 4), size=32)
            figures[bar.section] = (pattern, [int(m) for m in moves])
        pattern, moves = figures[bar.section]
        hits = steps_of(pattern, desk.beats)
        ends = [*(at for at, _ in hits[1:]), float(desk.beats)]
        root = nearest(desk.low + 4, bar.harmony[0][2].tones[:1], desk.low, desk.low + 14)
        for i, ((at, level), end) in enumerate(zip(hits, ends, strict=True)):
            root = nearest(desk.low + 4, bar.chord_at(at).tones[:1], desk.low, desk.low + 14)
            pitch = step(root, moves[(i + 16 * (bar.index % 2)) % 32], desk.key.melodic) if i else root
            stack = (pitch, pitch + 7, pitch + 12) if desk.argument == "power" else (pitch,)
            events += [(bar.start + at, (end - at) * 0.9, p, abs(level), "") for p in stack]
    return events


def power(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Power chords: held, in eighths, or chugging in palm-muted groups."""
    patterns = {
        "held": "X...............",
        "eighths": "X.x.x.x.X.x.x.x.",
        "punk": "XxxxXxxxXxxxXxxx",
        "chug": "XxxX.xxxX.xxXxxx",
        "gallop": "X.xxX.xxX.xxX.xx",
        "push": "X.....X...x.x...",
        "tremolo": "xxxxxxxxxxxxxxxx",
    }
    events: list[Event] = []
    for bar in bars:
        hits = steps_of(patterns[desk.argument or "eighths"], desk.beats)
        ends = [*(at for at, _ in hits[1:]), float(desk.beats)]
        for (at, level), end in zip(hits, ends, strict=True):
            root = nearest(desk.low + 5, bar.chord_at(at).tones[:1], desk.low, desk.low + 12)
            events += [
                (bar.start + at, (end - at) * 0.95, p, abs(level), "") for p in (root, root + 7, root + 12)
            ]
    return events


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
        hits = steps_of(patterns[bar.index % len(patterns)], desk.beats)
        ends = [*(at for at, _ in hits[1:]), float(desk.beats)]
        for i, ((at, level), end) in enumerate(zip(hits, ends, strict=True)):
            chord = bar.chord_at(at)
            root = nearest(
                centre,
                (desk.key.tonic,) if desk.argument == "pedal" else chord.tones[:1],
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
            events.append((bar.start + at, (end - at) * 0.95, max(root, desk.low), abs(level) * 0.9, ""))
    return events


def _walk(desk: Desk, bars: list[Bar]) -> list[Event]:
    """A walking bass: a chord tone on each beat, a half step below or above the next root before a change."""
    events: list[Event] = []
    pitch = desk.low + 10
    spans = _spans(bars)
    for n, (beat, length, bar, i) in enumerate(spans):
        chord = bar.harmony[i][2]
        after = spans[n + 1][2].harmony[spans[n + 1][3]][2] if n + 1 < len(spans) else chord
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


def tune(desk: Desk, bars: list[Bar]) -> list[Event]:
    """The theme of each section; arguments ``trill`` and ``grace`` decorate it, ``solo`` improvises anew."""
    events: list[Event] = []
    density = desk.parameters["density"]
    for bar in bars:
        kind = f"solo {bar.ordinal}" if desk.argument == "solo" else "tune"
        theme = desk.theme(bar.section, min(1.0, density + 0.25 * (desk.argument == "solo")), kind)
        events += realise(theme, [bar], desk.key, desk.low, desk.high, 0.1, desk.rng)
    if desk.argument in ("trill", "grace"):
        events = ornament(
            events, desk.key, 0.15 + 0.25 * desk.parameters["complexity"], desk.argument, desk.rng
        )
    return events


def harmony_line(desk: Desk, bars: list[Bar]) -> list[Event]:
    """A second voice: the theme's rhythm on the chord tone or scale tone a third or a sixth below."""
    below = []
    for bar in bars:
        theme = desk.theme(bar.section, desk.parameters["density"])
        for beat, length, pitch, level, _ in realise(
            theme, [bar], desk.key, desk.low + 4, desk.high + 4, 0.0, desk.rng
        ):
            lower = step(pitch, -2, desk.key.melodic)
            below.append((beat, length, max(desk.low, lower), level * 0.85, ""))
    return below


def counter(desk: Desk, bars: list[Bar]) -> list[Event]:
    """A slower tune of its own under (or over) the theme."""
    events: list[Event] = []
    for bar in bars:
        theme = desk.theme(bar.section, 0.35 * desk.parameters["density"], f"counter {desk.argument}")
        events += realise(theme, [bar], desk.key, desk.low, desk.high, 0.1, desk.rng)
    return events


def fugue(desk: Desk, bars: list[Bar]) -> list[Event]:
    """One voice of a polyphonic texture; the argument is its seat, and the subject passes from seat to seat."""
    seat = int(desk.argument or 0)
    events: list[Event] = []
    for bar in bars:
        leads = (bar.index // 2 - seat) % 3 == 0
        kind = "subject" if leads else f"free {seat}"
        density = desk.parameters["density"] * (1.0 if leads else 0.45) + 0.1
        theme = desk.theme("all" if leads else bar.section, density, kind)
        if bar.ordinal == 0 and bar.index < 2 * seat and seat < 4:
            continue
        events += realise(theme, [bar], desk.key, desk.low, desk.high, 0.05, desk.rng)
    return ornament(events, desk.key, 0.12 * desk.parameters["complexity"], "trill", desk.rng)


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
    pitch = (desk.low + desk.high) // 2 + int(desk.rng.integers(-4, 5))
    home = pitch
    for bar in bars:
        hits = steps_of(INNERS[desk.argument or "halves"], desk.beats)
        ends = [*(at for at, _ in hits[1:]), float(desk.beats)]
        for (at, level), end in zip(hits, ends, strict=True):
            pitch = nearest((2 * pitch + home) // 3, bar.chord_at(at).tones, desk.low, desk.high)
            events.append((bar.start + at, (end - at) * 0.97, pitch, 0.75 * abs(level), ""))
    return events


def chorale(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Four voices in chords, note against note, two or more chords a bar with passing tones in the top voice."""
    events: list[Event] = []
    previous: tuple[int, ...] = ()
    pulse = 1.0 if desk.parameters["density"] > 0.55 else 2.0 if desk.beats % 2 == 0 else float(desk.beats)
    for beat, length, bar, i in _spans(bars):
        tones = bar.harmony[i][2].tones
        parts = max(1, round(length / pulse))
        for k in range(parts):
            pitches = voicing(tones, 4, previous, desk.low, desk.high)
            span = length / parts
            top = pitches[-1]
            if k and desk.rng.random() < 0.4:
                top = min(desk.high, step(top, 1 if desk.rng.random() < 0.5 else -1, desk.key.melodic))
            events += [(beat + k * span, span, p, 0.65, "") for p in pitches[:-1]]
            events.append((beat + k * span, span, top, 0.75, ""))
            previous = pitches
    return events


def drone(desk: Desk, bars: list[Bar]) -> list[Event]:
    """Tonic, or tonic and fifth, held for four bars at a time."""
    tonic = nearest(desk.low + 7, (desk.key.tonic,), desk.low, desk.high)
    pitches = (tonic,) if desk.argument == "low" else (tonic, min(tonic + 7, desk.high))
    return [
        (bar.start, float(min(4, bar.length - bar.index) * bar.beats), pitch, 0.6, "")
        for bar in bars
        if bar.index % 4 == 0 or bar is bars[0]
        for pitch in pitches
    ]


def drums(desk: Desk, bars: list[Bar]) -> list[Event]:
    """A groove per section, with fills, crashes and build-ups."""
    events: list[Event] = []
    family, _, manner = desk.argument.partition("/")
    main = draw_groove(desk.section_rng(f"groove {family}"), family, desk.beats, desk.held_out)
    other = draw_groove(desk.section_rng(f"groove2 {family}"), family, desk.beats, desk.held_out)
    plain = manner == "plain"
    for bar in bars:
        if bar.section == "build" and not plain:
            hits = build(bar.index, bar.length, desk.beats)
        else:
            groove = other if bar.section in ("chorus", "B", "drop") else main
            hits = play_groove(desk.rng, groove, desk.beats, bar.intensity)
            if (
                not plain
                and bar.intensity > 0.4
                and desk.rng.random() < (0.75 if bar.ends_section else 0.3 * bar.ends_phrase)
            ):
                rolled = fill(desk.rng, desk.beats, manner == "machine")
                hits = [hit for hit in hits if hit[0] < rolled[0][0] or hit[1] == 36] + rolled
            if not plain and bar.index == 0 and bar.intensity > 0.55:
                hits = [(0.0, 49, 0.9), *hits]
        events += [(bar.start + at, 0.25, key, level, "") for at, key, level in hits]
    return events


def effect(desk: Desk, bars: list[Bar]) -> list[Event]:
    """``bed``: one sound throughout; ``riser``: through build-ups; ``hit``: at the start of loud sections."""
    if desk.argument == "riser":
        return [
            (b.start, float(b.length * b.beats), 60, 0.7, "")
            for b in bars
            if b.section == "build" and b.index == 0
        ]
    if desk.argument == "hit":
        return [(b.start, 4.0, 48, 0.8, "") for b in bars if b.index == 0 and b.intensity > 0.5]
    return [(bars[0].start, bars[-1].start + bars[-1].beats - bars[0].start, 60, 0.6, "")] if bars else []


FIGURES: dict[str, Figure] = {
    "pad": pad,
    "comp": comp,
    "strum": strum,
    "arpeggio": arpeggio,
    "riff": riff,
    "power": power,
    "bass": bass,
    "tune": tune,
    "harmony": harmony_line,
    "counter": counter,
    "fugue": fugue,
    "inner": inner,
    "chorale": chorale,
    "drone": drone,
    "drums": drums,
    "effect": effect,
}
