"""`evaluate stories`: each passage of a text is a query, and the songs it finds are judged by their moods."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scripts._options import add_measured, add_report, add_workers, as_count, as_path

if TYPE_CHECKING:
    from pathlib import Path

    from encoders.base import TextEncoder
    from retrieval.evaluation.tables import Report

EXAMPLES = """\
examples:
  python -m scripts.evaluate stories --bundle starter --texts stories.jsonl --manifest corpus/manifest.jsonl
  python -m scripts.evaluate stories --bundle runs/mine/bundle --texts isear.jsonl --manifest music.jsonl \\
      --mapping manual --mapping mine.toml --trec runs/mine/trec --json stories.json
  python -m scripts.evaluate stories --bundle starter --texts goemotions.jsonl --text-split train --most 50 \\
      --manifest emotify.jsonl --split all

A passage asks for songs that have a mood which fits its emotion. Which moods fit is a mapping's to say:
  va      the mood nearest in valence and arousal, by the table that ships or by --lexicon
  w2v     the mood whose word vector is nearest, by the packaged sentence encoder or by --words
  manual  by hand: Table 5.5 of Won's thesis, and what this project adds for other words
  FILE    your own, as TOML: under [moods], a line for each emotion, like fear = ["scary", "tense"]
Passages of several emotions, or of none, and emotions that nothing fits are left out. Where a manifest has
no moods but what listeners felt (Emotify), a song has a mood that at least 35 % of them felt, and lacks one
that at most 15 % did.
"""


def add(commands: Any) -> None:
    """The subcommand and its options."""
    parser = commands.add_parser(
        "stories",
        help="tracks for passages of stories",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_measured(parser, "a story bundle's or joint bundle's name or folder")
    parser.add_argument(
        "--texts", type=as_path, required=True, metavar="FILE", help="a manifest of passages with emotions"
    )
    parser.add_argument(
        "--mapping",
        action="append",
        default=[],
        metavar="va|w2v|manual|FILE",
        help="which moods fit an emotion; repeatable (default: the first three)",
    )
    add_words(parser)
    parser.add_argument(
        "--text-split",
        default="test",
        choices=("train", "valid", "test", "all"),
        help="of the texts (default: test)",
    )
    parser.add_argument(
        "--moods",
        nargs="+",
        default=[],
        metavar="TAG",
        help="which tags are moods (default: those of category mood)",
    )
    parser.add_argument(
        "--most", type=as_count, metavar="N", help="ask for at most N passages of each emotion (default: all)"
    )
    parser.add_argument(
        "--segments", type=as_count, default=6, metavar="N", help="chunks to hear of each track (default 6)"
    )
    parser.add_argument(
        "--trec",
        type=as_path,
        metavar="FOLDER",
        help="write rankings and judgements there, a folder a mapping",
    )
    add_report(parser, "of the intervals, the floor of one mood, and --most")
    add_workers(parser)
    parser.set_defaults(measure=_measure)


def add_words(parser: argparse.ArgumentParser) -> None:
    """`--lexicon` and `--words`, which the mappings by numbers rest on."""
    parser.add_argument(
        "--lexicon",
        type=as_path,
        metavar="FILE",
        help="valence and arousal of words, for va: NRC-VAD, Warriner",
    )
    parser.add_argument(
        "--words",
        type=as_path,
        metavar="FILE_OR_FOLDER",
        help="word vectors, for w2v: word2vec, GloVe, gensim, or a model by `scripts.words train`",
    )


def words_reader(source: Path | None, mappings: Sequence[str]) -> TextEncoder | None:
    """What reads single words where a mapping needs it: the packaged sentence encoder, or word vectors."""
    from encoders.registry import create_text, load_text
    from retrieval.story.mappings import BY_WORDS

    if BY_WORDS not in mappings:
        return None
    if source is None:
        return create_text("sentence_transformer")
    return load_text(source) if source.is_dir() else create_text("word2vec", vectors=str(source))


def _measure(chosen: argparse.Namespace) -> Report:
    from encoders.base import EncoderError
    from encoders.registry import UnknownEncoderError
    from index.home import HomeError
    from retrieval.bundle import BundleError, find_bundle
    from retrieval.data.manifest import ManifestError, read_manifest, read_texts
    from retrieval.data.vad import VadError, read_vad
    from retrieval.evaluation.scoring import EvaluationError
    from retrieval.evaluation.story_evaluation import Wanted, measure_stories
    from retrieval.song_vectors import SongVectorError
    from retrieval.story.mappings import WAYS, MappingError

    try:
        wanted = Wanted(
            split=chosen.split,
            text_split=chosen.text_split,
            moods=tuple(chosen.moods),
            mappings=tuple(dict.fromkeys(chosen.mapping)) or WAYS,
            table=read_vad(chosen.lexicon) if chosen.lexicon else None,
            most=chosen.most,
            segments=chosen.segments,
            trec=chosen.trec,
            seed=chosen.seed,
            workers=chosen.workers,
        )
        bundle, texts = find_bundle(chosen.bundle), read_texts(chosen.texts)
        manifest = read_manifest(chosen.manifest)
        words = words_reader(chosen.words, wanted.mappings)
        return measure_stories(bundle, texts, manifest, words, wanted)
    except (
        BundleError,
        EncoderError,
        EvaluationError,
        HomeError,
        ManifestError,
        MappingError,
        SongVectorError,
        UnknownEncoderError,
        VadError,
    ) as error:
        sys.exit(str(error))
