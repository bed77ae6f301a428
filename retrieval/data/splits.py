"""Splits by artist: no artist in two of them, every tag in the same share of each as far as that goes.

After iterative stratification (Sechidis, Tsoumakas, Vlahavas 2011), with whole artists in place of single
examples: the rarest tag is dealt first, its artists going one by one, largest first. Each goes where it
leaves the counts of *all* its tags nearest to their shares; on real tags that departs half as far as looking
at the one tag alone. The order of the input plays no part: artists are ordered by a hash of seed and name.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from retrieval.data.manifest import SPLITS, Manifest, Texts
from retrieval.data.manifest_validation import ManifestError

SHARES = (0.8, 0.1, 0.1)
"""Of tracks, for training, validation and test."""


@dataclass(frozen=True)
class TagBalance:
    """How many records of each split (train, valid, test) carry a tag, and the largest departure of their
    shares from those of all records, in absolute terms."""

    tag: str
    counts: tuple[int, ...]
    departure: float


def split_manifest(manifest: Manifest, shares: Sequence[float] = SHARES, seed: int = 0) -> Manifest:
    """The manifest with a split by artist; a track without an artist is an artist of its own."""
    tracks = manifest.tracks
    # the two kinds of key are told apart, so that no artist can be called like some track's id.
    groups = [("artist", track.artist) if track.artist else ("track", track.id) for track in tracks]
    names = deal(groups, [track.tags for track in tracks], shares, seed)
    dealt = tuple(replace(track, split=name) for track, name in zip(tracks, names, strict=True))
    return replace(manifest, tracks=dealt, split_by="artist")


def split_texts(texts: Texts, shares: Sequence[float] = SHARES, seed: int = 0) -> Texts:
    """The passages with a split by author; one without an author is an author of its own."""
    passages = texts.passages
    groups = [
        ("author", passage.author) if passage.author else ("passage", passage.id) for passage in passages
    ]
    names = deal(groups, [passage.emotions for passage in passages], shares, seed)
    dealt = tuple(replace(passage, split=name) for passage, name in zip(passages, names, strict=True))
    return replace(texts, passages=dealt, split_by="author")


def deal(
    groups: Sequence[tuple[str, str]],
    tags: Sequence[Sequence[str]],
    shares: Sequence[float] = SHARES,
    seed: int = 0,
) -> list[str]:
    """The split of every record, given its group and its tags; groups stay whole.

    >>> deal([("artist", "a"), ("artist", "b"), ("artist", "a")], [["x"], ["x"], []], (0.5, 0.5, 0))
    ['train', 'valid', 'train']
    """
    if len(shares) != len(SPLITS) or min(shares) < 0 or abs(sum(shares) - 1) > 1e-6:
        raise ManifestError(f"the shares {tuple(shares)} must be {len(SPLITS)} numbers that add up to 1")
    order = sorted(set(groups), key=lambda group: _draw(seed, group))
    # sorted by name, so that columns do not depend on which record came first.
    column = {tag: place for place, tag in enumerate(sorted({tag for own in tags for tag in own}))}
    place = {group: row for row, group in enumerate(order)}
    # one column more counts the records themselves: a tag that everything has, dealt last.
    pairs = [
        (place[group], tag)
        for group, own in zip(groups, tags, strict=True)
        for tag in [*(column[tag] for tag in own), len(column)]
    ]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    held = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(order), len(column) + 1))
    home = _deal_rows(held, np.array(shares, dtype=float))
    return [SPLITS[home[place[group]]] for group in groups]


def _deal_rows(held: csr_array, shares: np.ndarray) -> np.ndarray:
    """Which split each group goes to: `held` [G, T] counts each group's records per tag."""
    held.sum_duplicates()
    by_tag = held.tocsc()
    totals = held.sum(axis=0)
    missing = np.outer(shares, totals)
    splits = np.flatnonzero(shares)
    home = np.full(held.shape[0], -1)
    for tag in np.argsort(totals, kind="stable"):
        span = slice(by_tag.indptr[tag], by_tag.indptr[tag + 1])
        members, counts = by_tag.indices[span], by_tag.data[span]
        for group in members[np.argsort(-counts, kind="stable")]:
            if home[group] >= 0:
                continue
            own = slice(held.indptr[group], held.indptr[group + 1])
            columns, gain = held.indices[own], held.data[own]
            # a split's chi-square is the sum over tags of missing^2 / (share total);
            # here is what the group adds.
            added = gain * (gain - 2 * missing[np.ix_(splits, columns)])
            cost = (added / np.outer(shares[splits], totals[columns])).sum(axis=1)
            home[group] = splits[int(cost.argmin())]
            missing[home[group], columns] -= gain
    return home


def balance(manifest: Manifest | Texts) -> list[TagBalance]:
    """How evenly the splits share out each tag, the most uneven first."""
    records: Iterable[tuple[str, tuple[str, ...]]]
    if isinstance(manifest, Manifest):
        records = [(track.split, track.tags) for track in manifest.tracks if track.split]
    else:
        records = [(passage.split, passage.emotions) for passage in manifest.passages if passage.split]
    sizes = Counter(split for split, _ in records)
    having = Counter((split, tag) for split, tags in records for tag in tags)
    table = []
    for tag in manifest.tags:
        counts = tuple(having[split, tag] for split in SPLITS)
        total = sum(counts)
        departures = [
            abs(count / total - sizes[split] / sizes.total())
            for split, count in zip(SPLITS, counts, strict=True)
            if total
        ]
        table.append(TagBalance(tag, counts, max(departures, default=0.0)))
    return sorted(table, key=lambda row: (-row.departure, row.tag))


def _draw(seed: int, group: tuple[str, str]) -> bytes:
    return hashlib.sha256("\0".join((str(seed), *group)).encode("utf-8", "surrogatepass")).digest()
