"""Simulate listeners for a corpus: scenes that the audio does not tell, and plays that follow from them.

    python -m scripts.listeners --manifest corpus/manifest.jsonl --out corpus --users 3000 --seed 0

writes scenes.jsonl, the manifest with tags of place, language, decade and subculture beside its own, and
listens.jsonl, who played which track how often. The rules stand in retrieval/data/listeners.py.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scripts._options import as_count, as_path, as_seed
from scripts._stopping import stops_well


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Read the manifest, draw scenes and listeners, write both."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.listeners",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--manifest", type=as_path, required=True, help="the corpus: tracks with genre tags")
    parser.add_argument("--out", type=as_path, required=True, metavar="FOLDER", help="the folder to fill")
    parser.add_argument("--users", type=as_count, default=3000, metavar="N", help="how many (default 3000)")
    parser.add_argument(
        "--seed", type=as_seed, default=0, metavar="N", help="another seed, other people (default 0)"
    )
    chosen = parser.parse_args(arguments)
    _simulate(chosen.manifest, chosen.out, chosen.users, chosen.seed)


def _simulate(source: Path, folder: Path, users: int, seed: int) -> None:
    from retrieval.data.description import counted
    from retrieval.data.listeners import ListenersConfig, simulate
    from retrieval.data.manifest import ManifestError, read_manifest, write_manifest
    from retrieval.data.scenes import with_scenes
    from scripts._terminal import output

    out = output()
    try:
        with out.status("simulating listeners"):
            manifest = with_scenes(read_manifest(source), seed)
            listens = simulate(manifest, ListenersConfig(users=users, seed=seed))
            write_manifest(manifest, folder / "scenes.jsonl")
            write_manifest(listens, folder / "listens.jsonl")
    except ManifestError as error:
        sys.exit(str(error))
    heard = {listen.item for listen in listens.listens}
    cold = sum(track.id not in heard for track in manifest.tracks)
    out.print(
        f"{folder / 'scenes.jsonl'}: {counted(len(manifest.tracks), 'track')}, "
        f"{counted(len(manifest.tags), 'tag')}"
    )
    out.print(
        f"{folder / 'listens.jsonl'}: {counted(users, 'listener')}, "
        f"{counted(len(listens.listens), 'pair')}; {cold} tracks are cold"
    )


if __name__ == "__main__":
    main()
