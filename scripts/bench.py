"""How fast Leitmotif hears, on one core: log-mels and decoding beside librosa, and the encoders side by side.

Everything is measured in one run, in turns, and told as a ratio, so that the machine and its other work
cancel out. Takes one to two minutes.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import os
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FRONTENDS = ("short_chunk", "musicnn", "tag_to_music", "compact_convnet")
ENCODERS = (
    ("short_chunk_resnet", 128),
    ("short_chunk_resnet", 64),
    ("short_chunk_cnn", 128),
    ("short_chunk_cnn", 64),
)
SHIPPED = "starter_tagger"
CHUNK_SAMPLES = 59_049
CHUNKS = 8
TRACK_SECONDS = 240
MEL_GOAL = 3.5
SECTIONS = {
    "mels": "Log-mels alone, beside librosa's melspectrogram and power_to_db",
    "files": "From a 4-minute 44.1 kHz stereo mp3 to 16 kHz mono, beside librosa.load of all of it",
    "encoders": "Encoders with their log-mels, in plain PyTorch unless it says otherwise, beside the first",
}
BOUNDS = {
    "mels": (
        "Bound by the Fourier transform, nearly half of the time: it runs in double precision, as librosa's "
        "does. Single precision takes half as long and errs by more than 0.001 dB where a band lies 50 dB or "
        "more below its frame. Librosa builds its filters anew for each chunk, and so is quicker on one long "
        "stretch."
    ),
    "files": (
        "Bound by FFmpeg's mp3 decoder, two thirds of the time; resampling takes half of the rest. Eight "
        "chunks are an eighth of the track: seeking makes them at most eight times as fast as every sample."
    ),
    "encoders": (
        "Bound by convolutions, nearly all of the time: in float32, or in bfloat16 as served where the CPU "
        "has it."
    ),
}


@dataclass(frozen=True)
class Row:
    """Ours and a yardstick in the same unit a CPU second (more is better), and the ratio aimed at, if any."""

    section: str
    name: str
    unit: str
    ours: float
    yardstick: float
    goal: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick

    @property
    def verdict(self) -> str:
        """The goal, and whether it was met."""
        if self.goal is None:
            return ""
        return f"{self.goal:g}  {'met' if self.ratio >= self.goal else 'missed'}"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="repeats, of which the median counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    # numeric libraries read these once, when they are loaded, and none is loaded yet
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[variable] = "1"

    from rich.console import Console

    from retrieval.atomic import staged

    measures = {
        "log-mel alone": mel_rows,
        "files": file_rows,
        "encoders": encoder_rows,
    }
    rows: list[Row] = []
    try:
        with Console(stderr=True).status("measuring") as status:
            for what, measure in measures.items():
                status.update(f"measuring: {what}")
                rows += measure(options.rounds)
    except KeyboardInterrupt:
        sys.exit(130)
    _print(rows)
    if options.json:
        described = [{**dataclasses.asdict(row), "ratio": row.ratio} for row in rows]
        with staged(options.json) as unfinished:
            unfinished.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def mel_rows(rounds: int) -> list[Row]:
    """Log-mel of eight chunks, for each main front end, and of a whole track at once; no decoding."""
    import librosa
    import numpy as np
    import torch

    from encoders.frontend import PRESETS, Frontend
    from retrieval.timing import cpu_seconds

    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    rows = []
    cases = [(name, CHUNKS, CHUNK_SAMPLES) for name in FRONTENDS]
    cases.append(("short_chunk", 1, TRACK_SECONDS * PRESETS["short_chunk"].sample_rate))
    for name, count, samples in cases:
        config = PRESETS[name]
        frontend = Frontend(config)
        music = 0.1 * rng.standard_normal((count, samples), dtype=np.float32)
        options = {
            "sr": config.sample_rate,
            "n_fft": config.fft_size,
            "hop_length": config.hop_samples,
            "n_mels": config.mels,
            "htk": True,
            "norm": None,
            "pad_mode": "reflect",
        }

        @torch.inference_mode()
        def ours(frontend: Frontend = frontend, music: Any = music) -> Any:
            return frontend(torch.from_numpy(music))

        def theirs(music: Any = music, options: dict[str, Any] = options) -> Any:
            return [
                librosa.power_to_db(librosa.feature.melspectrogram(y=chunk, **options), top_db=None)
                for chunk in music
            ]

        spent = cpu_seconds({"ours": ours, "theirs": theirs}, 3 * rounds)
        seconds = count * samples / config.sample_rate
        what = f"{count} chunks" if count > 1 else f"{TRACK_SECONDS // 60} minutes at once"
        rows.append(
            Row(
                "mels",
                f"{name}, {what}",
                "s of audio",
                seconds / spent["ours"],
                seconds / spent["theirs"],
                MEL_GOAL,
            )
        )
    return rows


def file_rows(rounds: int) -> list[Row]:
    """From an mp3 file to log-mels, every sample or eight chunks of it."""
    from scripts import bench_waveform

    return [
        Row(
            "files",
            row.name,
            "s of audio",
            row.realtime,
            bench_waveform.TRACK_SECONDS / row.librosa_seconds,
            row.goal,
        )
        for row in bench_waveform.run(min(rounds, 5))
    ]


def encoder_rows(rounds: int) -> list[Row]:
    """Chunks a second, log-mel included; the yardstick is the first encoder. The last two are what ships."""
    import numpy as np
    import torch

    from encoders.registry import create_audio
    from retrieval.bundle import find_bundle
    from retrieval.tagger import Tagger
    from retrieval.timing import cpu_seconds

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    rng = np.random.default_rng(0)
    work: dict[str, Callable[[], Any]] = {}
    for name, width in ENCODERS:
        encoder = create_audio(name, width=width).eval()
        chunks = torch.from_numpy(
            0.1 * rng.standard_normal((CHUNKS, encoder.chunk_samples), dtype=np.float32)
        )

        @torch.inference_mode()
        def hear(encoder: Any = encoder, chunks: Any = chunks) -> Any:
            return encoder(chunks)

        work[f"{name}, width {width}, {encoder.parameter_count() / 1e6:.2f} M"] = hear
    shipped = Tagger.load(find_bundle(SHIPPED))
    music = 0.1 * rng.standard_normal((CHUNKS, shipped.encoder.chunk_samples), dtype=np.float32)
    for how, tagger in (("plain", shipped), ("as served", shipped.quickened())):
        label = f"{SHIPPED}, {how}, {shipped.encoder.parameter_count() / 1e6:.2f} M"
        work[label] = functools.partial(tagger.logits, music)
    spent = cpu_seconds(work, min(rounds, 5))
    yardstick = CHUNKS / next(iter(spent.values()))
    return [Row("encoders", name, "chunks", CHUNKS / seconds, yardstick) for name, seconds in spent.items()]


def _print(rows: list[Row]) -> None:
    from rich.table import Table

    from scripts._terminal import output

    console = output()
    for section, title in SECTIONS.items():
        found = [row for row in rows if row.section == section]
        if not found:
            continue
        table = Table(title=title, title_justify="left")
        table.add_column(f"{found[0].unit} per CPU second, one thread")
        for heading in ("ours", "theirs", "times", "goal"):
            table.add_column(heading, justify="right", no_wrap=True)
        for row in found:
            table.add_row(
                row.name, f"{row.ours:,.0f}", f"{row.yardstick:,.0f}", f"{row.ratio:.2f}", row.verdict
            )
        console.print(table)
        console.print(textwrap.fill(BOUNDS[section], console.width) + "\n")


if __name__ == "__main__":
    main()
