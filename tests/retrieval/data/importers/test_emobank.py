"""EmoBank: ratings from 1 to 5 become -1 to 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.emobank import Options, load
from retrieval.data.manifest import read_texts, write_manifest
from retrieval.data.manifest_validation import ManifestError


def test_ratings_splits_and_texts(tmp_path: Path) -> None:
    table = tmp_path / "emobank.csv"
    table.write_text(
        'id,split,V,A,D,text\na_1,dev,5,3.5,1,"Remember, ""what"" she said?"\na_2,test,1,3,3,No.\n'
    )
    write_manifest(load(tmp_path, Options()), tmp_path / "m.jsonl")
    first, second = read_texts(tmp_path / "m.jsonl").passages
    assert (first.text, first.split) == ('Remember, "what" she said?', "valid")
    assert (first.valence, first.arousal, first.extra) == (1.0, 0.25, {"dominance": -1.0})
    assert (second.valence, second.split) == (-1.0, "test")
    table.write_text("id,split,V,A,D,text\na_1,dev,7,3,3,No.\n")
    with pytest.raises(ManifestError, match="line 2: column 'V' is 7; this layout's scale runs from 1 to 5"):
        load(table, Options())
    table.write_text("id,split,V,A,D,text\na_1,later,3,3,3,No.\n")
    with pytest.raises(ManifestError, match="no split 'later'"):
        load(table, Options())


def test_real_sentences() -> None:
    source = Path("../shared/data/text/emobank_train.csv")
    if not source.is_file():
        pytest.skip("EmoBank is not at ../shared/data/text")
    texts = load(source, Options())
    assert len(texts.passages) > 7000
    assert all(abs(own.valence or 0) <= 1 and abs(own.arousal or 0) <= 1 for own in texts.passages)
