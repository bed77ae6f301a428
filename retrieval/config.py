"""Every default of training and evaluation, once. The names are those of the TOML files in `configs`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

PrecisionName = Literal["auto", "fp32", "fp32_channels_last", "bf16", "bf16_channels_last"]
Range = tuple[float, float]
"""Lowest and highest."""


def at_least(config: Any, least: int, *names: str) -> None:
    for name in names:
        if not getattr(config, name) >= least:
            raise ValueError(f"{name} must be at least {least}, not {getattr(config, name)}")


@dataclass(frozen=True)
class EncoderChoice:
    """An audio encoder of the registry; `options` are fields of its Config (width, dropout ...)."""

    name: str = "short_chunk_resnet"
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DataConfig:
    """What is fed: frames kept on disk (cheap, augmented as frames) or waveforms (augmented as waveforms)."""

    domain: Literal["frames", "waveform"] = "frames"
    storage: Literal["uint8", "float16"] = "uint8"  # uint8: 0.6 dB steps, half the disk
    tags: tuple[str, ...] = ()  # none: every tag of the manifest
    tags_at_least: int = 1  # training tracks that a tag needs to be learned
    batch_size: int = 64
    chunks_per_track: int = 1  # draws of each training track in an epoch, each from a fresh place
    epoch_draws: int = 0  # 0: tracks x chunks_per_track; else this many draws an epoch
    valid_chunks: int = 4  # evenly spread over each validation track
    watch: tuple[str, ...] = ()  # manifests to measure on after every epoch, never to train on

    def __post_init__(self) -> None:
        at_least(self, 1, "tags_at_least", "batch_size", "chunks_per_track", "valid_chunks")
        at_least(self, 0, "epoch_draws")


@dataclass(frozen=True)
class Stage:
    """A stretch of training under one optimiser. `from_best` starts it from the best weights so far."""

    optimiser: Literal["adam", "adamw", "sgd"] = "adamw"
    learning_rate: float = 1e-3
    epochs: int = 30
    shape: Literal["constant", "one_cycle", "cosine"] = "one_cycle"
    weight_decay: float = 1e-4
    patience: int = 0  # epochs without a better validation before the stage ends; 0: never
    from_best: bool = False

    def __post_init__(self) -> None:
        at_least(self, 1, "epochs")
        at_least(self, 0, "learning_rate", "weight_decay", "patience")


@dataclass(frozen=True)
class TrainingConfig:
    """How the network is trained. `precision` auto: the fastest here by a measured probe."""

    precision: PrecisionName = "auto"
    gradient_clip: float = 5.0  # largest norm of the whole gradient; 0: none
    label_smoothing: float = 0.0  # targets 0 and 1 become e/2 and 1 - e/2
    average_decay: float = 0.0  # exponential average of the weights, per step; 0: the last weights
    select: str = "roc_auc"  # which validation figure picks the best epoch: one of which more is better


@dataclass(frozen=True)
class FrameAugmentation:
    """Chances and ranges of changes to log-mel frames, in dB; each is drawn per chunk.

    The defaults are wide on purpose: clean synthetic recordings must teach a network that hears real ones.
    """

    gain: float = 0.8
    gain_db: float = 12.0  # +- range
    equaliser: float = 0.7
    equaliser_db: float = 5.0  # standard deviation of a smooth random curve over the mels
    bandwidth: float = 0.3  # high-pass, low-pass, or both, with a random slope
    noise_floor: float = 0.3
    noise_floor_snr_db: Range = (5.0, 45.0)
    noise: float = 0.2  # frames of real noises added; needs noise_folder
    noise_snr_db: Range = (0.0, 30.0)
    noise_folder: str = ""
    reverberation: float = 0.3
    reverberation_seconds: Range = (0.2, 2.0)  # RT60
    dynamics: float = 0.5
    dynamics_factor: Range = (0.7, 1.7)  # of each band's distance from its mean level
    resample: float = 0.4  # pitch shift and time stretch, by resampling the picture
    pitch_semitones: float = 2.0
    stretch: float = 1.15
    time_masks: int = 1
    time_mask_seconds: float = 0.6
    frequency_masks: int = 1
    frequency_mask_mels: int = 16
    mixup: float = 0.0  # chance that a batch is mixed with itself shuffled
    mixup_alpha: float = 0.3


@dataclass(frozen=True)
class WaveformAugmentation:
    """The chain of the contrastive scheme: chances and ranges of changes to a waveform, drawn per chunk."""

    polarity: float = 0.8
    noise: float = 0.3
    noise_share: Range = (0.3, 0.5)  # of the noise's deviation in the music's
    gain: float = 0.2
    gain_db: Range = (-20.0, -1.0)
    filters: float = 0.8
    high_pass_hz: Range = (200.0, 1200.0)
    low_pass_hz: Range = (2200.0, 4000.0)
    delay: float = 0.5
    delay_ms: Range = (200.0, 500.0)
    pitch: float = 0.4
    pitch_semitones: float = 7.0
    reverberation: float = 0.3
    reverberation_amount: Range = (0.0, 100.0)


@dataclass(frozen=True)
class TaggerConfig:
    """Everything that `scripts.train tagger` needs; saved beside the bundle it makes."""

    seed: int = 0
    encoder: EncoderChoice = field(default_factory=EncoderChoice)
    data: DataConfig = field(default_factory=DataConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    frames: FrameAugmentation = field(default_factory=FrameAugmentation)
    waveform: WaveformAugmentation = field(default_factory=WaveformAugmentation)
    stages: tuple[Stage, ...] = (Stage(),)

    def __post_init__(self) -> None:
        at_least(self, 0, "seed")
        if not self.stages:
            raise ValueError("at least one [[stages]] is needed")


@dataclass(frozen=True)
class TextChoice:
    """A text encoder of the registry, and the sentences in which a query is read.

    `{}` stands for the query. The vectors of all templates are averaged in the joint space.
    """

    name: str = "sentence_transformer"
    options: dict[str, Any] = field(default_factory=dict)
    templates: tuple[str, ...] = ("{}",)

    def __post_init__(self) -> None:
        if not self.templates or not all("{}" in template for template in self.templates):
            raise ValueError("templates must be at least one sentence with {} in the place of the query")


@dataclass(frozen=True)
class CulturalChoice:
    """A cultural encoder of the registry, trained from listens; `options` are fields of its Config."""

    name: str = "matrix_factorization"
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SpaceConfig:
    """The two branches; the defaults are the published ones. `modality_dropout` is for `fused` alone."""

    song: Literal["acoustic", "cultural", "concatenated", "fused"] = "acoustic"
    hidden: int = 512
    dimension: int = 256
    dropout: float = 0.5
    modality_dropout: float = 0.2  # chance that a song loses its sound, and the same for its listeners

    def __post_init__(self) -> None:
        at_least(self, 1, "hidden", "dimension")
        if not 0 <= self.modality_dropout <= 0.5:
            raise ValueError(f"modality_dropout must be between 0 and 0.5, not {self.modality_dropout}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be from 0 to below 1, not {self.dropout}")


@dataclass(frozen=True)
class JointData:
    """What a joint space learns from. Its audio encoder is that of a tagger, and stays as it is.

    Tags of `held_out_tags` are never anchors and stand in no description, for zero-shot measurements: the
    tagger of `audio_bundle` must have been trained without them as well.
    """

    audio_bundle: str = "starter_tagger"  # a name or a folder
    tags: tuple[str, ...] = ()  # none: every tag of the manifest
    held_out_tags: tuple[str, ...] = ()
    tags_at_least: int = 1  # training tracks that a tag needs to be an anchor
    segments: int = 6  # of each song, evenly spread; training draws one, validation takes the mean
    batch_size: int = 128
    epoch_draws: int = 10_000
    wording: Literal["tags", "labels"] = "tags"  # labels: phrasings and descriptions made from them as well
    phrasings: int = 8  # other ways to say a tag, drawn for each tag once
    phrasing_share: float = 0.5  # how often a tag is said in one of them
    descriptions: int = 8  # of each song, drawn once
    description_share: float = 0.3  # how often a description of the song is the anchor instead of a tag

    def __post_init__(self) -> None:
        at_least(self, 1, "tags_at_least", "segments", "epoch_draws")
        at_least(self, 2, "batch_size")
        at_least(self, 0, "phrasings", "phrasing_share", "descriptions", "description_share")


@dataclass(frozen=True)
class ProjectionConfig:
    """The semantic projection beside an acoustic space, and the texts that it is learned from.

    Numbers called `of_...` are how much those texts count: all views of a tag together, all phrasings of a
    tag together, each wish, each caption.
    """

    share: float = 0.0  # of every score; 0: no projection
    width: float = 0.2  # of the kernel, as a difference of cosines
    ridge: float = 0.3
    landmarks: int = 1500
    views: tuple[str, ...] = ("{}", "{} music", "music with {}", "this song is {}")
    of_views: float = 1.0
    of_phrasings: float = 2.0
    of_wishes: float = 0.5
    of_captions: float = 0.1
    captions: str = ""  # a file of people's captions with aspects, in MusicCaps' layout

    def __post_init__(self) -> None:
        at_least(self, 0, "of_phrasings", "of_wishes", "of_captions")
        at_least(self, 1, "landmarks")
        if not 0 <= self.share < 1:
            raise ValueError(f"share must be from 0 to below 1, not {self.share}")
        for name in ("width", "ridge", "of_views"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, not {getattr(self, name)}")
        if not self.views or not all("{}" in view for view in self.views):
            raise ValueError("views must be at least one sentence with {} in the place of the tag")


@dataclass(frozen=True)
class TripletConfig:
    """Which triplets are drawn and how they are judged. `weighting` is for `balanced_weighted` alone."""

    sampler: Literal["random", "balanced", "balanced_weighted"] = "balanced_weighted"
    weighting: Literal["similarity", "inverse_density"] = "similarity"
    distance: Literal["cosine", "euclidean"] = "cosine"
    margin: float = 0.4
    negatives: int = 1  # drawn for each pair

    def __post_init__(self) -> None:
        at_least(self, 0, "margin")
        at_least(self, 1, "negatives")


@dataclass(frozen=True)
class JointTraining(TrainingConfig):
    """As for taggers, with defaults of its own: so small a network gains nothing from bfloat16."""

    precision: PrecisionName = "fp32"
    gradient_clip: float = 0.0
    select: str = "map"

    def __post_init__(self) -> None:
        if self.label_smoothing:
            raise ValueError("label_smoothing is for taggers: triplets have no targets to smooth")


@dataclass(frozen=True)
class JointConfig:
    """Everything that `scripts.train joint` needs; saved beside the bundle it makes."""

    seed: int = 0
    text: TextChoice = field(default_factory=TextChoice)
    cultural: CulturalChoice = field(default_factory=CulturalChoice)
    space: SpaceConfig = field(default_factory=SpaceConfig)
    data: JointData = field(default_factory=JointData)
    projection: ProjectionConfig = field(default_factory=ProjectionConfig)
    triplets: TripletConfig = field(default_factory=TripletConfig)
    training: JointTraining = field(default_factory=JointTraining)
    stages: tuple[Stage, ...] = (Stage("adam", 1e-4, 200, "constant", weight_decay=1e-4, patience=20),)

    def __post_init__(self) -> None:
        at_least(self, 0, "seed")
        if not self.stages:
            raise ValueError("at least one [[stages]] is needed")
