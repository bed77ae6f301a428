"""Tags must follow from what was composed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from retrieval.data.starter.compose import compose
from retrieval.data.starter.labels import CATEGORIES, TAG_RULES, TAGS, tags_of
from retrieval.data.starter.score import Note, Part, Piece
from retrieval.data.starter.styles import STYLES


@cache
def answers() -> tuple[tuple[Piece, dict[str, bool | None]], ...]:
    """Three pieces of every style with their tags."""
    found = [compose(style, seed, 20.0) for style in STYLES for seed in range(3)]
    return tuple((piece, tags_of(piece)) for piece in found)


def test_every_tag_has_a_category_and_a_written_rule():
    assert 100 <= len(TAGS) <= 200
    assert set(TAGS.values()) == set(CATEGORIES)
    assert all(len(TAG_RULES[tag]) > 10 for tag in TAGS)


def test_every_tag_occurs_and_none_is_everywhere():
    for tag in TAGS:
        yes = sum(tags[tag] is True for _, tags in answers())
        assert 0 < yes < 0.8 * len(answers()), tag


def test_every_genre_of_a_style_is_a_tag_or_a_shade_of_one():
    for style in STYLES.values():
        assert any(genre in TAGS for genre in style.genres.split(",")), style.name
        assert set(filter(None, style.near.split(","))).isdisjoint(style.genres.split(",")), style.name


def test_a_piano_alone():
    tags = tags_of(compose("solo piano", 3, 20.0))
    for tag in ("classical", "piano", "solo", "no vocals", "no drums", "acoustic"):
        assert tags[tag] is True, tag
    for tag in ("rock", "drums", "vocals", "synthesizer", "ensemble"):
        assert tags[tag] is False, tag


def test_punk():
    tags = tags_of(compose("punk", 3, 20.0))
    assert tags["rock"] and tags["punk"] and tags["drums"] and tags["electric guitar"]
    assert tags["classical"] is False and tags["acoustic"] is False


def test_opposites_exclude_each_other():
    pairs = [
        ("slow", "fast"), ("quiet", "loud"), ("vocals", "no vocals"), ("drums", "no drums"),
        ("solo", "ensemble"), ("positive", "negative"), ("sad", "happy"),
        ("calm", "aggressive"), ("sparse", "dense"),
    ]  # fmt: skip
    for piece, tags in answers():
        for one, other in pairs:
            assert not (tags[one] and tags[other]), (piece.piece_id, one, other)


def test_between_the_thresholds_nothing_is_said():
    piece = compose("pop", 1, 20.0)

    def calm(arousal: float) -> bool | None:
        moved = {**piece.parameters, "arousal": arousal, "tension": 0.1}
        return tags_of(replace(piece, parameters=moved))["calm"]

    assert [calm(0.1), calm(0.48), calm(0.9)] == [True, None, False]


@pytest.mark.parametrize(("seconds", "expected"), [(10.0, True), (1.0, None), (0.0, False)])
def test_an_instrument_counts_when_it_is_heard(seconds, expected):
    piece = compose("solo piano", 3, 20.0)
    violin = Part("violin", "melody", (Note(0.0, seconds, 70, 80),)) if seconds else piece.parts[0]
    assert tags_of(replace(piece, parts=(*piece.parts, violin)))["violin"] is expected
