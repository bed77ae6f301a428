"""Tiny collections whose tags anyone can hear: hum, whistle, hiss."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from retrieval.data.manifest import Manifest, Track, write_manifest

RATE = 16_000
CATEGORIES = {"hum": "pitch", "whistle": "pitch", "hiss": "noise"}


def toy_manifest(folder: Path, tracks: int = 30, seconds: float = 1.0, seed: int = 0) -> Path:
    """Writes the collection into `folder` and gives its manifest; every fifth track is test, or valid."""
    rng = np.random.default_rng(seed)
    (folder / "audio").mkdir(parents=True)
    found = []
    for number in range(tracks):
        time = np.arange(int(seconds * RATE)) / RATE
        # all eight combinations in turn, so that every tag is true and false in every split
        has = {tag: bool(number // 5 + number >> place & 1) for place, tag in enumerate(CATEGORIES)}
        sound = 0.003 * rng.standard_normal(time.size)
        sound += 0.3 * has["hum"] * np.sin(2 * np.pi * rng.uniform(200, 300) * time)
        sound += 0.3 * has["whistle"] * np.sin(2 * np.pi * rng.uniform(2500, 3500) * time)
        sound += 0.1 * has["hiss"] * rng.standard_normal(time.size)
        soundfile.write(folder / "audio" / f"{number}.wav", sound.astype(np.float32), RATE)
        found.append(
            Track(
                id=f"t{number}",
                path=f"audio/{number}.wav",
                artist=f"artist {number}",
                split=("train", "train", "train", "valid", "test")[number % 5],
                duration_seconds=seconds,
                tags=tuple(tag for tag in CATEGORIES if has[tag]),
            )
        )
    path = folder / "manifest.jsonl"
    write_manifest(Manifest(tuple(found), CATEGORIES, folder, name="toy"), path)
    return path
