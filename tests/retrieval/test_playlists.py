"""Playlists must open in other players, whatever files are called."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

from retrieval.playlists import Entry, m3u8, xspf

ODD = [
    Entry(Path("/music/plain.mp3"), "Rain", "Ada", 61.2, 12.5, 20.0),
    Entry(Path(os.fsdecode(b"/music/caf\xe9 & <b>.mp3")), 'a "title"\n<script>', "AC/DC & co", 30.0),
    Entry(Path("/music/line\nbreak.mp3"), "", "", 0.0),
]
SPACE = "{http://xspf.org/ns/0/}"


def test_an_m3u8_has_a_line_for_each_file_as_the_file_system_has_it() -> None:
    lines = m3u8(ODD, "my\nlist").split(b"\n")
    assert lines[0] == b"#EXTM3U" and lines[1] == b"#PLAYLIST:my list"
    files = [line for line in lines if line and not line.startswith(b"#")]
    assert files == [b"/music/plain.mp3", b"/music/caf\xe9 & <b>.mp3", b"file:///music/line%0Abreak.mp3"]
    assert b"#EXTVLCOPT:start-time=12.5" in lines and b"#EXTVLCOPT:stop-time=20" in lines
    assert b"#EXTINF:-1,line break" in lines


def test_an_xspf_is_xml_that_says_the_same() -> None:
    tracks = ElementTree.fromstring(xspf(ODD)).findall(f".//{SPACE}track")
    places = [track.findtext(f"{SPACE}location") for track in tracks]
    assert [unquote_to_bytes(place.removeprefix("file://")) for place in places if place] == [
        os.fsencode(entry.path) for entry in ODD
    ]
    assert tracks[1].findtext(f"{SPACE}title") == 'a "title" <script>'
    assert tracks[0].findtext(f"{SPACE}duration") == "61200"


def test_nothing_found_is_a_playlist_too() -> None:
    assert m3u8([]) == b"#EXTM3U\n#PLAYLIST:Leitmotif\n"
    assert ElementTree.fromstring(xspf([])).find(f"{SPACE}trackList") is not None
