"""Show which words are near a word, and learn word vectors from texts of your own."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from scripts._options import DEFAULT_BUNDLE, as_count, as_path, as_seed
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encoders.base import TextEncoder
    from retrieval.nearest_words import Neighbours

EXAMPLES = """\
examples:
  python -m scripts.words nearest "deep house" jungle chill
  python -m scripts.words nearest "deep house" --vectors glove.txt
  python -m scripts.words nearest "deep house" jungle --model words/ --among tags.txt
  python -m scripts.words train texts/ --out words/

exit code: 0 done, 1 it cannot be done, 2 wrong usage, 130 interrupted
"""
_TOP = 10
_LARGE_BYTES = 50_000_000


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, then show neighbours or learn vectors."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.words",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    _add_nearest(what.add_parser("nearest", help="the words nearest to some words, side by side"))
    _add_train(what.add_parser("train", help="learn word vectors from a folder of texts"))
    chosen = parser.parse_args(arguments)
    if chosen.what == "nearest":
        _show(chosen)
    else:
        _train(chosen)


def _add_nearest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("queries", nargs="+", metavar="QUERY", help="a word, or several in quotation marks")
    by = parser.add_mutually_exclusive_group()
    by.add_argument(
        "--vectors", type=as_path, metavar="FILE", help="word vectors of word2vec, GloVe or gensim"
    )
    by.add_argument("--model", type=as_path, metavar="FOLDER", help="a saved text encoder")
    by.add_argument(
        "--encoder", default="sentence_transformer", help="by name (default: sentence_transformer)"
    )
    among = parser.add_mutually_exclusive_group()
    among.add_argument("--among", type=as_path, metavar="FILE", help="the words to choose from, one a line")
    among.add_argument("--manifest", type=as_path, help="choose from the tags of a manifest")
    parser.add_argument("--top", type=as_count, default=_TOP, metavar="N", help=f"default: {_TOP}")


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=as_path, metavar="FOLDER", help="texts: *.txt, *.md, also in folders")
    parser.add_argument("--out", type=as_path, required=True, metavar="MODEL", help="the folder to write")
    for name, told in (
        ("dimension", "numbers in a vector"),
        ("window", "how many words before and after a word belong to it"),
        ("min-count", "words that occur less often are left out"),
        ("epochs", "how often all texts are read; small collections need more"),
    ):
        parser.add_argument(f"--{name}", type=as_count, metavar="N", help=told)
    parser.add_argument("--seed", type=as_seed, metavar="N")


def _show(chosen: argparse.Namespace) -> None:
    from encoders.base import EncoderError
    from encoders.registry import UnknownEncoderError
    from retrieval.bundle import BundleError
    from retrieval.data.manifest import ManifestError
    from retrieval.nearest_words import nearest_words

    try:
        encoder = _encoder(chosen)
        candidates = _candidates(chosen, encoder)
        found = nearest_words(encoder, chosen.queries, candidates, chosen.top)
    except (BundleError, EncoderError, ManifestError, UnknownEncoderError) as error:
        sys.exit(str(error))
    _print(found, len(candidates))
    if not any(neighbours.words for neighbours in found):
        sys.exit(1)


def _encoder(chosen: argparse.Namespace) -> TextEncoder:
    from encoders.base import CONFIG_FILE, EncoderError
    from encoders.registry import create_text, load_text
    from retrieval.progress import say

    if chosen.vectors:
        if chosen.vectors.is_file() and chosen.vectors.stat().st_size > _LARGE_BYTES:
            say(f"reading {chosen.vectors} ...")
        return create_text("word2vec", vectors=str(chosen.vectors))
    if chosen.model:
        if not (chosen.model / CONFIG_FILE).is_file():
            raise EncoderError(f"{chosen.model} is no saved text encoder: it has no {CONFIG_FILE}")
        return load_text(chosen.model)
    return create_text(chosen.encoder)


def _candidates(chosen: argparse.Namespace, encoder: TextEncoder) -> Sequence[str]:
    """The words asked for; else those in a table of vectors; else the tags of the shipped tagger."""
    from encoders.base import EncoderError
    from encoders.text.word2vec import Word2Vec
    from retrieval.bundle import find_bundle
    from retrieval.data.manifest import read_manifest
    from retrieval.tagger import Tagger

    if chosen.manifest:
        tags = {tag for track in read_manifest(chosen.manifest).tracks for tag in track.tags}
        words = sorted(tags)
    elif chosen.among:
        try:
            words = chosen.among.read_text(encoding="utf-8-sig").splitlines()
        except OSError as error:
            raise EncoderError(f"cannot read words from {chosen.among}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise EncoderError(f"cannot read words from {chosen.among}: save it as UTF-8 text") from None
        words = [line.partition("\t")[0].strip() for line in words if line.strip()]
    elif isinstance(encoder, Word2Vec):
        return encoder.words
    else:
        words = [tag.name for tag in Tagger.load(find_bundle(DEFAULT_BUNDLE)).tags]
    if not words:
        raise EncoderError(f"{chosen.manifest or chosen.among} holds no words to choose from")
    return words


def _print(found: list[Neighbours], candidates: int) -> None:
    from rich.columns import Columns
    from rich.table import Table

    from scripts._terminal import output

    console = output()
    columns = []
    for neighbours in (one for one in found if one.words):
        column = Table(title=neighbours.query, title_style="bold", title_justify="left", box=None)
        column.show_header = False
        column.add_column(no_wrap=True)
        column.add_column(no_wrap=True, style="dim")
        for word, cosine in neighbours.words:
            column.add_row(word, f"{cosine:.2f}")
        columns.append(column)
    if columns:
        console.print(f"nearest of {candidates:,} words, by cosine")
        console.print(Columns(columns, padding=(1, 3)))
    for neighbours in found:
        if neighbours.far:
            console.print(f"note: none of them is near '{neighbours.query}': nonsense comes as near as these")
        for word, written_alike in neighbours.unread:
            within = f" in '{neighbours.query}'" if word != neighbours.query else ""
            alike = f"nearest in spelling: {', '.join(written_alike)}" if written_alike else "nothing like it"
            console.print(f"unknown: {word}{within} ({alike})")


def _train(chosen: argparse.Namespace) -> None:
    from retrieval.progress import clock
    from retrieval.training.word_vectors import WordVectorsConfig, WordVectorsError, train_word_vectors

    names = ("dimension", "window", "min_count", "epochs", "seed")
    given = {name: value for name in names if (value := getattr(chosen, name)) is not None}
    started = time.monotonic()
    try:
        trained = train_word_vectors(chosen.folder, WordVectorsConfig(**given))
    except WordVectorsError as error:
        sys.exit(str(error))
    try:
        trained.encoder.save(chosen.out)
    except OSError as error:
        sys.exit(f"cannot write {error.filename} ({error.strerror}): give another --out")
    vocabulary = len(trained.encoder.words)
    print(
        f"{trained.words:,} words in {trained.files:,} files: {vocabulary:,} known, "
        f"{trained.phrases:,} of them phrases, {clock(time.monotonic() - started)}",
        file=sys.stderr,
    )
    print(chosen.out)


if __name__ == "__main__":
    main()
