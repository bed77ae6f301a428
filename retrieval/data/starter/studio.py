"""The studio: draws how a piece is recorded, mixed, mastered and passed on, and does it.

Real recordings of one genre share a way of being produced, but production must never decide a genre alone: a
quarter of all pieces are produced as another kind of music would be. A held-out studio draws from the ends
of ranges that training never reaches.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from retrieval.data.starter import effects
from retrieval.data.starter.chance import Chance
from retrieval.data.starter.codec import Codec, round_trip
from retrieval.data.starter.effects import Band, Samples
from retrieval.data.starter.production import PROFILES, PROMISED, Profile, profile_named
from retrieval.data.starter.rooms import NoiseKind, Room, noise
from retrieval.data.starter.score import Piece
from retrieval.data.starter.stems import Stem
from retrieval.data.starter.strips import VOCAL_ROLES, Strip, draw_strip

_MP3_KILOBITS = (24, 32, 40, 48, 56, 64, 80, 96, 112)
_MISMATCH_SHARE = 0.25
_WORKING_LEVEL_DB = -20.0  # loudness at which effects are driven, whatever came in


@dataclass(frozen=True)
class Studio:
    """Every choice of one production; `process` has no other source of chance."""

    profile: str
    strips: tuple[Strip, ...]
    room: Room
    echo_seconds: float
    echo_feedback: float
    pump_depth: float
    beat_seconds: float
    bands: tuple[Band, ...]  # tone of the whole mix
    bus_ratio: float
    bus_threshold_db: float
    bus_drive: float
    ride_db: float  # how far loudness wanders over several seconds
    cents: float
    wow_cents: float
    wow_hertz: float
    flutter_cents: float
    noises: tuple[tuple[NoiseKind, float], ...]  # kind and dB below the music
    bandwidth: tuple[Band, ...]  # what the medium lets through
    crush: float  # distortion of the medium itself; 0 for none
    limiter_db: float
    loudness_db: float
    codec: Codec | None
    noise_seed: int

    @staticmethod
    def draw(rng: np.random.Generator, piece: Piece, held_out: bool = False) -> Studio:
        """Chooses everything for one piece."""
        return _draw(rng, piece, held_out)

    def describe(self) -> dict[str, Any]:
        """The choices as plain JSON values, for a manifest."""
        return asdict(self)

    def process(self, stems: list[Stem], sample_rate: int, channels: int = 2) -> Samples:
        """Mixes dry stems of equal length into a finished recording: float32 [channels, N], peak below 1."""
        if not stems:
            raise ValueError("The studio has nothing to mix: the list of stems is empty.")
        strips = {strip.instrument: strip for strip in self.strips}
        count = max(np.shape(stem.samples)[-1] for stem in stems)
        dry = np.zeros((channels, count), dtype=np.float32)
        sent = np.zeros_like(dry)
        for stem in stems:
            strip = strips.get(stem.part.instrument)
            sound = _with_channels(np.atleast_2d(stem.samples), channels)
            if strip is None or not np.any(sound):
                dry[:, : sound.shape[1]] += sound
                continue
            sound = self._through(sound, strip, stem.part.role, sample_rate)
            dry[:, : sound.shape[1]] += sound
            sent[:, : sound.shape[1]] += np.float32(strip.reverb_send) * sound
        if np.any(sent):
            dry += effects.reverberate(sent, self.room.impulse(sample_rate, channels), 1.0) - sent
        return self._master(dry, sample_rate)

    def _through(self, sound: Samples, strip: Strip, role: str, sample_rate: int) -> Samples:
        sound = strip.process(sound, sample_rate)
        if strip.echo_wet > 0.0:
            sound = effects.echo(sound, sample_rate, self.echo_seconds, self.echo_feedback, strip.echo_wet)
        if self.pump_depth > 0.0 and role not in ("drums", *VOCAL_ROLES):
            sound = effects.pump(sound, sample_rate, self.beat_seconds, self.pump_depth)
        return sound

    def _master(self, mix: Samples, sample_rate: int) -> Samples:
        rng = np.random.default_rng(self.noise_seed)
        mix = _at_loudness(mix, sample_rate, _WORKING_LEVEL_DB)
        mix = effects.equalise(mix, sample_rate, self.bands)
        if self.bus_ratio > 1.0:
            mix = effects.compress(mix, sample_rate, self.bus_threshold_db, self.bus_ratio, 0.02, 0.25)
        if self.bus_drive > 0.0:
            mix = effects.saturate(mix, self.bus_drive, "tape")
        mix = effects.ride(mix, sample_rate, self.ride_db, rng)
        if self.cents:
            mix = effects.respeed(mix, sample_rate, self.cents)
        if self.wow_cents:
            mix = effects.wow(mix, sample_rate, self.wow_hertz, self.wow_cents, self.flutter_cents)
        mix = _at_loudness(mix, sample_rate, _WORKING_LEVEL_DB)
        for kind, below_db in self.noises:
            level = np.float32(10.0 ** ((_WORKING_LEVEL_DB - below_db) / 20.0))
            mix = mix + level * noise(kind, mix.shape[1], sample_rate, rng)
        if self.crush > 0.0:
            mix = effects.saturate(mix, self.crush, "tube")
        mix = effects.equalise(mix, sample_rate, self.bandwidth)
        # Pushed into the limiter first and set to its loudness after, as far as peaks allow: the loudness
        # war is heard at any volume.
        mix = effects.limit(_at_loudness(mix, sample_rate, -18.0), sample_rate, drive_db=self.limiter_db)
        mix = _at_loudness(mix, sample_rate, self.loudness_db)
        mix = mix * np.float32(min(1.0, 0.98 / (float(np.abs(mix).max()) + 1e-9)))
        if self.codec is not None:
            mix = np.clip(round_trip(mix, sample_rate, self.codec), -1.0, 1.0)
        return np.asarray(mix, dtype=np.float32)


def _with_channels(sound: Samples, channels: int) -> Samples:
    if len(sound) == channels:
        return sound
    return sound.mean(axis=0, keepdims=True) if channels == 1 else np.repeat(sound[:1], channels, axis=0)


def _at_loudness(mix: Samples, sample_rate: int, loudness_db: float) -> Samples:
    now = effects.loudness_db(mix, sample_rate)
    return mix if now < -100.0 else mix * np.float32(10.0 ** ((loudness_db - now) / 20.0))


def _draw(rng: np.random.Generator, piece: Piece, held_out: bool) -> Studio:
    chance = Chance(rng, held_out)
    name, profile = piece.production, profile_named(piece.production)
    if name not in PROMISED and chance.happens(_MISMATCH_SHARE):
        name = str(rng.choice(sorted(set(PROFILES) - PROMISED)))
        profile = PROFILES[name]
    wet = piece.parameters.get("reverb", 0.4)
    low, high = profile.room_seconds
    seconds = low * (high / low) ** chance.split(0.0, 1.0)
    instruments = sorted({part.instrument: part.role for part in piece.parts}.items())
    # On most records the voice stands in front of everything else; on some it sinks into the mix.
    vocals_db = rng.normal(3.5, 3.0)
    strips = tuple(
        draw_strip(chance, profile, instrument, role, wet, vocals_db) for instrument, role in instruments
    )
    old = chance.happens(profile.old_share)
    worn = old or chance.happens(profile.worn_share)
    return Studio(
        profile=name,
        strips=strips,
        room=Room(
            seconds=seconds,
            damping=chance.uniform(0.2, 1.0),
            before_seconds=chance.uniform(0.0, 0.03) * min(seconds, 1.5),
            reflections=int(rng.integers(2, 12)),
            seed=int(rng.integers(2**31)),
        ),
        echo_seconds=60.0 / piece.tempo_bpm * float(rng.choice([0.5, 0.75, 1.0])),
        echo_feedback=chance.uniform(0.2, 0.6),
        pump_depth=chance.uniform(0.3, 0.9) if chance.happens(profile.pump_share) else 0.0,
        beat_seconds=60.0 / piece.tempo_bpm,
        bands=_tone(chance, profile.tone_db),
        bus_ratio=chance.uniform(*profile.bus_ratio),
        bus_threshold_db=chance.uniform(-16.0, -4.0),
        bus_drive=chance.uniform(0.3, 2.0) if chance.happens(profile.drive_share) else 0.0,
        ride_db=chance.uniform(*profile.ride_db),
        cents=chance.signed(50.0) if chance.happens(0.6) else 0.0,
        wow_cents=chance.uniform(3.0, 25.0) if worn else 0.0,
        wow_hertz=chance.uniform(0.4, 1.6),
        flutter_cents=chance.uniform(0.5, 5.0) if worn else 0.0,
        noises=_noises(chance, profile, old),
        bandwidth=_bandwidth(chance, old),
        crush=chance.uniform(1.0, 6.0) if old and chance.happens(0.4) else 0.0,
        limiter_db=chance.uniform(*profile.limiter_db),
        loudness_db=chance.uniform(*profile.loudness_db),
        codec=_codec(chance),
        noise_seed=int(rng.integers(2**31)),
    )


def _tone(chance: Chance, decibels: float) -> tuple[Band, ...]:
    """The colour of a whole recording: a tilt, and a few broad bumps."""
    tilt = chance.signed(decibels)
    bumps = [
        Band(
            "peak",
            float(np.exp(chance.uniform(np.log(80.0), np.log(8000.0)))),
            chance.rng.normal(0.0, 2.5),
            0.7,
        )
        for _ in range(3)
    ]
    return (Band("low_shelf", 350.0, -tilt), Band("high_shelf", 1800.0, tilt), *bumps)


def _noises(chance: Chance, profile: Profile, old: bool) -> tuple[tuple[NoiseKind, float], ...]:
    """A faint floor for most recordings, a strong one for old ones."""
    kinds: list[tuple[NoiseKind, float]] = []
    if chance.happens(profile.crowd_share):
        kinds.append(("crowd", chance.uniform(8.0, 28.0)))
    if chance.happens(0.7):
        kinds.append(("room" if chance.happens(0.5) else "hiss", chance.uniform(38.0, 75.0)))
    if chance.happens(0.1):
        kinds.append(("hum", chance.uniform(35.0, 60.0)))
    if old or chance.happens(profile.noise_share):
        kinds.append(("hiss", chance.uniform(18.0, 40.0)))
        if chance.happens(0.6):
            kinds.append(("crackle", chance.uniform(18.0, 38.0)))
        if chance.happens(0.3):
            kinds.append(("rumble", chance.uniform(15.0, 35.0)))
    return tuple(kinds)


def _bandwidth(chance: Chance, old: bool) -> tuple[Band, ...]:
    if old:
        low, high = chance.uniform(80.0, 350.0), chance.uniform(2800.0, 7000.0)
        return (Band("high_pass", low), Band("low_pass", high), Band("low_pass", high))
    bands = []
    if chance.happens(0.25):
        bands.append(Band("high_pass", chance.uniform(20.0, 90.0)))
    if chance.happens(0.25):
        bands += [Band("low_pass", chance.uniform(6500.0, 13000.0))] * 2
    return tuple(bands)


def _codec(chance: Chance) -> Codec | None:
    if not chance.happens(0.3):
        return None
    # Counted down from the top of the range, so that the held-out end is the worst.
    kilobits = round(112.0 - chance.split(0.0, 88.0))
    if chance.happens(0.5):
        return Codec("mp3", min(_MP3_KILOBITS, key=lambda step: abs(step - kilobits)))
    return Codec("opus" if chance.happens(0.6) else "aac", kilobits)
