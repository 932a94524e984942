"""orders and order lines

Revision ID: 6f02b4d7e81a
Revises: 1c5e8a90d3b7
Create Date: 2024-02-19 14:03:27.094416+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "6f02b4d7e81a"
down_revision = "1c5e8a90d3b7"
branch_labels = None
depends_on = None

order_status = sa.Enum("new", "paid", "shipped", "cancelled", name="order_status", length=20)


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("status", order_status, server_default="new", nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("note", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_orders_customer"),
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Numeric(10, 2), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line_number", name="pk_order_lines"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_lines_order", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_order_lines_product"),
        sa.CheckConstraint("quantity > 0", name="ck_order_lines_quantity"),
    )


def downgrade() -> None:
    op.drop_table("order_lines")
    op.drop_table("orders")
    if op.get_context().dialect.name == "postgresql":
        # Dropping the table leaves the type behind.
        op.execute("DROP TYPE order_status")
