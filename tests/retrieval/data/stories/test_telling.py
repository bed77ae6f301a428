"""Telling: one line of the material, told in each register's person and tense."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.data.stories.telling import VOICES, Telling

LINE = "@ {carry} @his lamp and {look} at @self, and the [dogs|hounds] {..bark}."


def telling(register: str, woman: bool = True) -> Telling:
    return Telling(VOICES[register], "Mara", woman, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("register", "told"),
    [
        ("thriller", "Mara carried her lamp and looked at herself, and the dogs barked."),
        ("diary", "I carried my lamp and looked at myself, and the dogs barked."),
        ("game script", "You carry your lamp and look at yourself, and the dogs bark."),
        ("screenplay", "MARA carries her lamp and looks at herself, and the dogs bark."),
    ],
)
def test_person_and_tense(register: str, told: str) -> None:
    assert telling(register).line(LINE).replace("hounds", "dogs") == told


def test_a_name_comes_first_and_a_pronoun_after_it() -> None:
    own = telling("thriller", woman=False)
    assert own.line("In @his coat there {.be} a key.") == "In Mara's coat there was a key."
    assert own.line("Then @ {go}.") in ("Then he went.", "Then Mara went.")


def test_speech_is_written_as_its_register_writes_it() -> None:
    line = "> the old guard: Stand still."
    assert telling("thriller").line(line) == '"Stand still," said the old guard.'
    assert telling("screenplay").line(line) == "\nOLD GUARD\nStand still.\n"
    assert telling("game script").line(line) == '\nOLD GUARD: "Stand still."\n'
    assert telling("diary").line("> @: Really?") == '"Really?" I asked.'
    assert telling("screenplay").line("> @his mother: Eat!") == "\nMOTHER\nEat!\n"
