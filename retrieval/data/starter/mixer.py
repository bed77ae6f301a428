"""A piece becomes stems: every part goes to the player of its instrument, then takes its place and level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.drum_machine import play_machine
from retrieval.data.starter.fm import FM_KINDS, play_chip, play_fm
from retrieval.data.starter.guitar_amp import amplify
from retrieval.data.starter.instruments import AMP_INPUT, INSTRUMENTS
from retrieval.data.starter.notebank import NoteBank
from retrieval.data.starter.patches import KINDS
from retrieval.data.starter.sampled import play_kit, play_sampled
from retrieval.data.starter.score import Part, Piece
from retrieval.data.starter.stems import Stem, balance, mix, panned
from retrieval.data.starter.synth import play_synth
from retrieval.data.starter.textures import TEXTURES, play_texture
from retrieval.data.starter.voices import sing

_FADE_SECONDS = 0.4
# Ways of recording where players, not machines, make the loudness: how far it swells together, in dB.
_SWELL_DB = {"orchestral": (2.0, 10.0), "acoustic": (1.0, 7.0), "live": (0.0, 5.0), "spacious": (0.0, 6.0)}
_SWELL_SECONDS = (1.5, 6.0)


class UnknownInstrumentError(Exception):
    """A part asks for an instrument that no player knows."""


@dataclass(frozen=True)
class Stage:
    """What all parts share: the rate, the channels of a stem, the note banks that sampled parts choose from.

    Without a bank only synthesised parts can play.
    """

    sample_rate: int
    banks: tuple[NoteBank, ...] = ()
    channels: int = 2
    held_out: bool = False

    def bank(self, rng: np.random.Generator) -> NoteBank:
        """The note bank for one part."""
        if not self.banks:
            raise UnknownInstrumentError("This part plays a soundfont; give the renderer a note bank.")
        return self.banks[int(rng.integers(len(self.banks)))]


def play(part: Part, piece: Piece, stage: Stage, rng: np.random.Generator) -> np.ndarray:
    """One part, dry, at the level its player happens to have: float32 [1 or 2, N]."""
    instrument = INSTRUMENTS.get(part.instrument)
    if instrument is None:
        raise UnknownInstrumentError(
            f"No player knows the instrument {part.instrument!r}; the names are in instruments.py."
        )
    seconds, rate, held_out = piece.duration_seconds, stage.sample_rate, stage.held_out
    name = instrument.name
    if instrument.source == "soundfont":
        return play_sampled(part, seconds, stage.bank(rng), rng)
    if instrument.source == "drumkit":
        return play_kit(part, seconds, stage.bank(rng), rng)
    if instrument.source == "amp":
        clean = Part(AMP_INPUT[name], part.role, part.notes, articulation=part.articulation)
        return amplify(play_sampled(clean, seconds, stage.bank(rng), rng), name, rate, rng, held_out)
    if instrument.source == "drum_machine":
        return play_machine(part, seconds, rate, rng, held_out)
    if instrument.source == "voice":
        return sing(part.notes, name, rate, rng)[None]
    if name in FM_KINDS:
        return play_fm(part, piece, rate, rng, held_out)
    if name in TEXTURES or name == "sirens":
        return play_texture(part, seconds, rate, rng)
    if name in KINDS:
        return play_synth(part, piece, rate, rng, held_out)
    return play_chip(part, piece, rate, rng)


def _fitted(sound: np.ndarray, samples: int) -> np.ndarray:
    if sound.shape[1] < samples:
        return np.pad(sound, ((0, 0), (0, samples - sound.shape[1])))
    return sound[:, :samples]


def render_stems(piece: Piece, stage: Stage, rng: np.random.Generator) -> list[Stem]:
    """Every part of a piece as a dry stem at its arrangement's level: float32 [channels, N] each.

    Each part draws from a generator of its own, so that one part more does not change the others' sound.
    """
    samples = round(piece.duration_seconds * stage.sample_rate)
    fade = np.linspace(1, 0, min(samples, int(_FADE_SECONDS * stage.sample_rate)), dtype=np.float32)
    swell = _swell(piece, samples, stage.sample_rate, rng)
    stems: list[Stem] = []
    for part, own in zip(piece.parts, rng.spawn(len(piece.parts)), strict=True):
        if not part.notes:
            continue
        sound = _fitted(play(part, piece, stage, own), samples)
        sound = sound.mean(0, keepdims=True) if stage.channels == 1 else panned(sound, part.pan)
        sound[:, samples - len(fade) :] *= fade
        stems.append(balance(Stem(part, sound * swell), stage.sample_rate))
    return stems


def _swell(piece: Piece, samples: int, sample_rate: int, rng: np.random.Generator) -> np.ndarray:
    """A gain [samples] that all players share: the breath of an ensemble, a smooth random path in dB."""
    depth_db = rng.uniform(*_SWELL_DB.get(piece.production, (0.0, 2.0)))
    seconds = rng.uniform(*_SWELL_SECONDS)
    points = rng.uniform(-0.5, 0.5, int(piece.duration_seconds / seconds) + 3)
    times = np.arange(samples) / (sample_rate * seconds)
    path = np.interp(times, np.arange(len(points)), points)
    return (10 ** (depth_db * path / 20)).astype(np.float32)


def render(piece: Piece, stage: Stage, rng: np.random.Generator) -> np.ndarray:
    """A piece without any studio: the plain sum of its stems, float32 [channels, N]."""
    return mix(render_stems(piece, stage, rng))
