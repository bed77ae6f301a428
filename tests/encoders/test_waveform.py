"""Any format, rate, channel count and bit depth comes out as the same mono sound, whole or in spans."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from encoders.waveform import Limits, probe, read, read_chunks
from scripts._sound_files import FORMATS, tones, write_sound

SECONDS = 4.0


def source_rate(kind: str) -> int:
    return 48000 if kind == "opus" else 44100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One stereo file of each format, and mp3 of variable bit rate with and without its length."""
    folder = tmp_path_factory.mktemp("sounds")
    for kind, suffix in FORMATS.items():
        write_sound(folder / f"{kind}{suffix}", tones(SECONDS, source_rate(kind)), source_rate(kind), kind)
    quiet_then_loud = np.concatenate([0.001 * tones(SECONDS / 2, 44100), tones(SECONDS / 2, 44100)])
    write_sound(folder / "vbr.mp3", quiet_then_loud, 44100, "mp3", quality=2)
    write_sound(folder / "vbr-unmarked.mp3", quiet_then_loud, 44100, "mp3", quality=2, xing=False)
    return folder


def file_of(folder: Path, kind: str) -> Path:
    return folder / f"{kind}{FORMATS[kind]}"


def by_one_call(samples: np.ndarray, rate: int, to: int = 16000) -> np.ndarray:
    return soxr.resample(samples.mean(axis=1), rate, to, quality="HQ")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_heard_whole_and_says_nothing_is_wrong(folder: Path, kind: str) -> None:
    recording = read(file_of(folder, kind), 16000)
    assert recording.samples.dtype == np.float32
    assert recording.samples.ndim == 1
    assert recording.duration_seconds == pytest.approx(SECONDS, abs=0.05)
    assert recording.samples.size == pytest.approx(SECONDS * 16000, abs=0.05 * 16000)
    assert recording.problems == ()
    assert recording.samples.flags.writeable


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_sounds_like_what_was_written(folder: Path, kind: str) -> None:
    truth = by_one_call(tones(SECONDS, source_rate(kind)), source_rate(kind))
    heard = read(file_of(folder, kind), 16000).samples
    shift = round(2048 / 44100 * 16000) if kind == "wma" else 0
    size = min(truth.size - shift, heard.size) - 1600
    correlation = np.corrcoef(truth[shift : shift + size], heard[:size])[0, 1]
    # lossy formats drop the noise under the chord; a shift of one sample would cost far more
    assert correlation > (0.9999 if kind in ("wav", "flac", "aiff", "m4a-alac") else 0.98)


@pytest.mark.parametrize("name", [*FORMATS, "vbr.mp3", "vbr-unmarked.mp3"])
@pytest.mark.parametrize("rate", [16000, 44100])
def test_a_span_is_the_same_stretch_of_the_whole(folder: Path, name: str, rate: int) -> None:
    path = folder / name if name.endswith(".mp3") else file_of(folder, name)
    whole = read(path, rate).samples
    for start in (0.0, 0.37, 1.9, 3.2):
        span = read(path, rate, start, 0.5)
        first = round(start * rate)
        np.testing.assert_allclose(span.samples, whole[first : first + rate // 2], atol=2e-6)
        assert span.start_seconds == pytest.approx(start, abs=1 / rate)


def test_a_span_by_seeking_equals_the_whole_at_an_awkward_rate(folder: Path) -> None:
    whole = read(file_of(folder, "flac"), 11025 + 2).samples
    span = read(file_of(folder, "flac"), 11025 + 2, 2.1, 0.7).samples
    np.testing.assert_allclose(span, whole[round(2.1 * 11027) :][: span.size], atol=1e-4)


@pytest.mark.parametrize("name", ["vbr.mp3", "vbr-unmarked.mp3"])
def test_variable_bit_rate_mp3_is_heard_whole(folder: Path, name: str) -> None:
    recording = read(folder / name, 16000)
    assert recording.duration_seconds == pytest.approx(SECONDS, abs=0.06)
    assert np.abs(recording.samples[-8000:]).max() > 0.1  # the loud end is there
    assert recording.problems == ()


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_every_bit_depth_has_full_scale_at_one(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "depth.wav"
    write_sound(path, tones(1, 16000), 16000, "wav", subtype=subtype)
    # u-law keeps steps of a thirtieth of a value
    tolerance = {"PCM_U8": 0.01, "ULAW": 0.03}.get(subtype, 1e-4)
    np.testing.assert_allclose(read(path, 16000).samples, tones(1, 16000).mean(axis=1), atol=tolerance)


@pytest.mark.parametrize("channels", [1, 2, 3, 6, 8])
def test_mono_is_the_mean_of_any_number_of_channels(tmp_path: Path, channels: int) -> None:
    samples = tones(0.5, 16000, channels)
    soundfile.write(tmp_path / "many.wav", samples, 16000, subtype="FLOAT")
    np.testing.assert_allclose(read(tmp_path / "many.wav", 16000).samples, samples.mean(axis=1), atol=1e-6)


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 32000, 96000, 192000])
def test_any_sample_rate_is_resampled_as_in_one_call(tmp_path: Path, rate: int) -> None:
    samples = tones(1, rate)
    soundfile.write(tmp_path / "rate.wav", samples, rate, subtype="FLOAT")
    np.testing.assert_allclose(
        read(tmp_path / "rate.wav", 16000).samples, by_one_call(samples, rate), atol=2e-6
    )


@pytest.mark.parametrize("kind", ["wav", "mp3", "ogg", "m4a-aac", "wma"])
def test_chunks_by_seeking_are_stretches_of_the_whole_and_reach_both_ends(folder: Path, kind: str) -> None:
    path = file_of(folder, kind)
    whole = read(path, 16000).samples
    chunks = read_chunks(path, 16000, 4000, count=5)
    assert chunks.samples.shape == (5, 4000)
    assert chunks.starts_seconds[0] == 0
    assert chunks.starts_seconds[-1] + 0.25 == pytest.approx(whole.size / 16000, abs=0.1)
    assert np.ptp(np.diff(chunks.starts_seconds)) < 2 / 16000
    for start, chunk in zip(chunks.starts_seconds, chunks.samples, strict=True):
        there = whole[round(start * 16000) :][:4000]
        np.testing.assert_allclose(chunk[: there.size], there, atol=2e-6)


def test_chunks_without_a_count_cover_every_sample(folder: Path) -> None:
    chunks = read_chunks(file_of(folder, "wav"), 16000, 9000)
    firsts = np.round(chunks.starts_seconds * 16000).astype(int)
    covered = np.zeros(int(SECONDS * 16000), bool)
    for first in firsts:
        covered[first : first + 9000] = True
    assert covered.all()
    assert len(chunks.samples) == 8  # 64 000 / 9 000, rounded up


def test_a_track_shorter_than_a_chunk_is_filled_with_silence(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", tones(0.5, 16000), 16000, subtype="FLOAT")
    chunks = read_chunks(tmp_path / "short.wav", 16000, 12000)
    assert chunks.samples.shape == (1, 12000)
    assert np.abs(chunks.samples[0, :8000]).max() > 0.1
    assert not chunks.samples[0, 8000:].any()
    assert [problem.kind for problem in chunks.problems] == ["too_short"]


@pytest.mark.parametrize("kind", FORMATS)
def test_probe_tells_what_the_header_says(folder: Path, kind: str) -> None:
    facts = probe(file_of(folder, kind))
    assert (facts.sample_rate, facts.channels) == (source_rate(kind), 2)
    assert facts.duration_seconds == pytest.approx(SECONDS, abs=0.1)


@pytest.mark.parametrize("name", ["naïve ☂ 音.mp3", "a:b?c#d.mp3", "concat:x.mp3", "-.mp3"])
def test_names_of_all_kinds_are_read(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(file_of(folder, "mp3").read_bytes())
    assert read(tmp_path / name, 16000).problems == ()


@pytest.mark.parametrize("kind", ["wav", "mp3", "wma"])
def test_names_that_are_not_unicode_and_links_are_read(folder: Path, tmp_path: Path, kind: str) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9" + FORMATS[kind].encode()))
    try:
        odd.write_bytes(file_of(folder, kind).read_bytes())
    except OSError:
        pytest.skip("this file system takes unicode names alone")
    link = tmp_path / "link"
    link.symlink_to(odd)
    assert read(str(odd), 16000).samples.size == read(link, 16000).samples.size > 0


def test_the_length_limit_is_that_of_the_span_asked_for(folder: Path) -> None:
    from encoders.waveform import AudioFileError

    limits = Limits(max_seconds=1.0)
    assert read(file_of(folder, "mp3"), 16000, 2.0, 1.0, limits).samples.size == 16000
    for kind in ("wav", "mp3", "wma"):
        with pytest.raises(AudioFileError, match="limit") as caught:
            read(file_of(folder, kind), 16000, limits=limits)
        assert caught.value.reason == "too_long"
    with pytest.raises(AudioFileError, match="limit"):
        read(file_of(folder, "ogg"), 16000, limits=Limits(max_decoded_bytes=1000))
