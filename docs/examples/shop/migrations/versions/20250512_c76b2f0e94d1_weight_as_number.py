"""weight as a number

Each database converts the column its own way: PostgreSQL wants to be told how, SQLite
builds the table anew, and Oracle changes no type while there are rows.

Revision ID: c76b2f0e94d1
Revises: 5a0c81d9e7f4
Create Date: 2025-05-12 12:59:04.390681+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "c76b2f0e94d1"
down_revision = "5a0c81d9e7f4"
branch_labels = None
depends_on = None


def products(weight: sa.types.TypeEngine) -> sa.Table:
    """The table before this revision, for SQLite's rebuild."""
    return sa.Table(
        "products",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("price", sa.Numeric(10, 2), nullable=False),
        sa.Column("weight_grams", weight, nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sa.UniqueConstraint("sku", name="uq_products_sku"),
        sa.CheckConstraint("price >= 0", name="ck_products_price"),
    )


def change_weight(old: sa.types.TypeEngine, new: sa.types.TypeEngine, cast: str) -> None:
    if op.get_context().dialect.name == "oracle":
        op.add_column("products", sa.Column("weight_changed", new, nullable=True))
        op.execute(f"UPDATE products SET weight_changed = {cast}")
        op.drop_column("products", "weight_grams")
        op.alter_column("products", "weight_changed", new_column_name="weight_grams")
        return
    with op.batch_alter_table("products", copy_from=products(old)) as batch:
        batch.alter_column(
            "weight_grams", existing_type=old, type_=new, existing_nullable=True, postgresql_using=cast
        )


def upgrade() -> None:
    change_weight(sa.String(20), sa.Integer(), "CAST(weight_grams AS INTEGER)")


def downgrade() -> None:
    change_weight(sa.Integer(), sa.String(20), "CAST(weight_grams AS VARCHAR(20))")
