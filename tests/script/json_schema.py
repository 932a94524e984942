"""As much of JSON Schema as sqlgen's own schemas use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

KEYWORDS = {
    "$ref", "$schema", "$defs", "title", "description", "type", "enum", "required", "properties",
    "additionalProperties", "items", "anyOf", "minimum",
}  # fmt: skip
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def complaints(value: Any, schema: Any, whole: Any, at: str = "$") -> Iterator[str]:
    """What is wrong with `value`. `whole` is the document that `$ref` points into."""
    assert set(schema) <= KEYWORDS, set(schema) - KEYWORDS
    if "$ref" in schema:
        target = whole
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from complaints(value, target, whole, at)
    if "anyOf" in schema and all(list(complaints(value, each, whole, at)) for each in schema["anyOf"]):
        yield f"{at} is none of the alternatives"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is {value!r}"
    types = schema.get("type", [])
    named = [types] if isinstance(types, str) else types
    if named and not any(isinstance(value, TYPES[name]) for name in named):
        yield f"{at} is no {' or '.join(named)}"
    elif isinstance(value, dict):
        yield from _of_object(value, schema, whole, at)
    elif isinstance(value, list) and "items" in schema:
        for number, each in enumerate(value):
            yield from complaints(each, schema["items"], whole, f"{at}[{number}]")
    elif isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{at} is too small"


def _of_object(value: dict[str, Any], schema: Any, whole: Any, at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (f"{at} lacks {name}" for name in schema.get("required", []) if name not in value)
    if schema.get("additionalProperties") is False:
        yield from (f"{at} has {name}" for name in value if name not in known)
    for name, each in known.items():
        if name in value:
            yield from complaints(value[name], each, whole, f"{at}.{name}")
