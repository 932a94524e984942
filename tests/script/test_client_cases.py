"""Every trap of a client that is known is closed, case by case.

The cases are in tests/cases/clients/; README.md there says how to read and to write them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from sqlgen.errors import SqlgenError
from sqlgen.script.handover import Handover
from sqlgen.script.writing import script_text
from tests.projects import MadeProject

FOLDER = Path(__file__).parent.parent / "cases" / "clients"
HEADING = re.compile(r"^## (?P<title>[^\n]+)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(?P<kind>\w+) ?(?P<who>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"


@dataclass(frozen=True)
class Case:
    """One block of a heading for one client."""

    title: str
    upgrade: str
    kind: str
    dialect: str
    client: str
    text: str

    def __str__(self) -> str:
        return f"{self.dialect}/{self.client} {self.kind}: {self.title}"


def cases() -> list[Case]:
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        for heading in HEADING.finditer(path.read_text(encoding="utf-8")):
            blocks = list(BLOCK.finditer(heading["body"]))
            (upgrade,) = (block["text"] for block in blocks if block["kind"] == "python")
            for block in blocks:
                if block["kind"] == "python":
                    continue
                assert block["kind"] in ("script", "never", "error"), block["kind"]
                for who in block["who"].split(","):
                    dialect, _, client = who.strip().partition("/")
                    found.append(
                        Case(heading["title"], upgrade, block["kind"], dialect, client, block["text"])
                    )
    return found


def written(case: Case, made: MadeProject) -> str:
    made.revision("case", case.upgrade)
    (script,) = made.scripts(dialect=case.dialect)
    for failure in script.failures:
        raise failure.error
    return script_text(script, Handover(client=case.client, folder=made.folder))


@pytest.mark.parametrize("case", [case for case in cases() if case.kind == "script"], ids=str)
def test_the_script_says_what_keeps_it_safe(case: Case, made: MadeProject) -> None:
    text = written(case, made)

    parts = re.split(rf"{LEFT_OUT}\n?", case.text)
    pattern = ".*?".join(re.escape(part) for part in parts)
    assert re.fullmatch(pattern, text, re.DOTALL), text


@pytest.mark.parametrize("case", [case for case in cases() if case.kind == "never"], ids=str)
def test_the_script_leaves_out_what_the_client_does_not_know(case: Case, made: MadeProject) -> None:
    text = written(case, made)

    assert case.text.splitlines()
    assert [line for line in case.text.splitlines() if line in text] == []


@pytest.mark.parametrize("case", [case for case in cases() if case.kind == "error"], ids=str)
def test_what_cannot_be_said_safely_is_refused(case: Case, made: MadeProject) -> None:
    with pytest.raises(SqlgenError) as caught:
        written(case, made)

    assert f"{caught.value.message}\n{caught.value.hint}\n" == case.text


def test_no_client_is_without_a_case() -> None:
    """A client of whose traps nobody has thought."""
    from sqlgen.dialects.facts import dialect_names, read_facts

    known = {(name, client) for name in dialect_names() for client in read_facts(name).clients}
    shown = {(case.dialect.partition("@")[0], case.client) for case in cases()}
    assert known - shown == set()
