"""What the runtime that serves here costs in quality, beside eager float32: the demo library, tag by tag."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from scripts._bench import Measured

BUNDLE = "starter"
DEMO = Path(__file__).parents[1] / "retrieval" / "data" / "starter" / "demo" / "manifest.jsonl"
TOP = 10
HEADINGS = ("figure", "eager fp32", "as served", "difference", "95 % interval", "p")


def run() -> Measured:
    """Song vectors both ways, the same texts asked of both, and a paired test over the texts."""
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
    exact, quick = (_songs(ears, paths) @ asked.T for ears in (Ears.load(folder, "torch fp32"), served))
    truth, known = manifest.matrix(texts), manifest.known(texts)
    figures = [per_tag(average_precision, scores, truth, known) for scores in (quick, exact)]
    rows = np.isfinite(figures[0])
    found = compare(figures[0][rows], figures[1][rows], np.random.default_rng(0))
    same = [len(np.intersect1d(*lists)) for lists in zip(_top(exact), _top(quick), strict=True)]
    moved = np.mean(np.array(same) < TOP)
    means = [float(figure[rows].mean()) for figure in figures]
    cells = (
        f"mean average precision of {found.queries} tags",
        f"{means[1]:.4f}",
        f"{means[0]:.4f}",
        f"{found.difference.value:+.5f}",
        f"{found.difference.low:+.5f} to {found.difference.high:+.5f}",
        f"{found.p:.4f}",
    )
    note = (
        f"{served.runtime} on {len(paths)} demo tracks: of {len(texts)} lists of the {TOP} best tracks, "
        f"{moved:.1%} hold another track than in eager fp32, and {np.mean(same) / TOP:.2%} of all places "
        f"agree; scores differ by {np.abs(exact - quick).max():.4f} at most."
    )
    return Measured([], [note], (HEADINGS, [cells]))


def _songs(ears: Any, paths: list[Path]) -> np.ndarray:
    return np.stack([ears.hear("", path, None)[0].vector for path in paths])


def _top(scores: np.ndarray) -> np.ndarray:
    """The best tracks of each text, `[Q, TOP]`, from scores `[N, Q]`."""
    return np.argsort(-scores, axis=0, kind="stable")[:TOP].T
