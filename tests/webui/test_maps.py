"""The map shows every track that can be heard, where it belongs, in colours; a search drops onto it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient

from index.catalogue import Catalogue
from retrieval.maps import draw
from retrieval.search import SearchEngine
from tests.retrieval.search_toys import SONGS, file_of
from tests.webui.conftest import client_of
from webui.engines import Engines
from webui.maps import LABELS, OTHER, _colouring

KEYS = [song.key for song in SONGS]


def test_every_track_lies_somewhere_on_a_sketch_first(client: FlaskClient, engine: SearchEngine) -> None:
    told = client.get("/api/v1/map").json
    assert told is not None and told["sketch"] is True and set(KEYS) < set(told["keys"])
    assert len(told["x"]) == len(told["y"]) == len(told["keys"]) == 10
    assert all(0 <= value <= 1 for value in (*told["x"], *told["y"]))
    draw(engine.serving.root)
    drawn = client.get("/api/v1/map").json
    assert drawn is not None and drawn["sketch"] is False and drawn["keys"] == told["keys"]


def test_a_track_that_is_gone_leaves_the_map(
    client: FlaskClient, engine: SearchEngine, leitmotif_home: Path
) -> None:
    engine.catalogue.missing([file_of(leitmotif_home, SONGS[0])])
    told = client.get("/api/v1/map").json
    assert told is not None and KEYS[0] not in told["keys"] and len(told["keys"]) == 9


def test_a_search_drops_into_the_midst_of_what_it_finds(client: FlaskClient) -> None:
    places, found = client.get("/api/v1/map").json, client.get("/api/v1/map/search?q=choir").json
    assert places is not None and found is not None
    at = {key: (x, y) for key, x, y in zip(places["keys"], places["x"], places["y"], strict=True)}
    where = np.array([found["x"], found["y"]])
    fitting = [hit["key"] for hit in found["hits"] if hit["band"] != "weak"]
    away = {key: float(np.linalg.norm(where - at[key])) for key in at}
    near = np.mean([away[key] for key in fitting])
    assert fitting and near < np.mean([away[key] for key in at if key not in fitting])
    halves = next(hit for hit in found["hits"] if hit["title"] == "Two Halves")
    assert (halves["start_seconds"], halves["end_seconds"]) == (8, 16)
    nothing = client.get("/api/v1/map/search?q=piano&filter=year:1066").json
    assert nothing is not None and nothing["x"] is None and "ask for less" in nothing["message"]


def test_no_track_is_coloured_by_what_was_struck_out_of_it(
    client: FlaskClient, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webui.maps.categories_of", lambda _: {"drums": "genre", "choir": "genre"})

    def colours() -> dict[str, str]:
        told = client.get("/api/v1/map").json
        assert told is not None
        (genre,) = told["colourings"]
        return {key: genre["labels"][of] for key, of in zip(told["keys"], genre["of"], strict=True)}

    before, cellar = colours(), SONGS[8].key
    assert before[cellar] == "drums"
    engine.catalogue.strike_tags(cellar, ["drums"])
    assert colours() == before | {cellar: "choir"}


def test_tracks_are_told_as_players_need_them(client: FlaskClient) -> None:
    told = client.get("/api/v1/tracks", query_string={"key": [KEYS[2], KEYS[0], "f" * 64]}).json
    assert told is not None and [track["key"] for track in told["tracks"]] == [KEYS[2], KEYS[0]]
    for wrong in ("", "?key=../secret", f"?{'&'.join('key=' + format(each, '064x') for each in range(201))}"):
        assert client.get(f"/api/v1/tracks{wrong}").status_code == 400


def test_rare_labels_share_a_colour() -> None:
    tags = [f"tag {number}" for number in range(15)]
    heard = np.concatenate([np.eye(15), np.eye(15)[:12], np.eye(15)[:3]]).astype(np.float32)
    made = _colouring("genre", tags, heard)
    assert made.labels[:3] == ("tag 0", "tag 1", "tag 2") and made.labels[-1] == OTHER
    assert len(made.labels) == LABELS and made.of.max() == LABELS - 1 and made.of[14] == LABELS - 1
    few = _colouring("mood", tags[:4], np.eye(4, dtype=np.float32))
    assert len(few.labels) == 4 and OTHER not in few.labels


@pytest.mark.parametrize("address", ["/map", "/map?q=choir", "/map?q=%3Cscript%3E"])
def test_the_page_has_tables_and_keeps_what_was_typed(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    assert "The same as tables" in page and "<script>" not in page.replace('<script type="module"', "")


def test_without_an_index_the_page_says_what_to_do() -> None:
    with Catalogue.open() as catalogue:
        client = client_of(Engines(catalogue))
        assert "scripts.serve --library" in client.get("/map").text
        assert client.get("/api/v1/map").status_code == 503
