"""Every directive with every keyword becomes the right SQL on every dialect.

The cases are Markdown files in tests/cases/rendering/; README.md there says how to read and to write them.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sqlgen.config import Config
from sqlgen.errors import SqlgenError
from sqlgen.pipeline import Options, Watch, open_project, render
from sqlgen.replay.batch import BatchOperations
from sqlgen.replay.directives import Operations
from sqlgen.statements import Purpose, Script

FOLDER = Path(__file__).parent.parent / "cases" / "rendering"
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle", "sqlite")
KINDS = ("python", "sql", "error", "notice")
FENCE = re.compile(r"^```(.*)$")
EVERYWHERE_ELSE = "elsewhere"
WHOLE_SCRIPT = "(whole script)"

REVISION = """\
import datetime, decimal, enum, uuid
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from alembic import op
revision = {revision!r}
down_revision = None
def upgrade():
"""
LINES_BEFORE = REVISION.count("\n")

ENVIRONMENT = """\
import datetime, decimal, enum, uuid
import sqlalchemy as sa
from alembic import context
{configuration}
options = {{name: value for name, value in vars().items() if name in {names!r}}}
context.configure(dialect_name="sqlite", **options)
with context.begin_transaction():
    context.run_migrations()
"""


@dataclass
class Block:
    """A fenced block of a case: its first word, the words behind, its text."""

    kind: str
    words: str
    text: str
    line: int

    @property
    def targets(self) -> tuple[str, ...]:
        names = self.words.removesuffix(WHOLE_SCRIPT).split(",")
        return tuple(name.strip() for name in names if name.strip())


@dataclass
class Case:
    """One heading of a file, with its blocks."""

    file: str
    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)

    def only(self, kind: str, words: str = "") -> str:
        found = [block.text for block in self.blocks if block.kind == kind and block.words == words]
        return found[0] if found else ""

    @property
    def body(self) -> str:
        return self.only("python")

    def expectations(self) -> dict[str, Block]:
        """What each target is to give, by its name."""
        named = [block for block in self.blocks if block.kind in ("sql", "error")]
        found = {target: block for block in named for target in block.targets if target != EVERYWHERE_ELSE}
        rest = [block for block in named if EVERYWHERE_ELSE in block.targets]
        covered = {target.partition("@")[0] for target in found}
        for block in rest:
            found |= {dialect: block for dialect in DIALECTS if dialect not in covered}
        return found

    def notices(self, target: str) -> list[str]:
        blocks = [block for block in self.blocks if block.kind == "notice"]
        return [
            line
            for block in blocks
            if not block.targets or target in block.targets
            for line in block.text.splitlines()
        ]


@cache
def cases() -> tuple[Case, ...]:
    return tuple(case for path in sorted(FOLDER.glob("*.md")) if path.stem != "README" for case in read(path))


def read(path: Path) -> Iterator[Case]:
    case: Case | None = None
    block: Block | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if block is not None:
            if fence:
                assert case is not None, f"{path.name}:{number}: a block before the first heading"
                block.text = block.text.rstrip("\n")
                case.blocks.append(block)
                block = None
            else:
                block.text += line + "\n"
        elif fence:
            kind, _, words = fence.group(1).partition(" ")
            assert kind in KINDS, f"{path.name}:{number}: what is a {kind} block?"
            block = Block(kind, words.strip(), "", number)
        elif line.startswith("## "):
            if case:
                yield case
            case = Case(path.stem, line.removeprefix("## "), number)
    assert block is None, f"{path.name}: a block never ends"
    if case:
        yield case


@dataclass
class Given:
    """What a case gave on one target."""

    script: Script | None
    error: SqlgenError | None
    notices: list[str]

    def text(self, *, whole: bool) -> str:
        """The statements as a block holds them, or the error."""
        if self.error is not None:
            line = self.error.origin.line if self.error.origin else None
            place = f"line {line - LINES_BEFORE}: " if line else ""
            hint = f"\n{self.error.hint}" if self.error.hint else ""
            return f"{place}{self.error.message}{hint}"
        assert self.script is not None
        shown = [
            statement.sql
            for statement in self.script.statements
            if whole or statement.purpose is Purpose.CHANGE
        ]
        return "\n\n".join(shown)


def run(case: Case, target: str, folder: Path) -> Given:
    """Render the case's revision for a target, in a project of its own."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    configuration = case.only("python", "configure")
    names = [
        each.id
        for node in ast.parse(configuration).body
        if isinstance(node, ast.Assign)
        for each in node.targets
        if isinstance(each, ast.Name)
    ]
    revision = "case"
    if "revision" in names:
        revision = ast.literal_eval(configuration.partition("revision = ")[2].partition("\n")[0])
        names.remove("revision")
    source = REVISION.format(revision=revision) + textwrap.indent(case.body, "    ") + "\n    pass\n"
    (versions / "case.py").write_text(source, encoding="utf-8")
    environment = ENVIRONMENT.format(configuration=configuration, names=names)
    (folder / "migrations" / "env.py").write_text(environment, encoding="utf-8")
    config = Config()
    config.set_main_option("script_location", str(folder / "migrations"))
    notices: list[str] = []

    def notice(text: str) -> None:
        if "touches table" in text:
            # A case is one revision, about tables that others made.
            return
        notices.append(
            re.sub(r" \(at .*:(\d+)\)$", lambda at: f" (line {int(at.group(1)) - LINES_BEFORE})", text)
        )

    try:
        (script,) = render(open_project(config), "head", Options(dialect=target), Watch(notice))
    except SqlgenError as raised:
        return Given(None, raised, notices)
    return Given(script, script.failures[0].error if script.failures else None, notices)


def trimmed(text: str) -> str:
    """Text as a person compares it: SQLAlchemy ends lines in spaces and begins them with tabs."""
    indented = re.sub(r"(?m)^\t+", lambda tabs: "    " * len(tabs.group()), text)
    return re.sub(r"(?m) +$", "", indented).strip("\n")


RUNS = [(case, target) for case in cases() for target in case.expectations()]


@pytest.mark.parametrize(
    "case, target", [pytest.param(*each, id=f"{each[0].file}:{each[0].line}-{each[1]}") for each in RUNS]
)
def test_case(case: Case, target: str, tmp_path: Path) -> None:
    expected = case.expectations()[target]
    given = run(case, target, tmp_path)

    if expected.kind == "sql" and given.error is not None:
        raise given.error
    whole = expected.words.endswith(WHOLE_SCRIPT)
    assert trimmed(given.text(whole=whole)) == trimmed(expected.text), case.title
    assert (expected.kind == "error") is (given.error is not None), case.title
    if given.error is not None:
        assert given.error.origin is not None
        assert given.error.origin.file is not None
        assert given.error.origin.revision
    assert given.notices == case.notices(target), case.title


def calls() -> Iterator[tuple[str, str, set[str], set[str]]]:
    """`op` or a batch, directive, keywords and dialects of every call in a case."""
    for case in cases():
        dialects = {target.partition("@")[0] for target in case.expectations()}
        for node in ast.walk(ast.parse(case.body)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id in ("op", "batch"):
                    keywords = {keyword.arg for keyword in node.keywords if keyword.arg}
                    yield owner.id, node.func.attr, keywords, dialects


def keywords_of(function: Any) -> set[str]:
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {
        parameter.name
        for parameter in parameters
        if parameter.default is not inspect.Parameter.empty
    }


OWNERS = {"op": Operations, "batch": BatchOperations}
DIRECTIVES = [
    (owner, name)
    for owner, kind in OWNERS.items()
    for name, function in inspect.getmembers(kind, inspect.isfunction)
    if not name.startswith("_") and name not in ("invoke", "implementation_of", "run_async")
]


@pytest.mark.parametrize("owner, name", DIRECTIVES)
def test_each_directive_has_a_case_for_each_keyword_on_each_dialect(owner: str, name: str) -> None:
    keywords: dict[str, set[str]] = {}
    dialects: set[str] = set()
    for found_owner, found_name, found_keywords, found_dialects in calls():
        if (found_owner, found_name) == (owner, name):
            dialects |= found_dialects
            for keyword in found_keywords:
                keywords.setdefault(keyword, set()).update(found_dialects)

    assert dialects >= set(DIALECTS)
    # Arguments that are given by position have a default here and there.
    positional = {"type_", "table_name"} if name in ("drop_constraint", "drop_index") else set()
    for keyword in sorted(keywords_of(getattr(OWNERS[owner], name)) - positional):
        assert keywords.get(keyword, set()) >= set(DIALECTS), keyword


FIRST = """\
import sqlalchemy as sa
from alembic import op
revision = "first"
down_revision = None
def upgrade():
    op.create_table("a", sa.Column("id", sa.Integer), sa.Column("state", sa.Enum("new", name="state")))
"""

SECOND = """\
import sqlalchemy as sa
from alembic import op
revision = "second"
down_revision = "first"
def upgrade():
    op.add_column("b", sa.Column("state", sa.Enum("new", name="state")))
def downgrade():
    op.add_column("c", sa.Column("state", sa.Enum("new", name="state")))
"""

ADDS = {
    "head": "ALTER TABLE b ADD COLUMN state state",
    "first:head": "ALTER TABLE b ADD COLUMN state state",
    "second:first": "ALTER TABLE c ADD COLUMN state state",
}


@pytest.mark.parametrize("asked, expected", ADDS.items())
def test_a_part_of_a_history_makes_no_type_that_the_part_before_it_made(
    asked: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "first.py").write_text(FIRST, encoding="utf-8")
    (tmp_path / "versions" / "second.py").write_text(SECOND, encoding="utf-8")
    config = Config()
    config.set_main_option("script_location", str(tmp_path))

    (script,) = render(open_project(config), asked, Options(dialect="postgresql", use_env=False))

    last = [section for section in script.sections if section.step][-1]
    assert [told.sql for told in last.statements if told.purpose is Purpose.CHANGE] == [expected]
