"""What became of one statement, judged by lexers that are not sqlgen's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlglot import TokenType, tokenize
from sqlglot.errors import TokenError

from sqlgen.dialects.facts import Facts
from sqlgen.layout import laid_out
from tests.layout.other_lexer import meaning

SQLGLOT = {
    "postgresql": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "mssql": "tsql",
    "oracle": "oracle",
}
KEPT = {TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.IDENTIFIER, TokenType.NUMBER}
PROOF = "the proof does not hold"
NOTE = "left as it was written: "


@dataclass(slots=True)
class Tally:
    """What became of different statements for one dialect.

    `left` counts the reasons for which statements stayed as they were, `wrong` tells what is broken.
    `judged` is how many sqlglot could cut into tokens before and after.
    """

    dialect: str
    statements: int = 0
    changed: int = 0
    judged: int = 0
    left: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, sql: str, facts: Facts) -> None:
        layout = laid_out(sql, facts)
        self.statements += 1
        self.changed += layout.text != sql
        if layout.note:
            self.left[_reason(layout.note)] += 1
        if meaning(layout.text, self.dialect) != meaning(sql, self.dialect):
            self.wrong.append(f"other tokens:\n{sql}\n{layout.text}")
        if laid_out(layout.text, facts).text != layout.text:
            self.wrong.append(f"changes when laid out again:\n{layout.text}")
        self._ask_sqlglot(sql, layout.text)

    def _ask_sqlglot(self, before: str, after: str) -> None:
        try:
            was, became = (_tokens(text, self.dialect) for text in (before, after))
        except TokenError:
            return
        self.judged += 1
        if was != became:
            self.wrong.append(f"other tokens to sqlglot:\n{before}\n{after}")


def _reason(note: str) -> str:
    """The first reason of a note, without what differs from one statement to the next."""
    reason = note.split("; ", maxsplit=1)[0].removeprefix(NOTE)
    return PROOF if reason.startswith("laying it out would") else reason


def _tokens(sql: str, dialect: str) -> list[tuple[TokenType, str, tuple[str, ...]]]:
    found: list[tuple[TokenType, str, tuple[str, ...]]] = []
    for token in tokenize(sql, read=SQLGLOT[dialect]):
        # What sqlglot has no grammar for it hands over as one text, white space and all.
        whole = bool(found) and found[-1][0] is TokenType.COMMAND
        text = " ".join(token.text.upper().split()) if whole or token.token_type not in KEPT else token.text
        found.append((token.token_type, text, tuple(token.comments)))
    return found


def total(tallies: Iterable[Tally]) -> Tally:
    """All tallies as one."""
    found = Tally("all")
    for each in tallies:
        found.statements += each.statements
        found.changed += each.changed
        found.judged += each.judged
        found.left += each.left
        found.wrong += each.wrong
    return found
