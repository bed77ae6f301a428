"""The kinds of singer: ranges of body, phonation and delivery from which each person is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

Range = tuple[float, float]


@dataclass(frozen=True)
class Kind:
    """The ranges from which a singer of one kind is drawn; see `Folds` and `Throat` for units."""

    scale: Range
    tilt_db: Range = (-5.0, -1.0)
    breath: Range = (0.01, 0.06)
    ring_db: Range = (0.0, 4.0)
    width: Range = (0.8, 1.4)
    diction: Range = (0.5, 1.2)
    vibrato_cents: Range = (5.0, 45.0)
    vibrato_hertz: Range = (4.8, 6.4)
    vibrato_delay: Range = (0.15, 0.6)
    glide: Range = (0.03, 0.14)
    scoop_cents: Range = (0.0, 120.0)
    subharmonic: Range = (0.0, 0.06)
    roughness: Range = (0.0, 0.04)
    effort: Range = (0.4, 0.95)
    evenness: Range = (0.0, 0.5)  # how far dynamics are flattened, as by a compressor
    drive: Range = (0.0, 0.3)  # waveshaping of the finished voice
    singers: tuple[int, int] = (1, 1)
    said_share: float = 0.4  # how often syllables come from real speech instead of formant tables
    syllables: tuple[str, ...] = (
        "la",
        "na",
        "da",
        "doo",
        "oh",
        "ah",
        "hey",
        "ma",
        "lo",
        "shi",
        "to",
        "ya",
        "ray",
    )


_POP = Kind(
    (1.0, 1.1),
    tilt_db=(-4.0, 1.5),
    said_share=0.65,
    singers=(1, 2),
    evenness=(0.4, 0.9),
    drive=(0.1, 0.6),
    diction=(0.7, 1.4),
)
_CLASSICAL = Kind(
    (1.0, 1.1),
    ring_db=(4.0, 12.0),
    vibrato_cents=(25.0, 80.0),
    vibrato_delay=(0.0, 0.35),
    diction=(0.3, 0.9),
    evenness=(0.0, 0.2),
    drive=(0.0, 0.05),
    breath=(0.005, 0.02),
    effort=(0.35, 1.0),
)
# Heard in folk and rock as much as in art song: anything from a plain to a schooled delivery.
_PLAIN_OR_SCHOOLED = Kind(
    (1.0, 1.1),
    tilt_db=(-5.0, 0.5),
    ring_db=(0.0, 9.0),
    vibrato_cents=(8.0, 70.0),
    vibrato_delay=(0.0, 0.6),
    diction=(0.5, 1.2),
    evenness=(0.0, 0.7),
    drive=(0.0, 0.4),
    breath=(0.005, 0.06),
    said_share=0.55,
)
_OPERA = replace(
    _CLASSICAL, ring_db=(7.0, 15.0), vibrato_cents=(55.0, 120.0), effort=(0.6, 1.0), vibrato_delay=(0.0, 0.15)
)
_CHOIR = replace(
    _CLASSICAL,
    ring_db=(0.0, 5.0),
    vibrato_cents=(8.0, 40.0),
    singers=(4, 6),
    said_share=0.25,
    diction=(0.2, 0.7),
    syllables=("ah", "oh", "oo", "ah", "la", "a", "ky", "ri", "e", "san", "tus", "glo", "ria"),
)
_SPEECH = Kind((1.0, 1.0), vibrato_cents=(0.0, 3.0), glide=(0.06, 0.2), diction=(0.8, 1.4))
_HARSH = Kind(
    (0.8, 1.05),
    tilt_db=(-2.0, 3.0),
    breath=(0.2, 0.6),
    subharmonic=(0.3, 0.8),
    roughness=(0.3, 0.8),
    vibrato_cents=(0.0, 10.0),
    scoop_cents=(50.0, 300.0),
    evenness=(0.7, 1.0),
    drive=(0.8, 2.0),
    width=(1.2, 2.2),
    effort=(0.85, 1.0),
)
VOICES: dict[str, Kind] = {
    "female_soprano": replace(_CLASSICAL, scale=(1.14, 1.26), ring_db=(0.0, 6.0)),
    "female_alto": replace(_PLAIN_OR_SCHOOLED, scale=(1.06, 1.18)),
    "female_pop": replace(_POP, scale=(1.1, 1.24), breath=(0.02, 0.16)),
    "female_breathy": replace(
        _POP, scale=(1.1, 1.24), breath=(0.15, 0.5), tilt_db=(-8.0, -3.0), effort=(0.3, 0.6)
    ),
    "opera_soprano": replace(_OPERA, scale=(1.1, 1.24)),
    "male_pop": replace(_POP, scale=(0.96, 1.08), breath=(0.01, 0.1), subharmonic=(0.0, 0.18)),
    "male_tenor": replace(_PLAIN_OR_SCHOOLED, scale=(0.98, 1.08)),
    "male_baritone": replace(_PLAIN_OR_SCHOOLED, scale=(0.9, 1.02)),
    "male_bass": replace(_PLAIN_OR_SCHOOLED, scale=(0.84, 0.94)),
    "male_rock": replace(
        _POP,
        scale=(0.92, 1.08),
        tilt_db=(-3.0, 1.0),
        breath=(0.03, 0.2),
        subharmonic=(0.05, 0.35),
        roughness=(0.03, 0.3),
        drive=(0.4, 1.4),
        effort=(0.7, 1.0),
    ),
    "opera_tenor": replace(_OPERA, scale=(0.94, 1.06)),
    "child": Kind((1.28, 1.45), vibrato_cents=(0.0, 15.0), glide=(0.02, 0.08), breath=(0.03, 0.12)),
    "choir_mixed": _CHOIR,
    "choir_female": replace(_CHOIR, scale=(1.06, 1.24)),
    "choir_male": replace(_CHOIR, scale=(0.86, 1.04)),
    "whisper": replace(_SPEECH, scale=(0.95, 1.2), breath=(1.0, 1.6), effort=(0.5, 0.8)),
    "spoken_male": replace(_SPEECH, scale=(0.92, 1.06)),
    "spoken_female": replace(_SPEECH, scale=(1.08, 1.22)),
    "rap_male": replace(_POP, scale=(0.92, 1.06), vibrato_cents=(0.0, 3.0), diction=(1.0, 1.5)),
    "rap_female": replace(_POP, scale=(1.08, 1.2), vibrato_cents=(0.0, 3.0), diction=(1.0, 1.5)),
    "scream": replace(_HARSH, scale=(0.98, 1.25), scoop_cents=(0.0, 200.0)),
    "growl": _HARSH,
}
