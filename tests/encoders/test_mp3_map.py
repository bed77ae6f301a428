"""Frames of an mp3 found many at a time are those found one by one, wherever damage lies."""

from __future__ import annotations

import io

import numpy as np
import pytest

from encoders.waveform import mp3_map
from scripts._sound_files import tones, write_sound


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Eight seconds at a constant bit rate whose frames differ by a byte of padding: 320 KB."""
    path = tmp_path_factory.mktemp("sounds") / "steady.mp3"
    write_sound(path, tones(8.0, 44100), 44100, "mp3", bit_rate=320_000)
    return path.read_bytes()


@pytest.mark.parametrize("damage", ["none", "hole", "garbage", "flipped", "cut", "tag"])
def test_leaps_find_what_steps_find(steady: bytes, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    middle = len(steady) * 2 // 3  # beyond the first read, which is walked
    sound = {
        "none": steady,
        "hole": steady[:middle] + steady[middle + 5000 :],
        "garbage": steady[:middle] + bytes(range(256)) * 12 + steady[middle:],
        "flipped": steady[:middle]
        + bytes(byte ^ 0xFF for byte in steady[middle:][:3000])
        + steady[middle:][3000:],
        "cut": steady[:-700],
        "tag": steady + b"TAG" + bytes(125),
    }[damage]
    leapt = mp3_map.scan(io.BytesIO(sound))
    monkeypatch.setattr(mp3_map, "_go_on", lambda *arguments: 0)
    walked = mp3_map.scan(io.BytesIO(sound))
    np.testing.assert_array_equal(leapt.offsets, walked.offsets)
    np.testing.assert_array_equal(leapt.sizes, walked.sizes)
    assert (leapt.gaps, leapt.cut) == (walked.gaps, walked.cut)
    assert (leapt.gaps > 0) == (damage in ("hole", "garbage", "flipped"))
    assert leapt.cut == (damage == "cut")


def test_a_constant_bit_rate_is_leapt_through(steady: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    leaps = []
    go_on = mp3_map._go_on
    monkeypatch.setattr(mp3_map, "_go_on", lambda *arguments: leaps.append(go_on(*arguments)) or leaps[-1])
    mp3_map.scan(io.BytesIO(steady))
    assert sum(leaps) > 0.6 * len(steady)
