"""Channel strips: what happens to one instrument before it meets the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.data.starter import effects
from retrieval.data.starter.chance import Chance
from retrieval.data.starter.effects import Band, Samples
from retrieval.data.starter.production import Profile

VOCAL_ROLES = ("voice", "speech")


@dataclass(frozen=True)
class Strip:
    """What happens to one instrument before the mix. Decibels, hertz; `reverb_send` is linear."""

    instrument: str
    gain_db: float
    bands: tuple[Band, ...]
    ratio: float  # over 1: compressor, under 1: expander
    threshold_db: float
    drive: float  # 0: clean
    shape: effects.Shape
    width: float
    reverb_send: float
    modulation: str  # "", chorus, flanger, phaser, tremolo
    modulation_hertz: float
    echo_wet: float

    def process(self, sound: Samples, sample_rate: int) -> Samples:
        """Tone, dynamics, colour, movement, width and level, in a desk's usual order; float32 [C, N]."""
        sound = effects.equalise(sound, sample_rate, self.bands)
        if self.ratio != 1.0:
            sound = effects.compress(sound, sample_rate, self.threshold_db, self.ratio)
        if self.drive > 0.0:
            sound = effects.saturate(sound, self.drive, self.shape)
        hertz = self.modulation_hertz
        if self.modulation == "chorus":
            sound = effects.chorus(sound, sample_rate, hertz, 0.003, 0.018, 0.7)
        elif self.modulation == "flanger":
            sound = effects.chorus(sound, sample_rate, hertz, 0.0015, 0.0025, 0.7)
        elif self.modulation == "phaser":
            sound = effects.phaser(sound, sample_rate, hertz, 0.8)
        elif self.modulation == "tremolo":
            sound = effects.tremolo(sound, sample_rate, 10.0 * hertz, 0.6)
        return effects.widen(sound, self.width) * np.float32(10.0 ** (self.gain_db / 20.0))


def draw_strip(
    chance: Chance, profile: Profile, instrument: str, role: str, wet: float, vocals_db: float
) -> Strip:
    """A strip for an instrument; `wet` 0 .. 1 is the reverberation that the piece asks for."""
    rng = chance.rng
    vocal = role in VOCAL_ROLES
    far = chance.uniform(*profile.distance)
    bands = [
        Band("low_shelf", chance.uniform(120.0, 300.0), chance.signed(profile.strip_db) - 2.0 * far),
        Band(
            "peak",
            float(np.exp(chance.uniform(np.log(250.0), np.log(5000.0)))),
            chance.signed(profile.strip_db),
            0.8,
        ),
        Band("high_shelf", chance.uniform(2500.0, 6000.0), chance.signed(profile.strip_db) - 3.0 * far),
    ]
    if role not in ("bass", "drums") and chance.happens(0.5):
        bands.append(Band("high_pass", chance.uniform(40.0, 160.0)))
    if vocal and profile.compressor_share > 0.0:
        # A close microphone hears the voice's presence and air, and is meant to.
        bands.append(Band("peak", chance.uniform(2200.0, 4500.0), chance.uniform(0.0, 5.0), 0.8))
        bands.append(Band("high_shelf", chance.uniform(5500.0, 8000.0), chance.uniform(0.0, 9.0)))
    # A tag promises that what it names can be heard: levels swing, but nothing disappears.
    gain = float(np.clip(rng.normal(vocals_db if vocal else 0.0, 2.0), -7.0, 9.0))
    modulation = ""
    if role not in ("drums", "bass", *VOCAL_ROLES) and chance.happens(profile.modulation_share):
        modulation = str(rng.choice(["chorus", "flanger", "phaser", "tremolo"]))
    compressor_share = max(profile.compressor_share, 0.85 * (vocal and profile.compressor_share > 0.2))
    ratio = 1.0
    if chance.happens(compressor_share):
        ratio = chance.uniform(1.3, 4.0)
    elif chance.happens(profile.expander_share):
        ratio = chance.uniform(0.6, 0.95)
    drive = chance.uniform(0.3, 2.5) if chance.happens(profile.drive_share) else 0.0
    # How wet it is follows what the piece asks for, since tags speak of it; the profile only leans on it.
    send = (0.4 + 0.6 * far) * (0.05 + 1.6 * wet**1.5) * chance.uniform(0.5, 1.3) * profile.wet**0.5
    return Strip(
        instrument=instrument,
        gain_db=gain,
        bands=tuple(bands),
        ratio=ratio,
        threshold_db=chance.uniform(-20.0, -6.0),
        drive=drive,
        shape="tube" if chance.happens(0.5) else "tape",
        width=chance.uniform(0.3, 1.4),
        reverb_send=send * (0.3 if role == "bass" else 1.0),
        modulation=modulation,
        modulation_hertz=chance.uniform(0.15, 1.0),
        echo_wet=chance.uniform(0.1, 0.45)
        if role not in ("drums", "bass") and chance.happens(profile.echo_share)
        else 0.0,
    )
