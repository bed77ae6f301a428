"""Two-branch metric learning: a passage shall be closer to a song that fits it than to one that does not.

Only moods that some emotion is mapped to are ever learned from, and words have no place in the space.
"""

from __future__ import annotations

from torch import Tensor

from retrieval.story.methods._triplets import Branches
from retrieval.story.methods.base import StoryBatch


class TwoBranch(Branches):
    """The thesis, figure 5.4 (c), equation 5.5."""

    learns_labels = False

    def loss(self, batch: StoryBatch) -> dict[str, Tensor]:
        return {"loss": self.text_to_music(self.embed_text(batch.read), self.embed_song(batch.heard), batch)}
