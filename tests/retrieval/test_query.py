"""What people type becomes the parts that they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.query import MAX_CHARACTERS, Part, Query, QueryError, parse


def parts(text: str) -> list[tuple[str, float, bool]]:
    return [(part.text, part.weight, part.excluded) for part in parse(text).parts]


def wanted(*texts: str) -> list[tuple[str, float, bool]]:
    return [(text.removeprefix("-"), 1.0, text.startswith("-")) for text in texts]


def test_the_whole_syntax_at_once() -> None:
    assert parts('piano, calm -drums vocals^2 "rainy day"') == [
        ("piano", 1.0, False),
        ("calm", 1.0, False),
        ("drums", 1.0, True),
        ("vocals", 2.0, False),
        ("rainy day", 1.0, False),
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("calm piano", ["calm piano"]),
        ("something warm for a rainy evening", ["something warm for a rainy evening"]),
        ("piano; strings\nharp", ["piano", "strings", "harp"]),
        ("piano - strings", ["piano", "strings"]),
        ("calm piano -drums", ["calm piano", "-drums"]),
        ("-drums calm piano", ["-drums", "calm piano"]),
        ('calm "rainy day" piano', ["calm", "rainy day", "piano"]),
        ('-"rainy day" piano', ["-rainy day", "piano"]),
        ("“rainy day”, piano", ["rainy day", "piano"]),
        ("piano –drums", ["piano", "-drums"]),
        ("--drums", ["-drums"]),
        ("+piano -drums", ["piano", "-drums"]),
        ("piano, , ,", ["piano"]),
        ('"", piano', ["piano"]),
    ],
)
def test_signs(typed: str, meant: list[str]) -> None:
    assert parts(typed) == wanted(*meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dreamy piano, no drums", ["dreamy piano", "-drums"]),
        ("happy but not cheesy", ["happy", "-cheesy"]),
        ("without vocals", ["-vocals"]),
        ("not happy", ["-happy"]),
        ("Not Happy!", ["-Happy"]),
        ("music without vocals", ["-vocals"]),
        ("songs that are not sad", ["-sad"]),
        ("I don't want any drums please", ["-drums"]),
        ("I don’t want drums", ["-drums"]),
        ("piano without drums or vocals", ["piano", "-drums", "-vocals"]),
        ("piano without drums and vocals", ["piano", "-drums", "-vocals"]),
        ("no drums and no vocals", ["-drums", "-vocals"]),
        ("neither sad nor slow", ["-sad", "-slow"]),
        ("not sad but calm", ["-sad", "calm"]),
        ("no vocals for studying", ["-vocals", "for studying"]),
        ("not too fast", ["-fast"]),
        ("no drums, bass or organ", ["-drums", "-bass", "-organ"]),
        ("no drums, or vocals", ["-drums", "-vocals"]),
        ("no drums, piano", ["-drums", "piano"]),
        ("no drums. piano", ["-drums", "piano"]),
        ('guitar without "rainy day"', ["guitar", "-rainy day"]),
        ("anything but jazz", ["-jazz"]),
        ("everything but jazz", ["-jazz"]),
        ("no vocals except choir", ["-vocals", "choir"]),
        ("guitar (no drums)", ["guitar", "-drums"]),
        ("nothing but piano", ["piano"]),
        ("not without drums", ["drums"]),
    ],
)
def test_natural_wording_of_what_is_unwanted(typed: str, meant: list[str]) -> None:
    assert parts(typed) == wanted(*meant)


@pytest.mark.parametrize(
    "name", ["lo-fi", "drum-and-bass", "drum and bass", "no wave", "r&b", "80's", "rock 'n' roll", "🎹", "夜"]
)
def test_names_that_look_like_signs_stay_whole(name: str) -> None:
    assert parts(name) == wanted(name)
    assert parts(f"calm, {name}") == wanted("calm", name)


def test_a_hyphenated_word_can_be_left_out() -> None:
    assert parts("piano -lo-fi") == wanted("piano", "-lo-fi")
    assert parts("no drum and bass") == wanted("-drum and bass")


def test_quotes_keep_a_negation_as_a_name() -> None:
    assert parts('"no drums"') == wanted("no drums")


def test_a_weight_belongs_to_the_phrase_it_ends() -> None:
    assert parts("calm piano^2 drums") == [("calm piano", 2.0, False), ("drums", 1.0, False)]
    assert parts('"rainy day"^.5, -drums^3') == [("rainy day", 0.5, False), ("drums", 3.0, True)]
    assert parts("piano without drums^2") == [("piano", 1.0, False), ("drums", 2.0, True)]


def test_an_open_quote_is_as_good_as_none() -> None:
    assert parts('"rainy day, piano') == wanted("rainy day", "piano")
    assert parts('12" remix') == wanted("12 remix")


def test_an_open_quote_is_remarked_on_and_inches_are_not() -> None:
    assert parse('piano "rainy day').remarks == (
        'the quotation mark in "rainy has no partner, so it was left out',
    )
    assert len(parse('-"drums, calm "rainy day" piano”').remarks) == 2
    assert not parse('calm "rainy day" -"heavy drums", 12" remix').remarks


def test_a_filter_among_words_is_remarked_on() -> None:
    assert parse("calm, -year>=1990").remarks == (
        "-year>=1990 was read as words: as a condition it belongs into the filter",
    )
    assert parts("title:, calm") == wanted("calm") and not parse('calm: "title:x"').remarks


def test_a_story_keeps_its_negations() -> None:
    story = "a man who has no home and nobody left to call walks slowly through the rain"
    assert parts(story) == wanted(story)


@pytest.mark.parametrize(
    "typed", ["", "   ", "-", "- -", ",", '""', "no", "without", "!?", "-,-", "\x00", "(", "title:"]
)
def test_nothing_to_look_for_is_said_with_an_example(typed: str) -> None:
    with pytest.raises(QueryError, match="for example: dreamy piano, no drums"):
        parse(typed)


@pytest.mark.parametrize("typed", ["piano^x", "piano^", "piano^0", "piano^-2", "piano^1000", '"a b"^x'])
def test_a_weight_that_is_none_is_named(typed: str) -> None:
    with pytest.raises(QueryError, match=r"\^"):
        parse(typed)


def test_a_text_that_is_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(QueryError, match=f"10000 characters, and at most {MAX_CHARACTERS}"):
        parse("piano, cal" * 1000)


TYPED = """piano|calm|drums|no|not|without|but|and|or|nor|nothing|-|-drums|"rainy day"|"no drums"|"|,|;|
|vocals^2|lo-fi|"a, b"^3|for|please|the|song|don't|only|🎹|.|drums.|^|^2|neither|except"""
WORDS = st.sampled_from(TYPED.split("|"))


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=12).map(" ".join)))
def test_any_text_gives_parts_that_survive_being_written_out_or_a_clear_error(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert str(error)
        return
    assert parse(str(query)) == query
    assert all(part.text.strip() == part.text != "" for part in query.parts)


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
            st.floats(0.01, 100),
            st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_queries_made_by_hand_survive_being_written_out(rows: list[tuple[str, float, bool]]) -> None:
    found = []
    for text, weight, excluded in rows:
        try:
            found.append(Part(text, round(weight, 2), excluded))
        except ValueError:
            continue
    if found:
        query = Query(tuple(found))
        assert parse(str(query)) == query
