"""Checks in the words of a database: what is asked, and the sentence with which the script stops."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlgen.catalog import Name
from sqlgen.dialects.checks import Checks, Thing
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.templates import filled
from sqlgen.script.evidence import Fact
from sqlgen.statements import Script

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
        self.table = self._path(script.version_table)

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
        """The text that makes several checks; empty for none."""
        asked = [text for check in checks if (text := self._asked(check))]
        body = "\n".join(text.strip("\n") for text in asked)
        return filled(self._checks.block, checks=body).strip("\n") if asked else ""

    def _asked(self, check: Check) -> str:
        before, after = self.text(check.before), self.text(check.after)
        read = self._checks.stop and check.read
        stop = filled(
            self._checks.stop, holds=check.holds, before=before, after=after, found=self._checks.found
        )
        return read.strip("\n") + "\n" + stop.strip("\n") if read else ""

    def stamp(self, rows: tuple[str, ...]) -> str:
        """The one check behind a stamp: the version table holds just these rows."""
        checks = self._checks
        expected = _listed(rows)
        return filled(
            checks.stamp,
            table=self.table,
            table_text=self.text(self.table),
            found=checks.found,
            expected=self.text(expected),
            before=self.text(f"Stopped: expected the version table to hold {expected} now, found "),
            after=self.text("."),
        ).strip("\n")

    def versions(self, rows: tuple[str, ...], before: str, after: str = ".") -> Check:
        """The version table holds just these rows."""
        checks = self._checks
        expected = NOTHING_HELD if not rows else (_listed(rows),)
        literals = ", ".join(self.text(text) for text in expected)
        read = filled(
            checks.read_versions, table=self.table, table_text=self.text(self.table), found=checks.found
        )
        return Check(read, f"{checks.found} IN ({literals})", before, after)

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
        major, minor, patch = (*map(str, self._version), "0", "0")[:3]
        holds = filled(
            self._checks.server_is, major=major, minor=minor, patch=patch, found=self._checks.found
        )
        return Check(self._read(self._checks.server), holds, before)

    def role(self, name: str, before: str) -> Check:
        """The script is run as this role."""
        holds = filled(self._checks.role_is, role=self.text(name), found=self._checks.found)
        return Check(self._read(self._checks.role), holds, before)

    def fact(self, fact: Fact, before: str, after: str = ".", *, there: bool) -> Check:
        """Something is there, or not."""
        answers = (self.text("there"), self.text("not there"))
        value = f"CASE WHEN {self._condition(fact)} THEN {answers[0]} ELSE {answers[1]} END"
        return Check(self._read(value), f"{self._checks.found} = {answers[not there]}", before, after)

    def _read(self, value: str) -> str:
        return filled(self._checks.read, value=value, found=self._checks.found)

    def _condition(self, fact: Fact) -> str:
        owner, name = fact.owner, fact.name
        return filled(
            self._checks.exists[fact.thing],
            path=self.text(self._path(owner)),
            sibling=self.sibling(fact),
            schema=self._raw(owner.schema) if owner.schema else "NULL",
            owner=self._raw(owner.name),
            name=self.text(name) if fact.thing is Thing.LABEL else self._raw(name),
        )

    def sibling(self, fact: Fact) -> str:
        """The name of an index, as a literal, with the schema of its table."""
        return self.text(self._path(Name(fact.owner.schema, fact.name)))

    def _path(self, name: Name) -> str:
        return ".".join(str(self._quoted(part)) for part in (name.schema, name.name) if part)

    def _raw(self, name: str) -> str:
        """A name as the server keeps it, as a literal."""
        if self._dialect.requires_name_normalize:
            name = self._dialect.denormalize_name(name)
        return self.text(name)


def _listed(rows: tuple[str, ...]) -> str:
    """Rows as the checks find them: sorted by code point."""
    return ", ".join(sorted(rows)) or NOTHING_HELD[1]
