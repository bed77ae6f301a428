from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.bundle import find_bundle
from retrieval.data.manifest import Passage, Texts
from retrieval.story.branch import FOLDER, PassageBranch
from retrieval.story.config import PassagesConfig
from retrieval.training.passages import Lot, learned_branch, lot_of_passages, lot_of_plain, unmoved
from retrieval.training.passages_run import add_branch
from retrieval.training.trainer import TrainingError

WIDTH = 12
CONFIG = PassagesConfig(
    moods={"sad": "sad", "happy": "happy"},
    feels={"grief": "sad", "sorrow": "sad", "joy": "happy", "neutral": ""},
    hidden=16,
    steps=300,
    batch_size=32,
    noise=0.3,
    dropout=0.1,
)


def passages(*emotions: tuple[str, ...], split: str = "train") -> Texts:
    own = tuple(
        Passage(str(row), f"text {row}", split=split, emotions=each) for row, each in enumerate(emotions)
    )
    return Texts(own, {emotion: "emotion" for each in emotions for emotion in each})


def toy_lots(layers: int = 1) -> list[tuple[Lot, np.ndarray]]:
    """Sad texts point one way, happy ones another, plain ones a third."""
    rng = np.random.default_rng(0)
    told = passages(*[("grief",)] * 30, *[("joy",)] * 30)
    felt = lot_of_passages(told, CONFIG, "train", 0.8)
    assert felt is not None
    plain = lot_of_plain([f"plain {row}" for row in range(20)], CONFIG, 0.2)
    places = np.eye(3, WIDTH)
    lots = []
    for lot in (felt, plain):
        noise = rng.standard_normal((len(lot.texts), layers, WIDTH))
        lots.append((lot, ((lot.feels @ places)[:, None] + 0.05 * noise).astype(np.float32)))
    return lots


def test_emotions_of_one_mood_are_one_and_of_two_are_shared() -> None:
    lot = lot_of_passages(passages(("grief", "sorrow"), ("grief", "joy")), CONFIG, "train", 1.0)
    assert lot is not None
    assert lot.feels.tolist() == [[1, 0, 0], [0.5, 0.5, 0]]
    assert lot.often.sum() == pytest.approx(1)


def test_what_says_nothing_or_both_is_left_out() -> None:
    told = passages(("unheard of",), (), ("neutral", "joy"), ("neutral",))
    lot = lot_of_passages(told, CONFIG, "train", 1.0)
    assert lot is not None
    assert lot.texts == ("text 3",)
    assert lot.feels.tolist() == [[0, 0, 1]]
    assert lot_of_passages(told, CONFIG, "valid", 1.0) is None


def test_rare_moods_are_drawn_more_often_than_they_come() -> None:
    lot = lot_of_passages(passages(*[("grief",)] * 16, *[("joy",)] * 4), CONFIG, "train", 1.0)
    assert lot is not None
    assert lot.often[16:].sum() == pytest.approx(1 / 3)  # roots of 16 and 4, not 16 and 4


def test_unmoved_are_those_that_were_rated_and_moved_nobody() -> None:
    text = "the shop opens at nine every day"
    rated = [
        Passage("plain", text, split="train", valence=0.0, arousal=-0.1),
        Passage("stirring", text, split="train", valence=0.0, arousal=0.2),
        Passage("pleasant", text, split="train", valence=0.4, arousal=-0.1),
        Passage("short", "at nine", split="train", valence=0.0, arousal=-0.1),
        Passage("unrated", text, split="train"),
        Passage("held", text, split="test", valence=0.0, arousal=-0.1),
    ]
    assert unmoved(Texts(tuple(rated), {}), CONFIG) == [text]


def test_what_was_learned_is_read_and_each_run_learns_the_same() -> None:
    lots = toy_lots()
    branch, losses = learned_branch(lots, CONFIG)
    again, _ = learned_branch(toy_lots(), CONFIG)
    for lot, vectors in lots:
        assert (branch(vectors).argmax(axis=1) == lot.feels.argmax(axis=1)).all()
    assert losses[-1] < losses[0]
    assert all(again.weights[name].tobytes() == part.tobytes() for name, part in branch.weights.items())


def test_layers_are_learned_side_by_side_and_named() -> None:
    config = replace(CONFIG, layers=(1, 3))
    lots = toy_lots(layers=2)
    branch, _ = learned_branch(lots, config)
    assert branch.layers == (1, 3)
    assert branch.weights["first.weight"].shape == (CONFIG.hidden, 2 * WIDTH)
    for lot, read in lots:
        assert (branch(read).argmax(axis=1) == lot.feels.argmax(axis=1)).all()


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(TrainingError, match="no text"):
        learned_branch([], CONFIG)


def test_a_branch_leaves_every_other_file_and_the_fingerprint_as_they_are(tmp_path: Path) -> None:
    starter = find_bundle("starter")
    branch, _ = learned_branch(toy_lots(), CONFIG)
    add_branch(branch, starter, tmp_path / "new", {"texts": {}}, {"toy": 1.0})
    add_branch(branch, starter, tmp_path / "again", {"texts": {}}, {"toy": 1.0})
    old, new, again = (_digests(folder) for folder in (starter, tmp_path / "new", tmp_path / "again"))
    changed = {name for name in new if old.get(name) != new[name]}
    assert changed == {"bundle.json", f"{FOLDER}/branch.json", f"{FOLDER}/branch.safetensors"}
    assert set(old) - set(new) <= {"README.md"}
    assert new == again
    assert PassageBranch.load(tmp_path / "new" / FOLDER).moods == ("sad", "happy")


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
