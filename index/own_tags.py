"""Tags that people give tracks by hand: found by words and filters like what a file says of itself."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, insert, select

from index.database import CatalogueError
from index.full_text import folded, storable
from index.people import MadeByPeople
from index.schema import OwnTag, Track

LONGEST_TAG = 60
MOST_TAGS = 50
"""Of one track."""


class OwnTagError(CatalogueError):
    """What cannot be a tag; the message says what can."""


class OwnTags(MadeByPeople):
    """A track keeps its tags whatever happens to its files."""

    def tag_track(self, key: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> tuple[str, ...]:
        """Give a track tags and take others from it; gives those that it has now, sorted."""
        added, removed = ({_tag(each) for each in tags} for tags in (add, remove))
        with self._write() as connection:
            self._known(connection, [key])
            has = set(connection.execute(select(OwnTag.tag).where(OwnTag.key == key)).scalars())
            connection.execute(delete(OwnTag).where(OwnTag.key == key, OwnTag.tag.in_(removed - added)))
            if new := sorted(added - has):
                connection.execute(insert(OwnTag), [{"key": key, "tag": tag} for tag in new])
            left = (has - removed) | added
            if len(left) > MOST_TAGS:
                raise OwnTagError(f"{len(left)} tags are too many for one track: {MOST_TAGS} are the most")
            if left != has:
                self._batch.touched.add(key)
        return tuple(sorted(left))

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


def _tag(typed: str) -> str:
    tag = " ".join(storable(typed).split())
    if not folded([tag]):
        raise OwnTagError("a tag needs a letter or a digit: type a word, such as kitchen")
    if len(tag) > LONGEST_TAG:
        raise OwnTagError(f"'{tag[:LONGEST_TAG]}…' is too long for a tag: {LONGEST_TAG} letters at most")
    return tag
