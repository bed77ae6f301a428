"""Whatever kind of tag a file has, its facts are the same; malformed tags cost nothing but themselves."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
from mutagen.apev2 import BINARY, APEv2, APEValue
from mutagen.asf import ASFByteArrayAttribute
from mutagen.flac import Picture
from mutagen.id3 import APIC, COMM, ID3, TALB, TBPM, TCON, TDRC, TIT2, TPE1, TXXX
from mutagen.mp4 import MP4Cover

from index.records import FileFacts
from retrieval.covers import read_cover
from retrieval.file_facts import LONGEST, read_file_facts
from scripts._sound_files import FORMATS, tones, write_sound

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
FACTS = FileFacts(
    title="Ночь <script>",
    artists=("Nina & Co", "Émile"),
    album="Ünter",
    genres=("Jazz", "Bossa Nova"),
    year=1969,
    bpm=97.5,
    comment="slow; not; split",
    has_cover=True,
)


def song(path: Path, kind: str) -> Path:
    write_sound(path, tones(0.3, 48_000), 48_000, kind)
    return path


def picture() -> Picture:
    made = Picture()
    made.data, made.mime, made.type = PICTURE, "image/png", 3
    return made


def tag(path: Path) -> None:
    """Write `FACTS` the way this kind of file keeps them."""
    audio = mutagen.File(path)
    if audio.tags is None:
        audio.add_tags()
    if isinstance(audio.tags, ID3):
        for frame in (
            TIT2(3, [FACTS.title]), TPE1(3, list(FACTS.artists)), TALB(3, [FACTS.album]),
            TCON(3, list(FACTS.genres)), TDRC(3, ["1969-07-20"]), TBPM(3, ["97.5"]),
            COMM(3, "eng", "iTunNORM", ["000A"]), COMM(3, "eng", "", [FACTS.comment]),
            APIC(3, "image/png", 4, "back", b"GIF8back"), APIC(3, "image/png", 3, "front", PICTURE),
        ):  # fmt: skip
            audio.tags.add(frame)
    elif path.suffix == ".m4a":
        audio["\xa9nam"], audio["\xa9ART"], audio["\xa9alb"] = (
            [FACTS.title],
            list(FACTS.artists),
            [FACTS.album],
        )
        audio["\xa9gen"], audio["\xa9day"] = list(FACTS.genres), ["1969-07-20T00:00:00Z"]
        audio["----:com.apple.iTunes:BPM"], audio["\xa9cmt"] = [b"97.5"], [FACTS.comment]
        audio["covr"] = [MP4Cover(PICTURE, MP4Cover.FORMAT_PNG)]
    elif path.suffix == ".wma":
        audio["Title"], audio["Author"], audio["WM/AlbumTitle"] = (
            FACTS.title,
            list(FACTS.artists),
            FACTS.album,
        )
        audio["WM/Genre"], audio["WM/Year"] = list(FACTS.genres), "1969"
        audio["WM/BeatsPerMinute"], audio["Description"] = "97.5", FACTS.comment
        head = struct.pack("<BI", 3, len(PICTURE)) + "image/png\0\0".encode("utf-16-le")
        audio["WM/Picture"] = [ASFByteArrayAttribute(head + PICTURE)]
    else:
        audio["title"], audio["ARTIST"], audio["album"] = FACTS.title, list(FACTS.artists), FACTS.album
        audio["genre"], audio["date"], audio["bpm"] = list(FACTS.genres), "1969", "97,5"
        audio["comment"] = FACTS.comment
        if path.suffix == ".flac":
            audio.add_picture(picture())
        elif isinstance(audio.tags, APEv2):
            audio["Cover Art (Front)"] = APEValue(b"front.png\0" + PICTURE, BINARY)
        else:
            audio["metadata_block_picture"] = base64.b64encode(picture().write()).decode()
    audio.save()


@pytest.mark.parametrize("kind", FORMATS)
def test_every_kind_of_tag_gives_the_same_facts(tmp_path: Path, kind: str) -> None:
    path = song(tmp_path / f"song{FORMATS[kind]}", kind)
    assert read_file_facts(path) == FileFacts() and read_cover(path) is None
    tag(path)
    assert read_file_facts(path) == FACTS
    cover = read_cover(path)
    assert cover is not None and (cover.media_type, cover.data) == ("image/png", PICTURE)


def test_ape_tags_and_old_id3_are_read(tmp_path: Path) -> None:
    path = song(tmp_path / "song.mp3", "mp3")
    tags = ID3()
    tags.add(TIT2(1, ["Old"]))
    tags.add(TCON(0, ["(17)(8)"]))
    tags.add(TXXX(1, desc="ARTISTS", text=["One", "Two"]))
    tags.add(TPE1(1, ["One feat. Two"]))
    tags.save(path, v2_version=3, v23_sep=None)
    found = read_file_facts(path)
    assert (found.title, found.genres, found.artists) == ("Old", ("Rock", "Jazz"), ("One", "Two"))
    ape = APEv2()
    ape["Title"], ape["Artist"], ape["Year"] = "Behind", ["A", "B"], "2001"
    ape["Cover Art (Front)"] = APEValue(b"cover.png\0" + PICTURE, BINARY)
    song(other := tmp_path / "song.ac3", "mp3")
    other.write_bytes(other.read_bytes()[417:] + bytes(3000))  # of a kind that mutagen leaves alone
    ape.save(other)
    found = read_file_facts(other)
    assert (found.title, found.artists, found.year) == ("Behind", ("A", "B"), 2001)


def test_containers_that_mutagen_does_not_know_are_read_by_ffmpeg(tmp_path: Path) -> None:
    path = tmp_path / "song.mka"
    with av.open(str(path), "w", format="matroska") as container:
        container.metadata.update({"title": "Inside", "artist": "One; Two", "date": "1999"})
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.int16), "s16", "mono")
        frame.sample_rate = 48_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    found = read_file_facts(path)
    assert (found.title, found.artists, found.year) == ("Inside", ("One", "Two"), 1999)


def test_nonsense_is_left_out_and_letters_are_made_harmless(tmp_path: Path) -> None:
    path = song(tmp_path / "song.flac", "flac")
    audio = mutagen.File(path)
    audio["title"] = "two\nlines\x1b[31m " + "x" * 5 * LONGEST
    audio["date"], audio["bpm"], audio["genre"] = "someday 12", "nan", " ; ;"
    audio.save()
    found = read_file_facts(path)
    assert found.title.startswith("two lines [31m xxx") and len(found.title) == LONGEST
    assert (found.year, found.bpm, found.genres) == (None, None, ())


def test_damaged_files_never_raise(tmp_path: Path, rng: np.random.Generator) -> None:
    for kind, suffix in FORMATS.items():
        whole = song(tmp_path / f"{kind}{suffix}", kind)
        tag(whole)
        data = np.frombuffer(whole.read_bytes(), np.uint8)
        for _ in range(20):
            spoiled = data[: rng.integers(1, len(data))].copy()
            spoiled[rng.integers(0, len(spoiled), 20)] = rng.integers(0, 256, 20)
            path = tmp_path / f"spoiled{suffix}"
            path.write_bytes(spoiled.tobytes())
            read_file_facts(path).title.encode()
            read_cover(path)
