"""Write the story corpus, short passages of fifteen moods, or check that its moods are more than words."""

from __future__ import annotations

import argparse
import sys
import textwrap
from typing import TYPE_CHECKING

from scripts._options import as_count, as_path, as_seed
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from retrieval.data.manifest import Passage

EPILOG = """\
examples:
  python -m scripts.stories write --passages 6000 --seed 0 --out stories.jsonl
  python -m scripts.stories check
  python -m scripts.stories check --mood sad --show 5

exit code: 0 all went well, 1 it did not, 2 wrong usage, 130 interrupted
"""


@stops_well
def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.stories",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="WHAT")

    writing = commands.add_parser("write", help="write a manifest of texts, with splits that share no scene")
    _add_corpus(writing, 6000)
    writing.add_argument("--out", type=as_path, required=True, metavar="FILE", help="the manifest to write")
    writing.set_defaults(run=_write)

    checking = commands.add_parser(
        "check",
        help="print how far words alone carry from one half of the grammar to the other, and samples",
        description="Print how well a bag of words and the sentence encoder tell moods of the half that they "
        "learnt from, and of the other, which shares no scene with it; with --mood, show passages instead.",
    )
    _add_corpus(checking, 1800)
    checking.add_argument("--mood", metavar="MOOD", help="only read passages of this mood; no figures")
    checking.add_argument("--show", type=as_count, default=3, metavar="N", help="samples (default 3)")
    checking.set_defaults(run=_check)

    chosen = parser.parse_args(arguments)
    sys.exit(chosen.run(chosen))


def _add_corpus(parser: argparse.ArgumentParser, passages: int) -> None:
    parser.add_argument(
        "--passages", type=as_count, default=passages, metavar="N", help=f"how many (default {passages})"
    )
    parser.add_argument("--seed", type=as_seed, default=0, help="another seed, other passages (default 0)")


def _write(options: argparse.Namespace) -> int:
    from retrieval.data.manifest import SPLITS, ManifestError, write_manifest
    from retrieval.data.stories.corpus import write_stories

    try:
        texts = write_stories(options.passages, options.seed)
        write_manifest(texts, options.out)
    except ManifestError as error:
        sys.exit(str(error))
    sizes = ", ".join(f"{len(texts.split(name).passages)} {name}" for name in SPLITS)
    print(f"{options.out}: {len(texts.passages)} passages of {len(texts.tags)} moods ({sizes})")
    return 0


def _check(options: argparse.Namespace) -> int:
    import numpy as np

    from retrieval.data.manifest import ManifestError
    from retrieval.data.stories.corpus import write_stories
    from retrieval.data.stories.material import MOODS

    if options.mood and options.mood not in MOODS:
        sys.exit(f"no mood '{options.mood}': choose from {', '.join(MOODS)}")
    try:
        texts = write_stories(options.passages, options.seed)
    except ManifestError as error:
        sys.exit(str(error))
    if options.mood:
        shown = [own for own in texts.passages if own.emotions == (options.mood,)]
    else:
        from encoders.text.sentence_transformer import Config, SentenceTransformer
        from retrieval.evaluation.story_halves import bag_of_words, by_vectors, chance
        from retrieval.text_vectors import text_vectors

        print(f"{len(texts.passages)} passages, {len(MOODS)} moods; accuracy, mean of both directions")
        print(f"{'':26}same half  other half")
        print(f"{'chance':26}{chance(texts):9.3f}{chance(texts):12.3f}")
        words = bag_of_words(texts)
        print(f"{'bag of words':26}{words.same_half:9.3f}{words.other_half:12.3f}", flush=True)
        vectors = text_vectors(SentenceTransformer(Config()), [own.text for own in texts.passages])
        meaning = by_vectors(texts, vectors)
        print(f"{'sentence encoder (MiniLM)':26}{meaning.same_half:9.3f}{meaning.other_half:12.3f}")
        shown = list(texts.passages)
    for number in np.random.default_rng(options.seed).permutation(len(shown))[: options.show]:
        _print(shown[number])
    return 0


def _print(passage: Passage) -> None:
    print(f"\n{passage.emotions[0]}, {passage.extra['register']}, half {passage.extra['half']}")
    for line in passage.text.splitlines():
        print(textwrap.fill(line, 100, initial_indent="  ", subsequent_indent="  ") if line else "")


if __name__ == "__main__":
    main()
