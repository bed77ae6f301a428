"""The library: how much there is, what could not be read, what the index is and who made it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, render_template

from index.generations import Generation, GenerationError, generations
from retrieval.bundle import JOINT, BundleError, read_bundle
from retrieval.planning import bundle_folder
from retrieval.recipes import Recipe, index_root
from webui.engines import engines
from webui.standing import standing

blueprint = Blueprint("library", __name__)
SHOWN_FAILURES = 200
CARD = "README.md"


@dataclass(frozen=True)
class Published:
    """A generation, as the page tells of it; `tracks` None where it is damaged."""

    number: int
    tracks: int | None
    segments: int
    recipe: str


@dataclass(frozen=True)
class Bundle:
    """What made the index: its facts, and the card that lies in its folder."""

    name: str
    fingerprint: str
    facts: dict[str, Any]
    card: str


@blueprint.get("/library")
def library() -> str:
    catalogue = engines().catalogue
    published = [_published(number) for number in reversed(generations(index_root()))]
    failures = catalogue.failures()
    return render_template(
        "library.html",
        standing=standing(),
        counts=catalogue.counts(),
        folders=[(folder, folder.is_dir()) for folder in catalogue.folders()],
        failures=failures[:SHOWN_FAILURES],
        failed=len(failures),
        published=published,
        bundle=_bundle(),
        taught=catalogue.taught_tags(),
    )


def _published(number: int) -> Published:
    try:
        opened = Generation.open(index_root(), number)
    except GenerationError:
        return Published(number, None, 0, "damaged: python -m scripts.index verify says more")
    return Published(number, len(opened.tracks), len(opened.segments), str(Recipe.of(opened)))


def _bundle() -> Bundle | None:
    """None where there is no index, or its bundle is not here any more."""
    try:
        folder = bundle_folder(index_root(), Generation.open(index_root()).bundle)
        described = read_bundle(folder, JOINT) if folder else None
    except (GenerationError, BundleError):
        return None
    if folder is None or described is None:
        return None
    provenance, scores = described.provenance, described.scores
    facts = {
        "learnt from": provenance.get("manifest"),
        "tracks to learn from": provenance.get("train_tracks"),
        "tags": len(provenance.get("tags") or ()) or None,
        "validation MAP": _rounded(scores.get("valid_map_projected", scores.get("valid_map"))),
        "validation P@10": _rounded(scores.get("valid_precision_at_10")),
        "validation ROC-AUC": _rounded(scores.get("valid_roc_auc")),
    }
    told = {name: value for name, value in facts.items() if value is not None}
    return Bundle(folder.name, described.fingerprint, told, _card(folder))


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 3)


def _card(folder: Path) -> str:
    """What its makers wrote of the bundle."""
    try:
        return (folder / CARD).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
