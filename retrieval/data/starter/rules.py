"""The written rule of each tag.

A rule answers True, False or None. None means "neither": a value between two thresholds, where listeners
would disagree; training and evaluation leave such a tag out for that piece.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from retrieval.data.starter.facts import Facts, is_major
from retrieval.data.starter.instruments import INSTRUMENTS

Answer = bool | None


@dataclass(frozen=True)
class Rule:
    """A tag, its category, what it means in words, and the test that decides."""

    tag: str
    category: str
    meaning: str
    test: Callable[[Facts], Answer]


_GENRES = """classical, electronic, pop, rock, jazz, folk, hip-hop, metal, soundtrack, blues, country, funk,
    soul, reggae, latin, world, ambient, techno, house, trance, drum and bass, downtempo, idm, industrial,
    synth-pop, chiptune, dubstep, dance, disco, trap, baroque, renaissance, medieval, early music, chamber,
    orchestral, opera, choral, sacred, solo piano, solo guitar, minimal, contemporary classical, indie,
    alternative, hard rock, heavy metal, punk, classic rock, progressive, psychedelic, post-rock, ballad,
    singer-songwriter, electropop, rnb, swing, bossa nova, celtic, march, waltz, lullaby, new age, chillout,
    experimental, oldies"""

# tag | category | instrument families, or instruments by name. Yes when one is heard for 15 % of the time.
_HEARD = """
    piano | instrument | piano
    electric piano | instrument | electric_piano
    organ | instrument | organ
    harpsichord | instrument | harpsichord
    accordion | instrument | accordion
    guitar | instrument | acoustic_guitar electric_guitar distorted_guitar
    acoustic guitar | instrument | acoustic_guitar
    electric guitar | instrument | electric_guitar distorted_guitar
    distorted guitar | instrument | distorted_guitar
    bass guitar | instrument | finger_bass pick_bass fretless_bass slap_bass distorted_bass
    double bass | instrument | upright_bass contrabass
    synth bass | instrument | synth_bass
    strings | instrument | strings fiddle
    violin | instrument | fiddle violin
    cello | instrument | cello
    harp | instrument | harp
    brass | instrument | brass
    trumpet | instrument | trumpet muted_trumpet
    saxophone | instrument | saxophone
    woodwind | instrument | woodwind whistle
    flute | instrument | whistle flute piccolo pan_flute recorder shakuhachi
    mallets and bells | instrument | mallets synth_bell
    synthesizer | instrument | synth_lead synth_bass synth_pad synth_pluck synth_bell
    plucked folk instruments | instrument | banjo sitar ethnic_plucked
    drums | instrument | drums drum_machine percussion
    electronic drums | instrument | drum_machine kit_electronic kit_808
    timpani and taiko | instrument | timpani kit_orchestra percussion
    vocals | voice | female_voice male_voice child_voice choir rap harsh_voice
    female vocals | voice | female_voice rap_female
    male vocals | voice | male_voice rap_male
    child vocals | voice | child_voice
    choir | voice | choir choir_pad
    opera voice | voice | opera_soprano opera_tenor
    spoken word | voice | spoken
    rap | voice | rap
    screaming | voice | harsh_voice
"""

# tag | category | cues | no | yes | condition. A cue is a level (+), its opposite (-) or nearness to a centre
# (~level@centre), with an offset. The least of the cues counts: up to `no` the answer is no, from `yes` on
# it is yes, and between them it is yes only where the style itself has the tag among its themes.
_LEVELS = """
    calm | mood | -arousal -tension+.1 | .45 | .6
    relaxed | mood | -arousal -tension +valence+.1 | .45 | .57
    happy | mood | +valence -tension+.35 | .45 | .62
    joyful | mood | +valence +arousal+.05 | .42 | .57
    powerful | mood | +dominance +arousal+.15 | .48 | .65
    epic | mood | +dominance +arousal+.1 -valence+.45 | .52 | .7
    triumphant | mood | +valence +arousal+.05 +dominance | .42 | .57
    tense | mood | +tension -valence+.4 | .45 | .6
    sad | mood | -valence -arousal+.05 | .45 | .6
    melancholic | mood | -valence+.05 -arousal+.05 -tension+.2 | .44 | .56
    tender | mood | -arousal -dominance -tension+.05 +valence+.25 | .42 | .54
    nostalgic | mood | ~valence@.45 ~arousal@.3 -tension+.15 | .58 | .74
    solemn | mood | -arousal +dominance+.05 -valence+.1 | .42 | .54
    dark | mood | -valence +tension+.15 | .45 | .6
    scary | mood | +tension -valence -valence+.05 | .5 | .66
    dreamy | mood | -arousal -dominance+.1 +reverb+.2 | .45 | .57
    aggressive | mood | +arousal +dominance +tension+.1 -valence+.2 | .44 | .58
    romantic | mood | +valence+.05 -arousal -tension | .42 | .55
    mysterious | mood | +tension -arousal -valence+.1 | .42 | .54
    playful | mood | +valence +arousal+.1 -dominance+.05 -articulation+.1 | .4 | .53
    exciting | mood | +arousal +pace+.2 | .48 | .64
    groovy | mood | +syncopation | .28 | .42 | drums
    positive | mood | +valence | .42 | .58
    negative | mood | -valence | .42 | .58
    high arousal | mood | +arousal | .42 | .58
    slow | tempo | -pace | .52 | .66
    medium tempo | tempo | ~pace@.47 | .86 | .93
    fast | tempo | +pace | .5 | .62
    quiet | energy | -loudness | .58 | .7
    loud | energy | +loudness | .48 | .6
    energetic | energy | +energy | .44 | .56
    legato | texture | +articulation | .42 | .66
    staccato | texture | -articulation | .46 | .62
    dissonant | texture | +dissonance | .38 | .58
    syncopated | texture | +syncopation | .25 | .42
    bright | texture | +brightness | .42 | .6
    distorted | production | +distortion | .2 | .42
    reverberant | production | +reverb | .35 | .6
    dry | production | -reverb | .65 | .8
    sleep | activity | -arousal -tension -loudness -pace+.1 | .46 | .6
    meditation | activity | -arousal -tension -pace+.1 | .48 | .62 | no drums
    study | activity | -arousal+.1 -tension+.05 -loudness+.1 | .48 | .62 | no words
    workout | activity | +energy | .48 | .6 | drums
    party | activity | +valence +arousal | .42 | .57 | drums
    chase scene | activity | +arousal +tension+.05 +pace+.2 | .46 | .6
    horror | activity | +tension -valence -pace+.25 | .5 | .65
    wedding | activity | +valence -tension -arousal+.15 | .48 | .62
    love song | activity | +valence+.1 -arousal -tension | .44 | .57 | singing
    background | activity | -loudness -tension | .5 | .62
    battle | activity | +dominance +arousal +tension+.1 | .48 | .62 | drums or brass
    funeral | activity | -valence -arousal -pace+.05 | .5 | .65
"""

_CONDITIONS: dict[str, Callable[[Facts], bool]] = {
    "": lambda f: True,
    "drums": lambda f: f.share("drums", "drum_machine") > 0.4,
    "no drums": lambda f: f.share("drums", "drum_machine") < 0.1,
    "drums or brass": lambda f: f.share("drums", "drum_machine", "brass", "distorted_guitar") > 0.2,
    "singing": lambda f: f.share("female_voice", "male_voice") > 0.15,
    "no words": lambda f: f.share("female_voice", "male_voice", "rap", "harsh_voice", "spoken") < 0.1,
}
_VOICES = ("female_voice", "male_voice", "child_voice", "choir", "rap", "harsh_voice", "spoken")
_ELECTRIC = ("electric_guitar", "electric_piano", "synth_bass", "synth_lead", "synth_pad")
_CUE = re.compile(r"([+~-])([a-z]+)(?:@([\d.]+))?([+-][\d.]+)?$")


def _genre(tag: str) -> Rule:
    def test(f: Facts) -> Answer:
        return True if tag in f.genres else None if tag in f.near_genres else False

    return Rule(
        tag, "genre", f"the style counts {tag} among its genres; undecided where some would say so", test
    )


def _heard(line: str) -> Rule:
    tag, category, text = (field.strip() for field in line.split("|"))
    names = text.split()

    def test(f: Facts) -> Answer:
        share = max(max(f.family_share.get(n, 0.0), f.instrument_share.get(n, 0.0)) for n in names)
        return True if share >= 0.15 else None if share > 0 else False

    of = ", ".join(names).replace("_", " ")
    return Rule(
        tag, category, f"heard for at least 15 % of the time: {of}; undecided when heard for less", test
    )


def _level(line: str) -> Rule:
    tag, category, text, no, yes, *rest = (field.strip() for field in line.split("|"))
    condition = rest[0] if rest else ""
    cues = [_read_cue(word) for word in text.split()]
    fits, low, high = _CONDITIONS[condition], float(no), float(yes)

    def test(f: Facts) -> Answer:
        if not fits(f):
            return False
        least = min(cue(f.levels) for cue in cues)
        if least <= low:
            return False
        return True if least >= high or tag in f.themes else None

    only = f", and only with {condition}".replace("with no", "without") if condition else ""
    return Rule(tag, category, f"the least of {text} is {high:g} or more, no at {low:g} or less{only}", test)


def _read_cue(word: str) -> Callable[[dict[str, float]], float]:
    found = _CUE.match(word)
    if found is None:
        raise ValueError(f"{word!r} is no cue such as +valence, -arousal+.1 or ~pace@.5")
    sign, level, centre, offset = found[1], found[2], float(found[3] or 0), float(found[4] or 0)
    if sign == "~":
        return lambda levels: 1 - abs(levels[level] - centre) + offset
    return lambda levels: (levels[level] if sign == "+" else 1 - levels[level]) + offset


def _theme(tag: str) -> Rule:
    return Rule(tag, "activity", f"the style is made for it: {tag}", lambda f: tag in f.themes)


def _sparse(f: Facts) -> Answer:
    if f.onsets_per_second < 2.5 and f.notes_at_once < 4:
        return True
    return None if f.onsets_per_second < 3.5 else False


def _dense(f: Facts) -> Answer:
    if f.players >= 5 and f.onsets_per_second > 6:
        return True
    return None if f.players >= 4 and f.onsets_per_second > 4.5 else False


def _acoustic(f: Facts) -> Answer:
    played = [INSTRUMENTS[name] for name in f.instrument_share]
    return not any(i.source in ("synth", "amp", "drum_machine") or i.family in _ELECTRIC for i in played)


def _no_vocals(f: Facts) -> Answer:
    if f.share(*_VOICES):
        return False
    return None if f.share("choir_pad") else True


_OTHERS = (
    Rule(
        "no vocals", "voice", "no voice sings, raps or speaks; undecided with a keyboard's choir", _no_vocals
    ),
    Rule(
        "no drums",
        "instrument",
        "no drum kit, drum machine, timpani or percussion sounds",
        lambda f: f.share("drums", "drum_machine", "percussion", "timpani") == 0,
    ),
    Rule(
        "major key",
        "mood",
        "the mode has a major third; undecided in blues and without a key",
        lambda f: is_major(f.piece.mode),
    ),
    Rule("solo", "texture", "one instrument alone", lambda f: f.players == 1),
    Rule("ensemble", "texture", "at least four instruments", lambda f: f.players >= 4),
    Rule(
        "sparse", "texture", "under 2.5 onsets a second and 4 notes at once; no from 3.5 onsets on", _sparse
    ),
    Rule("dense", "texture", "5 instruments and over 6 onsets a second; no under 4 or 4.5", _dense),
    Rule("acoustic", "texture", "no synthesiser, drum machine, electric guitar or electric piano", _acoustic),
    Rule("lo-fi", "production", "recorded cheaply, or on tape", lambda f: f.piece.production == "lo-fi"),
    Rule("live", "production", "recorded on a stage", lambda f: f.piece.production == "live"),
)

RULES: tuple[Rule, ...] = (
    *(_genre(" ".join(tag.split())) for tag in _GENRES.split(",")),
    *(_heard(line) for line in _HEARD.strip().splitlines()),
    *(_level(line) for line in _LEVELS.strip().splitlines()),
    *(_theme(tag) for tag in ("video game", "children", "advertising")),
    *_OTHERS,
)
