"""Turn a published PyTorch checkpoint of a music tagger into a bundle that every other command can use."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from encoders import registry
from scripts._stopping import stops_well

CATEGORY = "tag"  # published vocabularies do not say which word is a genre and which a mood

EPILOG = """\
examples:
  python -m scripts.import_weights best_model.pth --encoder short_chunk_resnet --tags-npy tags.npy
  python -m scripts.import_weights best_model.pth --encoder short_chunk_cnn --tags tags.txt --name jamendo
  python -m scripts.tag --bundle jamendo song.mp3

--tags is a text file of one tag a line, in the order of the network's outputs; a tab and a category may
follow. Without tags the outputs are called tag_000, tag_001 and so on.
"""


@stops_well
def main(arguments: list[str] | None = None) -> None:
    print(_import(_parser().parse_args(arguments)))


def _import(options: argparse.Namespace) -> str:
    """Make the bundle, and say what it holds."""
    from encoders.base import EncoderError, sha256_of
    from encoders.frontend import UnknownFrontendError
    from encoders.published import encoder_from, read_state
    from index import home
    from retrieval.bundle import BUNDLE_FILE
    from retrieval.tagger import Tagger
    from retrieval.vocabulary import VocabularyError, numbered_tags, read_tags, read_tags_npy

    name = options.name or options.file.stem
    if Path(name).name != name:
        sys.exit(f"'{name}' is no name for a bundle: leave out the slashes, or give its folder with --out")
    folder = options.out or home.home() / "bundles" / name
    if (folder / BUNDLE_FILE).exists():
        sys.exit(f"there is already a bundle in {folder}: choose another --name or --out, or remove it first")
    try:
        encoder = encoder_from(read_state(options.file), options.encoder, options.frontend)
        if options.tags:
            tags = read_tags(options.tags, encoder.dimension, CATEGORY)
        elif options.tags_npy:
            tags = read_tags_npy(options.tags_npy, encoder.dimension, CATEGORY)
        else:
            tags = numbered_tags(encoder.dimension, CATEGORY)
        provenance = {"imported_from": options.file.name, "sha256": sha256_of(options.file)}
        Tagger(encoder, tags).save(folder, provenance, scores={})
    except (EncoderError, UnknownFrontendError, VocabularyError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"cannot write the bundle {folder} ({error.strerror}): give another --out")
    heard = encoder.frontend.config
    return (
        f"{folder}: {options.encoder}, {len(tags)} tags, "
        f"{encoder.parameter_count() / 1e6:.2f} M parameters, chunks of {encoder.chunk_seconds:.2f} s "
        f"at {heard.sample_rate} Hz"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.import_weights",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="checkpoint (.pth, .pt, .ckpt) or .safetensors")
    parser.add_argument("--encoder", required=True, choices=registry.available("audio"))
    vocabulary = parser.add_mutually_exclusive_group()
    vocabulary.add_argument("--tags", type=Path, metavar="TXT", help="tag names, one a line")
    vocabulary.add_argument(
        "--tags-npy", type=Path, metavar="NPY", help="tag names as a NumPy array of strings"
    )
    parser.add_argument("--frontend", help="front-end preset, if not the encoder's own")
    parser.add_argument("--name", help="name of the bundle (default: the file's name)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="bundle folder (default: among your bundles)")
    return parser


if __name__ == "__main__":
    main()
