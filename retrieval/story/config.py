"""Every default of the story methods. The names are those of the TOML files in `configs`.

What they share with the joint space (stages, training, triplets) is in `retrieval.config`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from retrieval.config import EncoderChoice, JointTraining, Stage, TripletConfig, at_least

MethodName = Literal[
    "classification", "multi_head", "va_regression", "w2v_regression", "two_branch", "three_branch"
]


@dataclass(frozen=True)
class StoryText:
    """The text encoder, of the registry. Frozen, it reads every passage once; `tuned`, it learns as well."""

    name: str = "sentence_transformer"
    options: dict[str, Any] = field(default_factory=dict)
    tuned: bool = False


@dataclass(frozen=True)
class StoryEars:
    """The audio encoder: that of a tagger, or with `bundle` empty a fresh one, which must be `tuned`."""

    bundle: str = "starter_tagger"  # a name or a folder
    encoder: EncoderChoice = field(default_factory=EncoderChoice)
    tuned: bool = False

    def __post_init__(self) -> None:
        if not self.bundle and not self.tuned:
            raise ValueError("a fresh encoder hears nothing yet: set ears.tuned = true, or name ears.bundle")


@dataclass(frozen=True)
class StoryWords:
    """Whose vectors of single words count as "W2V": a text encoder of the registry.

    The thesis has word vectors trained on texts about music: name = "word2vec", options.vectors = FILE, which
    `scripts.words train` makes. The default works without any file: the sentence encoder reads the words.
    """

    name: str = "sentence_transformer"
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StoryData:
    """What is learned from. `moods` are the music's words: none means all tags of category mood."""

    moods: tuple[str, ...] = ()
    examples_at_least: int = 1  # training passages an emotion needs, and training tracks a mood needs
    mapping: str = "w2v"  # which music fits which text in training: va, w2v, manual, or a TOML file
    lexicon: str = ""  # valence and arousal of words: a lexicon file; none: the table that ships
    segments: int = 6  # of each song, evenly spread; training draws one, validation takes the mean
    batch_size: int = 32  # passages; as many songs beside them
    epoch_draws: int = 10_000

    def __post_init__(self) -> None:
        at_least(self, 1, "examples_at_least", "segments", "epoch_draws")
        at_least(self, 2, "batch_size")


@dataclass(frozen=True)
class StorySpace:
    """The dense layers between an encoder's vector and the space, or the answer."""

    hidden: int = 128
    dimension: int = 64  # of the spaces that are learned; regression has that of its targets
    dropout: float = 0.5

    def __post_init__(self) -> None:
        at_least(self, 1, "hidden")
        at_least(self, 4, "dimension")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be from 0 to below 1, not {self.dropout}")


@dataclass(frozen=True)
class StoryTriplets(TripletConfig):
    """As for tags, with a smaller margin, and how much each of three branches' losses counts."""

    margin: float = 0.2
    tag_text: float = 0.3
    tag_music: float = 0.3
    text_music: float = 0.4

    def __post_init__(self) -> None:
        super().__post_init__()
        at_least(self, 0, "tag_text", "tag_music", "text_music")


@dataclass(frozen=True)
class StoryTraining(JointTraining):
    """`select`: macro_rr and macro_p5 are of songs found for passages, under the mapping of training."""

    select: str = "macro_rr"


@dataclass(frozen=True)
class StoryConfig:
    """Everything that `scripts.train story` needs; saved beside the bundle. Most defaults are published."""

    seed: int = 0
    method: MethodName = "three_branch"
    text: StoryText = field(default_factory=StoryText)
    ears: StoryEars = field(default_factory=StoryEars)
    words: StoryWords = field(default_factory=StoryWords)
    data: StoryData = field(default_factory=StoryData)
    space: StorySpace = field(default_factory=StorySpace)
    triplets: StoryTriplets = field(default_factory=StoryTriplets)
    training: StoryTraining = field(default_factory=StoryTraining)
    stages: tuple[Stage, ...] = (Stage("adam", 1e-4, 200, "constant", weight_decay=1e-4, patience=20),)

    def __post_init__(self) -> None:
        at_least(self, 0, "seed")
        if not self.stages:
            raise ValueError("at least one [[stages]] is needed")


@dataclass(frozen=True)
class PassagesConfig:
    """How the branch of a joint space is learned that reads passages: `scripts.train passages`."""

    moods: dict[str, str] = field(default_factory=dict)  # what texts feel like: how music is called that does
    feels: dict[str, str] = field(default_factory=dict)  # an emotion of the texts: its mood, or "" for none
    shares: dict[str, float] = field(default_factory=dict)  # of a batch, by name of the texts
    parts: dict[str, float] = field(default_factory=dict)  # shares of sentences out of passages, by name
    joined: float = 0.0  # share of plain texts put together
    layers: tuple[int, ...] = ()  # of the text encoder, whose mean states are read; none: its vector
    most: int = 12_000  # passages of one name, evenly chosen; reading them takes longest
    unmoved: float = 0.05  # rated sentences of at most this valence, either way, and no arousal have no mood
    unmoved_words: int = 6  # and at least so many words
    hidden: int = 512
    dropout: float = 0.7
    noise: float = 1.5  # beside entries of about 1
    smoothing: float = 0.05
    learning_rate: float = 1e-3
    weight_decay: float = 1e-2
    batch_size: int = 256
    steps: int = 2000
    seed: int = 0

    def __post_init__(self) -> None:
        at_least(self, 1, "most", "hidden", "steps", "unmoved_words")
        at_least(self, 2, "batch_size")
        at_least(self, 0, "seed", "joined", "noise", "smoothing", "learning_rate", "weight_decay", "unmoved")
        if not self.moods:
            raise ValueError('name moods and how music is called that has them: moods = {sad = "sad"}')
        lost = sorted({mood for mood in self.feels.values() if mood} - set(self.moods))
        if lost:
            raise ValueError(f"feels names {', '.join(lost)}, which is not among the moods")
