"""The compiled schema agrees with the jsonschema package, and refuses rules it does not know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrieval.data
from retrieval.data.manifest_validation import RECORDS
from retrieval.data.schema_checks import compile_schema

SCHEMA = json.loads(
    (Path(retrieval.data.__file__).parent / "manifest_schema.json").read_text(encoding="utf-8")
)
DEFINITIONS = [*RECORDS.values(), *(f"{kind}_header" for kind in RECORDS)]
EXAMPLES: dict[str, dict[str, Any]] = {
    "track": {"id": "a", "path": "a.wav", "split": "test", "tags": ["b", "c"], "duration_seconds": 3.5},
    "passage": {"id": "a", "text": "b", "emotions": ["c"], "valence": -1, "arousal": 0.5},
    "listen": {"user": "a", "item": "b", "count": 3},
    "tracks_header": {"leitmotif_manifest": 1, "kind": "tracks", "tags": {"a": "b"}, "split_by": "track"},
    "texts_header": {"leitmotif_manifest": 1, "kind": "texts", "tags": {}, "name": ""},
    "listens_header": {"leitmotif_manifest": 1, "kind": "listens", "items": "track", "extra": {}},
}

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.floats(-2, 2)
    | st.sampled_from(["", " ", "a", "a\tb", "é"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "", "emotions"]), inner)
    ),
    max_leaves=4,
)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_examples_pass_both(definition: str) -> None:
    assert compile_schema(SCHEMA, definition)(EXAMPLES[definition]) is None
    jsonschema.validate(EXAMPLES[definition], SCHEMA)


@pytest.mark.parametrize("definition", DEFINITIONS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_one_changed_field_is_judged_alike(definition: str, data: st.DataObject) -> None:
    rule = SCHEMA["$defs"][definition]
    field = data.draw(st.sampled_from([*rule["properties"], "stranger"]))
    line = {**EXAMPLES[definition], field: data.draw(values)}
    if data.draw(st.booleans()):
        line.pop(data.draw(st.sampled_from(sorted(line))))
    theirs = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": SCHEMA["$defs"]})
    assert (compile_schema(SCHEMA, definition)(line) is None) == theirs.is_valid(line)


def test_a_rule_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="'multipleOf'"):
        compile_schema({"$defs": {"x": {"type": "number", "multipleOf": 2}}}, "x")
