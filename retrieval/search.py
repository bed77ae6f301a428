"""Finds music: words, names, taught tags and examples in; tracks, moments and reasons out.

Candidates come from the index, and are judged one by one (`retrieval.judging`). One engine serves the
command line, the API and the page; threads may share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue
from index.filters import parse_filters
from index.generations import BundleMismatch, Generation
from index.serving import Serving
from retrieval.bundle import find_bundle
from retrieval.candidates import candidates
from retrieval.diversity import diverse
from retrieval.examples import Head, learn
from retrieval.hits import Example, Hit, SearchRequest, SearchResult, Understood
from retrieval.judging import Choice, Judged, hits_of
from retrieval.long_tracks import LongTracks
from retrieval.match_calibration import WEAK
from retrieval.narrowing import passing
from retrieval.planning import NO_FOLDERS, bundle_folder
from retrieval.pointing import called, point
from retrieval.query import QueryError
from retrieval.reading import Reader, Reading, read
from retrieval.recipes import EVERY_CHUNK, index_root
from retrieval.shelf import Shelf
from retrieval.teaching import taught_heads

if TYPE_CHECKING:
    from retrieval.listening import Ears

DEEPER = 5
"""How many times as many tracks as are wanted are looked at for variety."""


class SearchError(Exception):
    """Nothing can be searched, or not for this; the message says what to do."""


class NotIndexed(SearchError):
    """An example is a track that the index does not hold."""


class SearchEngine:
    """Searches a catalogue and the index that is being served, with the bundle that built the index."""

    def __init__(
        self, catalogue: Catalogue, serving: Serving, reader: Reader, bundle_folder: Path | None = None
    ) -> None:
        """`bundle_folder` is where ears are loaded from when a file from outside is to be listened to."""
        if reader.matcher is None:
            raise SearchError(
                "this bundle cannot tell how well music fits words: train it with 20 validation songs or more"
            )
        self.catalogue, self.serving, self.reader = catalogue, serving, reader
        self.bundle_folder = bundle_folder
        self._last: tuple[Generation, int, Shelf] | None = None
        self._long: tuple[Generation, LongTracks] | None = None
        self._taught: tuple[Shelf, dict[str, Head]] | None = None

    @classmethod
    def open(cls, bundle: str | None = None) -> SearchEngine:
        """All that searching the library under `home()` takes; close it, or use it as a context manager.

        `bundle`, a name or a folder, is the one that built the index unless it is given.
        """
        from retrieval.text_reader import TextReader  # here: what it runs on takes its time

        root = index_root()
        while True:
            made_by = Generation.open(root).bundle
            folder = find_bundle(bundle) if bundle else bundle_folder(root, made_by)
            if folder is None:
                raise SearchError(
                    "the bundle that built the index is not here any more: say where it is with --bundle, or "
                    "type python -m scripts.index rebuild"
                )
            reader = TextReader.load(folder)
            try:
                serving = Serving(root, reader.fingerprint())
            except BundleMismatch:
                # loading takes its time, and an index of another bundle may have begun to serve meanwhile
                if bundle or Generation.open(root).bundle == made_by:
                    raise
            else:
                return cls(Catalogue.open(), serving, reader, folder)

    def close(self) -> None:
        self.catalogue.close()

    def __enter__(self) -> SearchEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def example(self, typed: str) -> Example:
        """A track of the library, or another file, which is listened to, as an example to search by.

        Raises `PointingError` or `AudioFileError`.
        """
        found = point(typed, self.catalogue)
        if not isinstance(found, Path):
            return Example(called(found), found.key)
        chunks = self._generation().recipe.get("chunks", EVERY_CHUNK)
        if self._ears is None:
            raise SearchError(f"{found} is not in the library, and nobody is here to listen to it")
        heard, _ = self._ears.hear("", found, None if chunks == EVERY_CHUNK else int(chunks))
        return Example(found.name, vector=heard.vector)

    def search(self, request: SearchRequest) -> SearchResult:
        """Raises `SearchError`, `QueryError` or `FilterError`, whose messages say what to do."""
        if request.count < 1 or request.spans < 1:
            raise SearchError("at least one hit and one moment of each: ask for 1 or more")
        with self.catalogue.viewing():
            return self._search(request)

    def _search(self, request: SearchRequest) -> SearchResult:
        shelf = self.shelf()
        reading = self._read(request, shelf)
        allowed = passing(parse_filters(request.filters), self.catalogue, shelf)
        allowed[shelf.rows(each.key for each in (*request.like, *request.unlike))] = False
        long = self._long_tracks(shelf.generation)
        also = np.concatenate([shelf.rows(reading.namesakes), long.tracks])
        rows = candidates(shelf.generation, reading.directions, allowed, also)
        if not len(rows):
            if not self.catalogue.folders():
                raise SearchError(NO_FOLDERS)
            return SearchResult((), reading.understood, 0, _nothing_left(request), remarks=reading.remarks)
        judged = Judged(reading, shelf, rows, long)
        chosen = self._choose(judged, request)
        hits = hits_of(judged, chosen, request.spans)
        weak_from = sum(hit.band != WEAK for hit in hits)
        fitting = rows[judged.fits]
        told = _told(hits, weak_from, request)
        return SearchResult(hits, reading.understood, weak_from, told, fitting, reading.remarks)

    def shelf(self) -> Shelf:
        """What may be found now."""
        generation, revision = self._generation(), self.catalogue.revision()
        last = self._last
        if last is None or last[0] is not generation or last[1] != revision:
            self._last = last = (generation, revision, Shelf(generation, self.catalogue))
        return last[2]

    def _long_tracks(self, generation: Generation) -> LongTracks:
        last = self._long  # once: another thread may put that of another index in its place
        if last is None or last[0] is not generation:
            self._long = last = (generation, LongTracks.of(generation))
        return last[1]

    def learned(self, like: Sequence[Example], unlike: Sequence[Example]) -> Head:
        """What examples have in common, beside the rest of the library."""
        shelf = self.shelf()
        return learn(_vectors(like, shelf), _vectors(unlike, shelf), shelf.background)

    @cached_property
    def _ears(self) -> Ears | None:
        """What listens to files from outside; loaded for the first of them."""
        if self.bundle_folder is None:
            return None
        from retrieval.listening import Ears  # here: torch takes its time, and few ask for it

        return Ears.load(self.bundle_folder)

    def _generation(self) -> Generation:
        generation = self.serving.current()
        if generation.bundle != self.reader.fingerprint():
            raise SearchError(
                "the index was built by another bundle than the one that reads your words: type "
                "python -m scripts.index rebuild, or give the bundle that built it with --bundle"
            )
        if not len(generation.tracks):
            raise SearchError(
                "the index is empty: type python -m scripts.library add FOLDER, then "
                "python -m scripts.index build"
            )
        return generation

    def _read(self, request: SearchRequest, shelf: Shelf) -> Reading:
        if not request.text.strip() and not request.like:
            if request.unlike:
                raise QueryError("say what the music should be like, too: words, or --like TRACK")
            raise QueryError(
                "nothing to look for: type what the music should be like: dreamy piano, no drums"
            )
        examples = []
        if request.like:
            label = "like " + " and ".join(each.label for each in request.like)
            examples.append((Understood(label, "example"), self.learned(request.like, request.unlike)))
        last = self._taught
        if last is None or last[0] is not shelf:
            self._taught = last = (shelf, taught_heads(self.catalogue, shelf))
        return read(request.text, examples, self.reader, self.catalogue, last[1], shelf)

    def _choose(self, judged: Judged, request: SearchRequest) -> list[Choice]:
        """The places of the best, and what the catalogue knows of them."""
        many = request.count * (DEEPER if request.diverse else 1)
        keys = judged.keys(judged.order[:many])
        tracks = judged.shelf.tracks(keys)
        places = np.array(
            [place for place, key in zip(judged.order[:many], keys, strict=True) if key in tracks], np.int64
        )
        rows = [tracks[key] for key in keys if key in tracks]
        if not request.diverse:
            return [Choice(int(place), row, ()) for place, row in zip(places, rows, strict=True)]
        return [
            Choice(int(places[each.place]), rows[each.place], tuple(rows[other] for other in each.versions))
            for each in diverse(rows, judged.vectors[places], request.count)
        ]


def _vectors(examples: Sequence[Example], shelf: Shelf) -> NDArray[np.float32]:
    """`[E, D]`; raises `SearchError` for a track that the index does not hold."""
    found = []
    for each in examples:
        if each.vector is not None:
            found.append(each.vector)
            continue
        rows = shelf.rows([each.key])
        if not len(rows):
            raise NotIndexed(f"{each.label} is not in the index yet: type python -m scripts.index build")
        found.append(shelf.generation.tracks.vectors[rows[0]])
    dimension = shelf.generation.tracks.dimension
    return np.array(found, np.float32).reshape(len(found), dimension)


def _nothing_left(request: SearchRequest) -> str:
    if request.filters.strip():
        return f"no track passes the filter {request.filters.strip()}: ask for less"
    return (
        "there is nothing to find: all tracks of the index are gone from disk, silent, or the examples "
        "themselves"
    )


def _told(hits: Sequence[Hit], weak_from: int, request: SearchRequest) -> str:
    """What a person should know before they look at the hits."""
    if not hits:  # forgotten while they were judged
        return _nothing_left(request)
    if weak_from:
        return ""
    asked = f"“{request.text.strip()}”" if request.text.strip() else "the examples"
    return f"nothing in your music fits {asked} well; the nearest of it:"
