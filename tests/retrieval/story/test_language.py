"""English is told from other languages, and short texts are let be."""

from __future__ import annotations

import pytest

from retrieval.data.stories.corpus import write_stories
from retrieval.evaluation.judged_passages import judged_passages
from retrieval.story.language import looks_foreign

FOREIGN = [
    "Der Wind riss an den Läden, und das Meer stieg schwarz und brüllend über die Felsen. Niemand im Zimmer "
    "wagte zu atmen, und im Keller schlug etwas langsam gegen die Tür.",
    "Le vent arrachait les volets et la mer montait, noire et grondante, sur les rochers. Personne dans la "
    "pièce n'osait respirer, et quelque chose frappait lentement à la porte.",
    "暗い夜、風が雨戸をたたき、海は黒くうなりながら岩を登ってきた。部屋の誰も息をすることができず、"
    "何かがゆっくりと地下室の扉を叩いていた。母は三日のあいだ岸辺に立ち、ひとことも口をきかなかった。"
    "そして二度とランプをともすことはなかった。冬が来ても窓はひらいたままだった。",
    "Ветер срывал ставни со стены, а море, чёрное и ревущее, поднималось по скалам. Никто в комнате не смел "
    "дышать, и что-то медленно стучало в дверь подвала.",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_other_languages_are_told(text: str) -> None:
    assert looks_foreign(text)


def test_english_of_any_kind_is_not() -> None:
    for own in judged_passages():
        assert not looks_foreign(own.text)
    for passage in write_stories(300, 1).passages:
        assert not looks_foreign(passage.text)


def test_a_few_words_say_nothing() -> None:
    assert not looks_foreign("Sturm. Nacht. Angst.")
    assert not looks_foreign("")
