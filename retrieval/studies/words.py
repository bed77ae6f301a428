"""Which words know music? Table 5.4 of Won's thesis: nearest words, and what each encoder of texts finds.

Arms: a sentence encoder, word vectors learned from music texts, and of everyday language. The rest is
as in the other studies: by sound alone, balanced-weighted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from encoders.base import CONFIG_FILE, TextEncoder
from encoders.registry import create_text, load_text
from encoders.text.word2vec import Word2Vec
from retrieval.config import JointConfig
from retrieval.data.manifest import Manifest
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.evaluation.tag_retrieval import FIGURES
from retrieval.nearest_words import nearest_words
from retrieval.studies import joint_arms
from retrieval.studies.joint_arms import Arm
from retrieval.training.word_vectors import WordVectorsConfig, train_word_vectors

SENTENCES, MUSIC, GENERAL = "sentences", "music texts", "general words"
NEAREST = 5
PUBLISHED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "jungle": (
        ("jungles", "dense_jungle", "dense_jungles", "rainforest", "thick_jungles"),
        ("breakbeat", "dub", "drum_n_bass", "drum'n'bass", "grime"),
    ),
    "house": (
        ("houses", "bungalow", "apartment", "bedroom", "townhouse"),
        ("deep_house", "kitchen", "club", "jungle", "rave"),
    ),
    "country": (
        ("nation", "continent", "region", "thecountry", "world"),
        ("traditional_country", "bluegrass", "americana", "nashville", "folk"),
    ),
    "metal": (
        ("Metal", "metals", "aluminum", "steel", "stainless_steel"),
        ("heavy_metal", "death_metal", "thrash", "thrash_metal", "power_metal"),
    ),
    "chill": (
        ("chilly", "cold", "chilled", "chills", "shivers"),
        ("chill_out", "relax", "chilled", "kick_back", "relaxing"),
    ),
    "brazilian": (
        ("Uruguayan", "Brazil", "Argentine", "Argentinean", "Brazilian"),
        ("cuban", "mpb", "latin_american", "portuguese", "colombian"),
    ),
    "smooth jazz": (
        (),
        ("contemporary_jazz", "jazz", "latin_jazz", "acid_jazz", "new_age"),
    ),
    "deep house": (
        (),
        ("progressive_house", "breakbeat", "tech-house", "downtempo", "tech_house"),
    ),
}
"""The first five of the ten published words, of Google News and of the domain; none: not known there."""


def study(
    config: JointConfig,
    manifest: Manifest,
    encoders: Mapping[str, TextEncoder],
    seeds: int,
    folder: Path,
    device: torch.device,
    workers: int | None = None,
) -> Report:
    """Train an arm for each encoder of texts with every seed under `folder`, and tell them side by side."""
    outcomes, unread = [], {}
    for name, encoder in encoders.items():
        ground = joint_arms.prepared(config, manifest, encoder, None, workers)
        case = ground.case()
        counts = joint_arms.resamples(len(case.ids), config.seed)
        bundles = joint_arms.train_arm(ground, Arm(name), seeds, folder, device)
        outcomes.append(joint_arms.outcome(Arm(name), bundles, case, ground.songs, counts))
        unread[name] = ~encoder.known(case.texts)
    names = list(encoders)
    pairs = [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
    groups = {"all": np.ones(len(case.queries), dtype=bool)}
    everywhere = ~np.any(list(unread.values()), axis=0)
    if not everywhere.all() and everywhere.any():
        groups["known to all arms"] = everywhere
    tables: list[Table] = [
        nearest_table(encoders, [*case.texts]),
        joint_arms.figures_table("tags found by each encoder of texts", case, outcomes, config.seed),
    ]
    if pairs:
        tables.append(joint_arms.paired_table(outcomes, pairs, groups, FIGURES[:2], config.seed))
    notes = [
        f"{name}: {encoder.dimension} numbers; tags of which no word is known: "
        + (", ".join(text for text, missed in zip(case.texts, unread[name], strict=True) if missed) or "none")
        for name, encoder in encoders.items()
    ]
    notes.append("published: no gain of MAP was found by words of the domain; no figures are given")
    return Report(joint_arms.facts_of(ground, case, seeds), tuple(tables), (*joint_arms.NOTES, *notes))


def encoders_of(texts: Path | None, vectors: Path | None, folder: Path) -> dict[str, TextEncoder]:
    """The encoders to compare. `texts` is a folder of texts, learned from once and kept under `folder`, or a
    model that `scripts.words train` wrote; `vectors` is a file of word2vec, GloVe or gensim."""
    found: dict[str, TextEncoder] = {SENTENCES: create_text("sentence_transformer")}
    if texts is not None:
        model = texts if (texts / CONFIG_FILE).exists() else folder / "music_words"
        if not (model / CONFIG_FILE).exists():
            train_word_vectors(texts, WordVectorsConfig()).encoder.save(model)
        found[MUSIC] = load_text(model)
    if vectors is not None:
        found[GENERAL] = create_text("word2vec", vectors=str(vectors))
    return found


def nearest_table(encoders: Mapping[str, TextEncoder], tags: Sequence[str]) -> Table:
    """Table 5.4: word vectors choose among all their words, a sentence encoder among the words of the music
    texts and the tags."""
    music = encoders.get(MUSIC)
    words = [*tags, *(music.words if isinstance(music, Word2Vec) else ())]
    found = {
        name: nearest_words(
            encoder,
            list(PUBLISHED),
            encoder.words if isinstance(encoder, Word2Vec) else list(dict.fromkeys(words)),
            NEAREST,
        )
        for name, encoder in encoders.items()
    }
    rows: list[tuple[Cell, ...]] = []
    for place, (query, (news, domain)) in enumerate(PUBLISHED.items()):
        for name, each in found.items():
            near = ", ".join(word for word, _ in each[place].words)
            rows.append((query, name, near or "unknown"))
        rows.append((query, "published, Google News", ", ".join(news) or "unknown"))
        rows.append((query, "published, music texts", ", ".join(domain)))
    return Table("Table 5.4: nearest words", ("word", "vectors", "nearest"), tuple(rows))
