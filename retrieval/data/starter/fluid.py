"""A thin hold on libfluidsynth: one note in, its dry sound out.

FluidSynth is a C library from the system's packages; only rendering the starter corpus needs it.
Mixing is not done here: a note is played alone, so that it can be kept and placed many times.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PACKAGES = "espeak-ng fluidsynth fluid-soundfont-gm musescore-general-soundfont-small timgm6mb-soundfont"
_BLOCK_SAMPLES = 64  # FluidSynth computes in blocks of 64; whole blocks keep every note on the same grid
_FLUSH_BLOCKS = 4
_TASTE_BLOCKS = 16
_GAIN = 0.5
_PERCUSSION_CHANNEL = 128
_FINE_TUNE = 52  # number of the soundfont generator that detunes by cents


class SoundFontError(Exception):
    """FluidSynth or a soundfont is not there; says which packages bring it."""


@dataclass(frozen=True)
class SoundFont:
    """A General MIDI sound set: where Debian puts it, and whether only the test split may hear it."""

    name: str
    package: str
    path: Path
    held_out: bool = False


SOUNDFONTS = {
    font.name: font
    for font in (
        SoundFont("fluid", "fluid-soundfont-gm", Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")),
        SoundFont(
            "musescore",
            "musescore-general-soundfont-small",
            Path("/usr/share/sounds/sf3/MuseScore_General_Lite.sf3"),
        ),
        SoundFont("timgm", "timgm6mb-soundfont", Path("/usr/share/sounds/sf2/TimGM6mb.sf2"), held_out=True),
    )
}


def require() -> None:
    """Raise a SoundFontError that names every package to install, when any part is missing."""
    missing = [font.package for font in SOUNDFONTS.values() if not font.path.is_file()]
    if ctypes.util.find_library("fluidsynth") is None:
        missing.insert(0, "fluidsynth")
    # Voices would sing without it, but another corpus than the one that the seed stands for.
    if shutil.which("espeak-ng") is None:
        missing.insert(0, "espeak-ng")
    if missing:
        raise SoundFontError(
            f"Rendering needs {', '.join(missing)}, not found here; install with: "
            f"sudo apt-get install {PACKAGES}"
        )


def _library() -> ctypes.CDLL:
    name = ctypes.util.find_library("fluidsynth")
    if name is None:
        raise SoundFontError(f"libfluidsynth was not found; install it with: sudo apt-get install {PACKAGES}")
    library = ctypes.CDLL(name)
    pointer, text, whole, real = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_double
    library.new_fluid_settings.restype = pointer
    library.new_fluid_synth.restype = pointer
    library.fluid_settings_setnum.argtypes = [pointer, text, real]
    library.fluid_settings_setint.argtypes = [pointer, text, whole]
    library.new_fluid_synth.argtypes = [pointer]
    library.fluid_synth_sfload.argtypes = [pointer, text, whole]
    library.fluid_synth_program_select.argtypes = [pointer, whole, whole, whole, whole]
    library.fluid_synth_noteon.argtypes = [pointer, whole, whole, whole]
    library.fluid_synth_set_gen.argtypes = [pointer, whole, whole, ctypes.c_float]
    library.fluid_synth_all_sounds_off.argtypes = [pointer, whole]
    library.fluid_synth_write_float.argtypes = [pointer, whole, pointer, whole, whole, pointer, whole, whole]
    library.delete_fluid_synth.argtypes = [pointer]
    library.delete_fluid_settings.argtypes = [pointer]
    return library


class FluidSynth:
    """One soundfont, loaded once, played a note at a time without reverb or chorus."""

    def __init__(self, font: SoundFont, sample_rate: int) -> None:
        if not font.path.is_file():
            raise SoundFontError(
                f"The soundfont {font.path} is missing; install it with: sudo apt-get install {font.package}"
            )
        self._library = library = _library()
        self._settings = settings = library.new_fluid_settings()
        for key, number in ((b"synth.sample-rate", float(sample_rate)), (b"synth.gain", _GAIN)):
            library.fluid_settings_setnum(settings, key, number)
        # 256 channels give every program and every kit its own, so that no preset is ever unloaded.
        for key, value in (
            (b"synth.reverb.active", 0),
            (b"synth.chorus.active", 0),
            (b"synth.dynamic-sample-loading", 1),
            (b"synth.midi-channels", 256),
        ):
            library.fluid_settings_setint(settings, key, value)
        self._synth = library.new_fluid_synth(settings)
        self._font_id = library.fluid_synth_sfload(self._synth, str(font.path).encode(), 0)
        if self._font_id < 0:
            raise SoundFontError(f"FluidSynth cannot read {font.path}; reinstall the package {font.package}.")
        self._chosen: set[int] = set()

    def note(
        self, program: int, pitch: int, velocity: int, samples: int, kit: bool = False, cents: float = 0.0
    ) -> np.ndarray:
        """A key held for `samples` samples: float32 [2, samples]. A kit that the font lacks becomes kit 0."""
        channel = program + (_PERCUSSION_CHANNEL if kit else 0)
        if channel not in self._chosen:
            bank = 128 if kit else 0
            select = self._library.fluid_synth_program_select
            if select(self._synth, channel, self._font_id, bank, program) != 0:
                select(self._synth, channel, self._font_id, bank, 0)
            self._chosen.add(channel)
        blocks = -(-samples // _BLOCK_SAMPLES) * _BLOCK_SAMPLES
        self._library.fluid_synth_set_gen(self._synth, channel, _FINE_TUNE, cents)
        # A voice's first samples still know the filter of whatever it played before; the second time it
        # has played this very note before.
        self._strike(channel, pitch, velocity, _TASTE_BLOCKS * _BLOCK_SAMPLES)
        return self._strike(channel, pitch, velocity, blocks)[:, :samples]

    def _strike(self, channel: int, pitch: int, velocity: int, samples: int) -> np.ndarray:
        self._library.fluid_synth_noteon(self._synth, channel, pitch, velocity)
        sound = self._write(samples)
        # The voice leaves with the next blocks only; left there, it would sound into the following note.
        self._library.fluid_synth_all_sounds_off(self._synth, channel)
        self._write(_FLUSH_BLOCKS * _BLOCK_SAMPLES)
        return sound

    def _write(self, samples: int) -> np.ndarray:
        sound = np.zeros((2, samples), np.float32)
        left, right = sound[0].ctypes.data, sound[1].ctypes.data
        self._library.fluid_synth_write_float(self._synth, samples, left, 0, 1, right, 0, 1)
        return sound

    def close(self) -> None:
        """Free the C library's memory; the object is of no use afterwards."""
        if self._synth:
            self._library.delete_fluid_synth(self._synth)
            self._library.delete_fluid_settings(self._settings)
            self._synth = None
