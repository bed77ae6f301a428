"""JSON Schema, compiled into plain functions: a hundred thousand lines in about a second.

Only the keywords that `manifest_schema.json` uses are known here, and any other is refused when the schema is
compiled, so that no rule is ever skipped in silence. The tests hold this against the `jsonschema` package.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

Check = Callable[[Any], str | None]
"""Takes a value, and gives None or what is wrong with it, as the end of a sentence."""

_ANNOTATIONS = {"description", "title", "$schema"}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_SPOKEN = {
    "string": "text",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object {}",
    "array": "a list []",
}


def shown(value: object) -> str:
    """A value as JSON, cut to a length that fits in a sentence."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 60 else text[:57] + "..."


def compile_schema(schema: dict[str, Any], definition: str) -> Check:
    """The check for `#/$defs/DEFINITION` of a schema.

    >>> check = compile_schema({"$defs": {"count": {"type": "number", "minimum": 0}}}, "count")
    >>> check(3), check(-3)
    (None, 'is -3: the least is 0')
    """
    return _compile(schema["$defs"][definition], schema["$defs"])


def _compile(rule: dict[str, Any], definitions: dict[str, Any]) -> Check:
    checks: list[Check] = []
    for keyword, argument in rule.items():
        if keyword in _ANNOTATIONS:
            continue
        if keyword == "$ref":
            checks.append(_compile(definitions[argument.removeprefix("#/$defs/")], definitions))
        elif keyword in _BUILDERS:
            checks.append(_BUILDERS[keyword](argument, rule, definitions))
        elif keyword not in {"properties", "additionalProperties"}:
            raise ValueError(f"the manifest schema uses '{keyword}', which schema_checks.py does not know")
    if rule.get("type") == "object":
        checks.append(_fields(rule, definitions))
    return checks[0] if len(checks) == 1 else _all_of(tuple(checks))


def _all_of(checks: tuple[Check, ...]) -> Check:
    def check(value: Any) -> str | None:
        for one in checks:
            message = one(value)
            if message is not None:
                return message
        return None

    return check


def _type(argument: str, _rule: object, _definitions: object) -> Check:
    classes, spoken = _TYPES[argument], _SPOKEN[argument]

    def check(value: Any) -> str | None:
        # by exact class: bool is a subclass of int in Python, but true is no number in JSON.
        if type(value) not in classes:
            return f"is {shown(value)}: it must be {spoken}"
        if type(value) is float and not math.isfinite(value):
            return "is too large for a number"
        if type(value) is str and not value.isascii() and _HALF_PAIR.search(value):
            return f"is {shown(value)}: half a surrogate pair is no character"
        return None

    return check


def _fields(rule: dict[str, Any], definitions: dict[str, Any]) -> Check:
    known = {name: _compile(inner, definitions) for name, inner in rule.get("properties", {}).items()}
    others = rule.get("additionalProperties", True)
    other = _compile(others, definitions) if isinstance(others, dict) else None

    def check(value: Any) -> str | None:
        for name, inner in value.items():
            one = known.get(name, other)
            if one is not None:
                message = one(inner)
                if message is not None:
                    return (
                        f"field '{name}' {message}"
                        if message.startswith("is ")
                        else f"in '{name}': {message}"
                    )
            elif others is False and name not in known:
                hint = "; your own facts go under 'extra'" if "extra" in known else ""
                return f"unknown field '{name}': choose from {', '.join(known)}{hint}"
        return None

    return check


def _required(argument: list[str], _rule: object, _definitions: object) -> Check:
    def check(value: Any) -> str | None:
        missing = [name for name in argument if name not in value]
        return f"field '{missing[0]}' is missing" if missing else None

    return check


def _items(argument: dict[str, Any], _rule: object, definitions: dict[str, Any]) -> Check:
    one = _compile(argument, definitions)

    def check(value: Any) -> str | None:
        for position, inner in enumerate(value, start=1):
            message = one(inner)
            if message is not None:
                return f"entry {position} {message}"
        return None

    return check


def _property_names(argument: dict[str, Any], _rule: object, definitions: dict[str, Any]) -> Check:
    one = _compile(argument, definitions)

    def check(value: Any) -> str | None:
        for name in value:
            message = one(name)
            if message is not None:
                return f"a key {message}"
        return None

    return check


def _unique(_argument: object, _rule: object, _definitions: object) -> Check:
    def check(value: Any) -> str | None:
        if len(set(value)) == len(value):
            return None
        return f"{shown(next(inner for inner in value if value.count(inner) > 1))} is there twice"

    return check


def _pattern(argument: str, _rule: object, _definitions: object) -> Check:
    matches = re.compile(argument.removesuffix("$") + r"\Z").match

    def check(value: Any) -> str | None:
        if matches(value):
            return None
        return (
            f"is {shown(value)}: it must not be empty, start or end with a space, or hold control characters"
        )

    return check


def _simple(wrong: Callable[[Any, Any], bool], wording: str) -> Callable[[Any, Any, Any], Check]:
    def build(argument: Any, _rule: object, _definitions: object) -> Check:
        def check(value: Any) -> str | None:
            if not wrong(value, argument):
                return None
            choices = ", ".join(argument) if isinstance(argument, list) else argument
            return f"is {shown(value)}: {wording.format(choices)}"

        return check

    return build


_BUILDERS: dict[str, Callable[[Any, Any, Any], Check]] = {
    "type": _type,
    "required": _required,
    "items": _items,
    "propertyNames": _property_names,
    "uniqueItems": _unique,
    "pattern": _pattern,
    "const": _simple(lambda value, only: value != only or isinstance(value, bool), "it must be {}"),
    "enum": _simple(lambda value, choices: value not in choices, "choose from {}"),
    "minLength": _simple(lambda value, least: len(value) < least, "it needs {} character or more"),
    "minimum": _simple(lambda value, least: value < least, "the least is {}"),
    "maximum": _simple(lambda value, most: value > most, "the most is {}"),
    "exclusiveMinimum": _simple(lambda value, least: value <= least, "it must be above {}"),
}
