"""Soundtracks as editors take them: a cue sheet in CSV, and an edit decision list (CMX 3600)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from retrieval.hits import readable
from retrieval.story.soundtrack import Soundtrack, title_of

FRAMES_PER_SECOND = 25
"""Of the EDL's timecode, without drop frames."""
_MOST_EVENTS = 999
_DAY_SECONDS = 86_400
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")  # as wide signs, too
_COLUMNS = (
    *("cue", "scene_in", "scene_out", "track_in", "track_out", "artist", "title", "band", "moods", "words"),
    *("tempo_bpm", "key", "path"),
)


def cue_sheet(soundtrack: Soundtrack) -> str:
    """One line a cue, times as h:mm:ss.s; spreadsheets take no cell for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for number, (cue, words) in enumerate(zip(soundtrack.cues, soundtrack.carried, strict=True), start=1):
        choice, scene = cue.choice, cue.scene
        moods = ", ".join(mood for mood, _ in soundtrack.foremost(scene)) or "no mood"
        row = [number, clock(scene.start_seconds), clock(scene.end_seconds)]
        if choice is None:
            row += ["", "", "", "", "", moods, "", "", "", ""]
        elif cue.goes_on:
            row += ["", "", "", "(the cue before goes on)", "", moods, "", "", "", ""]
        else:
            sound = choice.sound
            row += [
                clock(choice.start_seconds),
                clock(soundtrack.ends(number - 1)[0]),
                ", ".join(choice.track.artists),
                title_of(choice),
                choice.band,
                moods,
                " ".join(words),
                sound.tempo_bpm if sound and sound.tempo_bpm else "",
                sound.key_name if sound else "",
                readable(str(choice.track.path)),
            ]
        writer.writerow([_no_formula(value) for value in row])
    return stream.getvalue()


def edl(soundtrack: Soundtrack, title: str = "Leitmotif") -> str:
    """Audio cuts on one stereo pair: each cue's stretch of its track at its scene's place in the story.

    A track that is shorter than its scene ends early, and silence follows. See `beyond_edl`.
    """
    lines = [f"TITLE: {_plain(title)}"[:78], "FCM: NON-DROP FRAME", ""]
    for number, event in enumerate(_events(soundtrack), start=1):
        begin, at = event.begin, event.at
        times = " ".join(timecode(each) for each in (begin, begin + event.length, at, at + event.length))
        lines.append(f"{number:03d}  AX       AA    C        {times}")
        lines.append(f"* FROM CLIP NAME: {_plain(event.path.name)}")
        lines.append(f"* SOURCE FILE: {_plain(str(event.path))}")
        lines.append("")
    return "\r\n".join(lines)


def beyond_edl(soundtrack: Soundtrack) -> int:
    """How many cues that begin are not in the EDL: it has three digits for events, and its clock ends after a
    day."""
    begun = sum(cue.choice is not None and not cue.goes_on for cue in soundtrack.cues)
    return begun - len(_events(soundtrack))


@dataclass(frozen=True)
class _Event:
    """A stretch of a file, from frame `begin` of its own to frame `at` of the story."""

    path: Path
    begin: int
    at: int
    length: int


def _events(soundtrack: Soundtrack) -> list[_Event]:
    """As many as an EDL can tell."""
    events = []
    for place, cue in enumerate(soundtrack.cues):
        choice = cue.choice
        if choice is None or cue.goes_on:
            continue
        begin, at = frames(choice.start_seconds), frames(cue.scene.start_seconds)
        until, scene_end = soundtrack.ends(place)
        # in whole frames: where the music lasts, a cue ends with its scene, not a frame before or after
        lasts = until - choice.start_seconds + 1 / FRAMES_PER_SECOND > scene_end - cue.scene.start_seconds
        length = frames(scene_end) - at if lasts else frames(until) - begin
        if at + length < frames(_DAY_SECONDS):
            events.append(_Event(choice.track.path, begin, at, length))
    return events[:_MOST_EVENTS]


def frames(seconds: float) -> int:
    return round(seconds * FRAMES_PER_SECOND)


def timecode(frame: int) -> str:
    """Hours, minutes, seconds and frames.

    >>> timecode(25 * 3661 + 12)
    '01:01:01:12'
    """
    seconds, rest = divmod(frame, FRAMES_PER_SECOND)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"


def clock(seconds: float) -> str:
    """Hours, minutes and seconds.

    >>> clock(75.44)
    '0:01:15.4'
    """
    tenths = round(10 * seconds)
    return f"{tenths // 36000}:{tenths // 600 % 60:02d}:{tenths // 10 % 60:02d}.{tenths % 10}"


def _plain(text: str) -> str:
    """In one line."""
    return " ".join(readable(text).split())


def _no_formula(value: object) -> object:
    """A cell that a spreadsheet would calculate gets an apostrophe before it.

    >>> _no_formula("=cmd()"), _no_formula(" -1"), _no_formula("1-2"), _no_formula(-1)
    ("'=cmd()", "' -1", '1-2', -1)
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip()[:1] in _FORMULA else value
