"""index orders by date

Orders had a million rows by then, and the shop was open: PostgreSQL builds the index
beside the traffic, which it can only do outside a transaction.

Revision ID: d40b6e29a7c8
Revises: a93d17c0f5e2
Create Date: 2024-04-22 08:30:15.266740+00:00
"""

from alembic import op

revision = "d40b6e29a7c8"
down_revision = "a93d17c0f5e2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_orders_status_placed", "orders", ["status", "placed_at"], postgresql_concurrently=True
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_orders_status_placed", table_name="orders", postgresql_concurrently=True)
