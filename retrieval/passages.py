"""Long text -> passages that an encoder reads whole, each with its place in the text.

A passage is some sentences that belong together. It never has more tokens than the encoder reads, so that
nothing is cut silently, and it ends where the text itself ends something, if it can: at a heading, at a
paragraph, at a sentence, at a comma, in that order. Speech that goes back and forth stays together longer, a
heading, a speaker's name or a row of stars goes with what follows it. Every sign that is not blank is in
exactly one passage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np
from numpy.typing import ArrayLike

from retrieval.sentences import Sentence, best_break, sentences_of

AIM_TOKENS = 96
"""A passage of about this length is long enough to have a mood and short enough to have one only."""
# what a cut costs beside lengths, which cost the square of how far, in aims, a passage is from the aim
_IN_PARAGRAPH, _IN_SPEECH, _NEVER = 0.4, 0.2, 100.0
_MOST_PARTS = 60  # of a passage; enough for any but lists of single words

CountTokens = Callable[[Sequence[str]], ArrayLike]
"""Texts to their lengths in tokens `[N]`, marks of beginning and end included: `TextEncoder.token_counts`."""


class PassageError(ValueError):
    """There is nothing to split, or nothing fits: the message says what to do."""


@dataclass(frozen=True)
class Passage:
    """`text[start:end]` of the whole text, and the last heading that it stands under (or nothing)."""

    start: int
    end: int
    text: str
    heading: str = ""


@dataclass(frozen=True)
class _Part:
    """A sentence, or a piece of one too long, and its own tokens."""

    sentence: Sentence
    tokens: int


def split_passages(
    text: str, count_tokens: CountTokens, max_tokens: int | None, aim_tokens: int = AIM_TOKENS
) -> list[Passage]:
    """The passages of a text, in order.

    `max_tokens` is what the encoder reads at most (None: no limit); `count_tokens` counts as it
    does, or more.
    """
    if not text.strip():
        raise PassageError("the text is empty: give at least one sentence")
    marks = int(np.asarray(count_tokens([""]))[0])
    if max_tokens is not None and max_tokens < marks + 8:
        raise PassageError(f"{max_tokens} tokens hold no sentence: give an encoder that reads more")
    room = None if max_tokens is None else max_tokens - marks
    parts = _fitting(text, list(sentences_of(text)), count_tokens, marks, room)
    groups = _grouped(parts, room, aim_tokens if room is None else min(aim_tokens, room))
    passages, heading = [], ""
    for group in groups:
        named = [part.sentence for part in takewhile(lambda part: part.sentence.heading, group)]
        if named:
            heading = text[named[-1].start : named[-1].end].strip("#*=_- \t")
        start, end = group[0].sentence.start, group[-1].sentence.end
        passages.append(Passage(start, end, text[start:end], heading))
    return passages if max_tokens is None else _checked(text, passages, count_tokens, max_tokens)


def _fitting(
    text: str, sentences: list[Sentence], count_tokens: CountTokens, marks: int, room: int | None
) -> list[_Part]:
    """Parts of which each fits into the room, in order: long sentences come in pieces."""
    parts: list[_Part] = []
    waiting = sentences
    while waiting:
        counts = np.asarray(count_tokens([text[one.start : one.end] for one in waiting])) - marks
        pieces: list[Sentence] = []
        for sentence, tokens in zip(waiting, counts, strict=True):
            if room is None or tokens <= room:
                parts.append(_Part(sentence, int(tokens)))
            else:
                # one piece more than would do if tokens were spread evenly
                pieces += _pieces(text, sentence, int(tokens) // room + 2)
        waiting = pieces
    return sorted(parts, key=lambda part: part.sentence.start)


def _pieces(text: str, sentence: Sentence, count: int) -> list[Sentence]:
    """About `count` pieces of a sentence, each ending at the best place near an even division."""
    pieces, start = [], sentence.start
    length = max(1, -(-(sentence.end - sentence.start) // count))
    while sentence.end - start > length:
        cut = best_break(text, start + max(1, length // 2), start + length)
        pieces.append(_stripped(text, replace(sentence, start=start, end=cut)))
        start = cut
    pieces.append(_stripped(text, replace(sentence, start=start)))
    return [
        piece if number == 0 else replace(piece, opens=False, paragraph=False, heading=False)
        for number, piece in enumerate(piece for piece in pieces if piece.start < piece.end)
    ]


def _stripped(text: str, sentence: Sentence) -> Sentence:
    start, end = sentence.start, sentence.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return replace(sentence, start=start, end=end)


def _grouped(parts: list[_Part], room: int | None, aim: int) -> list[list[_Part]]:
    """The parts in groups: of all ways to cut, the one whose lengths and cuts cost least."""
    most = 2 * aim if room is None else min(room, 2 * aim)
    cost, cut = [0.0], [0]
    for end in range(1, len(parts) + 1):
        least, at = float("inf"), end - 1
        size, opened = 0, False
        for start in range(end - 1, max(-1, end - 1 - _MOST_PARTS), -1):
            # a scene that opens inside a passage has nothing but headings before it there
            opened = opened or (start + 1 < end and parts[start + 1].sentence.opens)
            size += parts[start].tokens
            if start < end - 1 and (size > most or (opened and not parts[start].sentence.heading)):
                break
            sum_here = cost[start] + (size / aim - 1) ** 2
            if sum_here < least:
                least, at = sum_here, start
        cost.append(least + (_seam(parts[end - 1].sentence, parts[end].sentence) if end < len(parts) else 0))
        cut.append(at)
    groups: list[list[_Part]] = []
    end = len(parts)
    while end:
        groups.append(parts[cut[end] : end])
        end = cut[end]
    return groups[::-1]


def _seam(before: Sentence, after: Sentence) -> float:
    """What it costs to cut between two sentences."""
    if after.opens:
        return 0.0
    if before.label:
        return _NEVER
    if after.paragraph:
        return _IN_SPEECH if before.speech and after.speech else 0.0
    return _IN_PARAGRAPH


def _checked(text: str, passages: list[Passage], count_tokens: CountTokens, most: int) -> list[Passage]:
    """The passages, halved as long as one is too long: tokens of parts need not add up to the whole's."""
    counts = np.asarray(count_tokens([passage.text for passage in passages]))
    while (counts > most).any():
        halved: list[Passage] = []
        for passage, count in zip(passages, counts, strict=True):
            if count <= most:
                halved.append(passage)
                continue
            if passage.end - passage.start < 2:
                raise PassageError(f"{passage.text!r} alone has more than {most} tokens: take it out")
            middle = (passage.start + passage.end) // 2
            cut = best_break(text, (passage.start + middle) // 2 + 1, max(middle, passage.start + 1))
            spans = [Sentence(passage.start, cut), Sentence(cut, passage.end)]
            for span in (_stripped(text, span) for span in spans):
                if span.start < span.end:
                    halved.append(Passage(span.start, span.end, text[span.start : span.end], passage.heading))
        passages = halved
        counts = np.asarray(count_tokens([passage.text for passage in passages]))
    return passages
