"""unpaid orders view

Revision ID: 81f5c3a2d690
Revises: 2ce69a7f40b3
Create Date: 2026-02-16 17:42:19.036755+00:00
"""

from alembic import op

revision = "81f5c3a2d690"
down_revision = "2ce69a7f40b3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE VIEW unpaid_orders AS
        SELECT orders.id, orders.customer_id, orders.placed_at
        FROM orders
        WHERE NOT EXISTS (
            SELECT 1 FROM payments WHERE payments.order_id = orders.id AND payments.captured_at IS NOT NULL
        )
        """
    )


def downgrade() -> None:
    op.execute("DROP VIEW unpaid_orders")
