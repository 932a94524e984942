"""A database that SQLAlchemy knows from a package renders without a line of sqlgen's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.dialects import registry

from sqlgen.config import Config
from sqlgen.dialects.facts import read_facts
from sqlgen.dialects.target import parse_target
from sqlgen.errors import DialectError
from sqlgen.pipeline import Options, open_project, render

PACKAGE = """
from sqlalchemy import types
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.compiler import DDLCompiler, GenericTypeCompiler, IdentifierPreparer


class QuackTypes(GenericTypeCompiler):
    def visit_text(self, type_, **kw):
        return "QUACKTEXT"


class QuackDDL(DDLCompiler):
    def post_create_table(self, table):
        return " ENGINE = pond"


class QuackNames(IdentifierPreparer):
    def __init__(self, dialect):
        super().__init__(dialect, initial_quote="<", final_quote=">")


class QuackDialect(DefaultDialect):
    name = "quack"
    type_compiler_cls = QuackTypes
    ddl_compiler = QuackDDL
    preparer = QuackNames
    supports_comments = True


@compiles(CreateIndex, "quack")
def create_index(element, compiler, **kw):
    return f"INDEX {element.element.name} OF {element.element.table.name}"
"""

ENVIRONMENT = """
from alembic import context
from alembic.ddl.base import ColumnName, RenameTable
from alembic.ddl.impl import DefaultImpl
from sqlalchemy.ext.compiler import compiles


class QuackImpl(DefaultImpl):
    __dialect__ = "quack"
    transactional_ddl = False


@compiles(ColumnName, "quack")
def rename_column(element, compiler, **kw):
    return f"CALL {element.column_name} OF {element.table_name} NOW {element.newname}"


context.configure(url="quack://somewhere")
with context.begin_transaction():
    context.run_migrations()
"""

REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "a"
down_revision = None


def upgrade():
    op.create_table(
        "my pond", sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.Text, index=True)
    )
    op.alter_column("my pond", "text", new_column_name="words")
    op.alter_column("my pond", "words", nullable=False)
    op.add_column("my pond", sa.Column("depth", sa.Numeric(4, 1)), if_not_exists=True)
    op.rename_table("my pond", "lake")
    op.execute("FEED ':ducks' ;")
    op.bulk_insert(sa.table("lake", sa.column("words")), [{"words": "it's"}])
"""

SCRIPT = """\
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, \
CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)) ENGINE = pond
CREATE TABLE <my pond> (id INTEGER NOT NULL, text QUACKTEXT, PRIMARY KEY (id)) ENGINE = pond
INDEX ix_my pond_text OF my pond
CALL text OF my pond NOW words
ALTER TABLE <my pond> ALTER COLUMN words SET NOT NULL
ALTER TABLE <my pond> ADD COLUMN IF NOT EXISTS depth NUMERIC(4, 1)
ALTER TABLE <my pond> RENAME TO lake
FEED ':ducks'
INSERT INTO lake (words) VALUES ('it''s')
INSERT INTO alembic_version (version_num) VALUES ('a')"""


@pytest.fixture
def quack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project, and an installed package that brings the dialect `quack` to SQLAlchemy."""
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "quack_dialect.py").write_text(PACKAGE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "a.py").write_text(REVISION, encoding="utf-8")
    (tmp_path / "migrations" / "env.py").write_text(ENVIRONMENT, encoding="utf-8")
    registry.register("quack", "quack_dialect", "QuackDialect")
    yield tmp_path / "migrations"
    registry.deregister("quack")
    read_facts.cache_clear()


@pytest.mark.parametrize("dialect", [None, "quack", "quack@2.1"])
def test_what_the_package_registered_makes_the_sql(quack: Path, dialect: str | None) -> None:
    config = Config()
    config.set_main_option("script_location", str(quack))

    (script,) = render(open_project(config), "head", Options(dialect=dialect))

    for failure in script.failures:
        raise failure.error
    said = "\n".join(" ".join(statement.sql.split()) for statement in script.statements)
    assert said.replace("( ", "(").replace(" )", ")") == SCRIPT


def test_its_version_may_be_said_and_need_not_be(quack: Path) -> None:
    assert str(parse_target("quack")) == "quack"
    assert str(parse_target("quack@2.1")) == "quack@2.1"


def test_a_name_that_nobody_knows_is_an_error(quack: Path) -> None:
    with pytest.raises(DialectError, match="there is no dialect 'oinks'"):
        parse_target("oinks")
