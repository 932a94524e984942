"""A script as it grows, in the syntax of the client that will run it."""

from __future__ import annotations

from sqlgen.dialects.client import Client
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import ends_in_line_comment, lex
from sqlgen.dialects.templates import filled
from sqlgen.layout import laid_out
from sqlgen.script.comments import one_line


class Sheet:
    """The parts of a script, a blank line between two."""

    def __init__(self, client: Client, facts: Facts) -> None:
        self.client = client
        self.facts = facts
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        return "\n\n".join(self._parts) + "\n"

    def raw(self, text: str) -> None:
        """Text as it stands; nothing where it is empty."""
        if text.strip():
            self._parts.append(text.strip("\n"))

    def statement(self, sql: str, *, inside: bool = False) -> None:
        """A statement in the house style, with what ends it; `inside` a transaction or out of one."""
        self._ended(laid_out(sql, self.facts).text, inside=inside)

    def words(self, *statements: str, inside: bool = False) -> None:
        """Statements of the script's own, one right below the other, as the dialect's file has them."""
        if statements:
            self._parts.append("\n".join(self._end(sql, inside=inside) for sql in statements))

    def _ended(self, sql: str, *, inside: bool) -> None:
        self._parts.append(self._end(sql, inside=inside))

    def _end(self, sql: str, *, inside: bool) -> str:
        newline = "\n" if ends_in_line_comment(sql, self.facts.lexical) else ""
        template = self.client.block if self._is_block(sql) else self.client.statement
        following = self.client.inside if inside else self.client.outside
        return filled(template, sql=sql + newline) + (f"\n{following.strip()}" if following else "")

    def _is_block(self, sql: str) -> bool:
        return any(lexeme.text == ";" for lexeme in lex(sql, self.facts.lexical))

    def progress(self, text: str) -> None:
        """A line that tells whoever watches how far the script is."""
        if self.client.progress:
            self._parts.append(filled(self.client.progress, text=self._escaped(text)))

    def _escaped(self, text: str) -> str:
        for old, new in self.client.escapes.items():
            text = text.replace(old, new)
        return one_line(text)

    def epilogue(self, success: str, as_literal: str) -> None:
        """What ends the script, and says that it succeeded."""
        self.raw(filled(self.client.epilogue, success=self._escaped(success), success_text=as_literal))
