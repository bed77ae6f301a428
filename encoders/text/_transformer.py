"""What text encoders built on `transformers` share: quiet reading, counted tokens, and their files on disk.

Such an encoder is more than its weights: tokenizer and network options come along. So `save` writes a folder
`model` in the layout of its library, with `encoder.json` beside it naming the SHA-256 of each file.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import re
import warnings
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save

from encoders.base import CONFIG_FILE, EncoderError, TextEncoder, sha256_of

FILES_FOLDER = "model"
_BATCH_SIZE = 64
_ORIGIN = ("_name_or_path", "name_or_path", "is_local", "local_files_only")
_HUB_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?")


class TransformerEncoder(TextEncoder):
    """A text encoder with a tokenizer and a limit of tokens.

    `files` is a folder to read instead of what the config names, as `save` wrote it.
    """

    @abstractmethod
    def __init__(self, config: Any, files: Path | None = None) -> None:
        super().__init__(config)

    @property
    @abstractmethod
    def tokenizer(self) -> Any:
        """The tokenizer, as `transformers` has it."""

    @property
    @abstractmethod
    def transformer(self) -> Any:
        """The network itself, as `transformers` has it."""

    @abstractmethod
    def write_files(self, folder: Path) -> None:
        """Write all that the constructor's `files` needs."""

    def token_counts(self, texts: Sequence[str]) -> NDArray[np.int64]:
        return np.array([len(ids) for ids in self._ids(texts)], dtype=np.int64)

    def known(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Which texts hold at least one piece that is in the vocabulary, `[N]`."""
        empty = set(self.tokenizer.all_special_ids)
        return np.array([not empty.issuperset(ids) for ids in self._ids(texts)], dtype=bool)

    def encode(self, texts: Sequence[str], batch_size: int = 64) -> NDArray[np.float32]:
        return self._in_order(texts, lambda own: super(TransformerEncoder, self).encode(own, batch_size))

    def states(self, texts: Sequence[str], layers: Sequence[int]) -> NDArray[np.float32]:
        count = int(self.transformer.config.num_hidden_layers)
        wrong = [layer for layer in layers if not 0 <= layer <= count]
        if wrong:
            raise EncoderError(f"{self.name} has no layer {wrong[0]}: name some of 0 to {count}")
        return self._in_order(texts, lambda own: self._states(own, layers))

    def _states(self, texts: Sequence[str], layers: Sequence[int]) -> NDArray[np.float32]:
        found = [np.empty((0, len(layers), self.dimension), np.float32)]
        names = set(self.tokenizer.model_input_names)
        device = next(self.parameters()).device
        with torch.inference_mode():
            for start in range(0, len(texts), _BATCH_SIZE):
                tokens = self.tokens(texts[start : start + _BATCH_SIZE])
                inputs = {name: tensor.to(device) for name, tensor in tokens.items() if name in names}
                states = self.transformer(**inputs, output_hidden_states=True).hidden_states
                mask = inputs["attention_mask"][:, :, None]
                means = [(states[layer] * mask).sum(dim=1) / mask.sum(dim=1) for layer in layers]
                found.append(torch.stack(means, dim=1).float().cpu().numpy())
        return np.concatenate(found)

    def _in_order(
        self, texts: Sequence[str], read: Callable[[Sequence[str]], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        """What `read` gives, texts of one length together, so that no time goes into padding."""
        order = np.argsort(self.token_counts(texts), kind="stable")
        was_training = self.training
        self.eval()
        try:
            found = read([texts[place] for place in order])
        finally:
            self.train(was_training)
        vectors = np.empty_like(found)
        vectors[order] = found
        vectors[~self.known(texts)] = 0
        return vectors

    def save(self, folder: Path, half_precision: bool = False) -> None:
        files = folder / FILES_FOLDER
        files.mkdir(parents=True, exist_ok=True)
        with quietly(offline=True):
            self.write_files(files)
        for path in files.rglob("*.safetensors"):
            _rewrite(path, half_precision)
        for path in files.rglob("*config.json"):
            _forget_origin(path)
        names = sorted(path.relative_to(folder).as_posix() for path in files.rglob("*") if path.is_file())
        self._describe(folder, {"files": {name: sha256_of(folder / name) for name in names}})

    @classmethod
    def load(cls, folder: Path) -> Self:
        described = cls._described(folder)
        config = cls.Config(**described["config"])
        if "files" not in described:
            return cls(config).eval()
        for name, recorded in described["files"].items():
            path = folder / name
            if not path.is_file() or sha256_of(path) != recorded:
                raise EncoderError(f"{path} is missing or damaged: its SHA-256 is not the recorded one")
        return cls(config, folder / FILES_FOLDER).eval()

    def _describe(self, folder: Path, more: dict[str, Any]) -> None:
        described = {"encoder": self.name, "config": dataclasses.asdict(self.config), **more}
        (folder / CONFIG_FILE).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of whole texts; empty texts would be refused in an empty batch only."""
        if not texts:
            return []
        ids: list[list[int]] = self.tokenizer(list(texts), truncation=False, padding=False, verbose=False)[
            "input_ids"
        ]
        return ids


def located(source: str, what: str) -> str:
    """A folder, or what may be the name of a model on a hub; anything else is a folder that is not there."""
    folder = Path(source).expanduser()
    if folder.is_dir():
        return str(folder)
    if not _HUB_NAME.fullmatch(source):
        raise EncoderError(f"there is no folder '{source}': give a folder that holds {what}, or a hub's name")
    return source


@contextmanager
def reading(source: str, what: str) -> Iterator[None]:
    """Read a model quietly, turning what goes wrong into a sentence; a folder is never looked up on a hub."""
    from safetensors import SafetensorError

    is_folder = Path(source).is_dir()
    try:
        with quietly(offline=is_folder):
            yield
    except (ImportError, KeyError, OSError, RuntimeError, SafetensorError, TypeError, ValueError) as error:
        reason = str(error).strip().partition("\n")[0]
        if is_folder:
            raise EncoderError(
                f"{source} does not hold {what}, with weights as safetensors: {reason}"
            ) from None
        raise EncoderError(
            f"'{source}' is no folder here, and no model hub gave one of that name ({reason}): "
            f"give a folder that holds {what}"
        ) from None


@contextmanager
def quietly(offline: bool) -> Iterator[None]:
    """No progress bars and no advice; with `offline`, no look-up on a hub either."""
    from huggingface_hub import constants
    from transformers.utils import logging as reports

    was_offline, bars, level = (
        constants.HF_HUB_OFFLINE,
        reports.is_progress_bar_enabled(),
        logging.root.manager.disable,
    )
    constants.HF_HUB_OFFLINE = was_offline or offline
    reports.disable_progress_bar()
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        constants.HF_HUB_OFFLINE = was_offline
        logging.disable(level)
        if bars:
            reports.enable_progress_bar()


def _rewrite(path: Path, half_precision: bool) -> None:
    """The same weights in a file that others may read as the umask says, and smaller where asked."""
    weights = load_file(path)
    if half_precision:
        weights = {name: tensor.half() if tensor.ndim > 1 else tensor for name, tensor in weights.items()}
    data = save(weights, metadata={"format": "pt"})
    path.unlink()
    path.write_bytes(data)


def _forget_origin(path: Path) -> None:
    """Leave out where a model was read from: it changes nothing, and is different on each machine."""
    options = json.loads(path.read_text(encoding="utf-8"))
    kept = {key: value for key, value in options.items() if key not in _ORIGIN}
    path.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
