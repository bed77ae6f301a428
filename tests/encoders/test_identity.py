"""One recording has one key, whatever is written around it; another recording has another."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import mutagen
import pytest
from mutagen.apev2 import APEv2
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, ID3, TIT2

from encoders.waveform import AudioFileError
from encoders.waveform.identity import audio_key
from scripts._sound_files import FORMATS, tones, write_sound

RATE = 48_000


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same second of sound in every format."""
    folder = tmp_path_factory.mktemp("sounds")
    made = {kind: folder / f"{kind}{suffix}" for kind, suffix in FORMATS.items()}
    for kind, path in made.items():
        write_sound(path, tones(1, RATE), RATE, kind)
    return made


def retag(path: Path, title: str) -> None:
    """A title, and a comment long enough to move everything behind it."""
    if path.suffix in {".wav", ".aiff"}:
        audio = mutagen.File(path)
        if audio.tags is None:
            audio.add_tags()
        audio.tags.add(TIT2(3, [title]))
        audio.tags.add(APIC(3, "image/png", 3, "", os.urandom(60_000)))
        audio.save()
        return
    audio = mutagen.File(path, easy=path.suffix in {".mp3", ".m4a"})
    audio["title"] = [title]
    audio["artist"] = ["somebody " * 4000]
    audio.save()


@pytest.mark.parametrize("kind", FORMATS)
def test_editing_tags_and_copying_keep_the_key(sounds: dict[str, Path], tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"other name{FORMATS[kind]}"
    shutil.copy(sounds[kind], path)
    before, size = audio_key(path), path.stat().st_size
    assert before == audio_key(sounds[kind]) and len(before) == 64
    for title in ("one", "two " * 3000):
        retag(path, title)
        assert audio_key(path) == before
    assert path.stat().st_size > size


@pytest.mark.parametrize("kind", FORMATS)
def test_another_sound_and_a_cut_one_have_other_keys(
    sounds: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    other, cut = tmp_path / f"other{FORMATS[kind]}", tmp_path / f"cut{FORMATS[kind]}"
    write_sound(other, tones(1, RATE, seed=1), RATE, kind)
    data = sounds[kind].read_bytes()
    cut.write_bytes(data[: len(data) * 2 // 3])
    assert len({audio_key(path) for path in (sounds[kind], other, cut)}) == 3


def test_keys_of_all_formats_differ(sounds: dict[str, Path]) -> None:
    assert len({audio_key(path) for path in sounds.values()}) == len(sounds)


@pytest.mark.parametrize("kind", ["mp3", "flac", "m4a-aac", "opus"])
def test_one_flipped_bit_of_sound_is_another_recording(
    sounds: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    data = bytearray(sounds[kind].read_bytes())
    data[len(data) // 2] ^= 0x10
    spoiled = tmp_path / f"spoiled{FORMATS[kind]}"
    spoiled.write_bytes(data)
    assert audio_key(spoiled) != audio_key(sounds[kind])


def test_an_mp3_is_known_by_any_of_its_kinds_of_tags(sounds: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    shutil.copy(sounds["mp3"], path)
    bare = audio_key(path)
    tags = ID3()
    tags.add(TIT2(3, ["song"]))
    tags.save(path, v1=2)  # in front, and the old kind at the end
    assert path.read_bytes()[-128:-125] == b"TAG" and audio_key(path) == bare
    ape = APEv2()
    ape["Comment"] = "behind the sound " * 500
    ape.save(path)
    assert audio_key(path) == bare
    ID3(path).delete(path)
    assert audio_key(path) == bare


def test_a_cover_in_a_flac_changes_no_key(sounds: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "song.flac"
    shutil.copy(sounds["flac"], path)
    cover = Picture()
    cover.data, cover.mime, cover.type = os.urandom(200_000), "image/jpeg", 3
    audio = FLAC(path)
    audio.add_picture(cover)
    audio.save()
    assert audio_key(path) == audio_key(sounds["flac"])


def test_what_is_no_sound_is_told_by_its_bytes_and_what_is_no_file_is_refused(tmp_path: Path) -> None:
    one, two = tmp_path / "one.mp3", tmp_path / "two.mp3"
    one.write_bytes(b"no sound at all")
    two.write_bytes(b"no sound at all!")
    assert audio_key(one) != audio_key(two)
    os.mkfifo(tmp_path / "pipe.mp3")
    (tmp_path / "empty.mp3").touch()
    for name, reason in (("pipe.mp3", "not_a_file"), ("empty.mp3", "empty"), ("gone.mp3", "not_found")):
        with pytest.raises(AudioFileError) as refused:
            audio_key(tmp_path / name)
        assert refused.value.reason == reason
