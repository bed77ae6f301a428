"""PMEmo: ratings of choruses, and who they are by."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.importers.pmemo import Options, load
from retrieval.data.manifest_validation import ManifestError


def test_ratings_and_artists(tmp_path: Path) -> None:
    (tmp_path / "annotations").mkdir()
    table = tmp_path / "annotations" / "static_annotations.csv"
    table.write_text("musicId,Arousal(mean),Valence(mean)\n1,0.4,0.575\n4,0.1,0.25\n5,0.9,0.9\n")
    (tmp_path / "metadata.csv").write_text(
        'musicId,fileName,title,artist,album\n1,1.mp3,"Good, Grief",Bastille,Wild\n4,4.mp3,Up,Bjork,Post\n'
    )
    (tmp_path / "chorus").mkdir()
    (tmp_path / "chorus" / "4.mp3").touch()
    first, second, third = load(tmp_path, Options()).tracks
    assert (first.artist, first.title, first.tags) == ("Bastille", "Good, Grief", ("calm",))
    assert (second.path, second.tags, second.extra) == (
        "chorus/4.mp3",
        ("sad",),
        {"valence": -0.5, "arousal": -0.8},
    )
    assert (third.artist, third.tags) == ("", ("happy",))
    table.write_text("musicId,Arousal(mean),Valence(mean)\n1,4,0.5\n")
    with pytest.raises(ManifestError, match=r"'Arousal\(mean\)' is 4; this layout's scale runs from 0 to 1"):
        load(tmp_path, Options())
