"""Tags of one's own are kept with all their examples, whoever teaches at the same time."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from index.catalogue import Catalogue
from retrieval import teaching
from retrieval.teaching import Judgement, judge, teach
from tests.retrieval.search_toys import SONGS, toy_engine


def test_two_who_teach_one_tag_at_once_lose_no_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*examples: np.ndarray) -> Judgement:
        time.sleep(0.2)
        return judge(*examples)

    monkeypatch.setattr(teaching, "judge", slow)
    keys = [song.key for song in SONGS[:3]]
    with toy_engine(tmp_path) as engine:
        shelf = engine.shelf()

        def give(key: str) -> None:
            with Catalogue.open(f"sqlite:///{tmp_path}/catalogue.sqlite") as own:
                teach(own, shelf, "mine", [key], [])

        threads = [threading.Thread(target=give, args=[key]) for key in keys]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (tag,) = engine.catalogue.taught_tags()
    assert set(tag.likes) == set(keys)
