"""Say what can be heard in music files, and how likely each of it is."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts._options import add_bundle, as_count, as_path, as_probability
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from rich.console import Console

    from retrieval.file_tags import Change
    from retrieval.parallel import Failure
    from retrieval.tagger import Tag, TaggedTrack

EPILOG = """\
examples:
  python -m scripts.tag song.mp3                   the likeliest tags
  python -m scripts.tag --timeline song.mp3        and when they are heard
  python -m scripts.tag --json Music/ > all.jsonl  every tag, a line a file
  python -m scripts.tag --write-tags Music/        what would be written
  python -m scripts.tag --write-tags --yes Music/  write it

--write-tags puts the tags shown into fields of the file called LEITMOTIF_GENRE,
LEITMOTIF_MOOD and so on, and fills in the genre of files that have none. All else
in the file stays as it is. --json holds every tag, whatever --top and --threshold.

exit code: 0 all went well, 1 some file failed (listed at the end),
2 wrong usage, 130 interrupted
"""


@stops_well
def main(arguments: list[str] | None = None) -> None:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.yes and not options.write_tags:
        parser.error("--yes only makes sense with --write-tags")
    sys.exit(_run(options))


def _run(options: argparse.Namespace) -> int:
    """Tag everything asked for, and return the exit code."""
    from retrieval.audio_files import find_audio
    from retrieval.bundle import BundleError, find_bundle
    from retrieval.progress import steps
    from retrieval.tag_files import sensible_workers, tag_files
    from retrieval.tagger import Tagger
    from scripts._terminal import output

    files = find_audio(options.paths)
    if not files:
        sys.exit(
            f"no audio files in {', '.join(map(str, options.paths))}: give files, or folders that hold some"
        )
    try:
        folder = find_bundle(options.bundle)
        tags = Tagger.load(folder).tags
    except BundleError as error:
        sys.exit(str(error))

    out = output()
    run = Run(options, tags, out)
    workers = min(options.workers or sensible_workers(len(files)), len(files))
    with closing(tag_files(folder, files, workers, options.chunks)) as results:
        try:
            for path, result in steps(zip(files, results, strict=True), len(files), "tagging", out):
                run.show(path, result)
        except KeyboardInterrupt:
            run.interrupted = True
    return run.finish(len(files))


class Run:
    """One run of the command: shows results as they come, and remembers what went wrong."""

    def __init__(self, options: argparse.Namespace, tags: tuple[Tag, ...], out: Console) -> None:
        from scripts._tag_report import Choice, Page

        self.options = options
        self.tags = tags
        self.out = out
        self.choice = Choice(options.top, options.threshold)
        self.page = Page.fitting(tags, out.width, out.encoding)
        self.done = 0
        self.failures: list[tuple[Path, str]] = []
        self.interrupted = False

    def show(self, path: Path, result: TaggedTrack | Failure) -> None:
        """Print what is to be said about one file, and write its tags if that was asked for."""
        from retrieval.file_tags import FileTagError
        from retrieval.parallel import Failure

        self.done += 1
        if isinstance(result, Failure):
            self._fail(path, result)
            return
        changes = None
        if self.options.write_tags and not result.silent:
            try:
                changes = self._write_tags(path, result)
            except FileTagError as error:
                self._fail(path, Failure("not_written", str(error)))
                return
        if self.options.json:
            self._print_json(as_json(path, result, self.tags, self.options.timeline), changes)
        else:
            self._print_text(path, result, changes)

    def finish(self, total: int) -> int:
        """Say what is left to say, and return the exit code that fits."""
        from scripts._terminal import about

        if self.failures:
            print(
                f"{len(self.failures)} of {total} {'file' if total == 1 else 'files'} failed:",
                file=sys.stderr,
            )
        for path, message in self.failures:
            print(f"  {about(path, message)}", file=sys.stderr)
        if self.interrupted:
            print(f"interrupted: {self.done} of {total} files were done", file=sys.stderr)
            return 130
        if self.options.write_tags and not self.options.yes:
            print("nothing was written: add --yes to write", file=sys.stderr)
        return 1 if self.failures else 0

    def _fail(self, path: Path, failure: Failure) -> None:
        self.failures.append((path, failure.message))
        if self.options.json:
            self._print_json({"file": str(path), "error": failure.message, "reason": failure.reason}, None)

    def _write_tags(self, path: Path, track: TaggedTrack) -> list[Change]:
        from retrieval.file_tags import plan, write

        chosen = self.choice.of(track.probabilities, self.tags)
        words = {category: [name for name, _ in found] for category, found in chosen.items()}
        return write(path, words) if self.options.yes else plan(path, words)

    def _print_json(self, described: dict[str, Any], changes: list[Change] | None) -> None:
        if changes is not None:
            described["written" if self.options.yes else "would_write"] = {
                change.field: list(change.after) for change in changes
            }
        # Escapes keep the line valid whatever bytes a file is called by, and whatever encoding the pipe has.
        self.out.print(json.dumps(described, ensure_ascii=True, allow_nan=False))

    def _print_text(self, path: Path, track: TaggedTrack, changes: list[Change] | None) -> None:
        from rich.text import Text

        from scripts._tag_report import change_rows, report, timeline
        from scripts._terminal import printable

        lines = report(printable(path), track, self.tags, self.choice, self.page)
        if self.options.timeline and not track.silent:
            lines += timeline(track, self.tags, self.choice, self.page)
        if changes is not None:
            lines += change_rows(changes, self.options.yes, self.page)
        if self.done - len(self.failures) > 1:
            lines.insert(0, Text())
        self.out.print(Text("\n").join(lines))


def as_json(path: Path, track: TaggedTrack, tags: tuple[Tag, ...], timeline: bool) -> dict[str, Any]:
    """What `--json` prints about a file: every tag, by category, whatever is chosen for people to see."""
    by_category: dict[str, dict[str, float]] = {tag.category: {} for tag in tags}
    for tag, probability in zip(tags, track.probabilities, strict=True):
        by_category[tag.category][tag.name] = round(float(probability), 4)
    described: dict[str, Any] = {
        "file": str(path),
        "duration_seconds": round(float(track.duration_seconds), 3),
        "silent": track.silent,
        "problems": [{"kind": problem.kind, "detail": problem.detail} for problem in track.problems],
        "tags": by_category,
    }
    if timeline:
        described["timeline"] = {
            "chunk_seconds": track.chunk_seconds,
            "starts_seconds": [round(float(start), 3) for start in track.starts_seconds],
            "probabilities": {
                tag.name: [round(float(value), 4) for value in track.chunk_probabilities[:, place]]
                for place, tag in enumerate(tags)
            },
        }
    return described


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.tag",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", nargs="+", type=as_path, metavar="FILE_OR_FOLDER", help="folders are searched whole"
    )
    parser.add_argument("--timeline", action="store_true", help="also show when each tag is heard")
    parser.add_argument("--json", action="store_true", help="one line of JSON a file, failed ones too")
    parser.add_argument(
        "--top", type=as_count, default=3, metavar="N", help="tags of each category (default 3)"
    )
    parser.add_argument(
        "--threshold", type=as_probability, default=0.3, metavar="P", help="least probability (default 0.3)"
    )
    parser.add_argument(
        "--chunks",
        type=as_count,
        metavar="N",
        help="listen to N evenly spread chunks only: faster (default: all)",
    )
    parser.add_argument("--write-tags", action="store_true", help="show what would be written into the files")
    parser.add_argument("--yes", action="store_true", help="with --write-tags: write it")
    add_bundle(parser)
    parser.add_argument(
        "--workers", type=as_count, metavar="N", help="processes (default: one a core, fewer for few files)"
    )
    return parser


if __name__ == "__main__":
    main()
