"""How fast a track becomes mels, beside librosa in the same run: one core each, medians over rounds.

Measured on a generated 4-minute 44.1 kHz stereo mp3, heard at 16 kHz mono: every sample of it, and eight
chunks of 59 049 samples found by seeking, for which librosa loads all.

What bounds it: FFmpeg's mp3 decoder takes two thirds of our time, for every sample as for chunks; resampling
takes half of the rest. Walking the frame headers of the whole file, which makes lengths and seeking exact,
costs a fortieth of the time that eight chunks take.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.timing import cpu_seconds

TRACK_SECONDS = 240.0
SAMPLE_RATE = 16000
CHUNK_SAMPLES = 59049
CHUNKS = 8


@dataclass(frozen=True)
class Row:
    """One comparison: CPU seconds of ours and of librosa's, and the ratio aimed at (None: only told)."""

    name: str
    seconds: float
    librosa_seconds: float
    goal: float | None

    @property
    def ratio(self) -> float:
        return self.librosa_seconds / self.seconds

    @property
    def realtime(self) -> float:
        """Seconds of audio that one CPU second gets through."""
        return TRACK_SECONDS / self.seconds


def run(rounds: int = 5) -> list[Row]:
    """Measure all rows; limit the threads to one (`OMP_NUM_THREADS=1`) before starting Python."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = make_track(Path(folder))
        return _measure(path, rounds)


def make_track(folder: Path) -> Path:
    """The benchmark's track: 4 minutes of tones and noise as a 192 kbit/s mp3."""
    from scripts._sound_files import tones, write_sound

    path = folder / "track.mp3"
    write_sound(path, tones(TRACK_SECONDS, 44100), 44100, "mp3", bit_rate=192_000)
    return path


def _measure(path: Path, rounds: int) -> list[Row]:
    import librosa
    import torch

    from encoders.frontend import PRESETS, Frontend
    from encoders.waveform import read, read_chunks

    torch.set_num_threads(1)
    frontend = Frontend(PRESETS["short_chunk"]).eval()

    @torch.inference_mode()
    def mel(samples: np.ndarray) -> Any:
        return frontend(torch.from_numpy(np.atleast_2d(samples)))

    def theirs() -> np.ndarray:
        return librosa.load(path, sr=SAMPLE_RATE)[0]

    def their_mel() -> np.ndarray:
        power = librosa.feature.melspectrogram(
            y=theirs(), sr=SAMPLE_RATE, n_fft=512, hop_length=256, n_mels=128, htk=True, norm=None
        )
        return librosa.power_to_db(power, top_db=None)

    def every() -> np.ndarray:
        return read(path, SAMPLE_RATE).samples

    def chunks() -> np.ndarray:
        return read_chunks(path, SAMPLE_RATE, CHUNK_SAMPLES, CHUNKS).samples

    work: dict[str, Callable[[], Any]] = {
        "librosa": theirs,
        "librosa mel": their_mel,
        "every": every,
        "every mel": lambda: mel(every()),
        "chunks": chunks,
        "chunks mel": lambda: mel(chunks()),
    }
    spent = cpu_seconds(work, rounds)
    return [
        Row("decode + resample, every sample", spent["every"], spent["librosa"], None),
        Row("decode + resample + mel, every sample", spent["every mel"], spent["librosa mel"], 1.6),
        Row(f"decode + resample, {CHUNKS} chunks", spent["chunks"], spent["librosa"], None),
        Row(f"decode + resample + mel, {CHUNKS} chunks", spent["chunks mel"], spent["librosa mel"], 14.0),
    ]
