"""`study stories` and `spaces`: six ways from stories to music, compared, and what their spaces look like."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts._options import add_workers, as_count, as_path, as_seed
from scripts._training import add_machine, add_settings, mistakes_told

if TYPE_CHECKING:
    from retrieval.evaluation.tables import Report

EXAMPLES = """\
examples:
  python -m scripts.study stories --texts stories.jsonl --manifest corpus/manifest.jsonl --seeds 3
  python -m scripts.study stories --texts alm.jsonl --texts isear.jsonl --manifest music.jsonl --markdown a.md
  python -m scripts.study stories --texts stories.jsonl --manifest corpus/manifest.jsonl \\
      --config retrieval/configs/story_published.toml --method va_regression --method three_branch

All methods learn from splits train and valid of the texts and of the music; split test of both is told. A
finished run is not trained again: the same command goes on where it was.
"""
SPACES_EXAMPLES = """\
examples:
  python -m scripts.study spaces --texts stories.jsonl --manifest corpus/manifest.jsonl --picture spaces.png
  python -m scripts.study spaces --bundle starter --texts a.jsonl --manifest b.jsonl --picture one.png

Songs and passages are those of split test. The first command draws runs of `study stories` with these texts.
"""
DRAWN = ("va_regression", "w2v_regression", "two_branch", "three_branch")
"""The methods of Figure 5.5: the others have answers rather than spaces."""
STORY_RECIPE = Path(__file__).parents[1] / "retrieval/configs/story.toml"


def add(studies: Any) -> list[argparse.ArgumentParser]:
    """The subcommand and its options."""
    from retrieval.story.registry import methods

    stories: argparse.ArgumentParser = studies.add_parser(
        "stories",
        help="six ways from stories to music: Tables 5.6 and 5.7",
        description="Six ways from stories to music: Tables 5.6 and 5.7 of Won's thesis.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    stories.add_argument(
        "--texts",
        type=as_path,
        action="append",
        required=True,
        metavar="FILE",
        help="passages with emotions, in splits train, valid and test; repeatable",
    )
    stories.add_argument(
        "--manifest", type=as_path, required=True, help="tracks with moods, in splits train, valid and test"
    )
    stories.add_argument(
        "--config", type=as_path, default=STORY_RECIPE, help="the recipe of all methods, as TOML"
    )
    add_settings(stories, "one setting of the recipe, repeatable")
    stories.add_argument(
        "--method", action="append", default=[], choices=methods(), help="only this method; repeatable"
    )
    stories.add_argument(
        "--seeds", type=as_count, default=3, metavar="N", help="runs of each method (default: 3)"
    )
    stories.add_argument("--markdown", type=as_path, metavar="FILE", help="write the tables as Markdown")
    add_machine(stories)
    stories.set_defaults(measure=_stories)
    return [stories]


def add_spaces(studies: Any) -> None:
    """The subcommand that draws, and its options."""
    spaces = studies.add_parser(
        "spaces",
        help="what the spaces of story methods look like: Figure 5.5",
        description="Draw passages, songs and words in the spaces of story methods, as in Figure 5.5.",
        epilog=SPACES_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    spaces.add_argument("--texts", type=as_path, required=True, metavar="FILE", help="passages with emotions")
    spaces.add_argument("--manifest", type=as_path, required=True, metavar="FILE", help="tracks with moods")
    spaces.add_argument("--picture", type=as_path, required=True, metavar="FILE", help="the PNG to draw")
    spaces.add_argument(
        "--runs",
        type=as_path,
        metavar="FOLDER",
        help="what `study stories` was given as --out (default: under LEITMOTIF_HOME/runs)",
    )
    spaces.add_argument("--seed", type=as_seed, default=0, help="which run of each method (default 0)")
    spaces.add_argument(
        "--bundle",
        action="append",
        default=[],
        metavar="NAME_OR_FOLDER",
        help="draw the space of this story or joint bundle instead; repeatable",
    )
    spaces.add_argument(
        "--most", type=as_count, default=40, metavar="N", help="passages of each emotion at most (default 40)"
    )
    add_workers(spaces)
    spaces.set_defaults(measure=_spaces, json=None)


def _stories(chosen: argparse.Namespace) -> Report:
    import torch

    from encoders.base import device_from
    from index.home import room
    from retrieval.data.manifest import read_manifest, read_texts
    from retrieval.data.vad import VadError
    from retrieval.evaluation.markdown import write_markdown
    from retrieval.evaluation.scoring import EvaluationError
    from retrieval.settings import read_config
    from retrieval.story.config import StoryConfig
    from retrieval.story.mappings import MappingError
    from retrieval.studies import joint_arms, stories
    from retrieval.studies.published_stories import METHODS

    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    names = [path.stem for path in chosen.texts]
    if len(set(names)) < len(names):
        print(
            "two of --texts are called alike, and runs are filed by these names: rename one", file=sys.stderr
        )
        sys.exit(2)
    try:
        with mistakes_told():
            config = read_config(StoryConfig, chosen.config, tuple(chosen.settings))
            texts = {path.stem: read_texts(path) for path in chosen.texts}
            manifest = read_manifest(chosen.manifest)
            folder = chosen.out or room("runs") / "story_study"
            for path in chosen.texts:
                joint_arms.settle(folder / path.stem, {"texts": path, "manifest": chosen.manifest})
            methods = [method for method in METHODS if method in (chosen.method or METHODS)]
            device = device_from(chosen.device)
            report = stories.study(
                config, texts, manifest, methods, chosen.seeds, folder, device, chosen.workers
            )
    except (EvaluationError, MappingError, VadError) as error:
        sys.exit(str(error))
    if chosen.markdown:
        try:
            write_markdown(report, chosen.markdown)
        except OSError as error:
            sys.exit(
                f"the tables cannot be written to {chosen.markdown} ({error.strerror}): give another file"
            )
    return report


def _spaces(chosen: argparse.Namespace) -> Report:
    from index.home import room
    from retrieval.bundle import find_bundle
    from retrieval.data.manifest import read_manifest, read_texts
    from retrieval.data.vad import vad_table
    from retrieval.evaluation.pictures import PictureError
    from retrieval.evaluation.scoring import EvaluationError
    from retrieval.evaluation.story_evaluation import Wanted, prepared
    from retrieval.story.mappings import BY_HAND, MappingError
    from retrieval.studies import spaces
    from retrieval.training.tagger_run import BUNDLE_FOLDER

    runs = (chosen.runs or room("runs") / "story_study") / chosen.texts.stem
    if not chosen.bundle and not runs.is_dir():
        sys.exit(f"no runs in {runs}: train them with `python -m scripts.study stories`, or give --bundle")
    try:
        with mistakes_told():
            named = chosen.bundle or [
                str(runs / f"{method}-{chosen.seed}" / BUNDLE_FOLDER) for method in DRAWN
            ]
            bundles = [find_bundle(name) for name in named]
            texts, manifest = read_texts(chosen.texts), read_manifest(chosen.manifest)
            wanted = Wanted(mappings=(BY_HAND,), most=chosen.most)
            ground = prepared(texts, manifest, None, wanted)
            return spaces.study(bundles, ground, vad_table(), chosen.picture, wanted.segments, chosen.workers)
    except (EvaluationError, MappingError, PictureError) as error:
        sys.exit(str(error))
    except (
        FileExistsError,
        FileNotFoundError,
        IsADirectoryError,
        NotADirectoryError,
        PermissionError,
    ) as error:
        sys.exit(f"the picture cannot be written to {chosen.picture} ({error.strerror}): give another file")
