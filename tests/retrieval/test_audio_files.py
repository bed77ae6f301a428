"""Folders are walked whole, once, in a stable order, and without getting lost in links."""

from pathlib import Path

from retrieval.audio_files import find_audio, holds


def test_folders_are_walked_and_files_taken_at_their_word(tmp_path: Path) -> None:
    for name in ("b.mp3", "a.FLAC", "notes.txt", ".hidden.mp3", "deep/er/c.opus", ".trash/d.mp3"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = find_audio([tmp_path / "notes.txt", tmp_path, tmp_path / "b.mp3", tmp_path / "missing.wav"])
    names = [path.relative_to(tmp_path).as_posix() for path in found]
    assert names == ["notes.txt", "a.FLAC", "b.mp3", "deep/er/c.opus", "missing.wav"]


def test_links_in_circles_end(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "a.mp3").touch()
    (tmp_path / "music" / "again").symlink_to(tmp_path / "music")
    (tmp_path / "music" / "dangling.mp3").symlink_to(tmp_path / "nowhere.mp3")
    assert [path.name for path in find_audio([tmp_path])] == ["a.mp3"]


def test_what_cannot_be_asked_holds_not(tmp_path: Path) -> None:
    assert holds(tmp_path.is_dir) and not holds(tmp_path.is_file)
    impossible = tmp_path / ("a" * 300)
    assert not holds(impossible.is_dir)
    assert find_audio([impossible]) == [impossible]
