"""What the runtime that serves here, and eight bits, cost in quality beside eager float32: the demo library,
tag by tag."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from scripts._bench import Measured

BUNDLE = "starter"
DEMO = Path(__file__).parents[1] / "retrieval" / "data" / "starter" / "demo" / "manifest.jsonl"
TOP = 10
EIGHT_BITS: Final = "openvino int8"
HEADINGS = ("figure", "eager fp32", "so", "difference", "95 % interval", "p")


def run(count: int | None = None) -> Measured:
    """Song vectors of each kind, the same texts asked of all, and a paired test over the texts.

    `count` chunks of each song are heard, or every one for None.
    """
    from retrieval import compiled
    from retrieval.bundle import find_bundle
    from retrieval.data.manifest import read_manifest
    from retrieval.evaluation.metrics import average_precision, per_tag
    from retrieval.evaluation.significance import compare
    from retrieval.listening import Ears
    from retrieval.text_reader import TextReader

    folder = find_bundle(BUNDLE)
    manifest = read_manifest(DEMO)
    paths = [manifest.audio_path(track) for track in manifest.tracks]
    served = Ears.load(folder)
    texts = tuple(tag for tag in served.tag_names if tag in manifest.tags)
    asked = TextReader.load(folder).ask(texts).vectors
    truth, known = manifest.matrix(texts), manifest.known(texts)

    def scores_of(ears: Any) -> tuple[np.ndarray, np.ndarray]:
        scores = _songs(ears, paths, count) @ asked.T
        return scores, per_tag(average_precision, scores, truth, known)

    compared = [served]
    if compiled.available() and served.runtime != EIGHT_BITS:
        compared.append(Ears.load(folder, EIGHT_BITS))
    exact, wanted = scores_of(Ears.load(folder, "torch fp32"))
    cells, notes = [], []
    for ears in compared:
        scores, figures = scores_of(ears)
        rows = np.isfinite(figures)
        found = compare(figures[rows], wanted[rows], np.random.default_rng(0))
        cells.append(
            (
                f"mean average precision of {found.queries} tags, {ears.runtime}",
                f"{wanted[rows].mean():.4f}",
                f"{figures[rows].mean():.4f}",
                f"{found.difference.value:+.5f}",
                f"{found.difference.low:+.5f} to {found.difference.high:+.5f}",
                f"{found.p:.4f}",
            )
        )
        same = [len(np.intersect1d(*lists)) for lists in zip(_top(exact), _top(scores), strict=True)]
        notes.append(
            f"{ears.runtime} on {len(paths)} demo tracks: of {len(texts)} lists of the {TOP} best tracks, "
            f"{np.mean(np.array(same) < TOP):.1%} hold another track than in eager fp32, and "
            f"{np.mean(same) / TOP:.2%} of all places agree; scores differ by "
            f"{np.abs(exact - scores).max():.4f} at most."
        )
    notes[0] += " It is what serves here."
    return Measured([], notes, (HEADINGS, cells))


def _songs(ears: Any, paths: list[Path], count: int | None) -> np.ndarray:
    return np.stack([ears.hear("", path, count)[0].vector for path in paths])


def _top(scores: np.ndarray) -> np.ndarray:
    """The best tracks of each text, `[Q, TOP]`, from scores `[N, Q]`."""
    return np.argsort(-scores, axis=0, kind="stable")[:TOP].T
