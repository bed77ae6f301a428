"""Sentence encoders: the packaged one as it was published, and folders of one's own."""

from __future__ import annotations

from tests.encoders.text_contract import TextEncoderContract


class TestSentenceTransformer(TextEncoderContract):
    name = "sentence_transformer"
