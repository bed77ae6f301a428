"""Damage is lived with and told; what cannot be heard is refused in one sentence; nothing hangs."""

from __future__ import annotations

import os
import stat
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from encoders.waveform import AudioFileError, Limits, Recording, probe, read, read_chunks
from encoders.waveform.mp3_map import scan
from scripts._sound_files import FORMATS, tones, write_sound
from scripts.fuzz import GOOD, Case, make_bases, run_cases

SECONDS = 6.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    for kind, suffix in FORMATS.items():
        rate = 48000 if kind == "opus" else 44100
        write_sound(folder / f"{kind}{suffix}", tones(SECONDS, rate), rate, kind)
    return folder


def kinds_of(recording: Recording) -> list[str]:
    return [problem.kind for problem in recording.problems]


def with_bytes(folder: Path, kind: str, tmp_path: Path, change: object) -> Path:
    data = (folder / f"{kind}{FORMATS[kind]}").read_bytes()
    path = tmp_path / f"broken{FORMATS[kind]}"
    assert callable(change)
    path.write_bytes(change(data))
    return path


def garbage(size: int) -> bytes:
    return np.random.default_rng(0).bytes(size)


@pytest.mark.parametrize("kind", ["mp3", "ogg", "opus", "wma"])
def test_garbage_written_over_the_middle_costs_little_more_than_itself(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    def overwrite(data: bytes) -> bytes:
        middle = len(data) // 2
        return data[:middle] + garbage(3000) + data[middle + 3000 :]

    recording = read(with_bytes(folder, kind, tmp_path, overwrite), 16000)
    assert recording.duration_seconds > SECONDS - 0.3
    assert "damaged" in kinds_of(recording)


def flipped(count: int, start: int = 6000) -> Callable[[bytes], bytes]:
    """Changes a bit at evenly spread places behind the headers."""

    def change(data: bytes) -> bytes:
        changed = bytearray(data)
        for at in np.linspace(start, len(data) - 1, count).astype(int):
            changed[at] ^= 16
        return bytes(changed)

    return change


@pytest.mark.parametrize(("kind", "count"), [("ogg", 12), ("opus", 7), ("flac", 30)])
def test_bits_flipped_in_most_of_a_file_are_damage_and_no_short_file(
    folder: Path, tmp_path: Path, kind: str, count: int
) -> None:
    recording = read(with_bytes(folder, kind, tmp_path, flipped(count)), 16000)
    assert "damaged" in kinds_of(recording) and "too_short" not in kinds_of(recording)
    told = next(problem.detail for problem in recording.problems if problem.kind == "damaged")
    assert int(told.split()[0]) >= 0.8 * count - 1


@pytest.mark.parametrize("kind", ["ogg", "opus", "flac"])
def test_a_file_in_which_all_is_damaged_is_said_to_be(folder: Path, tmp_path: Path, kind: str) -> None:
    path = with_bytes(folder, kind, tmp_path, flipped(4000, 200))
    with pytest.raises(AudioFileError, match="is damaged so badly that nothing in it") as caught:
        read(path, 16000)
    assert caught.value.reason == "damaged"


def test_garbage_slipped_into_an_mp3_costs_nothing(folder: Path, tmp_path: Path) -> None:
    path = with_bytes(folder, "mp3", tmp_path, lambda d: d[: len(d) // 2] + garbage(3000) + d[len(d) // 2 :])
    recording = read(path, 16000)
    assert recording.duration_seconds == pytest.approx(SECONDS, abs=0.03)
    assert kinds_of(recording) == ["damaged"]


def test_a_lost_packet_leaves_what_follows_in_its_place(folder: Path, tmp_path: Path) -> None:
    path = with_bytes(folder, "m4a-aac", tmp_path, lambda d: d[:20000] + garbage(2000) + d[22000:])
    good, bad = read(folder / "m4a-aac.m4a", 16000), read(path, 16000)
    assert "damaged" in kinds_of(bad)
    np.testing.assert_allclose(bad.samples[-16000:], good.samples[-16000:], atol=1e-4)


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "ogg", "opus", "aiff", "wma"])
def test_half_a_file_gives_half_the_sound_and_says_so(folder: Path, tmp_path: Path, kind: str) -> None:
    path = with_bytes(folder, kind, tmp_path, lambda d: d[: len(d) // 2])
    recording = read(path, 16000)
    assert 0.35 * SECONDS < recording.duration_seconds < 0.6 * SECONDS
    assert "truncated" in kinds_of(recording)
    chunks = read_chunks(path, 16000, 8000, count=2)
    assert "truncated" in [problem.kind for problem in chunks.problems]
    assert np.abs(chunks.samples[-1]).max() > 0.05


def test_half_an_m4a_has_lost_its_index_and_says_so(folder: Path, tmp_path: Path) -> None:
    path = with_bytes(folder, "m4a-aac", tmp_path, lambda d: d[: len(d) // 2])
    with pytest.raises(AudioFileError, match="index") as caught:
        read(path, 16000)
    assert caught.value.reason == "cut_off"


def test_tags_after_an_mp3_are_no_damage(folder: Path, tmp_path: Path) -> None:
    path = with_bytes(folder, "mp3", tmp_path, lambda d: d + b"TAG" + bytes(125))
    assert kinds_of(read(path, 16000)) == []


def test_a_picture_in_front_of_an_mp3_is_stepped_over(folder: Path, tmp_path: Path) -> None:
    picture = b"\xff\xfb\x90\x64" * 50_000  # looks like a row of mp3 headers
    size = len(picture)
    tag = b"ID3\x03\0\0" + bytes((size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127)) + picture
    path = with_bytes(folder, "mp3", tmp_path, lambda d: tag + d[d.index(b"\xff\xfb") :])
    assert read(path, 16000).duration_seconds == pytest.approx(SECONDS, abs=0.1)


def test_clipping_silence_and_shortness_are_told_apart(tmp_path: Path) -> None:
    cases = {
        "clipped": np.clip(8 * tones(2, 16000, 1), -1, 1),
        "silent": np.zeros((32000, 1), np.float32),
        "too_short": tones(0.2, 16000, 1),
    }
    for kind, samples in cases.items():
        soundfile.write(tmp_path / "x.wav", samples, 16000)
        assert kinds_of(read(tmp_path / "x.wav", 16000)) == [kind]


def test_values_that_are_no_numbers_become_silence_and_are_told(tmp_path: Path) -> None:
    samples = tones(2, 16000, 2)
    samples[1000:1010, 0] = np.nan
    samples[2000, 1] = np.inf
    samples[3000, 1] = 3e38
    soundfile.write(tmp_path / "x.wav", samples, 16000, subtype="FLOAT")
    recording = read(tmp_path / "x.wav", 16000)
    assert np.isfinite(recording.samples).all()
    assert np.abs(recording.samples).max() < 1
    assert kinds_of(recording) == ["damaged"]
    assert "12 samples" in recording.problems[0].detail


def wav_header(riff_size: int, data_size: int) -> bytes:
    fmt = struct.pack("<HHIIHH", 1, 1, 16000, 32000, 2, 16)
    return (
        struct.pack("<4sI4s4sI", b"RIFF", riff_size, b"WAVE", b"fmt ", 16)
        + fmt
        + struct.pack("<4sI", b"data", data_size)
    )


def test_a_wav_from_a_pipe_is_heard_to_its_end(tmp_path: Path) -> None:
    samples = (tones(2, 16000, 1) * 32767).astype("<i2").tobytes()
    (tmp_path / "piped.wav").write_bytes(wav_header(0xFFFFFFFF, 0xFFFFFFFF) + samples)
    recording = read(tmp_path / "piped.wav", 16000)
    assert recording.samples.size == 32000
    assert recording.problems == ()


BAD_FILES = {
    "empty": b"",
    "not_audio": b"<html><body>404 Not Found</body></html>" * 30,
    "lying_header": wav_header(4_000_000_036, 4_000_000_000) + bytes(32000),
}


@pytest.mark.parametrize("reason", BAD_FILES)
def test_what_is_no_sound_is_refused_in_one_sentence(
    tmp_path: Path, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(BAD_FILES[reason])
    for attempt in (lambda: read(path, 16000), lambda: read_chunks(path, 16000, 4000, 1)):
        with pytest.raises(AudioFileError) as caught:
            attempt()
        assert caught.value.reason == reason
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_what_is_no_file_is_refused_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.mp3")  # opening it would wait for a writer for ever
    (tmp_path / "loop.mp3").symlink_to(tmp_path / "loop.mp3")
    cases = {
        "not_found": tmp_path / "missing.mp3",
        "directory": tmp_path,
        "not_a_file": tmp_path / "fifo.mp3",
        "unreadable": tmp_path / "loop.mp3",
    }
    for reason, path in cases.items():
        for attempt in (lambda path=path: probe(path), lambda path=path: read(path, 16000)):
            with pytest.raises(AudioFileError) as caught:
                attempt()
            assert caught.value.reason == reason
    with pytest.raises(AudioFileError) as caught:
        read("/dev/zero", 16000)
    assert caught.value.reason == "not_a_file"
    with pytest.raises(AudioFileError) as caught:
        read(tmp_path / "nul\0.mp3", 16000)
    assert caught.value.reason == "not_found"


def test_a_file_that_may_not_be_read_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_bytes(folder, "mp3", tmp_path, lambda d: d)
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything

        def refuse(self: Path, *arguments: object) -> None:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(AudioFileError, match="permission denied") as caught:
        read(path, 16000)
    assert caught.value.reason == "unreadable"
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)


def test_a_start_beyond_the_end_is_refused(folder: Path) -> None:
    for kind in ("wav", "mp3", "ogg", "m4a-aac", "wma"):
        with pytest.raises(AudioFileError, match="ends before 99 s") as caught:
            read(folder / f"{kind}{FORMATS[kind]}", 16000, start_seconds=99)
        assert caught.value.reason == "out_of_range"


def test_a_long_file_takes_little_more_memory_than_its_samples(tmp_path: Path) -> None:
    path = tmp_path / "long.mp3"
    write_sound(path, tones(10, 44100), 44100, "mp3", bit_rate=64_000, xing=False)
    path.write_bytes(60 * path.read_bytes())
    script = (
        "import sys, resource, encoders.waveform as w\n"
        "w.read(sys.argv[1], 16000, 0, 1)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "samples = w.read(sys.argv[1], 16000).samples\n"
        "grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before\n"
        "print(grown * 1024 / samples.nbytes)\n"
    )
    told = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert float(told.stdout) < 2


def test_broken_files_of_every_format_neither_crash_nor_hang(tmp_path: Path) -> None:
    make_bases(tmp_path, FORMATS, seconds=1.0)
    cases = [Case(kind, seed) for seed in range(8) for kind in FORMATS]
    outcomes = list(run_cases(cases, tmp_path))
    assert len(outcomes) == len(cases)
    assert [outcome for outcome in outcomes if outcome.verdict not in GOOD] == []


def test_the_fuzzer_sees_a_worker_die(tmp_path: Path) -> None:
    # no base file of this name: the worker's own error must come back as a verdict, not as a hang
    outcome = next(run_cases([Case("wav", 0)], tmp_path / "nowhere"))
    assert outcome.verdict == "crash"


def test_limits_hold_against_a_claim_that_is_true(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "hours.flac", np.zeros(8000 * 120, np.float32), 8000)  # small on disk
    with pytest.raises(AudioFileError) as caught:
        read(tmp_path / "hours.flac", 16000, limits=Limits(max_seconds=60))
    assert caught.value.reason == "too_long"


def test_a_bad_mp3_frame_costs_only_itself_and_what_hangs_on_it(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, (3 * 44100, 2)).astype(np.float32)
    write_sound(tmp_path / "good.mp3", noise, 44100, "mp3")
    data = bytearray((tmp_path / "good.mp3").read_bytes())
    with (tmp_path / "good.mp3").open("rb") as stream:
        frames = scan(stream)
    bad = 50
    first = int(frames.offsets[bad])
    data[first + 4 : first + int(frames.sizes[bad])] = b"\xff" * (int(frames.sizes[bad]) - 4)
    (tmp_path / "bad.mp3").write_bytes(data)
    good, damaged = (read(tmp_path / name, 44100).samples for name in ("good.mp3", "bad.mp3"))
    lost = np.abs(good - damaged).reshape(-1)
    spoilt = np.flatnonzero(lost > 1e-6) / frames.frame_samples
    skipped = frames.skip / frames.frame_samples
    assert spoilt.size
    assert bad - skipped - 1 <= spoilt.min() and spoilt.max() < bad - skipped + 8
