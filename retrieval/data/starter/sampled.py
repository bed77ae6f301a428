"""Sampled instruments: the notes of a part, taken from a note bank and placed in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.instruments import INSTRUMENTS
from retrieval.data.starter.notebank import NoteBank
from retrieval.data.starter.score import Note, Part

# Seconds in which a released note falls by 1/e, by family; what is not listed stops within 70 ms.
_RELEASE_SECONDS = {
    "piano": 0.09,
    "harp": 0.5,
    "mallets": 0.4,
    "timpani": 0.5,
    "acoustic_guitar": 0.12,
    "strings": 0.12,
    "choir_pad": 0.2,
    "synth_pad": 0.35,
    "organ": 0.03,
    "sitar": 0.3,
    "ethnic_plucked": 0.3,
}
_DEFAULT_RELEASE_SECONDS = 0.07
_HOLD_SCALE = {"staccato": 0.55, "normal": 0.95, "legato": 1.06}
_SECTIONS = ("strings", "brass", "choir_pad")  # families that a section of players may double
_FIXED_TUNING = ("piano", "harpsichord", "organ", "mallets")
_BLOWN_OR_BOWED = (*_SECTIONS, "saxophone", "woodwind", "whistle", "fiddle", "accordion")
_LONG_NOTE_SECONDS = 0.5  # from here on a blown or bowed note swells and fades
# Chance that a player damps, and the seconds between which: soundfonts hold a string or let a cymbal ring for
# as long as it lasts, and a strummed chorus of them becomes a wall that no recording of a band shows.
_DAMPED = {
    "acoustic_guitar": (0.6, 0.1, 1.2),
    "electric_guitar": (0.7, 0.08, 1.0),
    "bass": (0.4, 0.15, 1.0),
    "banjo": (0.5, 0.08, 0.5),
}
_DAMPED_KIT = (0.6, 0.07, 0.6)
_UNDAMPED = (0.0, 1.0, 1.0)
_HATS = (42, 44, 46)
_OPEN_HAT = 46
_RING_SECONDS = 3.0


@dataclass(frozen=True)
class Player:
    """How one player of a part sounds: program, tuning in cents, lateness in seconds, gain, swell."""

    program: int
    kit: bool
    release_seconds: float
    cents: int = 0
    late_seconds: float = 0.0
    gain: float = 1.0
    swell: float = 0.0  # how much of a long note's loudness comes only towards its middle
    damping_seconds: float = np.inf  # in which a hand or a blanket brings a held note down by 1/e


def add(buffer: np.ndarray, sound: np.ndarray, start: int) -> None:
    """Add `sound` [C, n] into `buffer` [C, N] from sample `start`; what falls outside is dropped."""
    begin = max(0, start)
    end = min(buffer.shape[1], start + sound.shape[1])
    if end > begin:
        buffer[:, begin:end] += sound[:, begin - start : end - start]


def choked(notes: tuple[Note, ...]) -> list[tuple[Note, float]]:
    """Each hit with the seconds it may ring: an open hi-hat is cut by the next hit on the same pair."""
    hats = sorted(note.start for note in notes if note.pitch in _HATS)
    rings: list[tuple[Note, float]] = []
    for note in notes:
        ring = _RING_SECONDS
        if note.pitch == _OPEN_HAT:
            later = int(np.searchsorted(hats, note.start + 1e-6))
            ring = min(ring, hats[later] - note.start) if later < len(hats) else ring
        rings.append((note, ring))
    return rings


def _place(buffer: np.ndarray, note: Note, start: float, hold: float, bank: NoteBank, player: Player) -> None:
    """One note into the buffer: held for `hold` seconds, then an exponential release."""
    rate, release = bank.sample_rate, player.release_seconds
    sound, gain = bank.note(
        player.program, note.pitch, note.velocity, hold + 4 * release, player.kit, player.cents
    )
    held = int(hold * rate)
    taken = sound[:, : held + int(4 * release * rate)] * np.float32(gain * player.gain)
    if player.swell > 0.0 and hold > _LONG_NOTE_SECONDS:
        sounding = min(held, taken.shape[1])
        arch = np.sin(np.linspace(0, 0.85 * np.pi, sounding, dtype=np.float32))
        taken[:, :sounding] *= np.float32(1 - player.swell) + np.float32(player.swell) * arch
        taken[:, sounding:] *= np.float32(1 - player.swell + player.swell * np.sin(0.85 * np.pi))
    if np.isfinite(player.damping_seconds):
        taken *= np.exp(
            np.arange(taken.shape[1], dtype=np.float32) * np.float32(-1 / (player.damping_seconds * rate))
        )
    tail = taken.shape[1] - held
    if tail > 0:
        taken[:, held:] *= np.exp(np.arange(tail, dtype=np.float32) * np.float32(-1 / (release * rate)))
    add(buffer, taken, round(start * rate))


def _damping(habit: tuple[float, float, float], rng: np.random.Generator) -> float:
    chance, low, high = habit
    seconds = low * (high / low) ** float(rng.random())
    return seconds if rng.random() < chance else float(np.inf)


def play_sampled(part: Part, seconds: float, bank: NoteBank, rng: np.random.Generator) -> np.ndarray:
    """A soundfont part, dry: float32 [channels of the bank, N].

    Timing wanders by a few milliseconds; sections of strings, brass and choir may be doubled by a second
    player, a little late and a little out of tune.
    """
    instrument = INSTRUMENTS[part.instrument]
    buffer = np.zeros((bank.channels, round(seconds * bank.sample_rate)), np.float32)
    release = _RELEASE_SECONDS.get(instrument.family, _DEFAULT_RELEASE_SECONDS) * float(rng.uniform(0.7, 1.6))
    cents = 0 if instrument.family in _FIXED_TUNING else int(rng.choice([0, 0, 0, -6, 6]))
    swell = float(rng.uniform(0.0, 0.7)) if instrument.family in _BLOWN_OR_BOWED else 0.0
    damping = _damping(_DAMPED.get(instrument.family, _UNDAMPED), rng)
    players = [Player(instrument.program, False, release, cents, swell=swell, damping_seconds=damping)]
    if instrument.family in _SECTIONS and rng.random() < 0.35:
        players.append(Player(instrument.program, False, release, cents - 6, 0.02, 0.8, swell))
    scale = _HOLD_SCALE.get(part.articulation, 0.95)
    for player in players:
        lateness = rng.normal(player.late_seconds, 0.004, len(part.notes))
        for note, late in zip(part.notes, lateness, strict=True):
            _place(buffer, note, note.start + late, max(0.04, note.duration * scale), bank, player)
    return buffer


def play_kit(part: Part, seconds: float, bank: NoteBank, rng: np.random.Generator) -> np.ndarray:
    """A drum kit part: every hit rings out, an open hi-hat until the next hi-hat: float32 [channels, N]."""
    buffer = np.zeros((bank.channels, round(seconds * bank.sample_rate)), np.float32)
    tuning = int(rng.choice([-60, 0, 0, 0, 60]))
    damping = _damping(_DAMPED_KIT, rng)
    player = Player(INSTRUMENTS[part.instrument].program, True, 0.03, tuning, damping_seconds=damping)
    lateness = rng.normal(0.0, 0.003, len(part.notes))
    for (note, ring), late in zip(choked(part.notes), lateness, strict=True):
        _place(buffer, note, note.start + late, ring, bank, player)
    return buffer
