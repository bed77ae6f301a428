"""The story corpus: passages of every mood, register and half, from a seed.

A passage is some lines of one scene in their order, mostly with an image of the same mood in between, inside
its register's frame: two to six sentences. Scenes and images of half A are for training. Those of half B are
for validation (each first scene, the first two images) and for test (the others), so that no two splits
share any.
"""

from __future__ import annotations

import re

import numpy as np

from retrieval.data.manifest import Passage, Texts
from retrieval.data.manifest_validation import ManifestError
from retrieval.data.stories.material import HALVES, MOODS, REGISTERS, Material, Scene, material
from retrieval.data.stories.telling import VOICES, Telling, choose
from retrieval.data.vad import vad_table

MOST_SENTENCES = 6
_BEGIN, _END, _IMAGE, _HEADLINE = 0.5, 0.33, 0.6, 0.6  # how often a passage has each
_VALIDATION_IMAGES = 2
_TRIES = 40
_PARTS = {"train": "A", "valid": "B, first part", "test": "B, second part"}
_ENDS = re.compile(r"[.!?][\"']?(?=\s|$)")


def write_stories(passages: int, seed: int) -> Texts:
    """`passages` passages, moods and registers taking turns; each text comes once."""
    rows: list[Passage] = []
    seen: set[str] = set()
    for number in range(passages):
        mood = MOODS[number % len(MOODS)]
        turn = number // len(MOODS)
        register = list(REGISTERS)[turn % len(REGISTERS)]
        half = HALVES[turn // len(REGISTERS) % len(HALVES)]
        scenes = material().scenes[mood, REGISTERS[register], half]
        scene = scenes[turn // len(REGISTERS) // len(HALVES) % len(scenes)]
        rows.append(_new_passage(number, mood, register, half, scene, seed, seen))
        seen.add(rows[-1].text)
    return Texts(
        tuple(rows),
        dict.fromkeys(MOODS, "mood"),
        name="Leitmotif story corpus",
        split_by="author",
        extra={"seed": seed, "author": "the part of the grammar; no two share a scene or an image"},
    )


def _new_passage(
    number: int, mood: str, register: str, half: str, scene: Scene, seed: int, seen: set[str]
) -> Passage:
    split = "train" if half == "A" else "valid" if scene.name.endswith("/0") else "test"
    rng = np.random.default_rng([seed, number])
    for _ in range(_TRIES):
        text, image = _told(material(), mood, register, half, scene, split, rng)
        if text not in seen:
            feeling = vad_table()[mood]
            return Passage(
                id=f"{number:06d}",
                text=text,
                author=f"story grammar, half {_PARTS[split]}",
                split=split,
                emotions=(mood,),
                valence=feeling.valence,
                arousal=feeling.arousal,
                extra={"register": register, "half": half, "scene": scene.name, "image": image},
            )
    raise ManifestError(f"the scene {scene.name} cannot be told in so many ways: ask for fewer passages")


def _told(
    whole: Material, mood: str, register: str, half: str, scene: Scene, split: str, rng: np.random.Generator
) -> tuple[str, str]:
    """A passage's text, and which image is in it (or nothing)."""
    family = REGISTERS[register]
    frame = whole.frames[register, half]
    people = whole.people.get(family, (("", False),))
    name, woman = people[rng.integers(len(people))]
    telling = Telling(VOICES[register], name, woman, rng)
    lines = [scene.lines[0], *_some(scene.lines[1:], rng)]
    image = ""
    if family != "news" and rng.random() < _IMAGE:
        image = _image(whole.images[mood, half], family, split, rng)
    if image:
        lines.insert(_place(lines, rng), image)
    begin = choose(str(rng.choice(frame.begin)), rng) if rng.random() < _BEGIN else ""
    end = choose(str(rng.choice(frame.end)), rng) if rng.random() < _END else ""
    spare = MOST_SENTENCES - _sentences(begin) - _sentences(end)
    told: list[str] = []
    for line in lines:
        sentence = telling.line(line)
        if told and sum(map(_sentences, told)) + _sentences(sentence) > spare:
            break
        told.append(sentence)
    if image and len(told) <= lines.index(image):
        image = ""
    return _set(register, scene.place, begin, told, end, whole.towns, rng), image


def _some(lines: tuple[str, ...], rng: np.random.Generator) -> list[str]:
    """One to all of the lines, in their order; an answer not without what it answers."""
    count = int(rng.integers(1, len(lines) + 1))
    places = {int(place) for place in rng.choice(len(lines), count, replace=False)}
    places |= {place - 1 for place in places if place and _spoken(lines[place]) and _spoken(lines[place - 1])}
    return [lines[place] for place in sorted(places)]


def _image(images: tuple[str, ...], family: str, split: str, rng: np.random.Generator) -> str:
    """One of the images that this split may have, and none of our days (marked `*`) in a tale."""
    if split != "train":
        images = images[:_VALIDATION_IMAGES] if split == "valid" else images[_VALIDATION_IMAGES:]
    fitting = [image for image in images if family == "modern" or not image.startswith("* ")]
    return fitting[rng.integers(len(fitting))] if fitting else ""


def _place(lines: list[str], rng: np.random.Generator) -> int:
    """Where an image goes: after the first line, and not between what is said and its answer."""
    places = [
        place
        for place in range(1, len(lines) + 1)
        if place == len(lines) or not (_spoken(lines[place]) and _spoken(lines[place - 1]))
    ]
    return places[rng.integers(len(places))]


def _spoken(line: str) -> bool:
    return line.startswith("> ")


def _sentences(text: str) -> int:
    return len(_ENDS.findall(text))


def _set(
    register: str,
    place: str,
    begin: str,
    told: list[str],
    end: str,
    towns: tuple[str, ...],
    rng: np.random.Generator,
) -> str:
    """The parts of a passage, set as its register is."""
    body = _joined(told)
    if register == "screenplay":
        parts = [begin, place, body, end]
    elif register == "game script":
        parts = [f"[{place.upper()}]" if rng.random() < _HEADLINE else "", _joined([begin, body, end])]
    elif register == "news":
        town = f"{towns[rng.integers(len(towns))]} - " if rng.random() < _HEADLINE else ""
        parts = [place if rng.random() < _HEADLINE else "", _joined([begin, town + body, end])]
    else:
        parts = [_joined([begin, body, end])]
    return "\n\n".join(part for part in parts if part)


def _joined(parts: list[str]) -> str:
    """Parts behind each other; what stands on lines of its own keeps them."""
    text = " ".join(part for part in parts if part)
    return re.sub(r" *\n *", "\n", re.sub(r"\n *\n", "\n", text)).strip()
