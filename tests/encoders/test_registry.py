"""Encoders are found by their files, and nothing heavy is imported before one is asked for."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from encoders import registry
from encoders.base import AudioEncoder
from encoders.registry import UnknownEncoderError, available, encoder_class

AUDIO = Path(registry.__file__).parent / "audio"


def test_every_public_file_is_an_encoder_of_that_name() -> None:
    files = {path.stem for path in AUDIO.glob("*.py") if not path.stem.startswith("_")}
    assert set(available("audio")) == files >= {"short_chunk_cnn", "short_chunk_resnet"}
    for name in files:
        cls = encoder_class("audio", name)
        assert issubclass(cls, AudioEncoder) and cls.encoder_name() == name


def test_every_audio_encoder_has_a_test_of_its_own() -> None:
    tests = {path.stem.removeprefix("test_") for path in (Path(__file__).parent / "audio").glob("test_*.py")}
    assert set(available("audio")) <= tests


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(
        UnknownEncoderError, match=r"no audio encoder 'resnet': choose from .*short_chunk_resnet"
    ):
        encoder_class("audio", "resnet")


def test_an_option_that_training_needs_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclasses.dataclass(frozen=True)
    class Fixed:
        frontend: str = "short_chunk"

    monkeypatch.setattr(encoder_class("audio", "short_chunk_cnn"), "Config", Fixed)
    with pytest.raises(UnknownEncoderError, match=r"short_chunk_cnn\.py needs a field 'dimension'"):
        encoder_class("audio", "short_chunk_cnn")


def test_listing_encoders_does_not_import_torch() -> None:
    script = "import sys, encoders.registry as r; r.available('audio'); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
