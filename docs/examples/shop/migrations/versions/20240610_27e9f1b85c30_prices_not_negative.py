"""prices are not negative

Revision ID: 27e9f1b85c30
Revises: d40b6e29a7c8
Create Date: 2024-06-10 16:20:48.913277+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "27e9f1b85c30"
down_revision = "d40b6e29a7c8"
branch_labels = None
depends_on = None


def products() -> sa.Table:
    """The table as it was before this revision; SQLite can add a constraint only by rebuilding it."""
    return sa.Table(
        "products",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("price", sa.Numeric(10, 2), nullable=False),
        sa.Column("weight_grams", sa.String(20), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sa.UniqueConstraint("sku", name="uq_products_sku"),
    )


def upgrade() -> None:
    with op.batch_alter_table("products", copy_from=products()) as batch:
        batch.create_check_constraint("ck_products_price", "price >= 0")


def downgrade() -> None:
    constrained = products()
    constrained.append_constraint(sa.CheckConstraint("price >= 0", name="ck_products_price"))
    with op.batch_alter_table("products", copy_from=constrained) as batch:
        batch.drop_constraint("ck_products_price", type_="check")
