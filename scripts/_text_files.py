"""A text that a person names or pipes in, in whatever encoding they have it."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

PIPED = "-"
_OTHERS = {
    b"%PDF": "a PDF",
    b"{\\rtf": "rich text (RTF)",
    b"PK\x03\x04": "a word processor's file, a book or an archive (docx, odt, epub, zip)",
    b"\xd0\xcf\x11\xe0": "an old word processor's file (doc)",
    b"\x1f\x8b": "compressed (gzip)",
}
_MARKUP = (b"<!doctype html", b"<html", b"<?xml")


class TextFileError(Exception):
    """No text to read; the message says what to do."""


def read_text(file: str) -> str:
    """What stands in a file, or is piped in for "-". What is not UTF-8 is told on stderr."""
    try:
        raw = sys.stdin.buffer.read() if file == PIPED else Path(file).read_bytes()
    except OSError as error:
        raise TextFileError(
            f"cannot read {file} ({error.strerror}): give a text file, or - for what is piped in"
        ) from None
    name = "what is piped in" if file == PIPED else file
    return decoded(raw, name)


def decoded(raw: bytes, name: str) -> str:
    """Bytes as text: UTF-8, UTF-16 as Notepad writes it, else Windows' Western European.

    >>> decoded("naïve".encode(), "a.txt"), decoded("naïve".encode("utf-16"), "a.txt")
    ('naïve', 'naïve')
    """
    kind = next((kind for start, kind in _OTHERS.items() if raw.startswith(start)), "")
    if not kind and raw.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:20].lower().startswith(_MARKUP):
        kind = "a web page or XML"
    if kind:
        raise TextFileError(f"{name} is {kind}: open it, and save or copy its words as plain text")
    for encoding in _encodings(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252":
            print(f"{name} is not UTF-8: read as Windows-1252", file=sys.stderr)
        return text
    raise TextFileError(f"{name} is no text that can be read: save it as plain text, encoding UTF-8")


def _encodings(raw: bytes) -> tuple[str, ...]:
    """Those to try."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    zeros = raw.count(0)
    if zeros > len(raw) // 4:  # of letters in two bytes each, one byte is mostly zero
        return ("utf-16-le" if raw[1::2].count(0) > zeros // 2 else "utf-16-be",)
    return ("utf-8-sig",) if zeros else ("utf-8-sig", "cp1252")
