"""What the thesis found of the six story methods: Tables 5.6 and 5.7, with AudioSet's music.

Won, Salamon, Bryan, Mysore, Serra, "Emotion embedding spaces for matching music to stories", ISMIR 2021.
"""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.story.mappings import WAYS


@dataclass(frozen=True)
class Published:
    """P@5 and MRR of a method under each mapping, of Alm's tales and of ISEAR, and its row of Table 5.7."""

    alm: dict[str, tuple[float, float]]
    isear: dict[str, tuple[float, float]]
    retrieval: str
    distribution: str
    mapping: str


def _of(*figures: float) -> dict[str, tuple[float, float]]:
    return {way: (figures[2 * place], figures[2 * place + 1]) for place, way in enumerate(WAYS)}


METHODS = {
    "classification": Published(
        _of(0.2161, 0.2436, 0.1861, 0.2157, 0.2161, 0.2436), _of(0, 0, 0, 0, 0, 0), "fail", "–", "–"
    ),
    "multi_head": Published(
        _of(0.2819, 0.4181, 0.1271, 0.1381, 0.3446, 0.5304),
        _of(0.3440, 0.5084, 0.3325, 0.3625, 0.3551, 0.4803),
        "fail",
        "–",
        "–",
    ),
    "va_regression": Published(
        _of(0.4325, 0.6282, 0.4125, 0.5749, 0.6100, 0.7398),
        _of(0.3018, 0.5247, 0.1866, 0.3709, 0.6218, 0.7075),
        "success",
        "continuous",
        "manual",
    ),
    "w2v_regression": Published(
        _of(0.3960, 0.5010, 0.4613, 0.5591, 0.5413, 0.6363),
        _of(0.3008, 0.3829, 0.4164, 0.4908, 0.5527, 0.7668),
        "success",
        "discriminative",
        "data-driven",
    ),
    "two_branch": Published(
        _of(0.3399, 0.3778, 0.4897, 0.5239, 0.5374, 0.5579),
        _of(0.2695, 0.3287, 0.3951, 0.4336, 0.4438, 0.6175),
        "success",
        "discriminative",
        "data-driven",
    ),
    "three_branch": Published(
        _of(0.3574, 0.4348, 0.5095, 0.5863, 0.5156, 0.5880),
        _of(0.2591, 0.3445, 0.4317, 0.4953, 0.6019, 0.6675),
        "success",
        "continuous",
        "data-driven",
    ),
}
"""The six methods, in the thesis's order."""
