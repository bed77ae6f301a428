"""A plain table of texts: emotions in one column or one each, with and without names of columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.text_table import Options, load
from retrieval.data.manifest import read_texts, write_manifest
from retrieval.data.manifest_validation import ManifestError


def table(folder: Path, text: str, name: str = "texts.csv") -> Path:
    (folder / name).write_bytes(text.encode())
    return folder / name


def test_emotions_in_one_column(tmp_path: Path) -> None:
    source = table(
        tmp_path,
        "\ufeffid,text,Author,emotion,split,author,valence\r\n"
        'a,"One,\r\ntwo \u201cthree\u201d",x,"Joy, fear",dev,Ada,0.5\r\n'
        "b,Four.,x,,train,Ada,\r\n,,,sad,,,\r\n",
    )
    write_manifest(load(source, Options()), tmp_path / "m.jsonl")
    texts = read_texts(tmp_path / "m.jsonl")
    assert texts.tags == {"fear": "emotion", "joy": "emotion"} and texts.split_by == "passage"
    first, second = texts.passages
    assert (first.id, first.text, first.emotions) == ("a", "One, two \u201cthree\u201d", ("joy", "fear"))
    assert (first.split, first.author, first.valence) == ("valid", "Ada", 0.5)
    assert (second.emotions, second.valence) == ((), None)


def test_a_column_an_emotion(tmp_path: Path) -> None:
    source = table(tmp_path, "ID\tTweet\tanger\tJoy\n7\tOh no.\t1\t0\n8\tOh.\t1\t1\n")
    with pytest.raises(
        ManifestError, match=r"no column 'text': .*ID, Tweet, anger, Joy; say with --text-column"
    ):
        load(source, Options())
    with pytest.raises(ManifestError, match="line 2: column 'ID' is '7'; write 1 or 0, or"):
        load(source, Options(text_column="Tweet"))
    source = table(tmp_path, source.read_text().replace("ID", "id"))
    told = load(source, Options(text_column="Tweet")).passages
    assert [(own.id, own.emotions) for own in told] == [("7", ("anger",)), ("8", ("anger", "joy"))]


def test_no_line_of_names_and_older_signs(tmp_path: Path) -> None:
    source = tmp_path / "train.txt"
    source.write_bytes("i had caf\u00e9;joy\nso humiliated;sadness\n".encode("cp1252"))
    told = load(source, Options(columns="text,emotion")).passages
    assert [(own.text, own.emotions) for own in told] == [
        ("i had caf\u00e9", ("joy",)),
        ("so humiliated", ("sadness",)),
    ]


def test_quotes_that_are_part_of_the_text(tmp_path: Path) -> None:
    source = table(tmp_path, 'text\temotion\n"Hello, she said\tjoy\nIt rained 3" of snow\tsadness\n')
    told = load(source, Options(bare_quotes=True)).passages
    assert [own.text for own in told] == ['"Hello, she said', 'It rained 3" of snow']
    with pytest.raises(ManifestError, match=r"is a quote open\? --bare-quotes"):
        load(source, Options())


def test_numbers_of_emotions_and_ratings_on_a_scale(tmp_path: Path) -> None:
    source = table(tmp_path, "text,label,valence,arousal,dominance\nOne.,1,9,5,1\n")
    options = Options(emotion_column="label", names="sadness,joy", lowest=1, highest=9)
    own = load(source, options).passages[0]
    assert (own.emotions, own.valence, own.arousal, own.extra) == (("joy",), 1.0, 0.0, {"dominance": -1.0})
    with pytest.raises(ManifestError, match="emotion '1' is no number from 0 to 0, and --names gives 1"):
        load(source, Options(emotion_column="label", names="joy", lowest=1, highest=9))
    with pytest.raises(ManifestError, match="column 'valence' is 9; this layout's scale runs from -1 to 1"):
        load(source, Options(emotion_column="label"))


def test_an_object_a_line(tmp_path: Path) -> None:
    source = table(tmp_path, '{"text": "One.", "emotion": ["joy", "love"], "id": 3}\n\n', "t.jsonl")
    own = load(source, Options()).passages[0]
    assert (own.id, own.emotions) == ("3", ("joy", "love"))
    source = table(tmp_path, "text,labels\none,\"['joy', 'love']\"\n")
    assert load(source, Options(emotion_column="labels")).passages[0].emotions == ("joy", "love")
    source = table(tmp_path, '[{"text": "One."}]', "t.jsonl")
    with pytest.raises(ManifestError, match="line 1: no JSON object with 'text'"):
        load(source, Options())


def test_signs_within_objects_are_no_ends_of_lines(tmp_path: Path) -> None:
    source = table(tmp_path, '{"text": "One\u2028two."}\r\n{"text": "A\\tlist\\nof two."}\r\n', "t.jsonl")
    assert [own.text for own in load(source, Options()).passages] == ["One two.", "A list of two."]


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_text_in_no_known_encoding_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b'{"text": "\x81\xe9"}\n')
    with pytest.raises(ManifestError, match="is neither UTF-8 nor Windows-1252: save it as UTF-8"):
        load(tmp_path / name, Options())


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="holds no texts"):
        load(table(tmp_path, "text,emotion\n"), Options())
