"""HetRec Last.fm: plays become listens, tag assignments become scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.hetrec_lastfm import Options, load
from retrieval.data.manifest import Listen, Manifest, validate, write_manifest
from retrieval.data.manifest_validation import ManifestError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "artists.dat").write_text('1\tAda\tu\tp\n2\t"Bo"\tu\tp\n3\t???\tu\tp\n4\t???\tu\tp\n')
    (tmp_path / "tags.dat").write_bytes("tagID\ttagValue\n1\tpop\n2\tespañol\n".encode("latin-1"))
    (tmp_path / "user_artists.dat").write_text(
        "//userID\tartistID\tweight\n7\t1\t30\n7\t2\t4\n8\t3\t1\n8\t4\t1\n"
    )
    days = "1\t4\t2009"
    (tmp_path / "user_taggedartists.dat").write_text(
        "userID\tartistID\ttagID\tday\tmonth\tyear\n"
        + "".join(
            f"{user}\t{artist}\t{tag}\t{days}\n" for user, artist, tag in ((7, 1, 2), (8, 1, 2), (8, 1, 1))
        )
        + f"8\t99\t1\t{days}\n8\t2\t1\t{days}\n"
    )
    return tmp_path


def test_listens(source: Path) -> None:
    listens = load(source, Options())
    assert listens.items == "artist"
    assert listens.listens[:2] == (Listen("7", "Ada", 30), Listen("7", '"Bo"', 4))
    # two artists are called ???: they stay two.
    assert [listen.item for listen in listens.listens[2:]] == ["??? (artist 3)", "??? (artist 4)"]
    write_manifest(listens, source / "l.jsonl")
    assert validate(source / "l.jsonl") == []


def test_tags(source: Path) -> None:
    manifest = load(source, Options(what="tags"))
    assert list(manifest.tags) == ["pop", "español"]
    assert (manifest.tracks[0].artist, manifest.tracks[0].tags) == ("Ada", ("español", "pop"))
    assert manifest.tracks[0].extra["tag_scores"] == {"español": 2, "pop": 1}
    assert len(manifest.tracks) == 4
    write_manifest(manifest, source / "t.jsonl")
    assert validate(source / "t.jsonl") == []
    assert load(source, Options(what="tags", top=1)).tracks[0].tags == ("pop",)


def test_artists_that_hardly_anybody_heard_or_tagged_are_left_out_on_demand(source: Path) -> None:
    with (source / "user_artists.dat").open("a") as stream:
        stream.write("9\t1\t2\n9\t3\t5\n")  # Ada has two listeners now, and so has the first ???
    kept = load(source, Options(what="tags", heard_by=2))
    assert isinstance(kept, Manifest) and [track.artist for track in kept.tracks] == ["Ada"]


def test_what_is_wrong_is_said(source: Path) -> None:
    with pytest.raises(ManifestError, match="choose listens or tags"):
        load(source, Options(what="friends"))
    (source / "user_artists.dat").write_text("userID\tartistID\tweight\n7\t55\t30\n")
    with pytest.raises(ManifestError, match="line 2: nothing has the number 55"):
        load(source, Options())


def test_the_real_set(tmp_path: Path) -> None:
    source = Path("../shared/data/listens_lastfm2k")
    if not source.is_dir():
        pytest.skip("the HetRec Last.fm set is not at ../shared/data/listens_lastfm2k")
    listens = load(source, Options())
    assert len({listen.user for listen in listens.listens}) == 1892
    assert len({listen.item for listen in listens.listens}) == 17632
    tags = load(source, Options(what="tags", top=50))
    assert {track.artist for track in tags.tracks} == {listen.item for listen in listens.listens}
    assert list(tags.tags)[:2] == ["rock", "pop"]
