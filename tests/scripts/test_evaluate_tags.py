"""The command `evaluate tags`: every option on a small bundle, and each mistake one sentence."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from encoders.registry import create_audio
from retrieval import joint_bundle
from retrieval.config import SpaceConfig
from retrieval.data.manifest import Manifest, read_manifest, write_manifest
from retrieval.evaluation.judged_queries import judged_queries
from retrieval.joint_bundle import JointBundle
from retrieval.joint_space import JointSpace
from retrieval.matcher import Lesson, fit_matcher
from retrieval.tagger import Tag, Tagger
from scripts import evaluate
from tests.retrieval.texts import ToyTexts
from tests.retrieval.toys import toy_manifest

TAGS = {"female vocals": "voice", "calm": "mood", "no vocals": "voice"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator) -> Path:
    """A folder with `manifest.jsonl`, and `bundle` and `blind`, which cannot tell probabilities."""
    monkeypatch.setattr(joint_bundle, "load_text", ToyTexts.load)
    toys = read_manifest(toy_manifest(tmp_path, tracks=48, seconds=2.1))
    names = dict(zip(("hum", "whistle", "hiss"), TAGS, strict=True))
    tracks = tuple(
        replace(track, split="test", tags=tuple(names[tag] for tag in track.tags)) for track in toys.tracks
    )
    write_manifest(Manifest(tracks, TAGS, tmp_path, "toys"), tmp_path / "manifest.jsonl")
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=4, dimension=2, chunk_samples=33_000)
    tagger = Tagger(encoder, (Tag("female vocals", "voice"), Tag("calm", "mood")))
    text = ToyTexts()
    space = JointSpace(SpaceConfig(hidden=8, dimension=6), text.dimension, encoder.penultimate_dimension)
    made = JointBundle(tagger, text, space)
    made.save(tmp_path / "blind", {"tags": list(TAGS)}, {})
    songs = made.embed_segments(rng.random((40, encoder.penultimate_dimension)).astype(np.float32))
    truth = rng.random((3, 40)) < 0.5
    words = made.ask(list(TAGS))
    lesson = Lesson(words, truth, np.ones_like(truth), words, made.ask(["stapler", "tax return"]))
    made.matcher = fit_matcher(
        lesson, songs, list(TAGS), rng.random((40, 2)).astype(np.float32), ["female vocals", "calm"]
    )
    made.save(tmp_path / "bundle", {"tags": list(TAGS)}, {})
    tagger.save(tmp_path / "ears", {}, {})
    return tmp_path


def command(place: Path, *options: str, bundle: str = "bundle") -> list[str]:
    manifest = place / "manifest.jsonl"
    return [
        "tags",
        f"--bundle={place / bundle}",
        f"--manifest={manifest}",
        "--segments=1",
        "--workers=1",
        *options,
    ]


def told(place: Path, *options: str, bundle: str = "bundle") -> dict[str, Any]:
    """The report as JSON."""
    evaluate.main(command(place, *options, f"--json={place / 'report.json'}", bundle=bundle))
    found: dict[str, Any] = json.loads((place / "report.json").read_text())
    return found


def test_all_that_can_be_measured_is_printed_and_written(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {name: place / "out" / name for name in ("report.csv", "map.png", "worth.png")}
    (place / "out").mkdir()
    report = told(
        place,
        "--variants",
        "--multi",
        "--judged",
        f"--csv={files['report.csv']}",
        f"--picture={files['map.png']}",
        f"--reliability={files['worth.png']}",
        f"--trec={place / 'trec'}",
        f"--compare={place / 'blind'}",
    )
    printed = capsys.readouterr().out
    for title, rows in report["tables"].items():
        assert title in printed and rows
    quality = report["tables"]["MAP of queries with several parts"]
    names = [row["composition"] for row in quality]
    assert names[:2] == ["product of probabilities", "the same, unsorted by fit"]
    assert names[-1] == "product, no tag head"
    assert all(row["all"]["low"] < row["all"]["value"] < row["all"]["high"] for row in quality)
    for row in report["tables"]["excluded tag among the first 10"]:
        rates = [row[column]["value"] for column in ("without the exclusion", "with it", "ratio")]
        assert rates[2] == pytest.approx(rates[1] / rates[0])
    texts = {case.query for case in judged_queries()}
    assert {row["query"] for row in report["tables"]["judged queries"]} <= texts
    with files["report.csv"].open() as stream:
        assert {line["table"] for line in csv.DictReader(stream)} == {*report["tables"]}
    assert all(path.stat().st_size for path in (*files.values(), *(place / "trec").iterdir()))


def test_exclusions_are_tried_at_other_powers(place: Path) -> None:
    rows = told(place, "--multi", "--exclusion-powers", "6", "12")["tables"][
        "excluded tag among the first 10"
    ]
    rate = {row["composition"]: row["with it"]["value"] for row in rows}
    assert rate["exclusion power 6"] == rate["product of probabilities"]
    assert rate["exclusion power 12"] <= rate["product of probabilities"]
    for wrong in (["--exclusion-powers", "6"], ["--multi", "--exclusion-powers", "0"]):
        with pytest.raises(SystemExit) as ended:
            evaluate.main(command(place, *wrong))
        assert ended.value.code == 2


def test_the_same_seed_gives_the_same_report(place: Path) -> None:
    assert told(place, "--multi") == told(place, "--multi") != told(place, "--multi", "--seed=1")


def test_what_is_not_asked_for_is_not_told(place: Path) -> None:
    titles = told(place)["tables"]
    assert "macro over tags" in titles and "judged queries" not in titles
    assert not any("several parts" in title or title == "variants" for title in titles)


def test_a_tagger_answers_several_of_its_tags_but_no_free_query(place: Path) -> None:
    report = told(place, "--multi", bundle="ears")
    assert {row["composition"] for row in report["tables"]["MAP of queries with several parts"]} >= {
        "product of probabilities"
    }
    with pytest.raises(SystemExit, match="drop --judged"):
        evaluate.main(command(place, "--judged", bundle="ears"))


@pytest.mark.parametrize(
    ("options", "bundle", "message"),
    [
        (("--multi",), "blind", "drop --multi"),
        (("--judged",), "blind", "drop --judged"),
        (("--reliability=r.png",), "blind", "drop --reliability"),
        (("--split=train",), "bundle", "another --split"),
        ((), "nowhere", "no bundle"),
        (("--listens=nowhere.jsonl",), "bundle", "nowhere.jsonl"),
    ],
)
def test_a_mistake_is_one_sentence(place: Path, options: tuple[str, ...], bundle: str, message: str) -> None:
    with pytest.raises(SystemExit, match=message) as ended:
        evaluate.main(command(place, *options, bundle=bundle))
    assert "\n" not in str(ended.value)
