"""Lines: the tune, its companions, and the voices of a fugue."""

from __future__ import annotations

from retrieval.data.starter.desk import Desk, Figure
from retrieval.data.starter.form import Bar
from retrieval.data.starter.melody import Event, ornament
from retrieval.data.starter.theory import step


def tune(desk: Desk, bars: list[Bar]) -> list[Event]:
    """The theme of each section; arguments ``trill`` and ``grace`` decorate it, ``solo`` improvises anew."""
    events: list[Event] = []
    density = desk.sketch.parameters["density"]
    for bar in bars:
        kind = f"solo {bar.ordinal}" if desk.argument == "solo" else "tune"
        theme = desk.sketch.theme(bar.section, min(1.0, density + 0.25 * (desk.argument == "solo")), kind)
        events += desk.realise(theme, bar, 0.1)
    if desk.argument in ("trill", "grace"):
        events = ornament(
            events,
            desk.sketch.key,
            0.15 + 0.25 * desk.sketch.parameters["complexity"],
            desk.argument,
            desk.rng,
        )
    return events


def harmony_line(desk: Desk, bars: list[Bar]) -> list[Event]:
    """A second voice: the theme's rhythm on the chord tone or scale tone a third or a sixth below."""
    below = []
    for bar in bars:
        theme = desk.sketch.theme(bar.section, desk.sketch.parameters["density"])
        for beat, length, pitch, level, _ in desk.realise(theme, bar, shift=4):
            lower = step(pitch, -2, desk.sketch.key.melodic)
            below.append((beat, length, max(desk.low, lower), level * 0.85, ""))
    return below


def counter(desk: Desk, bars: list[Bar]) -> list[Event]:
    """A slower tune of its own under (or over) the theme."""
    events: list[Event] = []
    for bar in bars:
        theme = desk.sketch.theme(
            bar.section, 0.35 * desk.sketch.parameters["density"], f"counter {desk.argument}"
        )
        events += desk.realise(theme, bar, 0.1)
    return events


def fugue(desk: Desk, bars: list[Bar]) -> list[Event]:
    """One voice of a fugue-like texture; the argument is its seat, and the subject goes from seat to seat."""
    seat = int(desk.argument or 0)
    events: list[Event] = []
    for bar in bars:
        leads = (bar.index // 2 - seat) % 3 == 0
        kind = "subject" if leads else f"free {seat}"
        density = desk.sketch.parameters["density"] * (1.0 if leads else 0.45) + 0.1
        theme = desk.sketch.theme("all" if leads else bar.section, density, kind)
        if bar.ordinal == 0 and bar.index < 2 * seat and seat < 4:
            continue
        events += desk.realise(theme, bar, 0.05)
    return ornament(events, desk.sketch.key, 0.12 * desk.sketch.parameters["complexity"], "trill", desk.rng)


FIGURES: dict[str, Figure] = {"tune": tune, "harmony": harmony_line, "counter": counter, "fugue": fugue}
