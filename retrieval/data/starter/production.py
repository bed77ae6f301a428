"""How kinds of music are usually recorded: the ranges from which a studio is drawn."""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True)
class Profile:
    """Ranges and shares (0 .. 1) of one way to record."""

    room_seconds: Range = (0.2, 1.8)
    wet: float = 0.6  # how much reverberation against what the piece asks for
    distance: Range = (0.0, 0.4)  # microphones: 0 close, 1 at the back of the room
    strip_db: float = 6.0  # how far equalisers are turned
    tone_db: float = 6.0
    compressor_share: float = 0.3
    expander_share: float = 0.3  # peaks brought out instead: instruments played with more contrast
    drive_share: float = 0.2
    modulation_share: float = 0.12
    echo_share: float = 0.12
    pump_share: float = 0.0
    bus_ratio: Range = (1.0, 1.7)
    limiter_db: Range = (-6.0, 4.0)  # how far the mix is pushed into the limiter
    ride_db: Range = (0.5, 3.0)  # slow swings of loudness
    loudness_db: Range = (-22.0, -9.0)
    noise_share: float = 0.03
    old_share: float = 0.03
    worn_share: float = 0.03  # an unsteady tape or turntable under an otherwise modern recording
    crowd_share: float = 0.0


PROFILES: dict[str, Profile] = {
    "studio": Profile(),
    "loud": Profile(
        (0.2, 1.2),
        0.5,
        compressor_share=0.6,
        drive_share=0.5,
        bus_ratio=(1.2, 4.0),
        limiter_db=(0.0, 9.0),
        loudness_db=(-14.0, -8.0),
    ),
    "live": Profile(
        (0.6, 2.8), 1.1, (0.2, 0.8), drive_share=0.3, bus_ratio=(1.0, 2.0), noise_share=0.2, crowd_share=0.85
    ),
    "acoustic": Profile(
        (0.25, 1.6),
        0.8,
        (0.05, 0.6),
        compressor_share=0.2,
        drive_share=0.05,
        modulation_share=0.02,
        echo_share=0.02,
        bus_ratio=(1.0, 1.4),
        limiter_db=(-8.0, 0.0),
        ride_db=(1.0, 4.0),
        loudness_db=(-28.0, -14.0),
        old_share=0.06,
    ),
    "orchestral": Profile(
        (1.2, 4.0),
        1.4,
        (0.3, 1.0),
        compressor_share=0.0,
        drive_share=0.0,
        modulation_share=0.0,
        echo_share=0.0,
        bus_ratio=(1.0, 1.0),
        limiter_db=(-10.0, -4.0),
        ride_db=(1.5, 6.0),
        loudness_db=(-30.0, -16.0),
        strip_db=4.0,
        old_share=0.06,
    ),
    "electronic": Profile(
        (0.3, 4.0),
        0.7,
        (0.0, 0.4),
        compressor_share=0.35,
        drive_share=0.35,
        modulation_share=0.2,
        echo_share=0.3,
        pump_share=0.4,
        bus_ratio=(1.0, 2.2),
        limiter_db=(-4.0, 6.0),
        loudness_db=(-16.0, -8.0),
    ),
    "spacious": Profile(
        (2.5, 6.0), 1.8, (0.2, 1.0), echo_share=0.4, modulation_share=0.25, loudness_db=(-28.0, -13.0)
    ),
    "dry": Profile((0.1, 0.5), 0.25, (0.0, 0.15), compressor_share=0.6),
    "lo-fi": Profile(
        (0.2, 1.2),
        0.6,
        drive_share=0.6,
        tone_db=9.0,
        noise_share=0.8,
        old_share=0.5,
        worn_share=0.8,
        bus_ratio=(1.2, 3.5),
    ),
}

# What a tag promises is never produced away: these keep their own way of recording, and lend it to nobody.
PROMISED = frozenset({"lo-fi", "live"})


def profile_named(production: str) -> Profile:
    """The profile that a piece's production asks for."""
    if production not in PROFILES:
        choices = ", ".join(sorted(PROFILES))
        raise ValueError(f"There is no production {production!r}; a style may ask for one of: {choices}.")
    return PROFILES[production]
