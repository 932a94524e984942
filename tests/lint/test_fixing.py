"""`lint --fix`: what a rule advises is written into revisions that nobody has released, if it is safe."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from git import Repo

from sqlgen.lint.finding import Finding, Severity
from sqlgen.lint.fixing import fixed
from sqlgen.origin import Origin
from tests.projects import MadeProject


def rewritten(source: str, rule: str = "require-concurrent-index-creation", line: int = 2) -> str | None:
    source = dedent(source).lstrip("\n")
    return fixed(source, Finding(rule, Severity.ERROR, "", Origin("a1", Path("a.py"), line), table="t"))


def test_an_index_is_built_concurrently_in_a_block_of_its_own() -> None:
    assert rewritten("""
        def upgrade():
            op.create_index("ix", "t", ["c"])
        """) == dedent("""\
        def upgrade():
            with op.get_context().autocommit_block():
                op.create_index("ix", "t", ["c"], postgresql_concurrently=True)
        """)


def test_arguments_on_lines_of_their_own_stay_so() -> None:
    assert rewritten("""
        def upgrade():
            op.create_index(
                "ix",
                "t",
                ["c"],  # the column
            )
        """) == dedent("""\
        def upgrade():
            with op.get_context().autocommit_block():
                op.create_index(
                    "ix",
                    "t",
                    ["c"], postgresql_concurrently=True  # the column
                )
        """)
    assert rewritten("""
        def upgrade():
            op.create_index(
                "ix",
                "t",
                ["c"],
            )
        """) == dedent("""\
        def upgrade():
            with op.get_context().autocommit_block():
                op.create_index(
                    "ix",
                    "t",
                    ["c"],
                    postgresql_concurrently=True,
                )
        """)


def test_a_constraint_is_added_in_two_steps() -> None:
    assert rewritten(
        """
        def upgrade():
            op.create_foreign_key("fk", "t", "u", ["a"], ["b"])
        """,
        "adding-foreign-key-constraint",
    ) == dedent("""\
        def upgrade():
            op.create_foreign_key("fk", "t", "u", ["a"], ["b"], postgresql_not_valid=True)
            with op.get_context().autocommit_block():
                op.execute('ALTER TABLE t VALIDATE CONSTRAINT "fk"')
        """)


@pytest.mark.parametrize(
    "body",
    [
        "batch_op.create_index('ix', ['c'])",
        "made = op.create_index('ix', 't', ['c'])",
        "op.create_index('ix', 't', ['c'], postgresql_concurrently=False)",
        "op.create_index('ix', 't', ['c'], **options)",
        "op.drop_index('ix')",
    ],
)
def test_what_is_no_plain_call_is_left_alone(body: str) -> None:
    assert rewritten(f"def upgrade():\n    {body}\n") is None


@pytest.fixture
def project(tmp_path: Path) -> MadeProject:
    """A released revision that makes a table, as main has it."""
    made = MadeProject(tmp_path / "project")
    made.revision(
        "a1",
        "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('c', sa.Integer))",
        downgrade="op.drop_table('t')",
    )
    repo = Repo.init(made.folder, initial_branch="main")
    with repo.config_writer() as config:
        config.set_value("user", "name", "A").set_value("user", "email", "a@example.org")
    repo.git.add(all=True)
    repo.index.commit("released")
    return made


def fix(made: MadeProject) -> tuple[str, str]:
    called = made.call("lint", "--dialect", "postgresql", "--changed-since", "main", "--fix")
    return called.out, called.err


def test_a_mended_revision_has_nothing_to_find_and_makes_the_same_schema(project: MadeProject) -> None:
    file = project.revision("b2", "op.create_index('ix', 't', ['c'])", downgrade="op.drop_index('ix')")
    out, err = fix(project)
    assert "mended: require-concurrent-index-creation in b2.py" in err
    assert "require-concurrent-index-creation" not in out
    assert "postgresql_concurrently=True" in file.read_text(encoding="utf-8")
    assert "CREATE INDEX CONCURRENTLY ix" in project.plain(dialect="postgresql")


def test_what_would_do_more_harm_is_put_back(project: MadeProject) -> None:
    """A change behind the block would be committed apart from what stands in front of it."""
    file = project.revision(
        "b2",
        "op.drop_column('t', 'c')\nop.create_index('ix', 't', ['id'])\n"
        "op.add_column('t', sa.Column('d', sa.Integer))",
    )
    before = file.read_text(encoding="utf-8")
    _, err = fix(project)
    assert "left alone: require-concurrent-index-creation in b2.py" in err
    assert file.read_text(encoding="utf-8") == before


def test_a_released_revision_is_never_rewritten(project: MadeProject) -> None:
    file = project.versions / "a1.py"
    file.write_text(file.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    before = file.read_text(encoding="utf-8")
    fix(project)
    assert file.read_text(encoding="utf-8") == before


def test_without_a_word_on_what_is_released_nothing_is_rewritten(project: MadeProject) -> None:
    called = project.call("lint", "--dialect", "postgresql", "--fix")
    assert called.code == 2
    assert "--changed-since" in called.err
