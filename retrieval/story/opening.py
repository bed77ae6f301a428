"""A reader of stories beside a search engine: what both the command line and the page begin with."""

from __future__ import annotations

from retrieval.data.vad import vad_table
from retrieval.search import SearchEngine
from retrieval.story.memory import Memory
from retrieval.story.reading import StoryError, StoryReader
from retrieval.text_reader import TextReader


def story_reader(engine: SearchEngine, mapping: str = "", memory: Memory | None = None) -> StoryReader:
    """Reads with the engine's bundle, each text once while it is in `memory`. Raises `StoryError` or
    `MappingError`."""
    reader = engine.reader
    if not isinstance(reader, TextReader):
        raise StoryError("stories are read by a bundle's own reader: open the engine with SearchEngine.open")
    # what the index speaks of and the table has a feeling for are moods
    names = engine.shelf().generation.tag_names if mapping else ()
    return StoryReader(reader, mapping, [name for name in names if name in vad_table()], memory=memory)
