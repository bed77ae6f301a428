"""Paper and ink: what all pictures share, so that they look alike and the same figures give the same bytes.

Drawn with matplotlib's Agg canvas alone: no display, no global state, none of a person's own matplotlib
settings. matplotlib comes with `make setup`; the application itself does without it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.atomic import staged

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAPER, INK, FAINT, LINE = "#fcfbf8", "#22282e", "#767d84", "#dcd9d1"
SIZE_INCHES, DOTS_PER_INCH = (8.0, 5.0), 200
"""1600 x 1000 pixels: sharp on a dense screen, legible when a README shows it at half that width."""

_STYLE: Any = {
    "font.family": "DejaVu Sans",  # the one that matplotlib brings along
    "text.color": INK,
    "svg.hashsalt": "leitmotif",  # the same names of shapes each time
    "svg.fonttype": "none",
    "text.parse_math": False,  # a song may be called $$$
    "axes.edgecolor": LINE,
    "axes.labelcolor": FAINT,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
}
_MARKS_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


class PictureError(Exception):
    """A picture that cannot be drawn; the message says what is missing."""


@contextmanager
def sheet(path: Path) -> Iterator[Figure]:
    """An empty figure to draw on, written to `path` in one step when it is drawn: as PNG, or `.svg`."""
    try:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        raise PictureError("pictures need matplotlib, which is not installed: type 'make setup'") from None
    with matplotlib.rc_context(), warnings.catch_warnings():
        # a title in a script that the font lacks is drawn as boxes; a person can do nothing about it
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        figure = Figure(SIZE_INCHES, DOTS_PER_INCH, facecolor=PAPER)
        canvas = FigureCanvasAgg(figure)
        yield figure
        with staged(path) as place, place.open("wb") as stream:
            if path.suffix.lower() == ".svg":
                figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
            else:
                canvas.print_png(stream, metadata={"Software": None})  # else matplotlib writes its version


def heading(figure: Figure, title: str, beside: str, below: str = "") -> None:
    """The title of a picture at its top left, and fainter words beside and below it."""
    left = 0.025
    name = figure.text(left, 0.945, _clipped(title, 60), fontsize=12.5, fontweight="bold", va="baseline")
    box = name.get_window_extent()
    right = figure.transFigure.inverted().transform((box.x1, 0))[0]
    figure.text(right + 0.012, 0.945, _clipped(beside, 50), fontsize=9.5, color=FAINT, va="baseline")
    figure.text(left, 0.905, below, fontsize=7.5, color=FAINT, va="baseline")


def bare(axes: Axes) -> None:
    """Take away the frame and all ticks."""
    axes.set_facecolor(PAPER)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def time_marks(duration_seconds: float, most: int = 12) -> list[float]:
    """Round moments of a track, at most about `most`, evenly spread from 0.

    >>> time_marks(33)
    [0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0]
    """
    step = next((mark for mark in _MARKS_SECONDS if mark * most >= duration_seconds), _MARKS_SECONDS[-1])
    return [float(mark) for mark in range(0, int(duration_seconds) + 1, step)]


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
