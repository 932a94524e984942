"""refunds

Revision ID: 4be80d5a17f6
Revises: c76b2f0e94d1
Create Date: 2025-09-01 08:05:51.764432+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "4be80d5a17f6"
down_revision = "c76b2f0e94d1"
branch_labels = None
depends_on = None

before = sa.Enum("new", "paid", "shipped", "cancelled", name="order_status", length=20)
after = sa.Enum("new", "paid", "shipped", "cancelled", "refunded", name="order_status", length=20)


def upgrade() -> None:
    dialect = op.get_context().dialect.name
    if dialect == "postgresql":
        # A value added in a transaction cannot be used before its COMMIT.
        with op.get_context().autocommit_block():
            op.execute("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'refunded'")
    elif dialect in ("mysql", "mariadb"):
        op.alter_column(
            "orders",
            "status",
            existing_type=before,
            type_=after,
            existing_nullable=False,
            existing_server_default="new",
        )
    op.alter_column(
        "payments",
        "method",
        new_column_name="provider",
        existing_type=sa.String(30),
        existing_nullable=False,
    )
    op.create_index(
        "ix_payments_open",
        "payments",
        ["order_id"],
        postgresql_where=sa.text("captured_at IS NULL"),
        sqlite_where=sa.text("captured_at IS NULL"),
        mssql_where=sa.text("captured_at IS NULL"),
    )


def downgrade() -> None:
    # The enum keeps its fifth value: orders may have it, and PostgreSQL cannot take one away.
    op.drop_index("ix_payments_open", table_name="payments")
    op.alter_column(
        "payments",
        "provider",
        new_column_name="method",
        existing_type=sa.String(30),
        existing_nullable=False,
    )
