"""Weights that others published: a PyTorch checkpoint becomes an encoder of ours, or it is said what misfits.

Files are read as tensors alone (`weights_only`), never as pickled programs.
"""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from encoders.base import AudioEncoder, EncoderError
from encoders.filterbank import mel_filterbank
from encoders.frontend import PRESETS, FrontendConfig
from encoders.registry import encoder_class

WRAPPERS = ("state_dict", "model_state_dict", "model")  # keys under which training scripts nest the weights
PREFIXES = ("module.", "model.")  # what DataParallel and Lightning put before every name
FRONTEND_PREFIX = "spec."
FILTERBANK = "spec.mel_scale.fb"
FILTERBANK_TOLERANCE = (
    1e-2  # float32 corner frequencies move a weight by 1e-3; another mel scale by 0.1 and more
)


class PublishedWeightsError(EncoderError):
    """A checkpoint that cannot be used; the message says why and what to do."""


def read_state(path: Path) -> dict[str, Tensor]:
    """The tensors of a `.safetensors` file or PyTorch checkpoint, by name, without wrappers and prefixes."""
    if not path.is_file():
        raise PublishedWeightsError(
            f"no file {path}: give a PyTorch checkpoint (.pth, .pt, .ckpt) or .safetensors"
        )
    content: Any
    try:
        if path.suffix == ".safetensors":
            content = load_file(path)
        else:
            with warnings.catch_warnings(
                action="ignore"
            ):  # about pickle protocols: nothing a person can mend
                content = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise PublishedWeightsError(
            f"{path} was refused: it is damaged, or holds more than tensors, and then opening it could run a "
            "program hidden in it; ask its authors for the plain state dict, saved with "
            "torch.save(model.state_dict(), ...), or for safetensors"
        ) from None
    except (RuntimeError, EOFError, ValueError, KeyError, SafetensorError, OSError):
        raise PublishedWeightsError(
            f"{path} is not a PyTorch checkpoint or safetensors file, or it is damaged: download it again"
        ) from None
    return _unwrapped(content, path)


def _unwrapped(content: Any, path: Path) -> dict[str, Tensor]:
    while isinstance(content, dict) and (inner := next((key for key in WRAPPERS if key in content), None)):
        content = content[inner]
    if not isinstance(content, dict) or not content:
        raise PublishedWeightsError(f"{path} holds no state dict: give a file of named tensors")
    strangers = [str(key) for key, value in content.items() if not isinstance(value, Tensor)]
    if strangers:
        raise PublishedWeightsError(
            f"{path} mixes tensors with other things ({', '.join(strangers[:5])}): give the plain state dict"
        )
    state = {str(key): value for key, value in content.items()}
    for prefix in PREFIXES:
        if all(key.startswith(prefix) for key in state):
            state = {key.removeprefix(prefix): value for key, value in state.items()}
    return state


def encoder_from(state: dict[str, Tensor], name: str, frontend: str | None = None) -> AudioEncoder:
    """The audio encoder called `name` with published weights, for evaluation.

    Width and output dimension follow from the shapes; `frontend` is a preset, by default the encoder's own.
    Names, shapes, values and filterbank must fit; a `PublishedWeightsError` lists what does not.
    """
    cls = encoder_class("audio", name)
    assert issubclass(cls, AudioEncoder)
    constants = {key: value for key, value in state.items() if key.startswith(FRONTEND_PREFIX)}
    weights = cls.published_names({key: value for key, value in state.items() if key not in constants})
    options: dict[str, Any] = dict(cls.published_options(weights))
    encoder = cls(cls.Config(**options, **({"frontend": frontend} if frontend else {})))
    _check_fit(encoder, weights)
    _check_filterbank(encoder.frontend.config, constants)
    # old PyTorch had no num_batches_tracked, and evaluation does not use it
    encoder.load_state_dict(weights, strict=False)
    return encoder.eval()


def _check_fit(encoder: AudioEncoder, weights: dict[str, Tensor]) -> None:
    wanted = encoder.state_dict()
    optional = {key for key in wanted if key.endswith(".num_batches_tracked")}
    shared = sorted(wanted.keys() & weights.keys())
    findings = {
        "missing": sorted(wanted.keys() - weights.keys() - optional),
        "unexpected": sorted(weights.keys() - wanted.keys()),
        "wrong shape": [
            f"{key} {list(weights[key].shape)} instead of {list(wanted[key].shape)}"
            for key in shared
            if weights[key].shape != wanted[key].shape
        ],
        "not finite": [key for key in shared if not weights[key].isfinite().all()],
    }
    if any(findings.values()):
        lists = "\n".join(f"  {kind}: {', '.join(names)}" for kind, names in findings.items() if names)
        raise PublishedWeightsError(
            f"these weights do not fit {encoder.name}, {encoder.config}; are they another encoder's?\n{lists}"
        )


def _check_filterbank(config: FrontendConfig, constants: dict[str, Tensor]) -> None:
    """Refuse weights that were trained to hear through another filterbank than ours."""
    published = constants.get(FILTERBANK)
    if published is None or published.numel() == 0:  # old torchaudio saved it empty before its first use
        return
    if not _same_filterbank(config, published):
        fitting = sorted(name for name, other in PRESETS.items() if _same_filterbank(other, published))
        advice = f"give --frontend {fitting[0]}" if fitting else "none of our front ends has it"
        raise PublishedWeightsError(
            f"the checkpoint's mel filterbank {FILTERBANK} {list(published.shape)} is not that of our front "
            f"end, {config.sample_rate} Hz, FFT {config.fft_size}, {config.mels} mels: {advice}"
        )


def _same_filterbank(config: FrontendConfig, published: Tensor) -> bool:
    ours = mel_filterbank(config.sample_rate, config.fft_size, config.mels).T
    return ours.shape == published.shape and torch.allclose(
        ours, published.float(), rtol=0.0, atol=FILTERBANK_TOLERANCE
    )
