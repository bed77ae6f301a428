"""What a manifest holds, as tables for a person to read."""

from __future__ import annotations

from collections import Counter

from rich.table import Table

from retrieval.data.manifest import SPLITS, Listens, Manifest, Texts


def describe(manifest: Manifest | Texts | Listens, tag_limit: int | None = 20) -> list[str | Table]:
    """A few lines about the whole, and a table of the `tag_limit` most common tags by split."""
    if isinstance(manifest, Listens):
        return _listens(manifest)
    if isinstance(manifest, Manifest):
        records = [(track.split, track.tags) for track in manifest.tracks]
        lines = _tracks(manifest)
    else:
        records = [(passage.split, passage.emotions) for passage in manifest.passages]
        lines = _texts(manifest)
    sizes = Counter(split for split, _ in records)
    shares = ", ".join(f"{split} {sizes[split]}" for split in SPLITS if sizes[split])
    undecided = f"; undecided {sizes['']}" if sizes[""] and shares else ""
    lines.append(f"splits: {shares or 'none'}{undecided} (by {manifest.split_by})")
    return [*lines, _tag_table(manifest.tags, records, tag_limit)]


def counted(number: int, noun: str) -> str:
    """A number and its noun.

    >>> counted(1, "tag"), counted(2, "tag")
    ('1 tag', '2 tags')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def size(manifest: Manifest | Texts | Listens) -> str:
    """How much a manifest holds, in a few words."""
    if isinstance(manifest, Listens):
        return counted(len(manifest.listens), "listen")
    if isinstance(manifest, Manifest):
        return f"{counted(len(manifest.tracks), 'track')}, {counted(len(manifest.tags), 'tag')}"
    return f"{counted(len(manifest.passages), 'passage')}, {counted(len(manifest.tags), 'emotion')}"


def _tracks(manifest: Manifest) -> list[str | Table]:
    tracks = manifest.tracks
    seconds = [track.duration_seconds for track in tracks if track.duration_seconds is not None]
    artists = {track.artist for track in tracks if track.artist}
    audio = sum(bool(track.path) for track in tracks)
    here = sum(manifest.audio_path(track).is_file() for track in tracks if track.path)
    return [
        f"{manifest.name or 'unnamed'}: {size(manifest)}, {counted(len(artists), 'artist')}",
        f"audio files: {audio} named, {here} there"
        + (f"; {sum(seconds) / 3600:.1f} hours" if seconds else ""),
        _per_record([len(track.tags) for track in tracks], "track"),
    ]


def _texts(texts: Texts) -> list[str | Table]:
    passages = texts.passages
    authors = {passage.author for passage in passages if passage.author}
    rated = sum(passage.valence is not None for passage in passages)
    return [
        f"{texts.name or 'unnamed'}: {size(texts)}, {counted(len(authors), 'author')}",
        f"with a valence: {counted(rated, 'passage')}",
        _per_record([len(passage.emotions) for passage in passages], "passage"),
    ]


def _listens(listens: Listens) -> list[str | Table]:
    users = {listen.user for listen in listens.listens}
    items = {listen.item for listen in listens.listens}
    plays = sum(listen.count for listen in listens.listens)
    filled = len(listens.listens) / max(1, len(users) * len(items))
    return [
        f"{listens.name or 'unnamed'}: {counted(len(users), 'user')}, {counted(len(items), listens.items)}",
        f"{counted(len(listens.listens), 'pair')}, {plays:.0f} plays; {filled:.3%} of all pairs",
    ]


def _per_record(counts: list[int], what: str) -> str:
    untagged = sum(count == 0 for count in counts)
    return f"{sum(counts) / max(1, len(counts)):.2f} tags a {what}; {untagged} without any"


def _tag_table(tags: dict[str, str], records: list[tuple[str, tuple[str, ...]]], limit: int | None) -> Table:
    counts = Counter(tag for _, own in records for tag in own)
    by_split = Counter((split, tag) for split, own in records for tag in own)
    order = sorted(tags, key=lambda tag: (-counts[tag], tag))
    shown = order[:limit]
    left = f" (the {len(shown)} most common of {len(order)})" if len(shown) < len(order) else ""
    table = Table("tag", "category", title=f"tags{left}", title_justify="left")
    for name in ("all", *SPLITS):
        table.add_column(name, justify="right")
    for tag in shown:
        numbers = (counts[tag], *(by_split[split, tag] for split in SPLITS))
        table.add_row(tag, tags[tag], *map(str, numbers))
    return table
