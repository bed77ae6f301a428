"""Lexicons: every published layout comes to the same scale."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.vad_lexicon import Options, load
from retrieval.data.manifest import read_texts, write_manifest
from retrieval.data.manifest_validation import ManifestError

LAYOUTS = {
    "NRC-VAD-Lexicon.txt": "Word\tValence\tArousal\tDominance\njoy\t1\t0.75\t0.5\nfuneral\t0.0\t0.25\t0.25\n",
    "no-names.txt": "joy\t1.000\t0.750\t0.500\nfuneral\t0.0\t0.25\t0.25\n",
    "NRC-VAD-Lexicon-v2.1.txt": "term\tvalence\tarousal\tdominance\njoy\t1\t.5\t0\nfuneral\t-1\t-.5\t-.5\n",
    "Ratings_Warriner_et_al.csv": ",Word,V.Mean.Sum,V.SD.Sum,A.Mean.Sum,D.Mean.Sum\n"
    "1,joy,9,1,7,5\n2,funeral,1,1,3,3\n",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(LAYOUTS[name])
    write_manifest(load(tmp_path / name, Options()), tmp_path / "m.jsonl")
    told = {
        own.text: (own.valence, own.arousal, own.extra["dominance"])
        for own in read_texts(tmp_path / "m.jsonl").passages
    }
    assert told == {"joy": (1.0, 0.5, 0.0), "funeral": (-1.0, -0.5, -0.5)}


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon.txt"
    lexicon.write_text("joy\t1\n")
    with pytest.raises(ManifestError, match="line 1: not a word, its valence, arousal and dominance"):
        load(lexicon, Options())
    lexicon.write_text("joy\t1\t7\t0\n")
    with pytest.raises(ManifestError, match="column 'arousal' is 7; this layout's scale runs from 0 to 1"):
        load(lexicon, Options())
    lexicon.write_text("")
    with pytest.raises(ManifestError, match="holds no words"):
        load(lexicon, Options())
