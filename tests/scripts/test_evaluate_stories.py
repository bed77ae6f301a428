"""The command `evaluate stories`: the same passages under several mappings, and each mistake one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from encoders.registry import create_audio
from retrieval import joint_bundle
from retrieval.config import SpaceConfig
from retrieval.data.manifest import Manifest, Passage, Texts, read_manifest, write_manifest
from retrieval.joint_bundle import JointBundle
from retrieval.joint_space import JointSpace
from retrieval.tagger import Tag, Tagger
from scripts import _evaluate_stories, evaluate
from tests.retrieval.texts import ToyTexts
from tests.retrieval.toys import toy_manifest

MOODS = ("happy", "sad", "scary")
EMOTIONS = {"joy": "emotion", "fear": "emotion", "neutral": "emotion", "grief": "emotion"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `songs.jsonl`, `texts.jsonl`, `bundle`, which answers whatever comes, and `ears`."""
    monkeypatch.setattr(joint_bundle, "load_text", ToyTexts.load)
    monkeypatch.setattr(_evaluate_stories, "words_reader", lambda source, mappings: ToyTexts())
    toys = read_manifest(toy_manifest(tmp_path, tracks=24, seconds=2.1))
    names = dict(zip(("hum", "whistle", "hiss"), MOODS, strict=True))
    tracks = tuple(
        replace(track, split="test", tags=tuple(names[tag] for tag in track.tags)) for track in toys.tracks
    )
    write_manifest(Manifest(tracks, dict.fromkeys(MOODS, "mood"), tmp_path, "toys"), tmp_path / "songs.jsonl")
    emotions = [*["joy", "fear", "neutral"] * 8, "grief"]
    passages = tuple(
        Passage(str(row), f"text {row}", split="test", emotions=(own,)) for row, own in enumerate(emotions)
    )
    write_manifest(Texts(passages, EMOTIONS, "tales", split_by="passage"), tmp_path / "texts.jsonl")
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=4, dimension=2, chunk_samples=33_000)
    tagger = Tagger(encoder, (Tag("happy", "mood"), Tag("sad", "mood")))
    text = ToyTexts()
    space = JointSpace(SpaceConfig(hidden=8, dimension=6), text.dimension, encoder.penultimate_dimension)
    JointBundle(tagger, text, space).save(tmp_path / "bundle", {}, {})
    tagger.save(tmp_path / "ears", {}, {})
    return tmp_path


def command(place: Path, *options: str, bundle: str = "bundle") -> list[str]:
    given = ["stories", f"--bundle={place / bundle}", f"--texts={place / 'texts.jsonl'}", "--workers=1"]
    return [*given, f"--manifest={place / 'songs.jsonl'}", "--segments=2", *options]


def test_every_mapping_is_measured_and_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = place / "mine.toml"
    own.write_text('[moods]\njoy = ["sad"]\nfear = ["happy", "scary"]\n', encoding="utf-8")
    options = [
        "--mapping=manual",
        f"--mapping={own}",
        f"--json={place / 'a.json'}",
        f"--trec={place / 'trec'}",
    ]
    evaluate.main(command(place, *options))
    told = capsys.readouterr().out
    assert "left out by mine: no mood fits it: grief (1)" in told
    assert "moods of the first 5 songs" not in told, "too wide for a terminal"
    report = json.loads((place / "a.json").read_text())
    rows = report["tables"]["songs for stories"]
    assert [(row["mapping"], row["emotions"], row["passages"]) for row in rows[::3]] == [
        ("manual", 3, 17),
        ("mine", 2, 16),
    ]
    assert all(0 <= row["micro P@5"] <= 1 for row in rows)
    assert {row["emotion"] for row in report["tables"]["moods of the first 5 songs, mapped by mine"]} == {
        "joy",
        "fear",
    }
    written = {path.name for path in (place / "trec" / "mine").iterdir()}
    assert written == {f"{place.name}.run", "qrels.txt", "queries.tsv"}
    evaluate.main(command(place, *options[:2], f"--json={place / 'b.json'}"))
    assert (place / "a.json").read_bytes() == (place / "b.json").read_bytes()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--mapping=vad"], "choose from va, w2v, manual, or give a TOML file"),
        (["--split=train"], "toys has nothing in split 'train': give --split test or all"),
        (["--text-split=valid"], "tales has nothing in split 'valid': give --text-split test or all"),
        (["--moods", "zen"], "the music is never called 'zen': its tags are happy, sad, scary"),
        (["--lexicon=nowhere.txt"], "nowhere.txt"),
    ],
)
def test_a_mistake_is_one_sentence(options: list[str], told: str, place: Path) -> None:
    with pytest.raises(SystemExit, match=told):
        evaluate.main(command(place, *options))


def test_a_bundle_that_reads_no_text_is_refused(place: Path) -> None:
    with pytest.raises(SystemExit, match="is a tagger bundle"):
        evaluate.main(command(place, "--mapping=manual", bundle="ears"))
