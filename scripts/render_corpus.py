"""Compose and render the starter corpus: labelled music that nobody else has rights in.

    python -m scripts.render_corpus --tracks 3000 --seconds 30 --seed 0 --out corpus

A run that was stopped continues where it was: give the same command again. Asking for more tracks adds to a
corpus. Track i is the same whatever the number of workers.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.atomic import staged
from scripts._options import add_workers, as_count, as_seed
from scripts._stopping import stops_well

if TYPE_CHECKING:
    from retrieval.data.manifest import Track
    from retrieval.data.starter.corpus import Plan

_SETTINGS = "corpus.json"


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.render_corpus",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Needs Debian's packages espeak-ng, fluidsynth, fluid-soundfont-gm, timgm6mb-soundfont and "
        "musescore-general-soundfont-small; nothing else in the project does.",
    )
    parser.add_argument(
        "--tracks", type=as_count, default=3000, metavar="N", help="how many tracks (default 3000)"
    )
    parser.add_argument(
        "--seconds", type=float, default=30.0, metavar="S", help="length of each (default 30)"
    )
    parser.add_argument(
        "--seed", type=as_seed, default=0, metavar="N", help="another seed, other music (default 0)"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="the folder to fill")
    parser.add_argument(
        "--held-out",
        action="store_true",
        help="only every eighth of them, the split test: of sounds that training never hears",
    )
    add_workers(parser)
    chosen = parser.parse_args(arguments)
    if not 5 <= chosen.seconds <= 600:
        parser.error(f"--seconds must lie between 5 and 600, not {chosen.seconds:g}")
    return chosen


def _claim(folder: Path, settings: dict[str, Any]) -> None:
    """Note in the folder what is made there; refuse to mix two recipes in one corpus."""
    note = folder / _SETTINGS
    if note.is_file():
        try:
            begun = dict(json.loads(note.read_text(encoding="utf-8")))
        except (TypeError, ValueError):
            sys.exit(f"{note} is damaged, so what {folder} holds is not known; give --out a new folder.")
        if begun != settings:
            different = ", ".join(
                f"{key} was {begun.get(key)}, is {settings[key]}"
                for key in settings
                if begun.get(key) != settings[key]
            )
            sys.exit(f"{folder} holds another corpus ({different}); give --out a new folder.")
        return
    with staged(note) as place:
        place.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Render, with progress; on Ctrl-C write the manifest of what is there and leave."""
    chosen = _arguments(arguments)
    # One thread a process: workers are spawned with this environment before numpy is loaded there.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    from retrieval.data.starter.corpus import TEST_EVERY, Plan, recipe, write_tracks
    from retrieval.data.starter.fluid import SoundFontError, require
    from retrieval.parallel import Failure, map_in_order, usable_cores
    from retrieval.progress import steps
    from scripts._terminal import output

    try:
        require()
    except SoundFontError as error:
        sys.exit(str(error))
    facts = {"seed": chosen.seed, "seconds": chosen.seconds, "recipe": recipe()}
    try:
        _claim(chosen.out, facts)
    except OSError as error:
        sys.exit(f"the corpus cannot be written to {chosen.out} ({error.strerror}): give another --out")
    plans = [Plan(index, chosen.seed, chosen.seconds) for index in range(chosen.tracks)]
    if chosen.held_out:
        plans = [plan for plan in plans if plan.held_out]
    if not plans:
        print(f"--held-out renders every eighth track: give --tracks {TEST_EVERY} or more", file=sys.stderr)
        sys.exit(2)
    workers = chosen.workers or usable_cores()
    done: list[Track] = []
    failed: list[str] = []
    started = time.monotonic()
    stopped = False
    out = output()
    with closing(map_in_order(partial(_renderer, chosen.out), plans, workers)) as answers:
        try:
            for plan, answer in zip(plans, steps(answers, len(plans), "rendering", out), strict=False):
                if isinstance(answer, Failure):
                    failed.append(f"track {plan.index} ({plan.style}): {answer.message}")
                else:
                    done.append(answer)
        except KeyboardInterrupt:
            stopped = True
    if not done:
        print(*failed, "no track was finished, and no manifest written", sep="\n", file=sys.stderr)
        sys.exit(130 if stopped else 1)
    path = write_tracks(done, chosen.out, facts)
    seconds = time.monotonic() - started
    counts = {name: sum(track.split == name for track in done) for name in ("train", "valid", "test")}
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    out.print(f"{path}: {len(done)} tracks ({told}), {len(done) / seconds:.1f} tracks a second")
    if failed:
        print(*failed, sep="\n", file=sys.stderr)
    if stopped:
        print(
            f"stopped at {len(done)} of {len(plans)} tracks: give the same command again to go on",
            file=sys.stderr,
        )
        sys.exit(130)
    if failed:
        sys.exit(f"{len(failed)} of {len(plans)} tracks failed")


def _renderer(folder: Path) -> Callable[[Plan], Track]:
    """What each process does with a plan."""
    from retrieval.data.starter.corpus import render_track

    return partial(render_track, folder=folder)


if __name__ == "__main__":
    main()
