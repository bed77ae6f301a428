"""Tags that people give tracks by hand: found by words and filters like what a file says of itself.

And tags that an encoder heard and people struck out: what those mean, who knows what was heard must say. Of a
tag both given and struck out, what was said last counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import delete, func, insert, select

from index.database import CatalogueError
from index.full_text import JOINED, folded, storable
from index.people import MadeByPeople
from index.schema import OwnTag, StruckTag, Track

LONGEST_TAG = 60
MOST_TAGS = 50
"""Of one track; and as many may be struck out."""

_Table = type[OwnTag] | type[StruckTag]


class OwnTagError(CatalogueError):
    """What cannot be a tag; the message says what can."""


class OwnTags(MadeByPeople):
    """A track keeps its tags, and what was struck out, whatever happens to its files."""

    def tag_track(self, key: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> tuple[str, ...]:
        """Give a track tags and take others from it; gives those that it has now, sorted."""
        return self._said(OwnTag, StruckTag, key, add, remove)

    def strike_tags(
        self, key: str, strike: Iterable[str] = (), restore: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Say of tags that they are heard wrongly in a track, or take that back; gives those that are struck
        out now, sorted."""
        return self._said(StruckTag, OwnTag, key, strike, restore)

    def struck_tags(self) -> dict[str, tuple[str, ...]]:
        """Every track of which tags are struck out, by key, and which these are, sorted."""
        found = defaultdict(list)
        with self._read() as connection:
            for key, tag in connection.execute(select(StruckTag.key, StruckTag.tag)):
                found[key].append(tag)
        return {key: tuple(sorted(found[key])) for key in sorted(found)}

    def own_tags(self) -> dict[str, int]:
        """Every tag given by hand, sorted, with the number of tracks on disk that have it."""
        asked = (
            select(OwnTag.tag, func.count().label("tracks"))
            .join(Track, Track.key == OwnTag.key)
            .where(Track.present)
            .group_by(OwnTag.tag)
        )
        with self._read() as connection:
            return dict(sorted((row.tag, row.tracks) for row in connection.execute(asked)))

    def _said(
        self, table: _Table, against: _Table, key: str, add: Iterable[str], remove: Iterable[str]
    ) -> tuple[str, ...]:
        """Change the tags of a track in one table; those that are added leave the other."""
        added, removed = ({_tag(each) for each in tags} for tags in (add, remove))
        with self._write() as connection:
            self._known(connection, [key])
            has, others = (
                set(connection.execute(select(each.tag).where(each.key == key)).scalars())
                for each in (table, against)
            )
            left, contradicted = (has - removed) | added, _alike(others, added)
            if len(left) > MOST_TAGS:
                raise OwnTagError(f"{len(left)} tags are too many for one track: {MOST_TAGS} are the most")
            for where, gone in ((table, has - left), (against, contradicted)):
                connection.execute(delete(where).where(where.key == key, where.tag.in_(gone)))
            if new := sorted(left - has):
                connection.execute(insert(table), [{"key": key, "tag": tag} for tag in new])
            if left != has or contradicted:
                self._batch.touched.add(key)
        return tuple(sorted(left))


def _alike(tags: Iterable[str], others: Iterable[str]) -> set[str]:
    """Those of `tags` that are one of `others`, in whatever spelling."""
    plain = {_plain(each) for each in others}
    return {tag for tag in tags if _plain(tag) in plain}


def _plain(tag: str) -> str:
    return folded([tag]).split(f" {JOINED}")[0]


def _tag(typed: str) -> str:
    tag = " ".join(storable(typed).split())
    if not folded([tag]):
        raise OwnTagError("a tag needs a letter or a digit: type a word, such as kitchen")
    if len(tag) > LONGEST_TAG:
        raise OwnTagError(f"'{tag[:LONGEST_TAG]}…' is too long for a tag: {LONGEST_TAG} letters at most")
    return tag
