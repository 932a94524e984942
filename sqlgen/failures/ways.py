"""The ways out where a revision could not be rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlgen.errors import NeedsDatabase, RevisionError, SqlgenError, StubError, UnknownSchema
from sqlgen.failures.canned import answer_text
from sqlgen.failures.question import question_of
from sqlgen.failures.sketch import sketch
from sqlgen.failures.source import use_of
from sqlgen.statements import Failure


class Kind(StrEnum):
    """What a way out changes."""

    REWRITE = "rewrite"
    ANSWER = "answer"
    SNAPSHOT = "snapshot"
    BASE = "base"
    MANUAL = "manual"
    STUB = "stub"
    LEGACY = "legacy"
    INSTALL = "install"


@dataclass(frozen=True, slots=True)
class WayOut:
    """Something to do about a failure: `advice` in a few words, `text` to paste, which may be empty."""

    kind: Kind
    advice: str
    text: str = ""

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind.value, "advice": self.advice, "text": self.text}


ADVICE = {
    Kind.REWRITE: "let the server do it, on the rows that it has",
    Kind.ANSWER: "say what the database answers, in sqlgen.toml; the script says that it rests on it",
    Kind.SNAPSHOT: "give the schema that the range starts on, as --catalog FILE",
    Kind.BASE: "say what was there before the first revision, in sqlgen.toml",
    Kind.MANUAL: "let the script stop there, and run the revision on the database",
    Kind.STUB: "let stubs stand in for what cannot be imported",
    Kind.LEGACY: "let SQLAlchemy answer to the calls that it removed",
    Kind.INSTALL: "run sqlgen where it can be imported",
}
CALL = "sqlgen render …"
"""How a text begins that repeats the call with one option more."""
DUMP = "sqlgen schema dump --url URL -o schema.json"
LEGACY = re.compile(
    r"unexpected keyword argument '(?:bind|autoload|whereclause|values|convert_unicode)'|got 'autoload'"
    r"|clause element expected, got \[|explicitly declared as text\(|Not an executable object: '"
    r'|"whens" argument|\.(?:update|delete|select|insert)\(\) takes 1 positional argument but'
    r"|'(?:Engine|Connection)' object has no attribute '(?:table_names|execute|scalar|has_table|run_call)"
    r"|tuple indices must be integers or slices, not str|in row for column '(?:items|keys|values|has_key)'"
    r"|(?:cannot import name|No module named) '\S+' from 'sqlalchemy|No module named 'sqlalchemy"
    r"|--legacy-sqlalchemy"
)
"""What SQLAlchemy 2 says to calls of SQLAlchemy 1."""


def ways_out(failure: Failure, dialect: str) -> tuple[WayOut, ...]:
    """The ways out of a failure, the best first. `dialect` is the target's name."""
    return tuple(_ways(failure, failure.error, dialect))


def _ways(failure: Failure, error: SqlgenError, dialect: str) -> Iterator[WayOut]:
    match error:
        case UnknownSchema():
            yield _plainly(Kind.SNAPSHOT, f"{DUMP}\n{CALL} --catalog schema.json")
            yield _plainly(Kind.BASE, '[history]\nbase = "empty"  # or a snapshot of what was there')
            yield from _of_question(failure, error, dialect)
            yield _plainly(Kind.MANUAL, f"{CALL} --manual-steps")
        case NeedsDatabase():
            yield from _of_question(failure, error, dialect)
            yield _plainly(Kind.MANUAL, f"{CALL} --manual-steps")
        case StubError():
            yield WayOut(Kind.INSTALL, f"run sqlgen where {_module(error)} can be imported")
        case RevisionError() if LEGACY.search(f"{error.message} {error.hint}"):
            yield _plainly(Kind.LEGACY, f"{CALL} --legacy-sqlalchemy")
        case RevisionError() if isinstance(error.__cause__, ImportError):
            yield _plainly(Kind.STUB, f"{CALL} --stub-missing")
            yield _plainly(Kind.INSTALL)


def _plainly(kind: Kind, text: str = "") -> WayOut:
    return WayOut(kind, ADVICE[kind], text)


def _of_question(failure: Failure, error: NeedsDatabase, dialect: str) -> Iterator[WayOut]:
    if not error.question:
        return
    question = question_of(error.question, dialect)
    origin = error.origin
    use = use_of(origin.file, origin.line) if origin and origin.file and origin.line else None
    told = sketch(use, question) if use is not None and question is not None else ""
    if told:
        yield _plainly(Kind.REWRITE, f'op.execute("""\n{told}\n""")'.replace(';\n"""', '\n"""'))
    elif not isinstance(error, UnknownSchema):
        yield WayOut(Kind.REWRITE, "say it as statements that the server runs on the rows that it has")
    yield _plainly(Kind.ANSWER, answer_text(failure.step, error.question, question, use, dialect))


def _module(error: StubError) -> str:
    """The module that a stub stands in for, from the first words of the message."""
    return re.split(r"[ .(\[]", error.message, maxsplit=1)[0]
