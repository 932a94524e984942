"""A dataclass read from JSON, its shape taken at its word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Shape = TypeVar("Shape")


def read_json(text: str) -> Any:
    """JSON in which no name stands twice. Raises ValueError for any other."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in it")
    return found


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def shaped(shape: type[Shape], value: Any, place: str = "it") -> Shape:
    """A value of JSON as a dataclass: names, types and what is nested have to fit; fields with a default may
    be missing. Raises ValueError."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{place} is no object")  # noqa: TRY004 - one kind of error for all that is wrong
    hints = get_type_hints(shape)
    # A type variable cannot say that it is a dataclass.
    entries = {entry.name: entry for entry in fields(shape)}  # type: ignore[arg-type]
    for name in value:
        if name not in entries:
            raise ValueError(f"{place} has {name!r}, which is not known")
    given = {}
    for name, entry in entries.items():
        if name in value:
            given[name] = _fitted(hints[name], value[name], f"{place}.{name}")
        elif entry.default is MISSING and entry.default_factory is MISSING:
            raise ValueError(f"{place} lacks {name!r}")
    return shape(**given)


def _fitted(hint: Any, value: Any, place: str) -> Any:
    if hint is Any:
        return value
    origin = get_origin(hint)
    if origin is UnionType:
        inner = [each for each in get_args(hint) if each is not NoneType]
        return None if value is None else _fitted(inner[0], value, place)
    if origin is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{place} is no list")
        inside = get_args(hint)[0]
        return tuple(_fitted(inside, each, f"{place}[{number}]") for number, each in enumerate(value))
    if origin is Mapping:
        if not isinstance(value, Mapping):
            raise ValueError(f"{place} is no object")
        return {name: _fitted(get_args(hint)[1], each, f"{place}.{name}") for name, each in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        return shaped(hint, value, place)
    if type(value) is not hint:
        raise ValueError(f"{place} is {value!r}, where {hint.__name__} belongs")
    return value
