"""What a composed piece is: parts of timed notes, and the facts from which its labels follow.

The composer makes pieces, the renderer plays them, the labeller reads them; this file is all they share.
Times are in seconds from the piece's start, pitches are MIDI note numbers, velocities 1 to 127.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Note:
    """One sounding note. For a drum part, `pitch` is the General MIDI percussion key."""

    start: float
    duration: float
    pitch: int
    velocity: int
    syllable: str = ""  # what a sung or spoken part says on this note


@dataclass(frozen=True)
class Part:
    """One player: an instrument of `instruments.py`, its role in the arrangement, and its notes."""

    instrument: str
    role: str  # melody, bass, chords, pad, arpeggio, drums, counter, voice, speech, effect
    notes: tuple[Note, ...]
    gain_db: float = 0.0
    pan: float = 0.0  # -1 left .. 1 right
    articulation: str = "normal"  # staccato, normal, legato


@dataclass(frozen=True)
class Section:
    """A stretch of the form: intro, verse, chorus, bridge, break, build, drop, A, B, outro."""

    name: str
    start: float
    end: float
    intensity: float  # 0 .. 1


@dataclass(frozen=True)
class Piece:
    """A whole composed piece. `parameters` are the continuous choices the style's rules drew, in 0 .. 1
    unless the name carries a unit: density, register, dynamics, articulation, dissonance, swing, syncopation,
    brightness, distortion, reverb, complexity, valence, arousal."""

    piece_id: str
    style: str
    title: str
    artist: str
    seed: int
    duration_seconds: float
    tempo_bpm: float
    beats_per_bar: int
    tonic: int  # pitch class, 0 = C
    mode: str  # major, minor, dorian, mixolydian, phrygian, lydian, pentatonic, blues, harmonic_minor, atonal
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]
    production: str  # how it should sound recorded: studio, live, lo-fi, acoustic, electronic, orchestral ...
    parameters: dict[str, float] = field(default_factory=dict)
