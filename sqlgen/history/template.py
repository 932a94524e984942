"""The header of a revision file as templates write it: recognised by its lines, without a syntax tree."""

from __future__ import annotations

import re

_NAMES = r"(?:revision|down_revision|branch_labels|depends_on)"
_STRING = r"""(?:"[^"\\\n]*"|'[^'\\\n]*')"""
_VALUE = rf"None|{_STRING}|\([ \t]*(?:{_STRING}[ \t]*,[ \t]*)+(?:{_STRING}[ \t]*)?\)"
_COMMENT = r"[ \t]*(?:\#[^\n]*)?"
_IMPORT = rf"(?:from[ \t]+[\w.]+[ \t]+)?import[ \t](?![^\n]*\b{_NAMES}\b)[\w., \t]+"
_TEMPLATE = re.compile(
    rf"""
    (?P<quotes>\"\"\"|''')(?P<doc>[^\\]*?)(?P=quotes){_COMMENT}\n
    (?:(?:{_NAMES}(?:[ \t]*:[^=\n]*)?[ \t]*=[ \t]*(?:{_VALUE})|{_IMPORT})?{_COMMENT}\n)*
    """,
    re.VERBOSE,
)
_ASSIGNMENT = re.compile(rf"^({_NAMES})(?:[ \t]*:[^=\n]*)?[ \t]*=[ \t]*({_VALUE})", re.MULTILINE)
_EACH = re.compile(_STRING)


def template_header(text: str) -> dict[str, object] | None:
    """The header's names and values, where `text` is a docstring, imports, and header values alone.

    None for anything else, which takes a syntax tree to understand. Nearly all files are like this, and a
    command that lists thousands of them takes half the time.
    """
    found = _TEMPLATE.fullmatch(text)
    if found is None or found["quotes"] in found["doc"]:
        return None
    names: dict[str, object] = {"__doc__": found["doc"]}
    for name, value in _ASSIGNMENT.findall(text, found.end("doc")):
        names[name] = _value(value)
    return names


def _value(text: str) -> object:
    if text == "None":
        return None
    if text[0] != "(":
        return text[1:-1]
    return tuple(each[1:-1] for each in _EACH.findall(text))
