"""A client of the application over a small library with real sound files, in a home of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from retrieval.search import SearchEngine
from scripts._sound_files import tones, write_sound
from tests.retrieval.search_toys import SONGS, file_of, steady, toy_engine
from tests.webui.browsing import RATE, address, browser, page
from webui import create_app
from webui.engines import Engines
from webui.guard import Door

__all__ = ["address", "browser", "page"]  # fixtures
HOSTILE = steady("<script>alert(1)</script>", '"><img src=x onerror=alert(2)>', "calm", "ghost")


class Client(FlaskClient):
    """Reads every answer to its end, as browsers do."""

    def open(self, *arguments: Any, **options: Any) -> Any:
        return super().open(*arguments, **{"buffered": True, **options})


def client_of(engines: Engines, door: Door | None = None) -> FlaskClient:
    app = create_app(engines, door)
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture
def engine(leitmotif_home: Path) -> Iterator[SearchEngine]:
    with toy_engine(leitmotif_home, [*SONGS, HOSTILE]) as made:
        write_sound(file_of(leitmotif_home, SONGS[0]), tones(16.0, RATE, 1, 1), RATE, "mp3")
        yield made


@pytest.fixture
def client(engine: SearchEngine) -> FlaskClient:
    return client_of(Engines(engine.catalogue, lambda: engine))
