"""Findings that somebody has allowed, with the reason.

`sqlgen: allow(rule, rule) reason` in a comment allows findings on its own line and, where the comment has its
line for itself, on the line behind it; `sqlgen: allow-file(rule) reason` in the whole file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlgen.errors import UsageError
from sqlgen.lint.finding import Advice, Finding, Severity
from sqlgen.lint.rule import slugs
from sqlgen.origin import Origin

COMMENT = re.compile(
    r"(?P<before>.*?)(?:#|--)\s*sqlgen:\s*allow(?P<file>-file)?\((?P<rules>[^)]*)\)[ \t]*(?P<reason>.*)$"
)
ABOUT = "suppression"
"""The slug of findings about suppressions themselves."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment that allows findings. `first` and `last` are the lines it speaks for; 0 for the file."""

    file: Path | None
    line: int
    rules: tuple[str, ...]
    reason: str
    first: int
    last: int

    def allows(self, finding: Finding) -> bool:
        place = finding.origin
        if place.file != self.file or finding.rule not in self.rules:
            return False
        return not self.last or (place.line is not None and self.first <= place.line <= self.last)


def suppressions(text: str, file: Path | None) -> Iterator[Suppression]:
    """The suppressions in a file, in order."""
    if "sqlgen:" not in text:
        return
    lines = text.splitlines()
    code = [number for number, line in enumerate(lines, start=1) if _is_code(line)]
    for number, line in enumerate(lines, start=1):
        found = COMMENT.match(line) if "sqlgen:" in line else None
        if found is None:
            continue
        rules = tuple(rule.strip() for rule in found["rules"].split(",") if rule.strip())
        last = number
        if not found["before"].strip():
            # A comment with its line for itself speaks for the code behind it.
            behind = bisect_right(code, number)
            last = code[behind] if behind < len(code) else number
        whole = found["file"] is not None
        yield Suppression(
            file, number, rules, found["reason"].strip(), 0 if whole else number, 0 if whole else last
        )


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith(("#", "--"))


def suppressed(findings: Iterable[Finding], said: Iterable[Suppression]) -> tuple[Finding, ...]:
    """The findings that nobody allows, and what is wrong with the suppressions."""
    said = tuple(said)
    known = frozenset(slugs())
    about_rule: dict[str, list[Suppression]] = {}
    for one in said:
        for rule in dict.fromkeys(one.rules):
            about_rule.setdefault(rule, []).append(one)
    used: set[tuple[Suppression, str]] = set()
    left = []
    for finding in findings:
        about = about_rule.get(finding.rule, ())
        allowing = [one for one in about if one.reason and one.allows(finding)]
        used |= {(one, finding.rule) for one in allowing}
        if not allowing:
            left.append(finding)
    problems = [problem for one in said for problem in _problems(one, used, known)]
    return (*left, *problems)


def _problems(
    said: Suppression, used: set[tuple[Suppression, str]], known: frozenset[str]
) -> Iterator[Finding]:
    place = Origin(file=said.file, line=said.line)
    if not said.reason:
        message = f"allow({', '.join(said.rules)}) gives no reason, and allows nothing"
        advice = Advice("say behind it why this is right here")
        yield Finding(ABOUT, Severity.ERROR, message, place, advice=advice)
        return
    for rule in said.rules:
        if rule not in known:
            yield Finding(ABOUT, Severity.ERROR, f"there is no rule {rule}", place)
        elif (said, rule) not in used:
            yield Finding(
                ABOUT, Severity.WARNING, f"allow({rule}) allows nothing", place, advice=Advice("take it out")
            )


def read_suppressions(files: Iterable[Path]) -> tuple[Suppression, ...]:
    """The suppressions in revision files. Raises UsageError for one that cannot be read."""
    found: list[Suppression] = []
    for file in dict.fromkeys(files):
        try:
            found += suppressions(file.read_text(encoding="utf-8"), file)
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"cannot read {file}: {error}") from error
    return tuple(found)
