"""Texts in the encodings that people have them in, and files that are no text."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts._text_files import TextFileError, read_text

SAID = "\u201cDon\u2019t go,\u201d she wept in the caf\u00e9.\r\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_any_usual_encoding_is_read(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tale.txt"
    file.write_bytes(SAID.encode(encoding))
    assert read_text(str(file)) == SAID
    assert ("read as Windows-1252" in capsys.readouterr().err) == (encoding == "cp1252")


def test_what_is_piped_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(SAID.encode())))
    assert read_text("-") == SAID


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"%PDF-1.4\n%\xe2\xe3", "is a PDF: open it"),
        (b"{\\rtf1\\ansi Hello}", "is rich text"),
        (b"PK\x03\x04\x14", "docx, odt, epub"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html><p>Hello</p>", "is a web page"),
        (b"\xff\x00\x81", "is no text that can be read"),
        (b"\x81\x8d\x8f", "is no text that can be read"),
    ],
)
def test_what_is_no_text_is_said(raw: bytes, told: str, tmp_path: Path) -> None:
    file = tmp_path / "tale.txt"
    file.write_bytes(raw)
    with pytest.raises(TextFileError, match=told):
        read_text(str(file))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TextFileError, match="give a text file, or -"):
        read_text(str(tmp_path / "no.txt"))
    with pytest.raises(TextFileError, match="cannot read"):
        read_text(str(tmp_path))
