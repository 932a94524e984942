"""What a bundle's scripts print for a log to prove what ran, and what such a log has to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from sqlgen.dialects.client import Client
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import lex
from sqlgen.layout import laid_out
from sqlgen.script.programs import is_block
from sqlgen.script.sheet import Sheet
from sqlgen.script.states import Stage, is_version_table
from sqlgen.script.taken import left_alone
from sqlgen.statements import Purpose, Statement

DIGEST_LENGTH = 12
"""How much of a digest a mark says."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as a client is sent it, without what ends it.

    `digest` and `tokens` leave out white space and comments. `words` are its first ones.
    """

    number: int
    digest: str
    tokens: int
    words: str
    purpose: str
    revision: str | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a file of one segment does: its statements, and the rows of the version table around them."""

    file: str
    mode: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    sent: tuple[Sent, ...]


def tokens_of(sql: str, facts: Facts) -> list[str]:
    """The tokens of a text without white space and comments."""
    return [lexeme.text for lexeme in lex(sql, facts.lexical) if lexeme.meaningful]


def digest_of(tokens: list[str]) -> str:
    """SHA-256 of tokens: where one ends counts, what stands between them does not."""
    digest = sha256()
    for token in tokens:
        digest.update(f"{len(token.encode())}:{token}".encode())
    return digest.hexdigest()


class Marks:
    """Writes the marks of one script: none unless wanted, and where the client has no words for them."""

    def __init__(self, stages: tuple[Stage, ...], client: Client, facts: Facts, *, wanted: bool) -> None:
        self._words = client.marks if wanted else None
        self._client = client
        self._facts = facts
        self._numbers: dict[int, int] = {}
        if self._words is not None:
            statements = (one for stage in stages for one in _sent(stage))
            self._numbers = {id(one): number for number, one in enumerate(statements, start=1)}

    def stretch(self, stage: Stage, file: str) -> Stretch:
        """What a stage's file does."""
        sent = tuple(self._as_sent(one) for one in _sent(stage) if id(one) in self._numbers)
        return Stretch(file, stage.segment.mode.value, stage.before.rows, stage.after.rows, sent)

    def _as_sent(self, statement: Statement) -> Sent:
        text = laid_out(statement.sql, self._facts).text
        block = is_block(text, self._facts)
        text, _ = left_alone(text, self._client, self._facts, block=block, origin=statement.origin)
        tokens = tokens_of(text, self._facts)
        return Sent(
            self._numbers[id(statement)],
            digest_of(tokens),
            len(tokens),
            " ".join(tokens[:2]).upper(),
            statement.purpose.value,
            statement.origin.revision,
        )

    def opened(self, sheet: Sheet) -> None:
        """Have the client print what it sends from here on."""
        if self._words is not None:
            sheet.raw(self._words.echo)

    def begin(self, sheet: Sheet, file: str, fingerprint: str) -> None:
        """The mark in front of a file's guard."""
        if self._words is not None:
            sheet.says(self._words.begin, f"sqlgen: begin {file} of script {fingerprint}")

    def step(self, sheet: Sheet, statement: Statement) -> None:
        """The mark behind a statement."""
        if self._words is not None and id(statement) in self._numbers:
            sent = self._as_sent(statement)
            sheet.says(self._words.step, f"sqlgen: step {sent.number} {sent.digest[:DIGEST_LENGTH]}")

    def end(self, sheet: Sheet, file: str, fingerprint: str) -> None:
        """The mark behind a file's last check."""
        if self._words is not None:
            sheet.says(self._words.end, f"sqlgen: end {file} of script {fingerprint}")


def _sent(stage: Stage) -> Iterator[Statement]:
    for statement in stage.segment.statements:
        if statement.purpose is not Purpose.NOTE and not is_version_table(statement):
            yield statement
