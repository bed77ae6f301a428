"""A mood, and what follows from it: mode, tempo, register, dynamics, articulation, density, dissonance.

Each cue keeps some freedom of its own, so that within every style all moods occur and are told by many cues
together (the cues are those of Juslin and Laukka 2003 and Gabrielsson and Lindström 2010).
"""

from __future__ import annotations

import numpy as np

from retrieval.data.starter.draws import index
from retrieval.data.starter.style import Style
from retrieval.data.starter.theory import BRIGHT_MODES, Key

MOOD = ("valence", "arousal", "tension", "dominance")
HELD_OUT_TONICS = (3, 8)
_TENSE_MODES = frozenset({"phrygian", "harmonic_minor", "phrygian_dominant", "atonal"})


def draw_mood(rng: np.random.Generator, rules: Style, habits: np.ndarray) -> dict[str, float]:
    """Valence, arousal, tension and dominance: near the style's own half of the time, else anywhere.

    `habits` are four shifts of the style's mood that belong to the artist.
    """
    mood = {}
    for name, centre in zip(MOOD, np.clip(rules.mood + habits, 0, 1), strict=True):
        value = rng.normal(centre, 0.17) if rng.random() < 0.55 else rng.uniform(0.02, 0.98)
        # A style keeps some of its character even when the mood is drawn from anywhere.
        mood[name] = float(np.clip(0.8 * value + 0.2 * centre, 0.02, 0.98))
    return mood


def draw_key(rng: np.random.Generator, rules: Style, mood: dict[str, float], held_out: bool) -> Key:
    """A tonic, and a mode that suits the mood: minor when valence is low, darker with tension."""
    options = [(name, float(weight)) for name, weight in (entry.split(":") for entry in rules.modes.split())]
    weights = np.array(
        [
            weight
            * np.exp(5.0 * (mood["valence"] - 0.5) * (1 if name in BRIGHT_MODES else -1))
            * np.exp(3.0 * (mood["tension"] - 0.5) * (name in _TENSE_MODES))
            for name, weight in options
        ]
    )
    mode = options[index(rng, weights)][0]
    tonics = HELD_OUT_TONICS if held_out else tuple(t for t in range(12) if t not in HELD_OUT_TONICS)
    return Key(int(tonics[int(rng.integers(len(tonics)))]), mode)


def draw_parameters(
    rng: np.random.Generator, rules: Style, mood: dict[str, float], key: Key
) -> dict[str, float]:
    """What the mood asks of the playing, each cue with some freedom of its own."""
    v, a, t, d = (mood[name] for name in MOOD)

    def cue(value: float, spread: float = 0.1) -> float:
        return float(np.clip(value + rng.normal(0, spread), 0.0, 1.0))

    def within(pair: tuple[float, float], lean: float) -> float:
        return float(pair[0] + (pair[1] - pair[0]) * np.clip(0.25 * rng.random() + 0.75 * cue(lean), 0, 1))

    return {
        "pace": cue(0.85 * a + 0.1 * v, 0.12),
        "density": within(rules.density, 0.05 + 0.85 * a + 0.1 * t),
        "register": cue(0.5 + 0.5 * (v - 0.5) - 0.45 * (d - 0.5) + 0.2 * (a - 0.5)),
        "dynamics": cue(0.08 + 0.45 * a + 0.45 * d),
        "articulation": cue(0.95 - 0.5 * a - 0.25 * v + 0.1 * d),  # 0 short, 1 joined
        "dissonance": cue(0.85 * t - 0.1 * v + (0.15 if key.mode == "atonal" else 0.0)),
        "brightness": cue(0.2 + 0.35 * a + 0.2 * v + 0.15 * t),
        "syncopation": within(rules.syncopation, 0.4 * a + 0.3 * v),
        "complexity": within(rules.complexity, 0.5),
        "distortion": within(rules.distortion, 0.5 * d + 0.3 * t + 0.2 * a),
        "reverb": within(rules.reverb, 0.8 - 0.5 * a),
        "swing": float(rng.uniform(*rules.swing)),
        "rubato": within(rules.rubato, 0.9 - 0.7 * a),
        "attack": cue(0.25 + 0.45 * a + 0.3 * d - 0.2 * (1 - t)),
    }


def draw_tempo(rng: np.random.Generator, rules: Style, parameters: dict[str, float], held_out: bool) -> float:
    place = parameters["pace"]
    outer = 0.1 * place if place < 0.5 else 0.9 + 0.1 * place
    place = outer if held_out else 0.1 + 0.8 * place
    low, high = np.log(rules.tempo)
    return round(float(np.exp(low + (high - low) * place)), 2)
