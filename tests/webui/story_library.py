"""A library that the starter bundle can score stories with, and the application over it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.catalogue import Catalogue
from index.encoded import EncodedTrack
from index.publishing import publish
from index.records import AudioFacts, FileFacts, Stamp
from retrieval.bundle import find_bundle, read_bundle
from retrieval.matcher import Matcher
from retrieval.recipes import index_root
from retrieval.search import SearchEngine
from scripts._sound_files import tones, write_sound
from tests import tales

TALE = f"{tales.TALE.rstrip()} 🙂\n"
MANUAL = f"{tales.MANUAL.removesuffix('.')} and a\nbrush."
TRACKS, SECONDS, RATE = 16, 40, 11_025
ODD = "<b>Song</b> & sons"
"""How the titles of all tracks begin."""


@pytest.fixture(scope="module")
def story_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds all of it."""
    return tmp_path_factory.mktemp("story-home")


@pytest.fixture(scope="module")
def story_engine(story_home: Path) -> Iterator[SearchEngine]:
    """Tracks with sound files, whose vectors are those of songs that the bundle was validated on."""
    bundle, home = find_bundle("starter"), story_home
    vectors = Matcher.load(bundle / "matcher").background[:TRACKS]
    tags = [tag["name"] for tag in read_bundle(bundle / "tagger", "tagger").contents["tags"]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEITMOTIF_HOME", str(home))
        sound = home / "sound.mp3"
        write_sound(sound, tones(float(SECONDS), RATE, 1, 1), RATE, "mp3")
        music = home / "music"
        music.mkdir()
        with Catalogue.open() as catalogue, catalogue.writing():
            catalogue.add_folder(music)
            for number in range(TRACKS):
                path = music / f"song {number}.mp3"
                shutil.copy(sound, path)
                facts = FileFacts(f"{ODD} {number}", (f"Artist {number}",))
                catalogue.record(path, Stamp(0, 0), f"{number:064x}", facts, AudioFacts(float(SECONDS)))
        count = SECONDS // 4
        starts = np.arange(count, dtype=np.float32) * 4
        heard = np.full((count, len(tags)), 0.1, np.float32)
        encoded = [
            EncodedTrack(f"{number:064x}", starts, 4.0, np.repeat(vector[None], count, 0), vector, heard)
            for number, vector in enumerate(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
        ]
        recipe = {"chunks": "all", "runtime": "torch fp32"}
        fingerprint = read_bundle(bundle, "joint").fingerprint
        publish(index_root(), encoded, fingerprint, recipe, tags, vectors.shape[1])
        with SearchEngine.open() as engine:
            yield engine
