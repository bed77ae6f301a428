"""What holds for every importer, those of tomorrow included."""

from __future__ import annotations

import dataclasses
import typing
from pathlib import Path

import pytest

from retrieval.data.importers import available, importer
from retrieval.data.manifest_validation import ManifestError


@pytest.mark.parametrize("name", available())
def test_options_are_flags_with_help(name: str) -> None:
    module = importer(name)
    types = typing.get_type_hints(module.Options)
    for option in dataclasses.fields(module.Options):
        assert option.metadata["help"]
        assert types[option.name] in (str, int, float, bool)
        assert types[option.name] is not bool or option.default is False
    assert (module.__doc__ or "").strip()


@pytest.mark.parametrize("name", available())
def test_a_source_that_is_not_there_is_one_clear_sentence(name: str, tmp_path: Path) -> None:
    module = importer(name)
    with pytest.raises(ManifestError, match="nothing"):
        module.load(tmp_path / "nothing", module.Options())


def test_an_unknown_layout_lists_the_known() -> None:
    with pytest.raises(ManifestError, match=r"layout 'gtzan': choose from alm_affect, .*mtg_jamendo"):
        importer("gtzan")
