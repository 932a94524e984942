"""payments

Revision ID: a93d17c0f5e2
Revises: 6f02b4d7e81a
Create Date: 2024-03-04 10:45:02.730951+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "a93d17c0f5e2"
down_revision = "6f02b4d7e81a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(10, 2), nullable=False),
        sa.Column("method", sa.String(30), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_payments_order"),
        sa.CheckConstraint("amount <> 0", name="ck_payments_amount"),
    )
    op.create_index("ix_payments_order_id", "payments", ["order_id"])


def downgrade() -> None:
    op.drop_table("payments")
