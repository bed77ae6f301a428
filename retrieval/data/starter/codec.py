"""A round trip through a lossy codec, for the marks that it leaves."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal, cast

import av
import numpy as np
import soxr

from retrieval.data.starter.effects import Samples

_ENCODERS = {"mp3": ("mp3", "libmp3lame"), "opus": ("ogg", "libopus"), "aac": ("adts", "aac")}
# Speed over quality, which is not what a round trip is for.
_FAST: dict[str, dict[str, object]] = {
    "mp3": {"compression_level": "9"},
    "opus": {"compression_level": "0"},
    "aac": {"aac_coder": "fast"},
}
# The sampling rates that each format knows.
_RATES = {
    "mp3": (16000, 22050, 24000, 32000, 44100, 48000),
    "opus": (8000, 12000, 16000, 24000, 48000),
    "aac": (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000),
}


@dataclass(frozen=True)
class Codec:
    """A lossy format and its bit rate in kilobits per second for one channel."""

    name: Literal["mp3", "opus", "aac"]
    kilobits: int


def round_trip(samples: Samples, sample_rate: int, codec: Codec) -> Samples:
    """Encodes float32 [C, N] and decodes it again: same shape, aligned to within the codec's own delay."""
    rates = _RATES[codec.name]
    rate = min((r for r in rates if r >= sample_rate), default=rates[-1])
    count = samples.shape[1]
    if rate != sample_rate:
        samples = soxr.resample(samples.T, sample_rate, rate).T
    decoded = _decode(_encode(samples, rate, codec), rate)
    if rate != sample_rate:
        decoded = soxr.resample(decoded.T, rate, sample_rate).T
    decoded = np.pad(decoded[:, :count], ((0, 0), (0, max(count - decoded.shape[1], 0))))
    return np.ascontiguousarray(decoded, dtype=np.float32)


def _encode(samples: Samples, rate: int, codec: Codec) -> bytes:
    container, encoder = _ENCODERS[codec.name]
    layout = "mono" if len(samples) == 1 else "stereo"
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as file:
        stream = cast(av.AudioStream, file.add_stream(encoder, rate=rate, layout=layout))
        stream.options = _FAST[codec.name]
        stream.bit_rate = codec.kilobits * 1000 * len(samples)
        # Opus takes interleaved floats, the others planar ones.
        planar = codec.name != "opus"
        data = samples if planar else samples.T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(data, dtype=np.float32), "fltp" if planar else "flt", layout
        )
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return buffer.getvalue()


def _decode(data: bytes, rate: int) -> Samples:
    with av.open(io.BytesIO(data), "r") as file:
        resampler = av.AudioResampler(format="fltp", rate=rate)
        frames = [part for frame in file.decode(audio=0) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
