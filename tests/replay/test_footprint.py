"""What a revision that stopped half-way may have touched: what is known behind it, and what no longer is."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest
import sqlalchemy as sa

from sqlgen.catalog import Catalog, Column, Name, Standing, Table
from sqlgen.replay.footprint import Footprint, footprint

HEAD = '"""Create Date: drop table users, of which this says nothing."""\n'


IMPORTS = "import sqlalchemy as sa\nfrom alembic import op\n"


def printed(tmp_path: Path, code: str, before: str = IMPORTS) -> Footprint:
    file = tmp_path / "revision.py"
    body = indent(dedent(code).strip(), "    ")
    file.write_text(f"{HEAD}{before}\ndef upgrade():\n{body}\n", encoding="utf-8")
    return footprint(file)


def catalog(*names: str) -> Catalog:
    made = Catalog()
    for name in names:
        made = made.with_table(Table(Name(None, name), {"id": Column("id", sa.Integer(), nullable=False)}))
    return made


SHAPED = {
    "op.add_column('users', sa.Column('x', sa.Integer))": {"users"},
    "op.create_index('ix', 'users', ['id'])": {"users"},
    "op.drop_constraint('uq', table_name='users')": {"users"},
    "op.create_foreign_key(None, 'users', 'orders', ['a'], ['id'])": {"users", "orders"},
    "with op.batch_alter_table('users') as batch:\n    batch.drop_column('x')": {"users"},
    "op.execute('ALTER TABLE users ADD x INT')": {"users"},
    "op.execute('UPDATE users SET x = 1')": set(),
    "op.get_bind().execute(sa.text('SELECT id FROM users')).all()": set(),
    "for name in ('users', 'orders'):\n    op.drop_column(name, 'x')": {"users", "orders"},
    "op.bulk_insert(sa.table('users'), [])": set(),
    "sa.Table('users', sa.MetaData()).drop(op.get_bind())": {"users"},
    "sa.Enum('a', name='users').create(op.get_bind())": set(),
    "sa.MetaData().reflect(op.get_bind(), only=['users'])": set(),
}


@pytest.mark.parametrize("code", SHAPED)
def test_the_tables_that_it_may_change(code: str, tmp_path: Path) -> None:
    print_ = printed(tmp_path, code)

    assert not print_.anything
    assert {"users", "orders"} & set(print_.shaped) == SHAPED[code]


ANYTHING = [
    "for name in sa.inspect(op.get_bind()).get_table_names():\n    op.drop_table(name)",
    "sa.MetaData().reflect(op.get_bind())",
    "op.execute(open('x.sql').read())",
    "op.execute(f'ALTER TABLE {name} ADD x INT')",
    "op.execute('DROP TABLE %s' % name)",
    "op.execute('DROP TABLE ' + name)",
    "op.execute(f'ALTER TABLE old_{name} ADD x INT')",
    "op.execute('SELECT table_name FROM information_schema.tables')",
    "name = f'{prefix}_users'\nop.drop_table(name)",
]


@pytest.mark.parametrize("code", ANYTHING)
def test_names_that_come_from_elsewhere(code: str, tmp_path: Path) -> None:
    assert printed(tmp_path, code).anything


def test_what_is_imported_from_elsewhere_may_do_anything_but_be_a_type(tmp_path: Path) -> None:
    before = "import sqlalchemy as sa\nfrom alembic import op\nfrom shop import kinds, tools\n"
    assert not printed(tmp_path, "op.add_column('users', sa.Column('x', kinds.Money()))", before).anything
    assert printed(tmp_path, "tools.migrate(op.get_bind())", before).anything
    assert footprint(tmp_path / "missing.py").anything


def test_a_value_in_sql_is_no_name(tmp_path: Path) -> None:
    code = "op.execute(f\"UPDATE users SET x = {number}, y = '{text}' WHERE id = {key}\")"

    assert not printed(tmp_path, code).anything


def test_a_table_that_it_only_reads_stays_known(tmp_path: Path) -> None:
    known = catalog("users", "orders")
    code = "op.add_column('orders', sa.Column('x', sa.Text))\nop.execute('SELECT 1 FROM users')"
    print_ = printed(tmp_path, code)

    behind = print_.doubted(known, known)

    assert behind.tables[Name(None, "users")].complete
    assert not behind.tables[Name(None, "orders")].complete
    assert behind.column("orders", "id") is None, "whatever it was, it may be another one"
    assert behind.standing("orders") is Standing.PRESENT
    assert behind.standing("others") is Standing.ABSENT


def test_a_table_that_it_makes_or_drops_may_be_there(tmp_path: Path) -> None:
    known = catalog("users", "orders")
    print_ = printed(tmp_path, "op.drop_table('orders')\nop.create_table('new', sa.Column('id', sa.Integer))")

    behind = print_.doubted(known, known)

    assert behind.standing("orders") is Standing.UNKNOWN
    assert behind.standing("new") is Standing.UNKNOWN
    assert behind.standing("users") is Standing.PRESENT


def test_a_table_that_it_was_seen_to_make_is_known(tmp_path: Path) -> None:
    """It was made before the question, and nothing else in the file speaks of it."""
    print_ = printed(tmp_path, "op.create_table('new', sa.Column('id', sa.Integer))")

    behind = print_.doubted(catalog("users"), catalog("users", "new"))

    assert behind.tables[Name(None, "new")].complete
    assert behind.standing("new") is Standing.PRESENT


def test_types_that_it_may_make(tmp_path: Path) -> None:
    known = catalog("users")

    def readable(code: str) -> bool:
        return printed(tmp_path, code).doubted(known, known).readable

    assert not readable("sa.Enum('a', name='k').create(op.get_bind())")
    assert not readable("op.execute('ALTER TYPE k ADD VALUE 1')")
    assert readable("op.drop_column('users', 'x')")


def test_nothing_is_known_behind_anything(tmp_path: Path) -> None:
    known = catalog("users")

    behind = printed(tmp_path, "exec('x')").doubted(known, known)

    assert behind.standing("others") is Standing.UNKNOWN
    assert behind.column("users", "id") is None
