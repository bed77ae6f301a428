"""Names and sounds typed into one box: does each find what was meant, and not get in the way of the other?

The tracks of a manifest become a library with their artists, titles and albums, and with traps: some tracks
are called like a tag that is not true of them, others are given names that the world knows. Two kinds of
queries are asked of it. Names (artists, titles and albums, whole or in part): right is who is called so.
Sounds (tags, and other wordings of them): right is what the tag is true of. `FUSIONS` are compared by MAP, by
how often the first track is right, and by how often a trap is among the first ten.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.catalogue import Catalogue
from index.records import AudioFacts, FileFacts, Stamp
from retrieval import names
from retrieval.data.manifest import Manifest
from retrieval.evaluation import bootstrap, metrics
from retrieval.evaluation.entrants import Entrant
from retrieval.evaluation.metrics import Bools, Floats
from retrieval.evaluation.query_variants import with_variants
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.evaluation.tag_retrieval import DEPTH, TagQuery
from retrieval.joint_bundle import JointBundle
from retrieval.known_words import KnownWords
from retrieval.names import NameReading
from retrieval.reading import namesakes

UNTITLED = 3
"""One of so many files has no title, and is called by it."""
TRAPS = 0.5
"""Share of the tags that a wrong track is called like."""
KNOWN_NAMES = (
    ("Nina Simone", "Sinnerman"), ("Miles Davis", "So What"), ("Aphex Twin", "Windowlicker"),
    ("Black Sabbath", "Paranoid"), ("Daft Punk", "Around the World"), ("Joni Mitchell", "Blue"),
    ("Massive Attack", "Teardrop"), ("The Piano Guys", "Bring Him Home"), ("Drums of Death", "Got Yr Thing"),
    ("Techno Animal", "Cruise Mode"), ("Jazz Liberatorz", "Clin d'oeil"), ("Soul Asylum", "Runaway Train"),
    ("Billy Joel", "Piano Man"), ("Brian Eno", "Ambient 1"), ("Simon and Garfunkel", "The Sound of Silence"),
    ("Nick Drake", "Pink Moon"), ("Fela Kuti", "Zombie"), ("Johann Sebastian Bach", "Air"),
    ("Metallica", "Battery"), ("Bob Marley", "Redemption Song"),
)  # fmt: skip
"""Artists and titles that tracks are given in turn, some of them made of words of sound."""


@dataclass(frozen=True)
class Asked:
    """A text, what it means ("name" or "sound"), and what is right: bool `[N]` twice."""

    text: str
    meaning: str
    truth: Bools
    known: Bools
    trap: int = -1
    """The track that is called so although it does not sound so; -1 where there is none."""


@dataclass(frozen=True)
class Evidence:
    """Of N tracks, how likely a text holds by sound, how well its words fit, and what it may name."""

    sound: Floats
    words: Floats
    reading: NameReading
    keys: Sequence[str]


def _intent(found: Evidence) -> Floats:
    place = {key: place for place, key in enumerate(found.reading.found)}
    places = np.array([place.get(key, -1) for key in found.keys])
    return found.reading.believed(np.asarray(found.sound, np.float32), places)


def _reciprocal_rank(found: Evidence) -> Floats:
    by_sound = 1 / (61 + (-found.sound).argsort(kind="stable").argsort(kind="stable"))
    by_words = np.where(
        found.words > 0, 1 / (61 + (-found.words).argsort(kind="stable").argsort(kind="stable")), 0
    )
    return np.asarray(by_sound + by_words)


FUSIONS: Mapping[str, Callable[[Evidence], Floats]] = {
    "intent (ships)": _intent,
    "reciprocal rank fusion": _reciprocal_rank,
    "words first": lambda found: found.words * 10 + found.sound,
    "sound alone": lambda found: found.sound,
}


def name_report(entrant: Entrant, manifest: Manifest, segments: int, seed: int) -> Report:
    """The fusions compared, and the weights of `retrieval.names` that would be best here."""
    bundle = entrant.words
    if not isinstance(bundle, JointBundle) or bundle.matcher is None:
        raise EvaluationError(f"{entrant.name} cannot tell probabilities: give a joint bundle with a matcher")
    songs = entrant.songs(manifest, segments)
    vectors, heard = bundle.embed_songs(songs), entrant.heard(songs)
    rng = np.random.default_rng(seed)
    called, traps = _called(manifest, rng)
    queries = [*_names(called), *_sounds(entrant, manifest, traps)]
    asked = bundle.ask([query.text for query in queries])
    sound = bundle.matcher.probabilities(asked, vectors, heard)
    means_music = names.means_music(bundle.matcher.prepared(asked))
    known = KnownWords(bundle.matcher.words)
    keys = [f"{place:064x}" for place in range(len(called))]
    found, facts = [], []
    with (
        tempfile.TemporaryDirectory(prefix="leitmotif-") as folder,
        Catalogue.open(f"sqlite:///{Path(folder, 'catalogue.sqlite')}") as catalogue,
    ):
        with catalogue.writing():
            for place, (key, facts_told) in enumerate(zip(keys, called, strict=True)):
                path, of_file = _file_of(place, key, facts_told)
                catalogue.record(path, Stamp(1, 1), key, of_file, AudioFacts(1.0))
        for row, query in enumerate(queries):
            hits = {hit.key: hit.score for hit in catalogue.find_text(query.text, len(keys))}
            is_tag = bool(known.places(query.text))
            reading = names.read(query.text, namesakes(catalogue, query.text), is_tag, means_music[row])
            words = np.array([hits.get(key, 0.0) for key in keys])
            found.append(Evidence(sound[row], words, reading, keys))
            facts.append(names.facts(query.text, reading.found.values(), is_tag, means_music[row]))
    tables = (_compared(queries, found, seed), _weights(queries, found, np.array(facts)))
    counts = {kind: sum(query.meaning == kind for query in queries) for kind in ("name", "sound")}
    trapped = sum(query.trap >= 0 for query in queries)
    return Report(
        {"bundle": entrant.name, "manifest": manifest.name, "tracks": len(called), "seed": seed},
        tables,
        (f"{counts['name']} names and {counts['sound']} sounds were typed, {trapped} of these with a trap",),
    )


def _called(manifest: Manifest, rng: np.random.Generator) -> tuple[list[FileFacts], dict[str, int]]:
    """What each track's file says, and for some tags the track that is called so and is not so."""
    facts = [
        FileFacts(track.title, (track.artist,), str(track.extra.get("album", "")))
        for track in manifest.tracks
    ]
    free = list(rng.permutation(len(facts)))
    for artist, title in KNOWN_NAMES[: len(facts) // 4]:
        place = int(free.pop())
        facts[place] = FileFacts(title, (artist,))
    tags = list(manifest.tags)
    truth, known = manifest.matrix(tags), manifest.known(tags)
    traps: dict[str, int] = {}
    for column in rng.permutation(len(tags))[: round(TRAPS * len(tags))]:
        wrong = [place for place in free if known[place, column] and not truth[place, column]]
        if not wrong:
            continue
        place, tag = int(wrong[0]), tags[column]
        free.remove(wrong[0])
        traps[tag] = place
        whole = len(traps) % 2 == 0  # the other half hold the tag among other words
        facts[place] = FileFacts(
            tag.title() if whole else f"{tag.title()} for {facts[place].title}", facts[place].artists
        )
    return facts, traps


def _file_of(place: int, key: str, told: FileFacts) -> tuple[Path, FileFacts]:
    """Where a track lies, and what its file says: every so many know their title by their name alone."""
    if place % UNTITLED:
        return Path("/music", f"{key}.mp3"), told
    name = f"{place % 20 + 1:02d} {told.title.replace('/', ' ')}.mp3"
    return Path("/music", f"{place}", name), replace(told, title="")


def _names(called: Sequence[FileFacts]) -> list[Asked]:
    """Every artist and title, and parts of them, as somebody types who looks for that track."""
    known = np.ones(len(called), dtype=bool)
    texts: dict[str, None] = {}
    for facts in called:
        for name in (*facts.artists, facts.title, facts.album):
            words = names.plain(name).split()
            texts.update(dict.fromkeys([" ".join(words)] if words else []))
            if len(words) > 2:
                texts[" ".join(words[1:])] = None
        for artist in facts.artists:
            texts[names.plain(artist).split()[-1]] = None
    found = []
    for text in texts:
        truth = np.array(
            [
                any(
                    f" {text} " in f" {names.plain(name)} "
                    for name in (*facts.artists, facts.title, facts.album)
                )
                for facts in called
            ]
        )
        found.append(Asked(text, "name", truth, known))
    return found


def _sounds(entrant: Entrant, manifest: Manifest, traps: Mapping[str, int]) -> list[Asked]:
    """Every tag that is true of some track and false of another, and its other wordings."""
    tags = list(manifest.tags)
    truth, known = manifest.matrix(tags).T, manifest.known(tags).T
    row = {tag: place for place, tag in enumerate(tags)}
    asked = with_variants(tuple(TagQuery(tag, tag, category) for tag, category in manifest.tags.items()))
    return [
        Asked(
            query.text,
            "sound",
            truth[row[query.tag]] & known[row[query.tag]],
            known[row[query.tag]],
            traps.get(query.tag, -1) if query.kind == "tag" else -1,
        )
        for query in asked
        if (truth & known)[row[query.tag]].any() and (~truth & known)[row[query.tag]].any()
    ]


def _compared(queries: Sequence[Asked], found: Sequence[Evidence], seed: int) -> Table:
    rng = np.random.default_rng(seed)
    rows: list[tuple[Cell, ...]] = []
    for name, fusion in FUSIONS.items():
        scores = [fusion(evidence) for evidence in found]
        cells: list[Cell] = [name]
        for meaning in ("name", "sound"):
            mine = [place for place, query in enumerate(queries) if query.meaning == meaning]
            precision, first = zip(*(_figures(scores[place], queries[place]) for place in mine), strict=True)
            cells += [_mean(np.array(precision), rng), _mean(np.array(first), rng)]
        trapped = [place for place, query in enumerate(queries) if query.trap >= 0]
        among = [_is_among_first(scores[place], queries[place].trap) for place in trapped]
        rows.append((*cells, _mean(np.array(among, float), rng)))
    columns = (
        "fusion",
        "names: MAP",
        "first is right",
        "sounds: MAP",
        "first is right ",
        f"traps in {DEPTH}",
    )
    return Table("names and sounds typed", columns, tuple(rows))


def _figures(scores: Floats, query: Asked) -> tuple[float, float]:
    """Average precision, and how likely the first is right among those that tie."""
    chosen = query.known
    ap = metrics.average_precision(scores[chosen], query.truth[chosen])[0]
    best = scores[chosen] == scores[chosen].max()
    return float(ap), float(query.truth[chosen][best].mean())


def _is_among_first(scores: Floats, place: int) -> bool:
    return bool((scores > scores[place]).sum() < DEPTH)


def _weights(queries: Sequence[Asked], found: Sequence[Evidence], facts: Floats) -> Table:
    """What logistic regression makes of these queries, where words stand in some name at all."""
    from scipy.optimize import minimize

    named = [place for place, evidence in enumerate(found) if evidence.reading.intent > 0]
    x = facts[named]
    y = np.array([queries[place].meaning == "name" for place in named], float)
    share = np.where(y > 0, 0.5 / max(1, y.sum()), 0.5 / max(1, (1 - y).sum())) * len(y)

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = x @ weights
        error = share * (1 / (1 + np.exp(-logits)) - y)
        value = np.sum(share * (np.logaddexp(0, logits) - y * logits))
        return float(value + 0.5 * 0.1 * weights @ weights), x.T @ error + 0.1 * weights

    best = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    right = float((((x @ np.array(names.WEIGHTS)) > 0) == (y > 0)).mean())
    pairs = zip(names.FACTS, names.WEIGHTS, best, strict=True)
    rows: list[tuple[Cell, ...]] = [(name, float(now), round(float(then), 2)) for name, now, then in pairs]
    return Table(
        f"weights of intent (now right of {len(y)} texts: {right:.3f})",
        ("fact", "now", "best here"),
        tuple(rows),
    )


def _mean(values: Floats, rng: np.random.Generator) -> bootstrap.Estimate:
    values = values[np.isfinite(values)]
    counts = bootstrap.weights(len(values), rng)
    return bootstrap.estimate(float(values.mean()), counts @ values / max(1, len(values)))
