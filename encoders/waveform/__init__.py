"""Any audio file to mono float32 at a wanted sample rate, with a report of what was wrong with it.

`read` gives a span or all of a file, `read_chunks` equal pieces spread over it, `probe` what its header says.
All take wav, flac, mp3, ogg, opus, m4a (AAC and ALAC), aiff, wma and whatever else FFmpeg knows, with any
sample rate, channel count and bit depth. Damage is lived with and told; `AudioFileError` is raised only where
nothing can be heard, or where more is asked than `Limits` allow.
"""

from __future__ import annotations

from encoders.waveform.reading import probe, read, read_chunks
from encoders.waveform.reports import AudioFileError, Chunks, FileFacts, Limits, Problem, Recording

__all__ = [
    "AudioFileError",
    "Chunks",
    "FileFacts",
    "Limits",
    "Problem",
    "Recording",
    "probe",
    "read",
    "read_chunks",
]
