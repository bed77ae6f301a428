"""From TOML and flags to frozen dataclasses and back: default < TOML file < flag.

The dataclasses, with their defaults, are in `retrieval.config`; this file knows none of them. `from_table`
builds one from a parsed TOML table and names every unknown key; `read_config` adds `--set a.b=1` on top;
`to_toml` writes the resolved whole, which is kept beside every result.
"""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
import types
import typing
from pathlib import Path
from typing import Any, TypeVar

C = TypeVar("C")
_KINDS = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}


class ConfigError(Exception):
    """A setting that a person can put right."""


def read_config(cls: type[C], path: Path | None, settings: tuple[str, ...] = ()) -> C:
    """The config of a TOML file (none: defaults alone) with `KEY=VALUE` settings on top."""
    table: dict[str, Any] = {}
    if path is not None:
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConfigError(
                f"no config file {path}: see retrieval/configs for the ones that ship"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"cannot read the config {path}: {error}") from None
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{path} is not TOML: {error}") from None
    for setting in settings:
        _apply(table, setting)
    return from_table(cls, table)


def with_settings(config: C, settings: tuple[str, ...]) -> C:
    """The config with `KEY=VALUE` settings on top."""
    table = to_table(config)
    for setting in settings:
        _apply(table, setting)
    return from_table(type(config), table)


def from_table(cls: type[C], table: dict[str, Any], where: str = "") -> C:
    """A config dataclass from a table; nested dataclasses from nested tables, lists as tuples.

    >>> @dataclasses.dataclass(frozen=True)
    ... class Walk:
    ...     steps: int = 3
    >>> from_table(Walk, {"steps": 5})
    Walk(steps=5)
    >>> from_table(Walk, {"stairs": 5})
    Traceback (most recent call last):
    ...
    retrieval.settings.ConfigError: no setting 'stairs': choose from steps
    """
    fields = {field.name: field for field in dataclasses.fields(typing.cast(Any, cls))}
    hints = typing.get_type_hints(cls)
    for key in table:
        if key not in fields:
            raise ConfigError(f"no setting '{where}{key}': choose from {', '.join(fields)}")
    values = {key: _convert(hints[key], value, f"{where}{key}") for key, value in table.items()}
    try:
        return cls(**values)
    except ValueError as error:
        raise ConfigError(f"{where or 'config: '}{error}") from None


def to_table(config: Any) -> dict[str, Any]:
    """The config as plain tables, lists and scalars; None is left out, as TOML has none."""
    return _plain(dataclasses.asdict(config))


def to_toml(config: Any) -> str:
    """The whole config, defaults included, as TOML that `read_config` reads back to an equal config."""
    return "\n".join(_lines(to_table(config), ())).strip() + "\n"


def _apply(table: dict[str, Any], setting: str) -> None:
    key, equals, text = setting.partition("=")
    if not equals or not key.strip():
        raise ConfigError(f"'{setting}' is not a setting: write --set data.batch_size=64")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text.strip()  # a bare word is a string, so that a shell needs no nested quotes
    *parents, last = key.strip().split(".")
    place: Any = table
    for parent in parents:
        place = _inside(place, parent, key)
    if isinstance(place, list):
        place[_position(place, last, key)] = value
    else:
        place[last] = value


def _inside(place: Any, name: str, key: str) -> Any:
    """The table or list called `name`, made when it is not there; `stages.0.epochs` reaches into a list."""
    inner = place[_position(place, name, key)] if isinstance(place, list) else place.setdefault(name, {})
    if not isinstance(inner, dict | list):
        raise ConfigError(f"'{key}': {name} is not a table of settings")
    return inner


def _position(items: list[Any], name: str, key: str) -> int:
    if not (name.isdecimal() and int(name) < len(items)):
        raise ConfigError(f"'{key}': the list has {len(items)} entries, counted from 0, not '{name}'")
    return int(name)


def _convert(hint: Any, value: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise ConfigError(f"{where} is a table of settings, not {value!r}")
        return from_table(hint, value, f"{where}.")
    if origin is tuple:
        inner, *others = typing.get_args(hint)
        if not isinstance(value, list | tuple):
            raise ConfigError(f"{where} is a list, not {value!r}")
        if others != [...] and len(value) != 1 + len(others):
            raise ConfigError(f"{where} is a list of {1 + len(others)}, not {value!r}")
        return tuple(_convert(inner, item, f"{where}[{index}]") for index, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise ConfigError(f"{where} is a table of settings, not {value!r}")
        return dict(value)
    if origin is typing.Literal:
        if value not in typing.get_args(hint):
            raise ConfigError(f"{where} is one of {', '.join(typing.get_args(hint))}, not {value!r}")
        return value
    if origin in (types.UnionType, typing.Union):
        allowed = [option for option in typing.get_args(hint) if option is not types.NoneType]
        return _convert(allowed[0], value, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ConfigError(f"{where} takes {_KINDS.get(hint, hint.__name__)}, not {value!r}")
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _lines(table: dict[str, Any], path: tuple[str, ...]) -> list[str]:
    tables = {k: v for k, v in table.items() if isinstance(v, dict)}
    arrays = {k: v for k, v in table.items() if isinstance(v, list) and v and isinstance(v[0], dict)}
    lines = [f"{_key(k)} = {_scalar(v)}" for k, v in table.items() if k not in tables and k not in arrays]
    for key, inner in tables.items():
        lines += ["", f"[{'.'.join(map(_key, (*path, key)))}]", *_lines(inner, (*path, key))]
    for key, items in arrays.items():
        for item in items:
            lines += ["", f"[[{'.'.join(map(_key, (*path, key)))}]]", *_lines(item, (*path, key))]
    return lines


def _key(name: str) -> str:
    """As TOML wants a key: in quotes where there is more in it than letters, digits, - and _."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_scalar(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML basic string
    return repr(value)
