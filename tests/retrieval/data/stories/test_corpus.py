"""The corpus: nothing left unfilled, no scene in two splits, same seed same bytes, and enough to tell."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from retrieval.data.manifest import SPLITS, Texts, read_texts, write_manifest
from retrieval.data.stories.corpus import MOST_SENTENCES, write_stories
from retrieval.data.stories.material import HALVES, MOODS, REGISTERS, material
from retrieval.data.stories.verbs import conjugate
from retrieval.evaluation.story_halves import bag_of_words, chance

ENDS = re.compile(r"[.!?][\"']?(?=\s|$)")


@pytest.fixture(scope="module")
def stories() -> Texts:
    return write_stories(1080, seed=3)


def test_moods_registers_and_halves_take_turns(stories: Texts) -> None:
    counts = Counter((own.emotions[0], own.extra["register"], own.extra["half"]) for own in stories.passages)
    assert set(counts.values()) == {6}
    assert len(counts) == len(MOODS) * len(REGISTERS) * len(HALVES)
    assert len({own.text for own in stories.passages}) == len(stories.passages)


def test_texts_are_whole(stories: Texts) -> None:
    for own in stories.passages:
        assert not re.search(r"[{}@|\[\]]", re.sub(r"^\[[A-Z' -]+\]", "", own.text)), own.text
        assert "  " not in own.text and own.text == own.text.strip()
        places = re.sub(r"^(INT|EXT)\..*$", "", own.text, flags=re.M)
        assert 1 <= len(ENDS.findall(places)) <= MOST_SENTENCES + 1, own.text
        assert own.valence is not None and own.arousal is not None


def test_splits_share_no_scene_and_no_image(stories: Texts) -> None:
    for fact in ("scene", "image"):
        homes = defaultdict(set)
        for own in stories.passages:
            if own.extra[fact]:
                homes[own.extra[fact]].add(own.split)
        assert len(homes) > 100
        assert all(len(splits) == 1 for splits in homes.values())
    assert all(stories.split(name).passages for name in SPLITS)


def test_same_seed_same_bytes_and_a_sound_manifest(tmp_path: Path) -> None:
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        write_manifest(write_stories(90, seed), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()
    assert read_texts(tmp_path / "a").passages == write_stories(90, 0).passages
    # a longer corpus begins with the shorter one
    assert write_stories(100, 0).passages[:90] == write_stories(90, 0).passages


def test_there_is_enough_to_tell() -> None:
    whole = material()
    for mood in MOODS:
        for family in set(REGISTERS.values()):
            lines = [
                line
                for half in HALVES
                for scene in whole.scenes[mood, family, half]
                for line in (scene.place, *scene.lines)
            ]
            assert len(lines) >= 25, (mood, family)
        for half in HALVES:
            assert sum(not image.startswith("* ") for image in whole.images[mood, half]) >= 3


def test_marks_of_the_material_are_known() -> None:
    whole = material()
    for scenes in whole.scenes.values():
        for line in (line for scene in scenes for line in scene.lines):
            assert not re.search(r"\{(?!\.{0,2}[a-z]+\})", line), line
            for verb in re.findall(r"\{\.*([a-z]+)\}", line):
                assert conjugate(verb, 3, plural=False, past=True)


def test_words_alone_do_not_carry_from_half_to_half() -> None:
    stories = write_stories(540, seed=3)
    found = bag_of_words(stories)
    assert found.same_half > 0.5
    assert chance(stories) < found.other_half < 0.4


@pytest.mark.slow
def test_an_encoder_of_sentences_carries_further_than_words() -> None:
    from encoders.text.sentence_transformer import Config, SentenceTransformer
    from retrieval.evaluation.story_halves import by_vectors

    stories = write_stories(720, seed=0)
    vectors = SentenceTransformer(Config()).encode([own.text for own in stories.passages])
    assert by_vectors(stories, vectors).other_half > bag_of_words(stories).other_half + 0.08
