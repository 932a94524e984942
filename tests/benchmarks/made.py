"""Histories made for measuring: as many revisions as one likes, in the shapes that projects have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

BRANCH_EVERY = 50
"""After so many revisions two people worked at the same time, and their work was merged."""

INI = """[alembic]
script_location = %(here)s/migrations
sqlalchemy.url = postgresql://app@db/app
"""

ENV = """from sqlalchemy import engine_from_config, pool

from alembic import context

config = context.config


def offline():
    context.configure(
        url=config.get_main_option("sqlalchemy.url"),
        target_metadata=None,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def online():
    engine = engine_from_config(config.get_section("alembic"), prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=None)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    online()
"""

REVISION = '''"""{message}

Revision ID: {id}
Revises: {revises}
Create Date: 2024-01-{day:02} 12:00:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = {id!r}
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade():
{upgrade}


def downgrade():
{downgrade}
'''

Body = tuple[str, str, str]
"""A message, what upgrade() says and what downgrade() says."""


def _create(table: str, _number: int) -> Body:
    return (
        f"create {table}",
        f"""    op.create_table(
        {table!r},
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=20), server_default="new", nullable=False),
        sa.Column("amount", sa.Numeric(12, 2), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id", "name", name="uq_{table}_name"),
    )
    op.create_index("ix_{table}_state", {table!r}, ["state"])""",
        f"    op.drop_table({table!r})",
    )


def _add_column(table: str, number: int) -> Body:
    return (
        f"note of {table}",
        f'    op.add_column({table!r}, sa.Column("note_{number}", sa.Text(), nullable=True))',
        f'    op.drop_column({table!r}, "note_{number}")',
    )


def _index(table: str, number: int) -> Body:
    return (
        f"index {table} by time",
        f'    op.create_index("ix_{table}_{number}", {table!r}, ["created_at", "state"], unique=False)',
        f'    op.drop_index("ix_{table}_{number}", table_name={table!r})',
    )


def _alter(table: str, _number: int) -> Body:
    column = f'{table!r}, "name", existing_type=sa.String(length=120)'
    return (
        f"longer names in {table}",
        f"    op.alter_column({column}, type_=sa.String(length=250), existing_nullable=False)",
        f"    op.alter_column({column.replace('120', '250')}, type_=sa.String(length=120))",
    )


def _reference(table: str, number: int) -> Body:
    column, key = f"owner_{number}", f"fk_{table}_{number}"
    return (
        f"owners of {table}",
        _lines(
            f'op.add_column({table!r}, sa.Column("{column}", sa.Integer(), nullable=True))',
            f'op.create_foreign_key("{key}", {table!r}, "made_0", ["{column}"], ["id"])',
        ),
        _lines(
            f'op.drop_constraint("{key}", {table!r}, type_="foreignkey")',
            f'op.drop_column({table!r}, "{column}")',
        ),
    )


def _batch(table: str, number: int) -> Body:
    column, check = f"priority_{number}", f"ck_{table}_{number}"
    return (
        f"priority of {table}",
        _lines(
            f"with op.batch_alter_table({table!r}) as batch_op:",
            f'    batch_op.add_column(sa.Column("{column}", sa.Integer(), server_default="0"))',
            f'    batch_op.create_check_constraint("{check}", "{column} >= 0")',
        ),
        _lines(
            f"with op.batch_alter_table({table!r}) as batch_op:",
            f'    batch_op.drop_constraint("{check}", type_="check")',
            f'    batch_op.drop_column("{column}")',
        ),
    )


def _lines(*lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines)


def _text(table: str, number: int) -> Body:
    return (
        f"fill {table}",
        f"""    op.execute("UPDATE {table} SET state = 'kept' WHERE id < {number} AND state = 'new'")""",
        f"""    op.execute("UPDATE {table} SET state = 'new' WHERE id < {number}")""",
    )


def _drop_index(table: str, _number: int) -> Body:
    return (
        f"no index on {table} by state",
        f'    op.drop_index("ix_{table}_state", table_name={table!r})',
        f'    op.create_index("ix_{table}_state", {table!r}, ["state"])',
    )


SHAPES: tuple[Callable[[str, int], Body], ...] = (
    _create, _add_column, _index, _alter, _add_column, _reference, _batch, _add_column, _text, _drop_index,
)  # fmt: skip
"""What ten revisions do to one table; one in ten runs SQL text."""


def make_history(folder: Path, revisions: int) -> Path:
    """Write a project of so many revisions into `folder`, whose table grows with every tenth of them.

    Every fiftieth revision merges the two before it, which stand beside each other.
    """
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text(INI, encoding="utf-8")
    (folder / "migrations" / "env.py").write_text(ENV, encoding="utf-8")
    for number in range(revisions):
        down = _below(number)
        message, upgrade, downgrade = _body(number)
        text = REVISION.format(
            message=message,
            id=identifier(number),
            revises=", ".join([down] if isinstance(down, str) else down or ()),
            down=down,
            day=1 + number % 28,
            upgrade=upgrade,
            downgrade=downgrade,
        )
        name = f"{identifier(number)}_{message.replace(' ', '_')}.py"
        (versions / name).write_text(text, encoding="utf-8")
    return folder


def identifier(number: int) -> str:
    """The identifier of a made revision: twelve hexadecimal digits, in no order, as Alembic's are."""
    return f"{number * 0x9E3779B97F4A7 % 2**48:012x}"


def _below(number: int) -> str | tuple[str, str] | None:
    if number == 0:
        return None
    place = number % BRANCH_EVERY
    if place == BRANCH_EVERY - 1:
        return identifier(number - 1), identifier(number - 2)
    return identifier(number - 2 if place == BRANCH_EVERY - 2 else number - 1)


def _body(number: int) -> Body:
    if number % BRANCH_EVERY == BRANCH_EVERY - 1:
        return "merge", "    pass", "    pass"
    return SHAPES[number % len(SHAPES)](f"made_{number // len(SHAPES)}", number)
