"""The library: how much there is, what could not be read, what the index is and who made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from index.generations import Generation, GenerationError
from retrieval import maps
from retrieval.audio_files import holds
from retrieval.bundle import JOINT, BundleError, read_bundle
from retrieval.hits import readable
from retrieval.planning import bundle_folder
from retrieval.recipes import index_root
from webui import shapes
from webui.bodies import SMALL, takes
from webui.checkup import checkup
from webui.describing import NOTHING, answers
from webui.engines import engines
from webui.errands import dismiss, errands, outcomes, run, stop
from webui.generations import published
from webui.limits import costs
from webui.standing import FAILED_BEFORE, standing

blueprint = Blueprint("library", __name__)
SHOWN_FAILURES = 200
CARD = "README.md"


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
    failures = catalogue.failures()
    under_way = _under_way()
    return render_template(
        "library.html",
        **under_way,
        folders=_folders(),
        failures=failures[:SHOWN_FAILURES],
        failed=len(failures),
        published=published(under_way["standing"].generation),
        bundle=_bundle(),
        taught=catalogue.taught_tags(),
        at=_at,
        when=_when,
    )


@blueprint.get("/library/progress")
def progress() -> str:
    """The part of the page that changes while the server is at something."""
    return render_template("_progress.html", **_under_way())


@blueprint.post("/library/errands")
@takes(SMALL)
@costs(10)
def start() -> Response:
    """The buttons of the page: `what` is an errand, or `checkup`."""
    what = request.form.get("what", "")
    if what == "checkup":
        checkup().start()
        return redirect(url_for("library.library", _anchor="health"), 303)  # type: ignore[return-value]
    run(what)
    return redirect(url_for("library.library"), 303)  # type: ignore[return-value]


@blueprint.post("/library/errands/dismissed")
@takes(SMALL)
def dismissed() -> Response:
    """The button beside what came of an errand."""
    dismiss(request.form.get("what", ""))
    return redirect(url_for("library.library"), 303)  # type: ignore[return-value]


@blueprint.post("/library/errands/stopped")
@takes(SMALL)
def stopped() -> Response:
    """The button beside what is under way."""
    stop()
    return redirect(url_for("library.library"), 303)  # type: ignore[return-value]


@blueprint.get("/api/v1/library")
@answers(shapes.LibraryAnswer)
def described() -> dict[str, Any]:
    """Its folders, what could not be read, the indexes that were published, and what made them."""
    catalogue, bundle, under_way = engines().catalogue, _bundle(), errands()
    return {
        "folders": [{"path": readable(str(path)), "there": there} for path, there in _folders()],
        "failures": [
            {"path": readable(str(each.path)), "reason": each.reason, "message": readable(each.message)}
            for each in catalogue.failures()
        ],
        "gone": catalogue.counts().missing,
        "generations": [
            {
                "number": each.number,
                "serves": each.serves,
                "partial": each.partial,
                "tracks": each.tracks,
                "segments": each.segments,
                "lacking": each.lacking,
                "made_with": each.recipe,
                "bundle": each.bundle,
                "trouble": each.trouble,
            }
            for each in published(standing().generation)
        ],
        "bundle": {"name": bundle.name, "fingerprint": bundle.fingerprint, "facts": bundle.facts}
        if bundle
        else None,
        "errand": under_way.running() if under_way else "",
        "outcomes": [each.described() for each in outcomes()],
        "checkup": checkup().described(),
    }


@blueprint.post("/api/v1/library/errands/<what>")
@costs(10)
@answers(media=NOTHING, status=202)
def start_errand(what: str) -> tuple[str, int]:
    """Look for new music and hear it, read again what could not be read, or make the index anew."""
    run(what)
    return "", 202


@blueprint.delete("/api/v1/library/errands")
@answers(media=NOTHING, status=202)
def stop_errand() -> tuple[str, int]:
    """Have the errand under way end soon; it keeps what it has heard, and the next one goes on with that."""
    stop()
    return "", 202


@blueprint.delete("/api/v1/library/outcomes/<ended>")
@answers(media=NOTHING, status=204)
def dismiss_outcome(ended: str) -> tuple[str, int]:
    """Tell no more what came of the last errand of this kind."""
    dismiss(ended)
    return "", 204


@blueprint.post("/api/v1/library/checkup")
@costs(10)
@answers(media=NOTHING, status=202)
def start_checkup() -> tuple[str, int]:
    """Read every byte of the index again; what is damaged is told by the library then."""
    checkup().start()
    return "", 202


def _under_way() -> dict[str, Any]:
    """What the page tells of how far things are."""
    beside = errands()
    return {
        "standing": standing(),
        "failed_before": FAILED_BEFORE,
        "counts": engines().catalogue.counts(),
        "errands": beside,
        "drawing": beside is not None and bool(beside.running()) and _lacks_map(),
        "outcomes": outcomes(),
        "checkup": checkup(),
    }


def _lacks_map() -> bool:
    try:
        return maps.read(index_root(), Generation.open(index_root())) is None
    except GenerationError:
        return False


def _at(seconds: float) -> datetime:
    """A moment as the clock of this machine has it."""
    return datetime.fromtimestamp(seconds).astimezone()


def _when(moment: datetime) -> str:
    """The same to people: a server may run for weeks, so with the day where that is not today."""
    return f"{moment:%H:%M}" if moment.date() == datetime.now().date() else f"{moment:%Y-%m-%d %H:%M}"


def _folders() -> list[tuple[Path, bool]]:
    return [(folder, holds(folder.is_dir)) for folder in engines().catalogue.folders()]


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
