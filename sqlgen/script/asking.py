"""Checks in the words of a database: what is asked, and the sentence with which the script stops."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlgen.catalog import Name
from sqlgen.dialects.checks import Checks, Thing
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.templates import filled
from sqlgen.script.evidence import Fact
from sqlgen.statements import Script

LONGEST_LIST = 500
"""How many values a list has; Oracle takes 1000. ORA-01795"""
LISTED = 8
"""How many values of a list stand on a line."""
NOTHING_HELD = ("no version table", "no revision")
"""What a check finds where no revision is held: the table is absent, or empty."""


@dataclass(frozen=True, slots=True)
class Check:
    """A question to the database: `read` finds something, `holds` is the condition on it.

    The script stops with `before`, what was found, and `after`.
    """

    read: str
    holds: str
    before: str
    after: str = "."


class Asker:
    """Makes the checks of one script. A database without words for checks gets none: its texts are empty."""

    def __init__(self, script: Script) -> None:
        self._facts = script.target.facts
        self._version = script.target.version
        self._dialect: Any = offline_dialect(script.target)
        self._quoted = self._dialect.identifier_preparer.quote
        self._version_table = script.version_table
        self.table = self._path(script.version_table)

    @property
    def setup(self) -> tuple[str, ...]:
        """What has to be there for checks."""
        return self._checks.setup if self.able else ()

    def around_guard(self, guard: str) -> tuple[str, ...]:
        """The guard with what it needs around it; nothing where there is none."""
        said = (*self._checks.before_guard, guard, *self._checks.behind_guard)
        return tuple(self._told(text) for text in said) if guard else ()

    @property
    def _checks(self) -> Checks:
        return self._facts.checks

    @property
    def able(self) -> bool:
        return bool(self._checks.stop)

    def text(self, value: str) -> str:
        """`value` as a literal."""
        if self._facts.lexical.backslash_escapes:
            value = value.replace("\\", "\\\\")
        return f"{self._checks.literal}{value.replace(chr(39), chr(39) * 2)}'"

    def block(self, checks: Iterable[Check]) -> str:
        """The text that makes several checks; empty for none, and where there are no words for checks."""
        if not self.able:
            return ""
        asked = [self._asked(check) for check in checks]
        body = "\n".join(asked)
        return filled(self._checks.block, checks=body).strip("\n") if asked else ""

    def _asked(self, check: Check) -> str:
        before, after = self.text(check.before), self.text(check.after)
        stop = filled(
            self._checks.stop, holds=check.holds, before=before, after=after, found=self._checks.found
        )
        return check.read.strip("\n") + "\n" + stop.strip("\n")

    def stamp(self, rows: tuple[str, ...]) -> str:
        """The one check behind a stamp: the version table holds just these rows."""
        expected = _listed(rows)
        return self._told(
            self._checks.stamp,
            expected=self.text(expected),
            before=self.text(f"Stopped: expected the version table to hold {expected} now, found "),
            after=self.text("."),
        )

    def _told(self, template: str, **values: str) -> str:
        """A text of the dialect's about the version table."""
        schema, name = self._version_table
        told = {
            "found": self._checks.found,
            "table": self.table,
            "table_text": self.text(self.table),
            "table_schema": self._raw(schema) if schema else self._checks.schema,
            "table_name": self._raw(name),
        }
        told |= values
        told["versions_text"] = self.text(filled(self._checks.versions, table=told["table"]))
        return filled(template, **told).strip("\n") if template.strip() else ""

    def version_table_made(self, sql: str) -> str:
        """CREATE TABLE for the version table, which may be there."""
        rest = sql[len("CREATE TABLE ") :]
        return self._told(self._checks.create_version_table, sql=sql, rest=rest, sql_text=self.text(sql))

    def compiled(self, unit: Name) -> str:
        """The check that a stored program has compiled; empty where a server refuses one that does not."""
        return self._told(
            self._checks.compiled,
            schema=self._raw(unit.schema) if unit.schema else self._checks.schema,
            name=self._raw(unit.name),
            before=self.text(f"Stopped: expected {unit} to compile, found "),
        )

    def versions(self, rows: tuple[str, ...], before: str, after: str = ".") -> Check:
        """The version table holds just these rows."""
        expected = NOTHING_HELD if not rows else (_listed(rows),)
        literals = ", ".join(self.text(text) for text in expected)
        return Check(
            self._told(self._checks.read_versions), f"{self._checks.found} IN ({literals})", before, after
        )

    def versions_among(self, rows: Iterable[str], before: str, after: str, *, all_of: bool) -> Check:
        """The version table holds none but these rows, or with `all_of` false, at least one of them."""
        wanted = f"{self.table} WHERE {self.version_in(rows, negated=all_of)}"
        read = self._told(self._checks.read_versions, table=wanted)
        literals = ", ".join(self.text(text) for text in NOTHING_HELD)
        return Check(read, f"{self._checks.found} {'IN' if all_of else 'NOT IN'} ({literals})", before, after)

    def version_in(self, rows: Iterable[str], *, negated: bool = False) -> str:
        """The condition that a row of the version table is one of these, or `negated`, that it is none."""
        listed = [self.text(row) for row in sorted(rows)]
        lists = (listed[start : start + LONGEST_LIST] for start in range(0, len(listed), LONGEST_LIST))
        word, joint = ("NOT IN", " AND ") if negated else ("IN", " OR ")
        said = joint.join(f"version_num {word} ({_broken(each)})" for each in lists)
        return f"({said})" if len(listed) > LONGEST_LIST else said

    def holds_any(self, rows: Iterable[str]) -> str:
        """The condition that the version table holds one of these rows."""
        return f"EXISTS (SELECT 1 FROM {self.table} WHERE {self.version_in(rows)})"

    def versions_differ(self, rows: tuple[str, ...], before: str, after: str) -> Check:
        """The version table does not hold just these rows."""
        check = self.versions(rows, before, after)
        return replace(check, holds=check.holds.replace(" IN (", " NOT IN (", 1))

    def database(self, pattern: str, before: str) -> Check:
        """The database's name is like `pattern`, in which * and ? are wild."""
        wild = re.sub(r"[!%_]", r"!\g<0>", pattern).replace("*", "%").replace("?", "_")
        told = {"pattern": self.text(wild), "glob": self.text(pattern), "found": self._checks.found}
        holds = filled(self._checks.database_like, **told)
        return Check(self._read(self._checks.database), holds, before)

    def product(self, before: str) -> Check | None:
        """The server is of the right make."""
        if not self._checks.product:
            return None
        holds = filled(self._checks.product_is, found=self._checks.found)
        return Check(self._read(self._checks.product), holds, before)

    def server(self, before: str) -> Check | None:
        """The server is at least of the target's version."""
        if not (self._checks.server and self._version):
            return None
        major, minor = (*self._version, 0)[:2]
        holds = filled(
            self._checks.server_is,
            major=str(major),
            release=str(major * 1000 + minor),
            found=self._checks.found,
        )
        return Check(self._read(self._checks.server), holds, before)

    def role(self, name: str, before: str) -> Check:
        """The script is run as this role."""
        holds = filled(self._checks.role_is, role=self.text(name), found=self._checks.found)
        return Check(self._read(self._checks.role), holds, before)

    def fact(self, fact: Fact, before: str, after: str = ".", *, there: bool) -> Check:
        """Something is there, or not."""
        answers = (self.text("there"), self.text("not there"))
        value = f"CASE WHEN {self.condition(fact)}\n        THEN {answers[0]} ELSE {answers[1]} END"
        return Check(self._read(value), f"{self._checks.found} = {answers[not there]}", before, after)

    def facts(self, facts: Mapping[Fact, bool], before: str, after: str = ".") -> Iterator[Check]:
        """All of these hold; what is found is what does not. Nothing to check where there are none."""
        if not facts:
            return
        wrong = [
            f"CASE WHEN {self.condition(fact)}\n"
            f"        THEN {self.text('' if there else f'; {fact} is still there')}"
            f" ELSE {self.text(f'; {fact} is missing' if there else '')} END"
            for fact, there in facts.items()
        ]
        value = filled(self._checks.concat, items=self._checks.between.join(wrong))
        none = f"{self._checks.found} {'IS NULL' if self._dialect.name == 'oracle' else '= ' + self.text('')}"
        yield Check(self._read(value), none, before, after)

    def _read(self, value: str) -> str:
        return filled(self._checks.read, value=value, found=self._checks.found)

    def condition(self, fact: Fact) -> str:
        """The condition that something is there."""
        owner, name = fact.owner, fact.name
        return filled(
            self._checks.exists[fact.thing],
            path=self.text(self._path(owner)),
            sibling=self.sibling(fact),
            schema=self._raw(owner.schema) if owner.schema else self._checks.schema,
            owner=self._raw(owner.name),
            name=self.text(name) if fact.thing is Thing.LABEL else self._raw(name),
        )

    def sibling(self, fact: Fact) -> str:
        """The name of an index, as a literal, with the schema of its table."""
        return self.text(self._path(Name(fact.owner.schema, fact.name)))

    def building(self, index: Fact) -> str:
        """The check that nobody is building an index that is not valid."""
        before = (
            f"Stopped: expected {index}, which is not valid, to be what a failed build left, found session "
        )
        after = " at work on its table, which may be building it. Go on when that is done."
        return filled(
            self._checks.building,
            sibling=self.sibling(index),
            before=self.text(before),
            after=self.text(after),
        ).strip("\n")

    def _path(self, name: Name) -> str:
        return ".".join(str(self._quoted(part)) for part in (name.schema, name.name) if part)

    def _raw(self, name: str) -> str:
        """A name as the server keeps it, as a literal."""
        if self._dialect.requires_name_normalize:
            name = self._dialect.denormalize_name(name)
        return self.text(name)


def _broken(values: list[str]) -> str:
    """Values of a list on lines of a length that every client takes."""
    lines = [", ".join(values[start : start + LISTED]) for start in range(0, len(values), LISTED)]
    return ",\n        ".join(lines)


def _listed(rows: tuple[str, ...]) -> str:
    """Rows as the checks find them: sorted by code point."""
    return ", ".join(sorted(rows)) or NOTHING_HELD[1]
