"""Tracks by their words and by conditions: what is found is the same, in the same order, in every database.

A database only names candidates. What they are worth is counted here, from the words that it stores.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePath
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    text,
)

from index.database import driver
from index.files import beneath
from index.filters import Filters, Held, Range
from index.full_text import BETWEEN, JOINED, Word, folded, words
from index.home import expanded
from index.schema import WORDS_TABLE, File, SearchText, Track
from index.tracks import Tracks

WEIGHTS = {"artist": 1.0, "title": 1.0, "album": 0.8, "genre": 0.6, "tag": 1.0, "path": 0.4, "comment": 0.3}
"""What a word is worth in each field."""
CANDIDATES = 300
"""Tracks that are looked at closely. A word that more tracks have counts where a rarer one is found."""
MOST_WORDS = 32

_ALL_WORDS = "string_to_array({}, ' ')".format(
    " || ' ' || ".join(("title", "artist", "album", "genre", "comment", "path", "tag"))
)
"""As it is indexed in PostgreSQL; only where it is written in the same way, the index is used."""


_MORE = CANDIDATES + 1
_ASKED = f"SELECT rowid FROM {WORDS_TABLE} WHERE {WORDS_TABLE} MATCH ? LIMIT {_MORE}"
_WORDS_OF = (
    select(Track.key, File.path, *(getattr(SearchText, field) for field in WEIGHTS))
    .join(SearchText, SearchText.track_id == Track.id)
    .join(File, File.id == Track.shown_file)
    .where(Track.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True)
class TextHit:
    """A track found by words. `score` is 1 where title or artist are all that was typed, and nothing else;
    `fields` are the words that were found, as typed, by field."""

    key: str
    score: float
    fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Holding:
    """A track that holds words side by side: `fields` are those that do, by name, and whether one value in
    the field is these words and no others."""

    key: str
    fields: Mapping[str, bool]


class Finding(Tracks):
    """Nothing typed is ever syntax: `full_text.words` leaves letters and digits alone."""

    def holding(self, typed: str) -> list[Holding]:
        """The present tracks with all words typed side by side in some field.

        Where more than `CANDIDATES` tracks have the words at all, those with the shortest names are looked
        at. Where a file has no title, its name is the title; where it has one, the name is the field `file`.
        """
        parts = tuple(part for word in words(typed) for part in word.parts)
        if not parts:
            return []
        word = Word(typed, parts)
        with self._read() as connection:
            ids = self._some(connection, word)
            if not ids:
                return []
            if len(ids) > CANDIDATES:
                common = self._has(word, common=True)
                shortest = select(SearchText.track_id).where(common)
                shortest = shortest.order_by(SearchText.size, SearchText.track_id).limit(CANDIDATES)
                ids = list(connection.execute(shortest).scalars())
            rows = connection.execute(_WORDS_OF, {"ids": ids}).all()
        asked = " ".join(parts)
        found = (Holding(key, _side_by_side(asked, path, lines)) for key, path, *lines in rows)
        return [each for each in found if each.fields]

    def artists(self) -> frozenset[str]:
        """The names of all artists of present tracks, folded: words between single spaces."""
        with self._read() as connection:
            lines = connection.execute(select(SearchText.artist).distinct()).scalars()
            return frozenset(value.strip() for line in lines for value in _values(line)) - {""}

    def find_text(self, typed: str, limit: int) -> list[TextHit]:
        """The present tracks with the words typed, or some of them, best first; rare words weigh more."""
        wanted = list({word.parts: word for word in words(typed)}.values())[:MOST_WORDS]
        if not wanted or limit < 1:
            return []
        with self._read() as connection:
            total = connection.execute(select(func.count()).select_from(SearchText)).scalar_one()
            often = {word: self._count(connection, word) for word in wanted}
            rows = self._candidates(connection, often)
        rarity = {word: math.log1p((total - seen + 0.5) / (seen + 0.5)) for word, seen in often.items()}
        found = [_judge(row, rarity) for row in rows]
        # of equal ones, first those with the words together
        together = {hit.key: max(map(len, hit.fields.values()), default=0) for hit in found}
        return sorted(found, key=lambda hit: (-hit.score, -together[hit.key], hit.key))[:limit]

    def filtered(self, filters: Filters) -> set[str]:
        """The keys of the present tracks for which all conditions hold, but for those on what was heard."""
        conditions = [self._condition(each) for each in filters.ranges]
        conditions += [self._condition(each) for each in filters.texts]
        asked = (
            select(Track.key)
            .join(File, File.id == Track.shown_file)
            .join(SearchText, SearchText.track_id == Track.id)
            .where(and_(Track.present, *conditions))
        )
        with self._read() as connection:
            return set(connection.execute(asked).scalars())

    def _candidates(self, connection: Connection, often: Mapping[Word, int]) -> Sequence[Any]:
        """The tracks worth a close look: those with the rarest words, as many as can be looked at."""
        known = sorted((word for word, seen in often.items() if seen), key=lambda word: often[word])
        if not known:
            return []
        upto = list(accumulate(often[word] for word in known))
        rare = [word for word, seen in zip(known, upto, strict=True) if seen <= CANDIDATES]
        if rare:
            return list(self._rows(connection, or_(*(self._has(word) for word in rare))).values())
        rows = self._rows(connection, self._has(known[0], common=True))
        if known[1:]:  # cut short: a track with all of the words is in it nevertheless
            rows |= self._rows(connection, and_(*(self._has(word, common=True) for word in known)))
        return list(rows.values())

    def _rows(self, connection: Connection, which: ColumnElement[bool]) -> dict[str, Any]:
        shortest = select(SearchText.track_id).where(which).order_by(SearchText.size, SearchText.track_id)
        asked = (
            select(Track.key, SearchText.__table__)
            .join(SearchText, SearchText.track_id == Track.id)
            .where(Track.id.in_(shortest.limit(CANDIDATES)))
        )
        return {row.key: row for row in connection.execute(asked)}

    def _some(self, connection: Connection, word: Word) -> list[int]:
        """Tracks that have a word, a few more than can be looked at closely."""
        if self._database.dialect == "sqlite":
            return [row[0] for row in driver(connection).execute(_ASKED, (_asked(word),))]
        return list(
            connection.execute(select(SearchText.track_id).where(self._has(word)).limit(_MORE)).scalars()
        )

    def _count(self, connection: Connection, word: Word) -> int:
        if self._database.dialect == "sqlite":
            counted = text(f"SELECT count(*) FROM {WORDS_TABLE} WHERE {WORDS_TABLE} MATCH :asked")
            return int(connection.execute(counted, {"asked": _asked(word)}).scalar_one())
        matching = select(func.count()).select_from(SearchText).where(self._has(word))
        return int(connection.execute(matching).scalar_one())

    def _has(self, word: Word, common: bool = False) -> ColumnElement[bool]:
        """Tracks with all parts of a word, or with the same joined.

        Where that is `common`, SQLite is told (by a sign that changes nothing) to go through all tracks in
        order until it has enough, rather than to gather all with the word and sort them.
        """
        if self._database.dialect == "sqlite":
            rows = text(f"SELECT rowid FROM {WORDS_TABLE} WHERE {WORDS_TABLE} MATCH :asked")
            found = rows.bindparams(bindparam("asked", _asked(word), unique=True))
            track: ColumnElement[int] = literal_column("+search_text.track_id")
            return (track if common else SearchText.track_id).in_(found.columns(SearchText.track_id))
        line: ColumnElement[Any] = literal_column(_ALL_WORDS)
        return or_(
            line.op("@>")(func.string_to_array(word.joined, " ")),
            line.op("@>")(func.string_to_array(" ".join(word.parts), " ")),
        )

    def _condition(self, condition: Range | Held) -> ColumnElement[bool]:
        if isinstance(condition, Range):
            found = _in_range(condition)
        elif condition.field == "folder":
            found = self._in_folder(condition)
        else:
            found = _holds(condition)
        return not_(found) if condition.excluded else found

    def _in_folder(self, condition: Held) -> ColumnElement[bool]:
        """Any of the track's files beneath an absolute folder, or in a folder of that name anywhere."""
        folder = expanded(condition.text)
        if folder.is_absolute():
            where = beneath(folder)
        else:
            part = os.fsencode(f"{os.sep}{folder}{os.sep}")
            sqlite = self._database.dialect == "sqlite"
            within = literal(part).op("IN")(File.path)
            where = (func.instr(File.path, part) if sqlite else func.position(within)) > 0
        inner = select(File.key).where(File.present, where)
        return Track.key.in_(inner)


def _asked(word: Word) -> str:
    """A word in FTS5's own language."""
    parts = " AND ".join(f'"{part}"' for part in word.parts)
    return f'"{word.joined}" OR ({parts})'


def _in_range(wanted: Range) -> ColumnElement[bool]:
    column: Any = {"year": File.year, "bpm": File.bpm, "duration": Track.duration_seconds}[wanted.field]
    bounds: list[ColumnElement[bool]] = [column.is_not(None)]
    if math.isfinite(wanted.low):
        bounds.append(column >= wanted.low if wanted.with_low else column > wanted.low)
    if math.isfinite(wanted.high):
        bounds.append(column <= wanted.high if wanted.with_high else column < wanted.high)
    return and_(*bounds)


def _holds(wanted: Held) -> ColumnElement[bool]:
    column = getattr(SearchText, wanted.field)
    plain = folded([wanted.text]).split(f" {JOINED}")[0]
    if wanted.whole:
        return column.contains(plain)
    found = column.contains(plain.strip(BETWEEN))
    typed = words(wanted.text)
    return or_(found, column.contains(f" {typed[0].joined} ")) if len(typed) == 1 else found


def _values(line: str) -> list[str]:
    """The values of a field as they are stored, without the words joined from parts."""
    return line.split(f" {JOINED}")[0].split(BETWEEN)


def _side_by_side(asked: str, path: bytes, texts: Sequence[str]) -> dict[str, bool]:
    """The fields that hold folded words side by side, and whether they are all of a value; `texts` are those
    of a track's fields in the order of `WEIGHTS`."""
    lines = dict(zip(WEIGHTS, texts, strict=True))
    wanted = f" {asked} "
    if wanted in lines["path"]:
        lines["file" if lines["title"] else "title"] = folded([PurePath(os.fsdecode(path)).stem])
    found = {}
    for field, line in lines.items():
        if wanted in line and wanted in (plain := line.split(f" {JOINED}")[0] + " "):
            found[field] = f"{BETWEEN} {asked} {BETWEEN}" in plain
    return found


def _judge(row: Any, rarity: Mapping[Word, float]) -> TextHit:
    best = dict.fromkeys(rarity, 0.0)
    fields = {}
    for field, weight in WEIGHTS.items():
        if field == "path" and not row.title:
            weight = WEIGHTS["title"]
        held = set(getattr(row, field).split())
        matched = [word for word in rarity if word.joined in held or held.issuperset(word.parts)]
        if matched:
            fields[field] = tuple(word.typed for word in matched)
            worth = weight * (1 + _fill(getattr(row, field), matched)) / 2
            for word in matched:
                best[word] = max(best[word], worth)
    score = sum(rarity[word] * worth for word, worth in best.items()) / sum(rarity.values())
    return TextHit(row.key, score, fields)


def _fill(line: str, matched: Sequence[Word]) -> float:
    """Which share of a field's words was asked for; of its best value, where it has several."""
    asked = {part for word in matched for part in (*word.parts, word.joined)}
    values = [value.split() for value in _values(line)]
    return max((sum(part in asked for part in value) / len(value) for value in values if value), default=0.0)
