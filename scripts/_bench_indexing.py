"""A whole track from its file to the vectors of an index, beside the published way and a CLAP model.

The yardstick is written as plainly as published code does it: librosa loads and resamples, librosa makes the
mels, and an eager 12.1 M short-chunk ResNet hears every 3.69 s. Ours finds out the track's key and tags,
reads, hears, enters the joint space and is written to the store. All tracks are the same generated 4-minute
44.1 kHz stereo mp3, all networks but the shipped one have random weights, which are as quick as any.
"""

from __future__ import annotations

import contextlib
import itertools
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from scripts._bench import CHUNKS, Measured, Row, Shares, draw_shares
from scripts._bench_waveform import TRACK_SECONDS, make_track

if TYPE_CHECKING:
    from retrieval.runtime import Runtime

BUNDLE = "starter"
SAMPLE_RATE, CHUNK_SAMPLES = 16_000, 59_049
CLAP_RATE, CLAP_SECONDS = 48_000, 10
EIGHT_BITS: Final = "openvino int8"
PICTURE = "indexing.png"
Work = dict[str, Callable[[], Any]]


def run(rounds: int, pictures: Path | None) -> Measured:
    """Measure all of it; limit the threads to one (`OMP_NUM_THREADS=1`) before starting Python."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        return _measure(make_track(Path(name)), Path(name), rounds, pictures)


def _measure(path: Path, folder: Path, rounds: int, pictures: Path | None) -> Measured:
    import soundfile
    import torch

    from retrieval import compiled
    from retrieval.bundle import find_bundle
    from retrieval.listening import Ears
    from retrieval.timing import cpu_seconds

    torch.set_num_threads(1)
    shipped, same = Ears.load(find_bundle(BUNDLE)), _same_network(None)
    heard = {"same": same, "shipped": shipped}
    if shipped.runtime != EIGHT_BITS and compiled.available():
        heard |= {"same int8": _same_network(EIGHT_BITS)}
        heard |= {"shipped int8": Ears.load(find_bundle(BUNDLE), EIGHT_BITS)}
    work: Work = {
        "published": _published(path),
        "clap": _clap(path),
        "soundfile": lambda: soundfile.read(path, dtype="float32"),
        "decode": lambda: _decode(path),
        "read": lambda: _read(path, shipped),
    }
    for name, ears in heard.items():
        hear = _indexing(path, folder / name, ears)
        work[f"{name} every"] = partial(hear, None)
        work[f"{name} eight"] = partial(hear, CHUNKS)
    spent = cpu_seconds(work, rounds)
    rows = _rows(spent)
    if pictures is not None:
        bars = [_published_shares(path, spent["published"])]
        for name, ears, title in (
            ("same", same, "same network"),
            ("shipped", shipped, "shipped network"),
        ):
            for count, words in ((None, "every chunk"), (CHUNKS, f"{CHUNKS} chunks")):
                whole = spent[f"{name} {'eight' if count else 'every'}"]
                bars.append(_shares(path, ears, count, whole, f"{title}, {words}"))
        draw_shares(
            pictures / PICTURE,
            bars,
            "Where the time goes",
            f"CPU time for one 4-minute mp3, one thread, {shipped.runtime}",
        )
    decode = TRACK_SECONDS / spent["decode"]
    return Measured(
        rows,
        [
            f"Ours runs on {shipped.runtime} where it does not say int8. Decoding gets through {decode:,.0f} "
            f"s of mp3 a CPU second; all of it, every chunk heard, takes "
            f"{spent['shipped every'] / spent['decode']:.2f} times as long."
        ],
    )


def _rows(spent: dict[str, float]) -> list[Row]:
    speed = {name: TRACK_SECONDS / seconds for name, seconds in spent.items()}

    def beside(yardstick: str, name: str, ours: str, goal: float | None) -> Row:
        return Row("indexing", name, "s of audio", speed[ours], speed[yardstick], goal)

    rows = []
    for bits, words in (("", ""), (" int8", ", int8")):
        if f"same{bits} every" not in speed:
            continue
        same, shipped = f"same network{words}", f"shipped network{words}"
        rows += [
            beside("published", f"{same}, every chunk, beside published code", f"same{bits} every", 7.5),
            beside("published", f"{same}, {CHUNKS} chunks", f"same{bits} eight", 55.0),
            beside("published", f"{shipped}, every chunk", f"shipped{bits} every", 13.0),
            beside("published", f"{shipped}, {CHUNKS} chunks", f"shipped{bits} eight", 90.0),
            beside("clap", f"{same}, every chunk, beside CLAP", f"same{bits} every", 12.0),
            beside("clap", f"{shipped}, every chunk, beside CLAP", f"shipped{bits} every", 35.0),
            beside("soundfile", "the same beside decoding alone, by soundfile", f"shipped{bits} every", 0.7),
            beside("decode", "the same beside decoding alone, by our reader", f"shipped{bits} every", 0.7),
            beside("read", "the same beside our reader, to 16 kHz mono", f"shipped{bits} every", None),
        ]
    return rows


def _published(path: Path) -> Callable[[], Any]:
    import torch

    from encoders.registry import create_audio

    torch.manual_seed(0)
    encoder = create_audio("short_chunk_resnet").eval()
    return lambda: _heard_plainly(path, encoder)


def _heard_plainly(path: Path, encoder: Any) -> Any:
    import torch

    frames = _plain_mels(_plain_samples(path))
    with torch.no_grad():
        return [encoder.penultimate(torch.from_numpy(chunk)[None, None]) for chunk in frames]


def _plain_samples(path: Path) -> Any:
    import librosa

    return librosa.load(path, sr=SAMPLE_RATE)[0]


def _plain_mels(samples: np.ndarray) -> list[np.ndarray]:
    import librosa

    found = []
    for start in range(0, len(samples) - CHUNK_SAMPLES + 1, CHUNK_SAMPLES):
        power = librosa.feature.melspectrogram(
            y=samples[start : start + CHUNK_SAMPLES], sr=SAMPLE_RATE, n_fft=512, hop_length=256, n_mels=128
        )
        found.append(librosa.power_to_db(power).astype(np.float32))
    return found


def _clap(path: Path) -> Callable[[], Any]:
    """The audio tower of CLAP (HTSAT-tiny) as transformers has it, over every 10 s."""
    import librosa
    import torch
    from transformers import ClapAudioConfig, ClapAudioModelWithProjection, ClapFeatureExtractor

    torch.manual_seed(0)
    features, model = (
        ClapFeatureExtractor(truncation="rand_trunc"),
        ClapAudioModelWithProjection(ClapAudioConfig()).eval(),
    )

    def hear() -> Any:
        samples = librosa.load(path, sr=CLAP_RATE)[0]
        window = CLAP_RATE * CLAP_SECONDS
        found = []
        with torch.no_grad():
            for start in range(0, len(samples) - window + 1, window):
                inputs = features(
                    samples[start : start + window], sampling_rate=CLAP_RATE, return_tensors="pt"
                )
                found.append(model(**inputs).audio_embeds)
        return found

    return hear


def _same_network(runtime: Runtime | None) -> Any:
    """The yardstick's own network, served our way, in a joint space of random weights."""
    import torch

    from encoders.registry import create_audio
    from retrieval.config import SpaceConfig
    from retrieval.joint_space import JointSpace
    from retrieval.listening import Ears
    from retrieval.tagger import Tag, Tagger

    torch.manual_seed(0)
    encoder = create_audio("short_chunk_resnet").eval()
    tags = tuple(Tag(f"tag {number}", "genre") for number in range(encoder.dimension))
    space = JointSpace(SpaceConfig(), 384, encoder.penultimate_dimension)
    return Ears(Tagger(encoder, tags).quickened(runtime), space, "random")


def _indexing(path: Path, folder: Path, ears: Any) -> Callable[[int | None], None]:
    """All that indexing does for one track, of which `count` chunks are heard."""
    from index.encoded import EncodedStore
    from retrieval.library import read_file

    store = EncodedStore(folder, ears.dimension, len(ears.tag_names))
    numbers = itertools.count()

    def index(count: int | None) -> None:
        read_file(path)
        track, _ = ears.hear(f"{next(numbers):064x}", path, count)
        store.append([track])

    return index


def _decode(path: Path) -> None:
    from encoders.waveform.sources import open_source

    with contextlib.closing(open_source(path)) as source:
        for _ in source.blocks(0, None):
            pass


def _read(path: Path, ears: Any, count: int | None = None) -> Any:
    from encoders.waveform import read_chunks

    encoder = ears.tagger.encoder
    return read_chunks(path, encoder.frontend.config.sample_rate, encoder.chunk_samples, count)


def _shares(path: Path, ears: Any, count: int | None, whole: float, name: str) -> Shares:
    """How long the parts take by themselves; the rest is what they leave of the whole."""
    import torch

    from retrieval.timing import cpu_seconds

    chunks = _read(path, ears, count).samples
    with torch.inference_mode():
        frames = ears.tagger.encoder.frontend(torch.from_numpy(chunks))
        parts = cpu_seconds(
            {
                "reading": lambda: _read(path, ears, count),
                "mels": lambda: ears.tagger.encoder.frontend(torch.from_numpy(chunks)),
                "network": lambda: ears.tagger._network(frames),
            },
            1,
        )
    return Shares(name, {**parts, "all else": max(0.0, whole - sum(parts.values()))})


def _published_shares(path: Path, whole: float) -> Shares:
    from retrieval.timing import cpu_seconds

    samples = _plain_samples(path)
    parts = cpu_seconds({"reading": lambda: _plain_samples(path), "mels": lambda: _plain_mels(samples)}, 1)
    return Shares("published code", {**parts, "network": whole - sum(parts.values())})
