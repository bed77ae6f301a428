"""The branch that reads passages: sound answers, kept as they were, in the space of the words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.bundle import find_bundle, read_bundle
from retrieval.joint_bundle import JointBundle
from retrieval.story.branch import FOLDER, WEIGHTS_FILE, PassageBranch, placed
from retrieval.text_reader import TextReader
from tests.retrieval.texts import ToyConfig, ToyTexts

STARTER = find_bundle("starter")


@pytest.fixture(scope="module")
def branch() -> PassageBranch:
    return PassageBranch.load(STARTER / FOLDER)


def test_answers_are_chances(branch: PassageBranch) -> None:
    read = np.random.default_rng(0).normal(size=(5, len(branch.layers), 384)).astype(np.float32)
    found = branch(read)
    assert found.shape == (5, len(branch.moods) + 1)
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(branch(100 * read), found, atol=1e-5)  # lengths of vectors say nothing


def test_a_branch_is_kept_as_it_is(branch: PassageBranch, tmp_path: Path) -> None:
    branch.save(tmp_path)
    again = PassageBranch.load(tmp_path)
    assert (again.moods, again.words) == (branch.moods, branch.words)
    assert (tmp_path / WEIGHTS_FILE).read_bytes() == (STARTER / FOLDER / WEIGHTS_FILE).read_bytes()


def test_a_branch_that_names_no_layers_reads_the_encoder_s_vector(
    branch: PassageBranch, tmp_path: Path
) -> None:
    width = len(branch.weights["first.weight"][0]) // len(branch.layers)
    weights = {**branch.weights, "first.weight": branch.weights["first.weight"][:, :width]}
    PassageBranch(branch.moods, branch.words, weights).save(tmp_path)
    again, text = PassageBranch.load(tmp_path), ToyTexts(ToyConfig(width=width))
    assert again.layers == ()
    np.testing.assert_array_equal(again.reading(text, ["rain"])[:, 0], text.encode(["rain"]))
    assert again(again.reading(text, ["rain", "sun"])).shape == (2, len(branch.moods) + 1)


def test_a_branch_whose_parts_disagree_is_refused(branch: PassageBranch, tmp_path: Path) -> None:
    PassageBranch(branch.moods[:-1], branch.words[:-1], branch.weights).save(tmp_path)
    with pytest.raises(ValueError, match="14 moods"):
        PassageBranch.load(tmp_path)


def test_passages_lie_between_the_words_of_their_moods() -> None:
    words = np.eye(3, dtype=np.float32)
    moods = np.array([[0.6, 0.0, 0.2, 0.2], [0.0, 0.0, 0.0, 1.0]], np.float32)
    found = placed(moods, words)
    np.testing.assert_allclose(found[0], np.array([3, 0, 1]) / np.sqrt(10), atol=1e-6)
    assert not found[1].any()  # no mood at all lies nowhere


def test_torch_and_numpy_place_passages_alike() -> None:
    told = ["The coffin was lowered in the rain.", "They danced on the tables until dawn."]
    reader, bundle = TextReader.load(STARTER), JointBundle.load(STARTER)
    assert reader.branch is not None
    words = reader.ask(reader.branch.words).vectors
    found = placed(reader.branch(reader.branch.reading(reader.text, told)), words)
    np.testing.assert_allclose(bundle.embed_passages(told), found, atol=1e-4)


def test_the_branch_is_no_part_of_what_an_index_must_match() -> None:
    described = read_bundle(STARTER, "joint")
    plain = JointBundle.load(STARTER)
    plain.branch, plain._fingerprint = None, ""
    assert described.contents[FOLDER] is True
    assert plain.fingerprint() == described.fingerprint
