"""How fast Leitmotif hears and finds, on one core: from log-mels to whole libraries, each beside a yardstick.

Everything is measured in one run, in turns, and told as a ratio, so that the machine and its other work
cancel out. Takes about six minutes; --only picks a part.
"""

from __future__ import annotations

import argparse
import dataclasses
import errno
import functools
import json
import os
import sys
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts._bench import CHUNKS, Measured, Row
from scripts._options import as_count, as_path
from scripts._stopping import stops_well

FRONTENDS = ("short_chunk", "musicnn", "tag_to_music", "compact_convnet")
ENCODERS = (
    ("short_chunk_resnet", 128),
    ("short_chunk_resnet", 64),
    ("short_chunk_cnn", 128),
    ("short_chunk_cnn", 64),
)
SHIPPED = "starter_tagger"
CHUNK_SAMPLES = 59_049
TRACK_SECONDS = 240
MEL_GOAL = 3.5
SECTIONS = {
    "mels": "Log-mels alone, beside librosa's melspectrogram and power_to_db",
    "files": "From a 4-minute 44.1 kHz stereo mp3 to 16 kHz mono, beside librosa.load of all of it",
    "encoders": "Encoders with their log-mels, in plain PyTorch unless it says otherwise, beside the first",
    "indexing": "A whole 4-minute mp3 from its file to the vectors of an index",
    "precision": "What the runtime costs in quality, beside eager float32",
    "search": "From words to hits, in synthetic libraries",
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
    "indexing": (
        "With the 12.1 M network, bound by its convolutions, 2.7 billion multiplications for 3.7 s: goals "
        "were reached on a CPU with AMX, and one without it cannot multiply that fast. With the shipped "
        "network, bound by decoding, then by the network."
    ),
    "precision": "The test is paired, over tags, and two-sided; p is the chance of as much by luck.",
    "search": (
        "More than a third of a query is reading the words, for which MiniLM's weights come from memory each "
        "time. Of what counts as FAISS, almost a third is fetching the exact vectors of what it names, and "
        "putting these in order. The rest is SQL for what the hits are called, vectors and tags of what is "
        "judged, and hundreds of small steps in Python over caches that both have just emptied."
    ),
}


@stops_well
def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, help="these parts alone", metavar="PART")
    parser.add_argument(
        "--rounds",
        type=as_count,
        default=5,
        metavar="N",
        help="repeats, of which the median counts (default 5)",
    )
    parser.add_argument("--json", type=as_path, metavar="FILE", help="also write the figures to FILE")
    parser.add_argument("--pictures", type=as_path, metavar="FOLDER", help="draw charts into FOLDER, as PNG")
    options = parser.parse_args(arguments)
    for place in (options.json, options.pictures and options.pictures / "any.png"):
        if place is not None:
            _see_that_it_can_be_written(place)
    # numeric libraries read these once, when they are loaded, and none is loaded yet
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[variable] = "1"

    from rich.console import Console

    from retrieval.atomic import staged
    from retrieval.bundle import BundleError

    found: dict[str, Measured] = {}
    try:
        with Console(stderr=True).status("measuring") as status:
            for section in options.only or SECTIONS:
                status.update(f"measuring: {section}")
                found[section] = _measure(section, options.rounds, options.pictures)
    except BundleError as error:
        sys.exit(str(error))
    _print(found)
    if options.json:
        rows = [row for measured in found.values() for row in measured.rows]
        described = [{**dataclasses.asdict(row), "ratio": row.ratio} for row in rows]
        with staged(options.json) as unfinished:
            unfinished.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def _see_that_it_can_be_written(file: Path) -> None:
    """End now where it cannot, not after minutes of measuring."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=file.parent):
            pass
    except OSError as error:
        where = file if file.is_dir() else file.parent
        sys.exit(f"{where} cannot be written to ({error.strerror}): give another place")


def _measure(section: str, rounds: int, pictures: Path | None) -> Measured:
    if section == "indexing":
        from scripts import _bench_indexing

        return _bench_indexing.run(rounds, pictures)
    if section == "precision":
        from scripts import _bench_precision

        return _bench_precision.run()
    if section == "search":
        from scripts import _bench_search

        return _bench_search.run(rounds, pictures)
    measures = {"mels": mel_rows, "files": file_rows, "encoders": encoder_rows}
    return Measured(measures[section](rounds))


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
    from scripts import _bench_waveform

    return [
        Row(
            "files",
            row.name,
            "s of audio",
            row.realtime,
            _bench_waveform.TRACK_SECONDS / row.librosa_seconds,
            row.goal,
        )
        for row in _bench_waveform.run(min(rounds, 5))
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


def _print(found: dict[str, Measured]) -> None:
    from rich.table import Table

    from scripts._terminal import output

    console = output()
    for section, measured in found.items():
        title: str | None = SECTIONS[section]
        if measured.rows:
            table = Table(title=title, title_justify="left")
            table.add_column(f"{measured.rows[0].unit} per CPU second, one thread")
            for heading in ("ours", "theirs", "times", "goal"):
                table.add_column(heading, justify="right", no_wrap=True)
            for row in measured.rows:
                figures = (_figure(row.ours), _figure(row.yardstick), f"{row.ratio:.2f}")
                table.add_row(row.name, *figures, row.verdict)
            console.print(table)
            title = None
        if measured.table is not None:
            table = Table(title=title, title_justify="left")
            for place, heading in enumerate(measured.table[0]):
                table.add_column(heading, justify="right" if place else "left")
            for cells in measured.table[1]:
                table.add_row(*cells)
            console.print(table)
        for note in (*measured.notes, BOUNDS[section]):
            console.print(textwrap.fill(note, console.width) + "\n")


def _figure(value: float) -> str:
    """Three digits at least: rates run from one process in two seconds to thousands of seconds of audio."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()
