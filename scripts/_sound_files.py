"""Writes small sound files of every format, for the fuzzer, the benchmark and the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

# Format name -> file suffix.
FORMATS = {
    "wav": ".wav",
    "flac": ".flac",
    "mp3": ".mp3",
    "ogg": ".ogg",
    "opus": ".opus",
    "m4a-aac": ".m4a",
    "m4a-alac": ".m4a",
    "aiff": ".aiff",
    "wma": ".wma",
    "wavpack": ".wv",
}
_BY_SOUNDFILE = {
    "wav": ("WAV", "PCM_16"),
    "flac": ("FLAC", "PCM_16"),
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
    "aiff": ("AIFF", "PCM_16"),
}
_BY_FFMPEG = {
    "mp3": ("mp3", "libmp3lame"),
    "m4a-aac": ("mp4", "aac"),
    "m4a-alac": ("mp4", "alac"),
    "wma": ("asf", "wmav2"),
    "wavpack": ("wv", "wavpack"),
}


def tones(seconds: float, sample_rate: int, channels: int = 2, seed: int = 0) -> np.ndarray:
    """A chord that sweeps slowly over a little noise, float32 `[frames, channels]`, peak about 0.5."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * sample_rate)) / sample_rate
    chord = sum(np.sin(2 * np.pi * (pitch * time + 3 * time**2)) for pitch in (220.0, 331.0, 1318.0))
    noise = rng.standard_normal((time.size, channels))
    return (0.12 * np.asarray(chord)[:, None] + 0.02 * noise).astype(np.float32)


def write_sound(path: Path, samples: np.ndarray, sample_rate: int, kind: str, **options: Any) -> None:
    """Encode float32 `[frames, channels]` as one of `FORMATS`.

    For mp3, `bit_rate` (constant, bits a second) or `quality` (variable, 0 best to 9) and `xing=False`, which
    leaves out the header that tells a file's length.
    """
    if kind in _BY_SOUNDFILE:
        container, codec = _BY_SOUNDFILE[kind]
        # libsndfile's Vorbis encoder overflows its stack when given much at once.
        with soundfile.SoundFile(
            path, "w", sample_rate, samples.shape[1], format=container, subtype=options.get("subtype", codec)
        ) as file:
            for at in range(0, len(samples), sample_rate):
                file.write(samples[at : at + sample_rate])
        return
    container, codec = _BY_FFMPEG[kind]
    muxing = {"write_xing": "0"} if not options.get("xing", True) else {}
    with av.open(str(path), "w", format=container, options=muxing) as output:
        layout = {1: "mono", 2: "stereo"}[samples.shape[1]]
        # Noise substitution is random by design: without it AAC decodes alike from any starting point.
        coding = {"aac_pns": "0"} if codec == "aac" else {}
        stream: Any = output.add_stream(codec, rate=sample_rate, layout=layout, options=coding)
        if "quality" in options:
            stream.codec_context.qscale = True
            stream.codec_context.global_quality = options["quality"] * 118  # FF_QP2LAMBDA
        else:
            stream.bit_rate = options.get("bit_rate", 128_000)
        resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=sample_rate)
        for at in range(0, len(samples), sample_rate):
            planes = np.ascontiguousarray(samples[at : at + sample_rate].T)
            frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = sample_rate, at
            for ready in resampler.resample(frame):
                output.mux(stream.encode(ready))
        output.mux(stream.encode(None))
