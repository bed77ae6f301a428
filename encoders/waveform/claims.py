"""What a file claims to hold against what it does."""

from __future__ import annotations

from encoders.waveform.reports import AudioFileError, Problem
from encoders.waveform.sources import Source


def check_claim(source: Source) -> None:
    """Refuse a file whose header is a lie rather than a little off."""
    if source.facts.claimed_seconds is not None and source.facts.claimed_seconds > 1e7:
        raise AudioFileError(
            "lying_header", f"{source.facts.path} claims {source.facts.claimed_seconds:.0f} s"
        )


def closing_problem(source: Source, end_seconds: float | None, tolerance: float) -> Problem | None:
    """A `truncated` problem where the sound ended (at `end_seconds`, None: not reached) before its claim."""
    claimed = source.facts.claimed_seconds
    if end_seconds is not None and claimed is not None and end_seconds < claimed - tolerance:
        return Problem("truncated", f"heard {end_seconds:.1f} s of the {claimed:.1f} s it claims")
    return None
