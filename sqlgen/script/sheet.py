"""A script as it grows, in the syntax of the client that will run it."""

from __future__ import annotations

import re

from sqlgen.dialects.client import Client
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import ends_in_line_comment
from sqlgen.dialects.templates import filled
from sqlgen.layout import laid_out
from sqlgen.origin import Origin
from sqlgen.script.comments import one_line
from sqlgen.script.programs import is_block
from sqlgen.script.taken import left_alone

DELIMITERS = ("$$", "//", ";;", "@@@")
NOWHERE = Origin()
BYTE_ORDER_MARK = "\ufeff"


class Sheet:
    """The parts of a script, a blank line between two."""

    def __init__(self, client: Client, facts: Facts, log: str = "") -> None:
        self.client = client
        self.facts = facts
        self.log = log
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        text = "\n\n".join(self._parts) + "\n"
        return BYTE_ORDER_MARK + text if self.client.byte_order_mark and not text.isascii() else text

    def comment(self, text: str) -> None:
        """Lines of a comment, without what the client would take for itself."""
        self._parts.append("\n".join(self._harmless(line) for line in text.splitlines()))

    def _harmless(self, line: str) -> str:
        for taken in self.client.taken:
            if taken.old.strip():
                line = line.replace(taken.old, " ".join(taken.old))
            if re.search(taken.pattern, line):
                line = f"-- {'=' * (len(line) - 3)}" if set(line) <= {"-", " "} else f"{line} ."
        return line

    @property
    def log_written(self) -> str:
        """The name of the log that the script itself writes; empty where it writes none."""
        return self.log if "{log}" in self.client.prelude else ""

    def raw(self, text: str) -> None:
        """Text as it stands; nothing where it is empty."""
        if text.strip():
            self._parts.append(text.strip("\n"))

    def prelude(self) -> None:
        """What the client is told first."""
        self.raw(filled(self.client.prelude, log=self.log))

    def statement(self, sql: str, origin: Origin, *, inside: bool = False) -> None:
        """A statement in the house style, with what ends it; `inside` a transaction or out of one."""
        self._parts.append(self._ended(laid_out(sql, self.facts).text, origin, inside=inside))

    def words(self, *statements: str, inside: bool = False, origin: Origin = NOWHERE) -> None:
        """Statements of the script's own, one right below the other, as the dialect's file has them.

        `origin` is where the statement comes from that they are made of.
        """
        said = [self._own(sql.strip("\n"), origin, inside=inside) for sql in statements if sql.strip()]
        self.raw("\n".join(said))

    def _own(self, sql: str, origin: Origin, *, inside: bool) -> str:
        if not self.facts.lexical.block_semicolon:
            sql = sql.removesuffix(";")
        if not self.facts.checks.of_statements:
            return self._ended(sql, origin, inside=inside)
        return filled(self.client.statement, sql=sql)

    def _ended(self, sql: str, origin: Origin, *, inside: bool) -> str:
        block = is_block(sql, self.facts)
        sql, around = left_alone(sql, self.client, self.facts, block=block, origin=origin)
        template = around or (self.client.block if block else self.client.statement)
        newline = "\n" if ends_in_line_comment(sql, self.facts.lexical) else ""
        delimiter = next((one for one in DELIMITERS if one not in sql), DELIMITERS[0])
        following = self.client.inside if inside else self.client.outside
        parts = (filled(template, sql=sql + newline, delimiter=delimiter), following)
        return "\n".join(part.strip("\n") for part in parts if part)

    def progress(self, text: str) -> None:
        """A line that tells whoever watches how far the script is."""
        self.says(self.client.progress, text)

    def says(self, template: str, text: str) -> None:
        """A text of the client's in which it tells `{text}`."""
        self.raw(filled(template, text=self._escaped(text)))

    def _escaped(self, text: str) -> str:
        for old, new in self.client.escapes.items():
            text = text.replace(old, new)
        return one_line(text)

    def epilogue(self, success: str, as_literal: str) -> None:
        """What ends the script, and says that it succeeded."""
        self.raw(filled(self.client.epilogue, success=self._escaped(success), success_text=as_literal))
