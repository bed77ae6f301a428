"""A bundle: one folder with everything that is needed to serve a trained model, checked before it is used.

`bundle.json` says what the bundle is (kind, format), what it holds (SHA-256 of every file), where it comes
from (provenance, scores) and its fingerprint; beside it lie the weights as safetensors. Whatever else a
person puts in the folder, a model card for one, is left alone.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from encoders.files import EncoderError, sha256_of
from encoders.registry import UnknownEncoderError
from index import home
from retrieval.settings import ConfigError

BUNDLE_FILE = "bundle.json"
FORMAT = 1
JOINT, STORY, TAGGER = "joint", "story", "tagger"
"""The kinds of bundles."""
SHIPPED = Path(__file__).parent / "bundles"


class BundleError(Exception):
    """A bundle that cannot be found, read or trusted; the message names what is wrong."""


@dataclass(frozen=True)
class Description:
    """What `bundle.json` holds. `contents` is the part that only this kind of bundle understands."""

    kind: str
    fingerprint: str
    contents: dict[str, Any]
    provenance: dict[str, Any] = field(default_factory=dict)
    scores: dict[str, Any] = field(default_factory=dict)


def write_bundle(folder: Path, describe: Callable[[Path], Description]) -> None:
    """Write a bundle into `folder`, which is made when it is not there.

    `describe` writes the files into the empty folder it is given and returns the description. They are moved
    into place when all are complete, `bundle.json` last, so that a bundle interrupted on its way is either
    the old one or one that `read_bundle` refuses, never a mixture taken for whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as name:
        staging = Path(name)
        description = describe(staging)
        files = sorted(path.relative_to(staging) for path in staging.rglob("*") if path.is_file())
        document = {
            "leitmotif_bundle": FORMAT,
            "kind": description.kind,
            "fingerprint": description.fingerprint,
            "files": {path.as_posix(): sha256_of(staging / path) for path in files},
            "contents": description.contents,
            "provenance": description.provenance,
            "scores": description.scores,
        }
        text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
        (staging / BUNDLE_FILE).write_text(text + "\n", encoding="utf-8")
        for path in [*files, Path(BUNDLE_FILE)]:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).replace(folder / path)


def read_bundle(folder: Path, kind: str) -> Description:
    """Check the bundle in `folder`, format, kind and every file's SHA-256, and return its description."""
    document = _document(folder)
    if document["leitmotif_bundle"] != FORMAT:
        raise BundleError(
            f"{folder} is a bundle of format {document['leitmotif_bundle']}, and this version reads format "
            f"{FORMAT}: update Leitmotif, or train the bundle anew"
        )
    missing = [key for key in ("kind", "fingerprint", "files", "contents") if key not in document]
    if missing:
        raise BundleError(f"{folder / BUNDLE_FILE} lacks {', '.join(missing)}: copy the bundle again")
    wrong = [key for key in ("files", "contents") if not isinstance(document[key], dict)]
    if wrong:
        raise BundleError(f"{folder / BUNDLE_FILE} is damaged at '{wrong[0]}': copy the bundle again")
    if document["kind"] != kind:
        raise BundleError(f"{folder} is a {document['kind']} bundle, and a {kind} bundle is needed here")
    for name, recorded in document["files"].items():
        path = folder / name
        if not path.is_file():
            raise BundleError(f"{folder} is not complete: {name} is missing; copy the bundle again")
        if sha256_of(path) != recorded:
            raise BundleError(
                f"{path} is damaged: its SHA-256 is not the one recorded in {BUNDLE_FILE}; "
                "copy the bundle again"
            )
    return Description(
        kind=kind,
        fingerprint=document["fingerprint"],
        contents=document["contents"],
        provenance=document.get("provenance", {}),
        scores=document.get("scores", {}),
    )


def _document(folder: Path) -> dict[str, Any]:
    path = folder / BUNDLE_FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BundleError(f"{folder} is not a bundle: it has no {BUNDLE_FILE}") from None
    except (OSError, ValueError) as error:
        raise BundleError(f"{path} cannot be read: {error}") from None
    if not isinstance(document, dict) or "leitmotif_bundle" not in document:
        raise BundleError(f"{path} does not describe a bundle: it has no 'leitmotif_bundle' entry")
    return document


@contextmanager
def fitting_together(folder: Path, kind: str) -> Iterator[None]:
    """While the parts of a bundle are put together: where they do not fit, `BundleError` says so."""
    try:
        yield
    except (
        ConfigError,
        EncoderError,
        UnknownEncoderError,
        SafetensorError,
        KeyError,
        TypeError,
        ValueError,
        RuntimeError,
    ) as error:
        raise BundleError(f"the {kind} bundle in {folder} does not fit together: {error}") from None


def kind_of(folder: Path) -> str | None:
    """What kind of bundle lies in a folder; None where there is none."""
    try:
        return str(_document(folder).get("kind"))
    except BundleError:
        return None


def find_bundle(choice: str, kind: str | None = None) -> Path:
    """The folder of the bundle that a person named: a folder, or the name of one.

    Names are looked up among the person's own bundles first, then among those shipped with Leitmotif. Where
    there is none, those of the `kind` that is wanted are told.
    """
    shelves = (home.home() / "bundles", SHIPPED)
    for folder in (home.expanded(choice), *(shelf / choice for shelf in shelves)):
        if (folder / BUNDLE_FILE).is_file():
            return folder
    there = (path.parent for shelf in shelves for path in shelf.glob(f"*/{BUNDLE_FILE}"))
    names = sorted({folder.name for folder in there if kind in (None, kind_of(folder))})
    known = (
        f"choose from {', '.join(names)}, or give a folder" if names else "none is installed; give a folder"
    )
    raise BundleError(f"no bundle '{choice}': {known} that holds a {BUNDLE_FILE}")
