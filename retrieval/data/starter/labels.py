"""The tags of a composed piece, each by a written rule that follows from what was composed.

A rule answers True, False or None. None means "neither": a value between two thresholds, where listeners would
disagree; training and evaluation leave such a tag out for that piece.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from retrieval.data.starter.instruments import INSTRUMENTS
from retrieval.data.starter.score import Piece
from retrieval.data.starter.styles import STYLES
from retrieval.data.starter.theory import BRIGHT_MODES

CATEGORIES = ("genre", "instrument", "voice", "mood", "tempo", "energy", "texture", "production", "activity")


@dataclass(frozen=True)
class Facts:
    """What the rules look at. `share` is the part of the piece's time in which each instrument family sounds."""

    piece: Piece
    genres: frozenset[str]
    themes: frozenset[str]
    share: dict[str, float]
    instruments: frozenset[str]
    onsets_per_second: float  # of everything but drums, chords counted once
    players: int  # distinct instruments that sound for at least a tenth of the time
    voices_at_once: float  # pitched notes sounding together, on average
    is_bright: bool
    loudness: float  # 0 .. 1: dynamics, intensity of what is heard, drums and distortion together
    pace: float  # 0 .. 1: tempo and note rate together

    def __getattr__(self, name: str) -> float:
        try:
            return self.piece.parameters[name]
        except KeyError:
            raise AttributeError(name) from None


Answer = bool | None
Test = Callable[[Facts], Answer]


@dataclass(frozen=True)
class Rule:
    """A tag, its category, what it means in words, and the test that decides."""

    tag: str
    category: str
    meaning: str
    test: Test


def facts_of(piece: Piece) -> Facts:
    """The facts of a piece that the rules need."""
    style = STYLES[piece.style]
    share: dict[str, float] = {}
    spans: dict[str, float] = {}
    onsets: set[int] = set()
    sounding = 0.0
    for part in piece.parts:
        family = INSTRUMENTS[part.instrument].family
        covered = np.zeros(max(1, int(piece.duration_seconds * 4)), dtype=bool)
        for note in part.notes:
            tail = 1.0 if INSTRUMENTS[part.instrument].decays else 0.0
            covered[int(note.start * 4) : int((note.start + note.duration + tail) * 4) + 1] = True
        spans[part.instrument] = max(spans.get(part.instrument, 0.0), float(covered.mean()))
        share[family] = max(share.get(family, 0.0), float(covered.mean()))
        if part.role not in ("drums", "effect", "speech"):
            onsets.update(int(note.start * 12) for note in part.notes)
            sounding += sum(note.duration for note in part.notes)
    heard = [(s.end - s.start, s.intensity) for s in piece.sections]
    intensity = sum(t * i for t, i in heard) / max(1e-6, sum(t for t, _ in heard))
    p = piece.parameters
    rate = len(onsets) / piece.duration_seconds
    drummed = share.get("drums", 0.0) + share.get("drum_machine", 0.0) > 0.4
    loudness = 0.45 * p["dynamics"] + 0.2 * intensity + 0.15 * drummed + 0.2 * p["distortion"]
    pace = 0.55 * np.clip(np.log2(piece.tempo_bpm / 55.0) / 1.7, 0, 1) + 0.45 * np.clip(rate / 9.0, 0, 1)
    return Facts(
        piece=piece,
        genres=frozenset(style.genres.split(",")),
        themes=frozenset(filter(None, style.themes.split(","))),
        share=share,
        instruments=frozenset(spans),
        onsets_per_second=rate,
        players=sum(span >= 0.1 for span in spans.values()),
        voices_at_once=sounding / piece.duration_seconds,
        is_bright=piece.mode in BRIGHT_MODES,
        loudness=float(np.clip(loudness, 0, 1)),
        pace=float(pace),
    )


def _genre(tag: str) -> Rule:
    return Rule(tag, "genre", f"the style counts {tag} among its genres", lambda f: tag in f.genres)


def _plays(tag: str, families: str, category: str = "instrument", names: str = "") -> Rule:
    """True where one of the families (or named instruments) sounds for 15 % of the time, None down to silence."""
    of, called = families.split(), names.split()

    def test(f: Facts) -> Answer:
        heard = max([f.share.get(family, 0.0) for family in of], default=0.0)
        heard = 1.0 if f.instruments & set(called) else heard
        return True if heard >= 0.15 else None if heard > 0 else False

    words = ", ".join([*of, *called]).replace("_", " ")
    return Rule(tag, category, f"heard for at least 15 % of the time: {words}; undecided when heard for less", test)


def _level(tag: str, category: str, meaning: str, value: Callable[[Facts], float], low: float, high: float) -> Rule:
    """True from `high` up, False from `low` down, None between."""

    def test(f: Facts) -> Answer:
        x = value(f)
        return True if x >= high else False if x <= low else None

    return Rule(tag, category, f"{meaning}; yes from {high:g} up, no from {low:g} down", test)


def _near(f: Facts, **centre: float) -> float:
    """1 minus the largest distance of the mood from a centre; 1 is right there, 0 is far."""
    return 1.0 - max(abs(getattr(f, name) - at) for name, at in centre.items())


def _least(*values: float) -> float:
    return min(values)


_GENRES = """classical,electronic,pop,rock,jazz,folk,hip-hop,metal,soundtrack,blues,country,funk,soul,reggae,latin,world,
ambient,techno,house,trance,drum and bass,downtempo,idm,industrial,synth-pop,chiptune,dubstep,dance,disco,lo-fi beats,trap,
baroque,renaissance,early music,chamber,orchestral,opera,choral,solo piano,solo guitar,minimal,
indie,alternative,hard rock,heavy metal,punk,classic rock,progressive,psychedelic,post-rock,ballad,singer-songwriter,
electropop,rnb,swing,bossa nova,celtic,march,waltz,lullaby,experimental""".replace("\n", "").split(",")

RULES: tuple[Rule, ...] = (
    *(_genre(tag) for tag in _GENRES),
    _plays("piano", "piano"),
    _plays("electric piano", "electric_piano"),
    _plays("organ", "organ"),
    _plays("harpsichord", "harpsichord"),
    _plays("accordion", "accordion"),
    _plays("acoustic guitar", "acoustic_guitar"),
    _plays("electric guitar", "electric_guitar distorted_guitar"),
    _plays("distorted guitar", "distorted_guitar"),
    _plays("bass guitar", "bass distorted_bass"),
    _plays("strings", "strings fiddle"),
    _plays("violin", "fiddle", names="violin"),
    _plays("cello", "", names="cello"),
    _plays("harp", "harp"),
    _plays("brass", "brass"),
    _plays("trumpet", "", names="trumpet muted_trumpet"),
    _plays("saxophone", "saxophone"),
    _plays("woodwind", "woodwind whistle"),
    _plays("flute", "whistle", names="flute piccolo pan_flute recorder shakuhachi"),
    _plays("mallets and bells", "mallets synth_bell"),
    _plays("synthesizer", "synth_lead synth_bass synth_pad synth_pluck synth_bell"),
    _plays("plucked folk instruments", "banjo sitar ethnic_plucked"),
    _plays("drums", "drums drum_machine percussion"),
    _plays("electronic drums", "drum_machine", names="kit_electronic kit_808"),
    _plays("vocals", "female_voice male_voice child_voice choir rap harsh_voice", "voice"),
    _plays("female vocals", "female_voice", "voice"),
    _plays("male vocals", "male_voice", "voice"),
    _plays("choir", "choir choir_pad", "voice"),
    _plays("opera voice", "", "voice", "opera_soprano opera_tenor"),
    _plays("spoken word", "spoken", "voice"),
    _plays("rap", "rap", "voice"),
    _plays("screaming", "harsh_voice", "voice"),
    Rule("no vocals", "voice", "no voice sings, raps or speaks; choir pads of keyboards leave it undecided",
         lambda f: not any(f.share.get(v) for v in ("female_voice", "male_voice", "child_voice", "choir", "rap", "harsh_voice", "spoken"))
         and (None if f.share.get("choir_pad") else True)),
    Rule("no drums", "instrument", "no drum kit, drum machine or percussion sounds",
         lambda f: not any(f.share.get(d) for d in ("drums", "drum_machine", "percussion", "timpani"))),
    Rule("guitar", "instrument", "any guitar sounds for at least 15 % of the time",
         lambda f: max(f.share.get(g, 0.0) for g in ("acoustic_guitar", "electric_guitar", "distorted_guitar")) >= 0.15),

    _level("calm", "mood", "low arousal and low tension: 1 - the larger of the two", lambda f: 1 - max(f.arousal, 0.9 * f.tension), 0.48, 0.6),
    _level("happy", "mood", "the smaller of valence and 1 - 0.6 x tension", lambda f: _least(f.valence, 1 - 0.6 * f.tension), 0.45, 0.62),
    _level("joyful", "mood", "the smaller of valence and arousal", lambda f: _least(f.valence, f.arousal + 0.05), 0.42, 0.58),
    _level("powerful", "mood", "the smaller of dominance and arousal + 0.15", lambda f: _least(f.dominance, f.arousal + 0.15), 0.48, 0.66),
    _level("epic", "mood", "powerful and not playful: dominance, arousal + 0.1, 1 - 0.5 x valence", lambda f: _least(f.dominance, f.arousal + 0.1, 1.15 - 0.5 * f.valence), 0.55, 0.72),
    _level("tense", "mood", "tension, felt less where valence is high", lambda f: f.tension - 0.3 * max(0, f.valence - 0.5), 0.42, 0.6),
    _level("sad", "mood", "the smaller of 1 - valence and 1 - arousal", lambda f: _least(1 - f.valence, 1.05 - f.arousal), 0.45, 0.6),
    _level("melancholic", "mood", "valence under the middle, arousal low, tension not high", lambda f: _least(1.05 - f.valence, 1.05 - f.arousal, 1.15 - f.tension), 0.45, 0.58),
    _level("tender", "mood", "low arousal, low dominance, low tension, valence not low", lambda f: _least(1 - f.arousal, 1 - f.dominance, 1 - f.tension, f.valence + 0.3), 0.42, 0.55),
    _level("nostalgic", "mood", "bittersweet: valence near .45, arousal near .3, tension low", lambda f: _least(_near(f, valence=0.45, arousal=0.3), 1.15 - f.tension), 0.6, 0.72),
    _level("solemn", "mood", "low arousal, dominance not low, valence not high", lambda f: _least(1 - f.arousal, f.dominance + 0.1, 1.1 - f.valence), 0.42, 0.55),
    _level("dark", "mood", "low valence and some tension", lambda f: _least(1 - f.valence, f.tension + 0.15), 0.45, 0.6),
    _level("dreamy", "mood", "low arousal, low dominance, much reverberation", lambda f: _least(1 - f.arousal, 1.1 - f.dominance, f.reverb + 0.2), 0.45, 0.58),
    _level("aggressive", "mood", "arousal, dominance and tension high, valence not high", lambda f: _least(f.arousal, f.dominance, f.tension + 0.1, 1.2 - f.valence), 0.45, 0.6),
    _level("romantic", "mood", "valence over the middle, arousal low, tension low", lambda f: _least(f.valence + 0.05, 1 - f.arousal, 1 - f.tension), 0.42, 0.56),
    _level("mysterious", "mood", "tension with low arousal", lambda f: _least(f.tension, 1 - f.arousal, 1.1 - f.valence), 0.42, 0.55),
    _level("playful", "mood", "valence and arousal over the middle, dominance low, detached notes", lambda f: _least(f.valence, f.arousal + 0.1, 1.05 - f.dominance, 1.1 - f.articulation), 0.42, 0.56),
    _level("triumphant", "mood", "valence, arousal and dominance all high", lambda f: _least(f.valence, f.arousal + 0.05, f.dominance), 0.45, 0.6),
    _level("relaxed", "mood", "pleasant calm: valence over the middle, arousal and tension low", lambda f: _least(f.valence + 0.1, 1 - f.arousal, 1 - f.tension), 0.45, 0.58),
    _level("scary", "mood", "much tension, low valence", lambda f: _least(f.tension, 1 - f.valence), 0.5, 0.66),
    _level("exciting", "mood", "high arousal with fast notes", lambda f: _least(f.arousal, f.pace + 0.25), 0.5, 0.66),
    _level("groovy", "mood", "syncopation with drums", lambda f: f.syncopation if f.share.get("drums", 0) + f.share.get("drum_machine", 0) > 0.3 else 0.0, 0.3, 0.45),
    _level("positive", "mood", "valence", lambda f: f.valence, 0.42, 0.58),
    _level("negative", "mood", "1 - valence", lambda f: 1 - f.valence, 0.42, 0.58),
    _level("high arousal", "mood", "arousal", lambda f: f.arousal, 0.42, 0.58),
    Rule("major key", "mood", "the mode has a major third", lambda f: None if f.piece.mode in ("atonal", "blues", "phrygian_dominant") else f.is_bright),

    _level("slow", "tempo", "1 - pace (tempo and note rate together)", lambda f: 1 - f.pace, 0.52, 0.66),
    _level("medium tempo", "tempo", "pace near the middle", lambda f: 1 - abs(f.pace - 0.47), 0.86, 0.93),
    _level("fast", "tempo", "pace (tempo and note rate together)", lambda f: f.pace, 0.5, 0.62),
    _level("quiet", "energy", "1 - loudness (dynamics, drums, distortion)", lambda f: 1 - f.loudness, 0.58, 0.7),
    _level("loud", "energy", "loudness (dynamics, drums, distortion)", lambda f: f.loudness, 0.48, 0.6),
    _level("energetic", "energy", "loudness and pace together", lambda f: 0.5 * f.loudness + 0.5 * f.pace, 0.45, 0.56),
    _level("low energy", "energy", "1 - loudness and pace together", lambda f: 1 - 0.5 * f.loudness - 0.5 * f.pace, 0.55, 0.68),

    Rule("solo", "texture", "one instrument alone", lambda f: f.players == 1),
    Rule("sparse", "texture", "under 2.2 onsets a second and under 4 notes at once",
         lambda f: True if f.onsets_per_second < 2.2 and f.voices_at_once < 4 else None if f.onsets_per_second < 3.5 else False),
    Rule("dense", "texture", "at least five instruments and seven onsets a second",
         lambda f: True if f.players >= 5 and f.onsets_per_second > 6 else None if f.players >= 4 and f.onsets_per_second > 4.5 else False),
    _level("legato", "texture", "joined notes", lambda f: f.articulation, 0.4, 0.65),
    _level("staccato", "texture", "detached notes", lambda f: 1 - f.articulation, 0.5, 0.66),
    _level("dissonant", "texture", "dissonance", lambda f: f.dissonance, 0.4, 0.62),
    _level("syncopated", "texture", "syncopation", lambda f: f.syncopation, 0.25, 0.42),
    _level("bright", "texture", "brightness of the sound", lambda f: f.brightness, 0.42, 0.6),
    Rule("acoustic", "texture", "every instrument is acoustic (electric bass allowed)",
         lambda f: not any(INSTRUMENTS[i].source in ("synth", "amp", "drum_machine") or INSTRUMENTS[i].family in
                           ("electric_guitar", "electric_piano", "synth_bass", "synth_lead", "synth_pad") for i in f.instruments)),
    Rule("ensemble", "texture", "at least four instruments", lambda f: f.players >= 4),

    Rule("lo-fi", "production", "recorded cheaply, or on tape", lambda f: f.piece.production == "lo-fi"),
    Rule("live", "production", "recorded before an audience", lambda f: f.piece.production == "live"),
    _level("distorted", "production", "distortion", lambda f: f.distortion, 0.2, 0.45),
    _level("reverberant", "production", "reverberation", lambda f: f.reverb, 0.35, 0.6),
    _level("dry", "production", "1 - reverberation", lambda f: 1 - f.reverb, 0.65, 0.8),

    _level("sleep", "activity", "very calm, quiet and slow", lambda f: _least(1 - f.arousal, 1 - f.tension, 1 - f.loudness, 1.1 - f.pace), 0.48, 0.62),
    _level("meditation", "activity", "calm, slow, no drums", lambda f: 0.0 if f.share.get("drums", 0) + f.share.get("drum_machine", 0) > 0.1 else _least(1 - f.arousal, 1 - f.tension, 1.1 - f.pace), 0.5, 0.64),
    _level("study", "activity", "gentle, steady, without words", lambda f: 0.0 if f.share.get("female_voice", 0) + f.share.get("male_voice", 0) + f.share.get("rap", 0) + f.share.get("harsh_voice", 0) > 0.1 else _least(1.1 - f.arousal, 1.05 - f.tension, 1 - f.loudness + 0.1), 0.48, 0.62),
    _level("workout", "activity", "energetic with drums", lambda f: (0.5 * f.loudness + 0.5 * f.pace) if f.share.get("drums", 0) + f.share.get("drum_machine", 0) > 0.4 else 0.0, 0.48, 0.6),
    _level("party", "activity", "joyful with drums", lambda f: _least(f.valence, f.arousal) if f.share.get("drums", 0) + f.share.get("drum_machine", 0) > 0.4 else 0.0, 0.42, 0.58),
    _level("chase scene", "activity", "fast, tense and powerful", lambda f: _least(f.arousal, f.tension + 0.05, f.pace + 0.2), 0.48, 0.62),
    _level("horror", "activity", "scary and not joyful, slow enough to wait", lambda f: _least(f.tension, 1 - f.valence, 1.2 - f.pace), 0.52, 0.68),
    _level("wedding", "activity", "romantic or solemn and pleasant", lambda f: _least(f.valence, 1 - f.tension, 1.15 - f.arousal), 0.5, 0.64),
    _level("love song", "activity", "romantic with a voice", lambda f: _least(f.valence + 0.1, 1 - f.arousal, 1 - f.tension) if f.share.get("female_voice", 0) + f.share.get("male_voice", 0) > 0.15 else 0.0, 0.45, 0.58),
    _level("background", "activity", "unobtrusive: quiet and not tense", lambda f: _least(1 - f.loudness, 1 - f.tension), 0.5, 0.62),
    _level("battle", "activity", "aggressive power with drums or brass", lambda f: _least(f.dominance, f.arousal, f.tension + 0.1) if f.share.get("drums", 0) + f.share.get("drum_machine", 0) + f.share.get("brass", 0) > 0.2 else 0.0, 0.5, 0.64),
    _level("funeral", "activity", "very sad, slow, solemn", lambda f: _least(1 - f.valence, 1 - f.arousal, 1.05 - f.pace), 0.52, 0.68),
)

# tag -> category, in the order of the vocabulary.
TAGS: dict[str, str] = {rule.tag: rule.category for rule in RULES}
TAG_RULES: dict[str, str] = {rule.tag: rule.meaning for rule in RULES}


def tags_of(piece: Piece) -> dict[str, bool | None]:
    """Every tag of the vocabulary for a piece: True, False, or None where the rule leaves it undecided."""
    facts = facts_of(piece)
    return {rule.tag: rule.test(facts) for rule in RULES}
