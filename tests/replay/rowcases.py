"""The statements in tests/cases/rows/, and the shadow that follows them."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlgen.catalog import Catalog
from sqlgen.dialects.facts import read_facts
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.reading import read
from sqlgen.replay.rows.cells import Unsure
from sqlgen.replay.rows.fetched import result_of
from sqlgen.replay.shadow import Shadow

FOLDER = Path(__file__).parent.parent / "cases" / "rows"
BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TARGETS = {
    "postgresql": "postgresql@15", "mysql": "mysql@8.0", "mariadb": "mariadb@10.11", "sqlite": "sqlite@3.40",
}  # fmt: skip
NAMES = {"datetime": datetime, "Decimal": Decimal, "UUID": uuid.UUID}
Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Told:
    """A statement that writes."""

    sql: str


@dataclass(frozen=True)
class Asked:
    """A question, and its rows: None where no certain answer is known."""

    sql: str
    rows: Rows | None
    ordered: bool = True


def schema(name: str) -> str:
    return next(text for kind, text in _blocks(name) if kind == "sql schema")


def blocks(name: str) -> Iterator[Told | Asked]:
    """What a file says, in order, but for the schema."""
    found = [*((kind, text) for kind, text in _blocks(name) if kind != "sql schema"), ("", "")]
    for (kind, text), (next_kind, answer) in pairwise(found):
        if kind == "sql":
            yield _asked(text.strip(), answer) if next_kind == "rows" else Told(text.strip())


def _asked(sql: str, answer: str) -> Asked:
    lines = answer.splitlines()
    if lines == ["unknown"]:
        return Asked(sql, None)
    ordered = lines[:1] != ["in any order"]
    rows = [eval(line, dict(NAMES)) for line in lines[0 if ordered else 1 :]]  # noqa: S307  our own cases
    return Asked(sql, tuple(rows), ordered=ordered)


def _blocks(name: str) -> list[tuple[str, str]]:
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return [(found["kind"].strip(), found["text"]) for found in BLOCK.finditer(text)]


class Following:
    """A catalog and the shadow of its rows, followed statement by statement."""

    def __init__(self, dialect: str) -> None:
        self.facts = read_facts(dialect)
        self.server = offline_dialect(parse_target(TARGETS[dialect]))
        self.catalog = Catalog(server=ServerNames(self.server))
        self.shadow = Shadow(self.facts, self.server)

    def write(self, sql: str) -> int | None:
        for operation in read(sql, self.facts):
            before, self.catalog = self.catalog, operation.apply(self.catalog)
            self.shadow.reshaped(before, self.catalog, operation)
        return self.shadow.wrote(sql, self.catalog)

    def asked(self, sql: str) -> Asked:
        try:
            self.shadow.wrote(sql, self.catalog)
            relation = self.shadow.returned or self.shadow.answer(sql, self.catalog)
            result = result_of(relation, sql, None, {}, self.server)
        except Unsure:
            return Asked(sql, None)
        return Asked(sql, tuple(tuple(row) for row in result), ordered=relation.ordered)


def catalog_of(dialect: str, name: str) -> Following:
    """The schema of a file."""
    made = Following(dialect)
    made.write(schema(name))
    return made
