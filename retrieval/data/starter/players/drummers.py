"""Drums and effects: grooves with fills and builds, and sounds that mark the form."""

from __future__ import annotations

from retrieval.data.starter.desk import Desk, Figure
from retrieval.data.starter.form import Bar
from retrieval.data.starter.melody import Event
from retrieval.data.starter.rhythm import build, draw_groove, fill, play_groove


def drums(desk: Desk, bars: list[Bar]) -> list[Event]:
    """A groove per section, with fills, crashes and build-ups."""
    events: list[Event] = []
    family, _, manner = desk.argument.partition("/")
    main = draw_groove(
        desk.sketch.rng_for(f"groove {family}"), family, desk.sketch.beats, desk.sketch.held_out
    )
    other = draw_groove(
        desk.sketch.rng_for(f"groove2 {family}"), family, desk.sketch.beats, desk.sketch.held_out
    )
    plain = manner == "plain"
    for bar in bars:
        if bar.section == "build" and not plain:
            hits = build(bar.index, bar.length, desk.sketch.beats)
        else:
            groove = other if bar.section in ("chorus", "B", "drop") else main
            hits = play_groove(desk.rng, groove, desk.sketch.beats, bar.intensity)
            if (
                not plain
                and bar.intensity > 0.4
                and desk.rng.random() < (0.75 if bar.ends_section else 0.3 * bar.ends_phrase)
            ):
                rolled = fill(desk.rng, desk.sketch.beats, manner == "machine")
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


FIGURES: dict[str, Figure] = {"drums": drums, "effect": effect}
