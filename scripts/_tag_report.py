"""How tagged tracks are shown to a person: a few lines a file, and a heat map over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from retrieval.progress import clock

if TYPE_CHECKING:
    from retrieval.file_tags import Change
    from retrieval.tagger import Tag, TaggedTrack

BLOCKS = " ▁▂▃▄▅▆▇█"
ASCII_BLOCKS = " .:-=+*#@"
WOULD_WRITE = "would write"
SPAN = 13
"""Width of the last column of a timeline, `12:34-12:56`."""
_MARKS_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_NOTES = {
    "truncated": "cut short",
    "silent": "mostly silent",
    "clipped": "clipped",
    "damaged": "damaged",
    "too_short": "very short",
}


@dataclass(frozen=True)
class Page:
    """What is written on: its width, that of its first column, which names categories, and its encoding."""

    width: int
    label: int
    encoding: str = "utf-8"

    @classmethod
    def fitting(cls, tags: Sequence[Tag], width: int, encoding: str = "utf-8") -> Page:
        longest = max(len(WOULD_WRITE), *(len(tag.category) for tag in tags))
        return cls(width, longest + 2, encoding)


@dataclass(frozen=True)
class Choice:
    """Which tags are worth showing: in each category the `top` most probable that reach `threshold`."""

    top: int
    threshold: float

    def of(self, probabilities: np.ndarray, tags: Sequence[Tag]) -> dict[str, list[tuple[str, float]]]:
        """Category to (name, probability), most probable first; all categories, in the vocabulary's order."""
        found: dict[str, list[tuple[str, float]]] = {tag.category: [] for tag in tags}
        denied = contradicted(probabilities, tags)
        for place in np.argsort(-probabilities, kind="stable"):
            chosen = found[tags[place].category]
            worth = probabilities[place] >= self.threshold and tags[place].name not in denied
            if worth and len(chosen) < self.top:
                chosen.append((tags[place].name, float(probabilities[place])))
        return found


def contradicted(probabilities: np.ndarray, tags: Sequence[Tag]) -> set[str]:
    """Names that a likelier opposite rules out: *no vocals* and *male vocals* deny each other."""
    value = {tag.name: float(probability) for tag, probability in zip(tags, probabilities, strict=True)}
    denied: set[str] = set()
    for name in (name for name in value if name.startswith("no ")):
        thing = name.removeprefix("no ")
        affirmed = [o for o in value if o != name and (o == thing or o.endswith(f" {thing}"))]
        if any(value[other] > value[name] for other in affirmed):
            denied.add(name)
        else:
            denied.update(affirmed)
    return denied


def percent(probability: float) -> str:
    """A probability as a person reads it; nothing heard is ever wholly certain.

    >>> percent(0.873), percent(0.9999)
    ('87 %', '99 %')
    """
    return f"{min(99, round(100 * probability))} %"


def report(name: str, track: TaggedTrack, tags: Sequence[Tag], choice: Choice, page: Page) -> list[Text]:
    """The lines about one file: its name and length, a line a category, and notes on what was wrong."""
    length = clock(track.duration_seconds)
    gap = " " * max(2, page.width - cell_len(name) - len(length))
    lines = [Text.assemble((name, "bold"), gap, (length, "dim"))]
    for category, chosen in choice.of(track.probabilities, tags).items():
        if chosen:
            lines += _row(category, [_item(tag, probability) for tag, probability in chosen], page)
    if track.silent:
        lines += _row("silent", [Text("nothing can be heard in it, so there is nothing to tag")], page)
    elif len(lines) == 1:
        best = int(np.argmax(track.probabilities))
        nearest = f"the nearest is {tags[best].name}, {percent(track.probabilities[best])}"
        lines += _row("unsure", [Text(f"no tag reaches {percent(choice.threshold)}; {nearest}")], page)
    for problem in track.problems:
        if not (track.silent and problem.kind == "silent"):
            words = f"{_NOTES.get(problem.kind, problem.kind)}: {problem.detail}"
            lines += _row("note", [Text(words, "yellow")], page)
    return lines


def timeline(track: TaggedTrack, tags: Sequence[Tag], choice: Choice, page: Page) -> list[Text]:
    """A heat map: a row for each tag that is strong somewhere, time from left to right, then its peak."""
    blocks = BLOCKS if page.encoding.startswith("utf") else ASCII_BLOCKS
    peaks = track.chunk_probabilities.max(axis=0)
    chosen = [name for found in choice.of(peaks, tags).values() for name, _ in found]
    if not chosen:
        return []
    place = {tag.name: index for index, tag in enumerate(tags)}
    label = max(page.label, 2 + max(map(len, chosen)))
    cells = max(10, page.width - 2 - label - 1 - SPAN)
    axis = f"{_axis(track.duration_seconds, cells):{cells}} {'strongest':>{SPAN}}"
    lines = [Text.assemble("  ", (f"{'over time':{label}}", "cyan"), (axis, "dim"))]
    weights = _overlap(track, cells)
    for name in chosen:
        heard = track.chunk_probabilities[:, place[name]]
        levels = np.round(weights @ heard * (len(blocks) - 1)).astype(int)
        bar = "".join(blocks[level] for level in levels)
        start, end = strongest_span(track, heard)
        throughout = end - start > 0.95 * track.duration_seconds
        span = "throughout" if throughout else f"{clock(start)}-{clock(end)}"
        lines.append(Text.assemble(f"  {name:{label}}", (bar, "cyan"), f" {span:>{SPAN}}"))
    return lines


def change_rows(changes: Sequence[Change], written: bool, page: Page) -> list[Text]:
    """What was written into a file's tags, or would be."""
    if not changes:
        return _row("file tags", [Text("hold all of this already")], page)
    rows = []
    for place, change in enumerate(changes):
        after = "; ".join(change.after) or "nothing"
        before = f" (was {'; '.join(change.before)})" if change.before else ""
        label = ("wrote" if written else WOULD_WRITE) if place == 0 else ""
        rows += _row(label, [Text(f"{change.field}: {after}{before}")], page)
    return rows


def strongest_span(track: TaggedTrack, heard: np.ndarray) -> tuple[float, float]:
    """Start and end, in seconds, of the stretch around the peak that stays within a fifth of it."""
    first = last = int(np.argmax(heard))
    enough = 0.8 * heard[first]
    while first > 0 and heard[first - 1] >= enough:
        first -= 1
    while last + 1 < len(heard) and heard[last + 1] >= enough:
        last += 1
    end = track.starts_seconds[last] + track.chunk_seconds
    return float(track.starts_seconds[first]), float(min(end, track.duration_seconds))


def _overlap(track: TaggedTrack, cells: int) -> np.ndarray:
    """How much each chunk counts in each cell of the timeline, `[cells, N]`; rows sum to 1, or 0 in a gap."""
    edges = np.linspace(0, track.duration_seconds, cells + 1)
    starts, ends = track.starts_seconds, track.starts_seconds + track.chunk_seconds
    shared = np.minimum(edges[1:, None], ends) - np.maximum(edges[:-1, None], starts)
    shared = np.maximum(shared, 0)
    return shared / np.maximum(shared.sum(axis=1, keepdims=True), 1e-9)


def _axis(duration_seconds: float, cells: int) -> str:
    """Clock times along a timeline, each beginning at the column of its moment."""
    room = 10 * duration_seconds / cells
    step = next((mark for mark in _MARKS_SECONDS if mark >= room), _MARKS_SECONDS[-1])
    line = ""
    for mark in np.arange(0, duration_seconds, step):
        column = int(mark / duration_seconds * cells)
        if column + len(clock(mark)) <= cells:
            line = f"{line:{column}}{clock(mark)}"
    return line


def _item(name: str, probability: float) -> Text:
    style = "bold green" if probability >= 0.75 else "" if probability >= 0.5 else "dim"
    return Text.assemble((name, style), " ", (percent(probability), "dim"))


def _row(label: str, items: Sequence[Text], page: Page) -> list[Text]:
    """A labelled row of items, as many to a line as fit, the others beneath them."""
    lines = [Text.assemble("  ", (f"{label:{page.label}}", "cyan"))]
    for place, item in enumerate(items):
        if place and len(lines[-1]) + 3 + len(item) > page.width:
            lines.append(Text(" " * (2 + page.label)))
        elif place:
            lines[-1].append("   ")
        lines[-1].append_text(item)
    return lines
