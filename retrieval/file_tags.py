"""Write what was heard into a music file's own tags, at no risk to the music or to what others wrote there.

Words go into fields of our own (`LEITMOTIF_MOOD`, `LEITMOTIF_INSTRUMENT` ...), which a later run may replace.
The file's genre is filled in only where it is empty; no other field is touched. The file is replaced in one
step by a copy whose audio packets have been compared with the original's.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import mutagen
from mutagen.asf import ASFTags
from mutagen.id3 import ID3, TCON, TXXX, Encoding
from mutagen.mp4 import AtomDataType, MP4FreeForm, MP4Tags

GENRE = "GENRE"
PREFIX = "LEITMOTIF_"
_ATOM = "----:com.leitmotif:"


class FileTagError(Exception):
    """A file whose tags cannot be written; the message says why."""


@dataclass(frozen=True)
class Change:
    """One field of a file's tags, and what it holds before and after."""

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def field_of(category: str) -> str:
    """The field that holds the tags of a category.

    >>> field_of("activity/theme")
    'LEITMOTIF_ACTIVITY_THEME'
    """
    return PREFIX + re.sub(r"\W+", "_", category.upper())


def plan(path: Path, words: Mapping[str, Sequence[str]]) -> list[Change]:
    """What `write` would change in `path`. `words` are the tags of each category, best first."""
    return _apply(_open(path), words)


def write(path: Path, words: Mapping[str, Sequence[str]]) -> list[Change]:
    """Write `words` into the tags of `path`, and return what changed. Either all is written, or nothing."""
    path = path.resolve()  # a link stays a link
    if not os.access(path, os.W_OK):
        raise FileTagError(f"{path} may not be written: change its permissions first")
    changes = plan(path, words)
    if not changes:
        return []
    try:
        with tempfile.TemporaryDirectory(prefix=".leitmotif-", dir=path.parent) as folder:
            copy = Path(folder, path.name)
            _copy_with_owner(path, copy)
            audio = _open(copy)
            _apply(audio, words)
            _save(audio)
            if _audio_digest(copy) != _audio_digest(path):
                raise FileTagError(f"{path} was left as it was: writing tags would have changed its audio")
            copy.replace(path)
    except FileTagError:
        raise
    except Exception as error:  # what is malformed makes mutagen raise almost anything
        raise FileTagError(f"{path} was left as it was: its tags cannot be written ({error})") from None
    return changes


def title_and_artist(path: Path) -> tuple[str, str]:
    """What the file's own tags call it; its name where they say nothing."""
    try:
        tags = mutagen.File(path, easy=True) or {}
    except Exception:  # what is malformed makes mutagen raise almost anything, and names nothing
        tags = {}
    return (tags.get("title") or [path.stem])[0], (tags.get("artist") or [""])[0]


def _copy_with_owner(path: Path, copy: Path) -> None:
    shutil.copy2(path, copy)
    if hasattr(os, "chown"):
        facts = path.stat()
        with contextlib.suppress(PermissionError):  # not ours to give away: the copy is ours then
            os.chown(copy, facts.st_uid, facts.st_gid)


def _open(path: Path) -> mutagen.FileType:
    try:
        audio = mutagen.File(path)
        if audio is not None and isinstance(audio.tags, ID3) and audio.tags.version[:2] == (2, 3):
            # ID3v2.3 stays as it is: translating it to 2.4 and back loses fields that 2.4 no longer has.
            audio = type(audio)(path, translate=False)
    except Exception as error:  # what is malformed makes mutagen raise almost anything
        raise FileTagError(f"{path} cannot be opened for tags: {error}") from None
    if audio is None:
        raise FileTagError(
            f"{path} is of no kind that can carry tags: use MP3, FLAC, Ogg, Opus, M4A, WMA, WAV, AIFF"
        )
    if audio.tags is None:
        audio.add_tags()
    return audio


def _save(audio: mutagen.FileType) -> None:
    if isinstance(audio.tags, ID3) and audio.tags.version[:2] == (2, 3):
        audio.save(v2_version=3, v23_sep=None)
    else:
        audio.save()


def _apply(audio: mutagen.FileType, words: Mapping[str, Sequence[str]]) -> list[Change]:
    """Put the words into the tags held in memory, and return what that changed."""
    wanted = {field_of(category): tuple(names) for category, names in words.items()}
    if words.get("genre") and not _get(audio.tags, GENRE):
        wanted[GENRE] = (words["genre"][0],)
    changes = []
    for field, after in sorted(wanted.items()):
        before = _get(audio.tags, field)
        if before != after:
            _put(audio.tags, field, after)
            changes.append(Change(field, before, after))
    return changes


def _key(tags: Any, field: str) -> str:
    """What each kind of tag calls a field: the usual name for the genre, one of our own otherwise."""
    match tags:
        case ID3():
            return "TCON" if field == GENRE else f"TXXX:{field}"
        case MP4Tags():
            return "\xa9gen" if field == GENRE else _ATOM + field.removeprefix(PREFIX)
        case ASFTags():
            return "WM/Genre" if field == GENRE else field
        case _:  # Vorbis comments: FLAC, Ogg, Opus
            return field


def _get(tags: Any, field: str) -> tuple[str, ...]:
    key = _key(tags, field)
    if key not in tags:
        return ()
    if isinstance(tags, ID3):
        # Few players show more than the first string of such a frame, so that ours hold one, with semicolons.
        frame = tags[key]
        return tuple(frame.genres) if field == GENRE else tuple("; ".join(frame.text).split("; "))
    return tuple(
        bytes(value).decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        for value in tags[key]
    )


def _put(tags: Any, field: str, values: tuple[str, ...]) -> None:
    key = _key(tags, field)
    if not values:
        del tags[key]
    elif isinstance(tags, ID3):
        text = ["; ".join(values)]
        latin = all(ord(letter) < 256 for letter in text[0])
        encoding = Encoding.LATIN1 if latin else Encoding.UTF16  # both are known to every version
        frame = TCON(encoding, text) if field == GENRE else TXXX(encoding, desc=field, text=text)
        tags[key] = frame
    elif isinstance(tags, MP4Tags) and field != GENRE:
        tags[key] = [MP4FreeForm(value.encode(), dataformat=AtomDataType.UTF8) for value in values]
    else:
        tags[key] = list(values)


def _audio_digest(path: Path) -> str:
    """SHA-256 of the file's encoded audio packets: what is heard, whatever is written around it."""
    digest = hashlib.sha256()
    try:
        with av.open(str(path), metadata_errors="replace") as container:
            for packet in container.demux(audio=0):
                digest.update(bytes(packet))
    except (av.error.FFmpegError, OSError, IndexError) as error:
        raise FileTagError(f"{path} was left as it was: its audio cannot be compared ({error})") from None
    return digest.hexdigest()
