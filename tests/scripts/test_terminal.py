"""What is said about files must name each once, on one line."""

from __future__ import annotations

from pathlib import Path

from scripts._terminal import about


def test_a_message_names_its_file_once_and_on_one_line() -> None:
    assert about(Path("a.mp3"), "a.mp3 is empty") == "a.mp3 is empty"
    assert about(Path("a.mp3"), "it is empty") == "a.mp3: it is empty"
    assert about(Path("a\nb.mp3"), "a\nb.mp3 is empty") == "a?b.mp3 is empty"
