"""The clean-up does each step of section 5.2.3, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.manifest import Manifest, Track
from retrieval.data.tag_cleanup import CleanUp, clean_up, common_form

ALL = CleanUp(min_tracks_per_tag=1)


def tagged(*tracks: tuple[str, ...], **categories: str) -> Manifest:
    vocabulary = {tag: categories.get(tag, "tag") for tags in tracks for tag in tags}
    return Manifest(tuple(Track(f"t{n}", tags=tags) for n, tags in enumerate(tracks)), vocabulary, Path())


@pytest.mark.parametrize(
    "alike",
    [
        ("rock", "Rock", "ROCK!", "rock music", "rock songs", "rock tag", "Rock Music Tags"),
        (
            "rock & roll",
            "Rock and Roll",
            "rock'n'roll",
            "rock 'n' roll",
            "rock n roll",
            "rock n' roll",
            "rock´n´roll",
        ),
        ("r&b", "R'n'B", "rnb", "r and b", "R & B"),
        ("drum and bass", "drum'n'bass", "Drum & Bass", "drum n bass", "drumnbass"),
        ("hip hop", "hip-hop", "HipHop", "hip_hop"),
        ("80s", "80's", "80’s"),
        ("female vocalist", "female vocalists", "Female Vocalists"),
        ("melody", "melodies"),
        ("waltz", "waltzes"),
        ("hero", "heroes"),
        ("cafe\u0301", "caf\u00e9"),
        ("ｐｕｎｋ", "punk"),
    ],
)
def test_spellings_of_one_tag_have_one_form(alike: tuple[str, ...]) -> None:
    assert len({common_form(tag) for tag in alike}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("blues", "blue"),
        ("80s", "80"),
        ("brass", "bras"),
        ("sad", "sand"),
        ("music", "song"),
        ("rocknroll", "rock"),
        ("music box", "box"),
        ("हिन्दी", "हन्द"),
        ("русский рок", "рок"),
    ],
)
def test_different_tags_stay_apart(one: str, other: str) -> None:
    assert common_form(one) != common_form(other)


def test_a_group_is_named_by_its_most_common_spelling() -> None:
    cleaned = clean_up(tagged(("Hip-Hop",), ("hip hop",), ("hip-hop",), ("hiphop",)), ALL)
    assert cleaned.groups == {"hip-hop": ("hip-hop", "hip hop", "hiphop")}
    assert all(track.tags == ("hip-hop",) for track in cleaned.manifest.tracks)


def test_two_spellings_on_one_track_count_once() -> None:
    twice = tagged(("rock", "rock music"), ("jazz",))
    cleaned = clean_up(twice, CleanUp(min_tracks_per_tag=2, keep_untagged=True))
    assert cleaned.manifest.tags == {}
    assert clean_up(twice, ALL).manifest.tracks[0].tags == ("rock",)


def test_annotations_with_score_zero_are_dropped() -> None:
    tracks = (Track("t", tags=("rock", "pop"), extra={"tag_scores": {"rock": 0, "pop": 40}}),)
    cleaned = clean_up(Manifest(tracks, {"rock": "genre", "pop": "genre"}, Path()), ALL)
    assert cleaned.manifest.tracks[0].tags == ("pop",)
    assert cleaned.manifest.tracks[0].extra == {"tag_scores": {"pop": 40}}
    assert cleaned.weak_annotations == 1


def test_tracks_with_more_than_twenty_tags_are_dropped() -> None:
    many = tuple(f"word{letter}" for letter in "abcdefghijklmnopqrstu")
    cleaned = clean_up(tagged(many, many[:20]), ALL)
    assert [track.id for track in cleaned.manifest.tracks] == ["t1"]
    assert cleaned.overtagged_tracks == 1


def test_tags_on_fewer_than_a_hundred_tracks_are_dropped_by_default() -> None:
    cleaned = clean_up(tagged(*[("common",)] * 100, *[("rare",)] * 99))
    assert list(cleaned.manifest.tags) == ["common"]
    assert (cleaned.rare_groups, cleaned.untagged_tracks, len(cleaned.manifest.tracks)) == (1, 99, 100)


def test_top_keeps_the_most_common_groups_in_order() -> None:
    cleaned = clean_up(tagged(("a1", "b1"), ("b1", "c1"), ("b1", "c1")), CleanUp(min_tracks_per_tag=1, top=2))
    assert list(cleaned.manifest.tags) == ["b1", "c1"]
    kept = clean_up(tagged(("a1",), ("b1",)), CleanUp(min_tracks_per_tag=2, keep_untagged=True))
    assert [track.tags for track in kept.manifest.tracks] == [(), ()]


def test_the_category_is_the_most_annotated_one() -> None:
    manifest = tagged(("Rock",), ("rock",), ("rock",), Rock="mood", rock="genre")
    assert clean_up(manifest, ALL).manifest.tags == {"rock": "genre"}


def test_unknown_tags_are_grouped_too_and_truth_outweighs_them() -> None:
    tracks = (
        Track("t", tags=("rock",), extra={"unknown_tags": ["rock music", "Pop"], "key": 1}),
        Track("u", tags=("pop",)),
    )
    tags = dict.fromkeys(("rock", "rock music", "Pop", "pop"), "genre")
    first = clean_up(Manifest(tracks, tags, Path()), ALL).manifest.tracks[0]
    assert (first.tags, first.extra) == (("rock",), {"key": 1, "unknown_tags": ["pop"]})


def test_a_tag_of_punctuation_alone_is_dropped() -> None:
    assert clean_up(tagged(("!!!", "rock")), ALL).manifest.tracks[0].tags == ("rock",)


def test_the_order_of_tracks_plays_no_part() -> None:
    manifest = tagged(("a b", "c"), ("ab",), ("C", "d"), ("D",))
    turned = Manifest(manifest.tracks[::-1], manifest.tags, Path())
    assert clean_up(manifest, ALL).groups == clean_up(turned, ALL).groups
    assert list(clean_up(manifest, ALL).manifest.tags) == list(clean_up(turned, ALL).manifest.tags)
