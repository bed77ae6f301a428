"""What a view of the API takes and gives, said where it stands, as types: the API's document is made of them.

A `TypedDict` is an object; `Annotated[str, says(maxLength=9)]` adds what JSON Schema calls `maxLength`.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NotRequired, TypeVar, Union, get_args, get_origin, get_type_hints
from typing import is_typeddict as is_object

View = TypeVar("View", bound=Callable[..., Any])
Schema = dict[str, Any]

JSON, NOTHING = "application/json", ""
PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Any: {},
}


@dataclass(frozen=True)
class Says:
    """Keywords of JSON Schema; not as a dict, since annotations have to be hashable."""

    words: tuple[tuple[str, Any], ...]


def says(**words: Any) -> Says:
    """What is said of a type beside what it is."""
    return Says(tuple(words.items()))


@dataclass(frozen=True)
class Described:
    """`answer` and `body` are types as JSON, `query` a `TypedDict` of parameters. `media` are the types of
    answers, `NOTHING` for an empty one; `also` are answers of other statuses than `status`, by meaning."""

    answer: Any
    query: Any
    body: Any
    media: tuple[str, ...]
    status: int
    also: Mapping[int, str]


def answers(
    answer: Any = None,
    *,
    query: Any = None,
    body: Any = None,
    media: str | tuple[str, ...] = JSON,
    status: int = 200,
    also: Mapping[int, str] | None = None,
) -> Callable[[View], View]:
    """Marks a view of the API with what `Described` tells."""
    kinds = (media,) if isinstance(media, str) else media

    def mark(view: View) -> View:
        view.described = Described(answer, query, body, kinds, status, also or {})  # type: ignore[attr-defined]
        return view

    return mark


class Schemas:
    """JSON Schemas of types; objects are written once, in `components`, by the names of their types."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}

    def of(self, kind: Any) -> Schema:
        """
        >>> Schemas().of(list[Annotated[int, says(minimum=1)] | None])["items"]["anyOf"]
        [{'type': 'integer', 'minimum': 1}, {'type': 'null'}]
        """
        origin, arguments = get_origin(kind), get_args(kind)
        if kind in PLAIN:
            return dict(PLAIN[kind])
        if origin is Annotated:
            return {**self.of(arguments[0]), **dict(arguments[1].words)}
        if origin is NotRequired:
            return self.of(arguments[0])
        if origin is Literal:
            return {"type": "string", "enum": list(arguments)}
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(each) for each in arguments]}
        if origin in (list, Sequence):
            return {"type": "array", "items": self.of(arguments[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if is_object(kind):
            return self._object(kind)
        raise TypeError(f"{kind} cannot be told as JSON: use a TypedDict, list, Literal or plain type")

    def _object(self, kind: Any) -> Schema:
        name = kind.__name__
        if name not in self.components:
            self.components[name] = {}  # so that one that holds itself ends
            hints = get_type_hints(kind, include_extras=True)
            self.components[name] = {
                "type": "object",
                "properties": {each: self.of(hint) for each, hint in hints.items()},
                # the type itself cannot tell: annotations are text until somebody asks for them
                "required": sorted(
                    each for each, hint in hints.items() if get_origin(hint) is not NotRequired
                ),
            }
            if kind.__doc__:
                self.components[name]["description"] = kind.__doc__
        return {"$ref": f"#/components/schemas/{name}"}
