"""Check, import, describe, split and clean manifests, which say what a collection holds."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from retrieval.data.importers import available, importer
from retrieval.data.manifest_validation import ManifestError, validate
from scripts._options import as_count, as_seed
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from retrieval.data.manifest import Manifest, Texts

_OWN = ("layout", "source", "out", "only_there", "run", "command")


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Run one of the commands."""
    arguments = sys.argv[1:] if arguments is None else arguments
    chosen = _parser(with_layouts="import" in arguments).parse_args(arguments)
    try:
        chosen.run(chosen)
    except ManifestError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("stopped: nothing was written", file=sys.stderr)
        sys.exit(130)


def _parser(with_layouts: bool) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.manifest", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="WHAT")

    checking = commands.add_parser("validate", help="say which lines are wrong and why")
    checking.add_argument("file", type=Path, metavar="MANIFEST")
    checking.add_argument("--audio", action="store_true", help="check that every audio file is there")
    checking.add_argument(
        "--limit", type=as_count, default=50, help="print at most so many faults (default: 50)"
    )
    checking.set_defaults(run=_validate)

    importing = commands.add_parser("import", help="make a manifest of a published data set or a table")
    layouts = importing.add_subparsers(dest="layout", required=True, metavar="LAYOUT")
    for name in available() if with_layouts else ():
        _add_layout(layouts, name)

    describing = commands.add_parser("describe", help="print what a manifest holds")
    describing.add_argument("file", type=Path, metavar="MANIFEST")
    describing.add_argument("--tags", type=int, default=20, help="print so many tags (default: 20; 0: all)")
    describing.set_defaults(run=_describe)

    dealing = commands.add_parser("split", help="draw train, valid and test by artist or author")
    dealing.add_argument("file", type=Path, metavar="MANIFEST")
    dealing.add_argument("--out", type=Path, required=True, help="the manifest to write")
    dealing.add_argument("--seed", type=as_seed, default=0, help="another seed, another split (default: 0)")
    dealing.add_argument(
        "--shares", type=float, nargs=3, default=(0.8, 0.1, 0.1), metavar=("TRAIN", "VALID", "TEST")
    )
    dealing.set_defaults(run=_split)

    cleaning = commands.add_parser("clean", help="group the spellings of tags and drop the unreliable ones")
    cleaning.add_argument("file", type=Path, metavar="MANIFEST")
    cleaning.add_argument("--out", type=Path, required=True, help="the manifest to write")
    cleaning.add_argument("--min-score", type=float, default=1.0, help="lowest Last.fm score (default: 1)")
    cleaning.add_argument("--max-tags-per-track", type=as_count, default=20, help="default: 20")
    cleaning.add_argument("--min-tracks-per-tag", type=as_count, default=100, help="default: 100")
    cleaning.add_argument("--top", type=as_count, help="keep so many of the most common tags")
    cleaning.add_argument("--keep-untagged", action="store_true", help="keep tracks with no tag left")
    cleaning.set_defaults(run=_clean)
    return parser


def _add_layout(layouts: Any, name: str) -> None:
    """A parser for one layout, with a flag for each field of its importer's Options."""
    module = importer(name)
    text = (module.__doc__ or "").partition("\n")
    parser = layouts.add_parser(name, help=text[0].rstrip("."), description=module.__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("source", type=Path, help="the data set's folder or file")
    parser.add_argument("--out", type=Path, required=True, help="the manifest to write")
    types = get_type_hints(module.Options)
    for option in dataclasses.fields(module.Options):
        flag = f"--{option.name.replace('_', '-')}"
        explained = option.metadata["help"]
        if types[option.name] is bool:
            parser.add_argument(flag, action="store_true", help=explained)
        else:
            shown = f" (default: {option.default})" if option.default != "" else ""
            parser.add_argument(flag, type=types[option.name], default=option.default, help=explained + shown)
    if "Manifest" in str(module.load.__annotations__["return"]):
        parser.add_argument(
            "--only-there", action="store_true", help="leave out tracks whose audio is not there"
        )
    parser.set_defaults(run=_import)


def _validate(chosen: argparse.Namespace) -> None:
    with _busy(f"Checking {chosen.file}"):
        faults = validate(chosen.file, audio=chosen.audio)
    for fault in faults[: chosen.limit]:
        print(f"{chosen.file}: {fault}")
    if faults:
        left = len(faults) - chosen.limit
        more = f", {left} of them not shown: --limit {len(faults)} shows all" if left > 0 else ""
        sys.exit(f"{len(faults)} faults{more}" if len(faults) > 1 else "1 fault")
    print(f"{chosen.file} is sound")


def _import(chosen: argparse.Namespace) -> None:
    from retrieval.data.description import size
    from retrieval.data.manifest import Manifest, write_manifest

    module = importer(chosen.layout)
    options = module.Options(**{name: value for name, value in vars(chosen).items() if name not in _OWN})
    with _busy(f"Reading {chosen.source}"):
        manifest = module.load(chosen.source, options)
        note = ""
        if isinstance(manifest, Manifest):
            manifest, note = _heard(manifest, chosen.only_there)
        write_manifest(manifest, chosen.out)
    print(f"{chosen.out}: {size(manifest)}")
    if note:
        print(note, file=sys.stderr)


def _heard(manifest: Manifest, only_there: bool) -> tuple[Manifest, str]:
    """The manifest, without tracks whose audio is missing where that is asked for, and a word on those."""
    told = [track for track in manifest.tracks if track.path]
    missing = [track for track in told if not manifest.audio_path(track).is_file()]
    if not missing:
        return manifest, ""
    note = f"note: {len(missing)} of {len(told)} audio files are not there; the first is "
    note += str(manifest.audio_path(missing[0]))
    if not only_there:
        return manifest, f"{note}; --only-there leaves their tracks out"
    away = {track.id for track in missing}
    left = tuple(track for track in manifest.tracks if track.id not in away)
    if not left:
        raise ManifestError(
            f"{note.removeprefix('note: ')}: say where the audio lies, or leave --only-there out"
        )
    return dataclasses.replace(manifest, tracks=left), f"{note}; their tracks are left out"


def _split(chosen: argparse.Namespace) -> None:
    from retrieval.data.description import size
    from retrieval.data.manifest import Listens, Manifest, read_any, write_manifest
    from retrieval.data.splits import balance, split_manifest, split_texts

    with _busy(f"Splitting {chosen.file}"):
        manifest = read_any(chosen.file)
        if isinstance(manifest, Listens):
            raise ManifestError(f"{chosen.file} holds listens: split tracks or texts")
        dealt: Manifest | Texts
        if isinstance(manifest, Manifest):
            dealt = split_manifest(manifest, chosen.shares, chosen.seed)
        else:
            dealt = split_texts(manifest, chosen.shares, chosen.seed)
        write_manifest(dealt, chosen.out)
    print(f"{chosen.out}: {size(dealt)}")
    table = balance(dealt)
    if table:
        departures = sorted(row.departure for row in table)
        print(
            f"tags depart from the splits' shares by {departures[len(table) // 2]:.3f} (median), at most by:"
        )
        for row in table[:5]:
            print(
                f"  {row.departure:.3f}  {row.tag}  (train, valid, test: {', '.join(map(str, row.counts))})"
            )


def _clean(chosen: argparse.Namespace) -> None:
    from retrieval.data.description import size
    from retrieval.data.manifest import read_manifest, write_manifest
    from retrieval.data.tag_cleanup import CleanUp, clean_up

    names = [option.name for option in dataclasses.fields(CleanUp)]
    with _busy(f"Cleaning {chosen.file}"):
        cleaned = clean_up(
            read_manifest(chosen.file), CleanUp(**{name: getattr(chosen, name) for name in names})
        )
        if not cleaned.manifest.tracks:
            raise ManifestError(
                f"nothing would be left of {chosen.file}, so nothing was written: "
                f"give a lower --min-tracks-per-tag than {chosen.min_tracks_per_tag}, or --keep-untagged"
            )
        write_manifest(cleaned.manifest, chosen.out)
    print(f"{chosen.out}: {size(cleaned.manifest)}")
    print(
        f"dropped {cleaned.weak_annotations} weak annotations, {cleaned.overtagged_tracks} tracks with too "
        f"many tags, {cleaned.rare_groups} rare tags, {cleaned.untagged_tracks} tracks with no tag left"
    )


def _describe(chosen: argparse.Namespace) -> None:
    from rich.console import Console

    from retrieval.data.description import describe
    from retrieval.data.manifest import read_any

    with _busy(f"Reading {chosen.file}"):
        manifest = read_any(chosen.file)
    for part in describe(manifest, chosen.tags or None):
        # names may hold square brackets: they are text, not markup.
        Console(markup=False, highlight=False).print(part)


def _busy(doing: str) -> Any:
    """A sign of life on stderr, shown on a terminal alone."""
    from rich.console import Console

    return Console(stderr=True).status(doing)


if __name__ == "__main__":
    main()
