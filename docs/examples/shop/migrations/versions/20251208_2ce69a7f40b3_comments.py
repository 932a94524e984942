"""comments

Revision ID: 2ce69a7f40b3
Revises: 4be80d5a17f6
Create Date: 2025-12-08 14:27:33.615924+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "2ce69a7f40b3"
down_revision = "4be80d5a17f6"
branch_labels = None
depends_on = None

EMAIL = "lower case; what a customer logs in with"
PAYMENTS = "one row an attempt; captured_at says that money moved"


def comments_work() -> bool:
    """SQLite has none, and SQL Server's need the name of a schema, which a script does not know."""
    return op.get_context().dialect.name not in ("sqlite", "mssql")


def upgrade() -> None:
    if comments_work():
        op.alter_column(
            "customers", "email", comment=EMAIL, existing_type=sa.String(255), existing_nullable=False
        )
        op.create_table_comment("payments", PAYMENTS)


def downgrade() -> None:
    if comments_work():
        op.drop_table_comment("payments", existing_comment=PAYMENTS)
        op.alter_column(
            "customers",
            "email",
            comment=None,
            existing_comment=EMAIL,
            existing_type=sa.String(255),
            existing_nullable=False,
        )
