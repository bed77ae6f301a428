"""Writing tags must change our own fields alone: never the music, never what somebody else wrote."""

from __future__ import annotations

from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
from mutagen.id3 import ID3, TIT2, TXXX
from mutagen.mp4 import MP4

from retrieval.file_tags import Change, FileTagError, plan, write

CODECS = {
    "mp3": "libmp3lame", "flac": "flac", "ogg": "vorbis", "opus": "libopus", "m4a": "aac",
    "wma": "wmav2", "wav": "pcm_s16le", "aiff": "pcm_s16be",
}  # fmt: skip
WORDS = {"genre": ("jazz", "blues"), "mood": ("calm",), "activity/theme": ("Über Nacht",)}


def music(path: Path, title: str | None = "Kept") -> Path:
    """Half a second of two tones, encoded as the file's name says."""
    codec = CODECS[path.suffix[1:]]
    time = np.arange(24000) / 48000
    tone = (0.3 * np.sin(2 * np.pi * np.array([[220], [330]]) * time) * 32767).astype(np.int16)
    container_format = {"m4a": "ipod", "wma": "asf"}.get(path.suffix[1:])
    with av.open(str(path), "w", format=container_format) as container:
        if title:
            container.metadata["title"] = title
        stream = container.add_stream(codec, rate=48000, layout="stereo", options={"strict": "experimental"})
        stream.bit_rate = 128_000
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(tone.T).reshape(1, -1), "s16", "stereo")
        frame.sample_rate = 48000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path


def decoded(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


def title_of(path: Path) -> str:
    tags = mutagen.File(path).tags
    return next(str(tags[key][0] if key != "TIT2" else tags[key]) for key in
                ("TIT2", "title", "\xa9nam", "Title") if key in tags)  # fmt: skip


@pytest.mark.parametrize("suffix", CODECS)
def test_words_are_written_and_audio_and_other_tags_stay(tmp_path: Path, suffix: str) -> None:
    path = music(tmp_path / f"song.{suffix}")
    if mutagen.File(path).tags is None or suffix in {"wav", "aiff"}:
        audio = mutagen.File(path)
        if audio.tags is None:
            audio.add_tags()
        audio.tags.add(TIT2(3, ["Kept"]))
        audio.save()
    before = decoded(path)
    planned = plan(path, WORDS)
    assert {change.field: change.after for change in planned} == {
        "GENRE": ("jazz",),
        "LEITMOTIF_GENRE": ("jazz", "blues"),
        "LEITMOTIF_MOOD": ("calm",),
        "LEITMOTIF_ACTIVITY_THEME": ("Über Nacht",),
    }
    assert write(path, WORDS) == planned
    assert plan(path, WORDS) == []
    assert write(path, WORDS) == []
    np.testing.assert_array_equal(decoded(path), before)
    assert title_of(path) == "Kept"
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", CODECS)
def test_planning_writes_nothing(tmp_path: Path, suffix: str) -> None:
    path = music(tmp_path / f"song.{suffix}")
    before = path.read_bytes()
    assert plan(path, WORDS)
    assert path.read_bytes() == before


@pytest.mark.parametrize("suffix", CODECS)
def test_our_own_fields_are_replaced_and_a_genre_that_is_there_stays(tmp_path: Path, suffix: str) -> None:
    path = music(tmp_path / f"song.{suffix}")
    write(path, WORDS)
    changes = write(path, {"genre": ("folk",), "mood": (), "activity/theme": WORDS["activity/theme"]})
    assert changes == [
        Change("LEITMOTIF_GENRE", ("jazz", "blues"), ("folk",)),
        Change("LEITMOTIF_MOOD", ("calm",), ()),
    ]
    assert plan(path, {"genre": ("folk",), "mood": ()}) == []


def test_id3_2_3_stays_2_3_with_fields_that_2_4_lacks(tmp_path: Path) -> None:
    path = music(tmp_path / "old.mp3", title=None)
    tags = ID3()
    tags.add(TIT2(1, ["Kept"]))
    tags.add(TXXX(1, desc="NOTE", text=["theirs"]))
    tags.add(mutagen.id3.TDAT(0, ["2112"]))
    tags.add(mutagen.id3.TSIZ(0, ["4711"]))
    tags.save(path, v2_version=3)
    write(path, WORDS)
    found = ID3(path, translate=False)
    assert found.version == (2, 3, 0)
    assert {"TIT2", "TXXX:NOTE", "TDAT", "TSIZ", "TCON", "TXXX:LEITMOTIF_MOOD"} <= set(found.keys())
    assert found["TDAT"].text == ["2112"]


def test_m4a_uses_freeform_atoms(tmp_path: Path) -> None:
    path = music(tmp_path / "song.m4a")
    write(path, WORDS)
    assert [bytes(item) for item in MP4(path)["----:com.leitmotif:GENRE"]] == [b"jazz", b"blues"]


def test_a_link_stays_a_link_and_modes_are_kept(tmp_path: Path) -> None:
    path = music(tmp_path / "song.flac")
    path.chmod(0o640)
    link = tmp_path / "link.flac"
    link.symlink_to(path)
    write(link, WORDS)
    assert link.is_symlink() and path.stat().st_mode & 0o777 == 0o640
    assert plan(path, WORDS) == []


def test_a_file_whose_audio_would_change_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = music(tmp_path / "song.flac")
    before = path.read_bytes()
    digests = iter("ab")
    monkeypatch.setattr("retrieval.file_tags._audio_digest", lambda _: next(digests))
    with pytest.raises(FileTagError, match="would have changed its audio"):
        write(path, WORDS)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["song.flac"]


def test_a_failure_half_way_leaves_the_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = music(tmp_path / "song.flac")
    before = path.read_bytes()

    def full(audio: mutagen.FileType) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("retrieval.file_tags._save", full)
    with pytest.raises(FileTagError, match=r"left as it was.*No space left"):
        write(path, WORDS)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["song.flac"]


@pytest.mark.parametrize("suffix", CODECS)
def test_damaged_files_are_written_or_left_alone_never_half_done(
    tmp_path: Path, suffix: str, rng: np.random.Generator
) -> None:
    whole = np.frombuffer(music(tmp_path / f"whole.{suffix}").read_bytes(), np.uint8)
    path = tmp_path / f"song.{suffix}"
    for _ in range(25):
        spoiled = whole[: rng.integers(len(whole) // 2, len(whole))].copy()
        spoiled[rng.integers(0, min(len(spoiled), 2000), rng.integers(0, 30))] = rng.integers(256)
        path.write_bytes(spoiled.tobytes())
        try:
            write(path, WORDS)
        except FileTagError:
            assert path.read_bytes() == spoiled.tobytes()


def test_what_is_no_music_is_refused_in_one_sentence(tmp_path: Path) -> None:
    for name in ("empty.mp3", "words.txt"):
        (tmp_path / name).write_bytes(b"" if name == "empty.mp3" else b"hello")
        with pytest.raises(FileTagError):
            plan(tmp_path / name, WORDS)
    with pytest.raises(FileTagError):
        plan(tmp_path / "missing.mp3", WORDS)
