"""product categories

Revision ID: b8a46d03f19e
Revises: 27e9f1b85c30
Create Date: 2024-09-02 11:08:33.402158+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "b8a46d03f19e"
down_revision = "27e9f1b85c30"
branch_labels = ("catalogue",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_categories"),
        sa.ForeignKeyConstraint(["parent_id"], ["categories.id"], name="fk_categories_parent"),
    )
    op.create_table(
        "product_categories",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "category_id", name="pk_product_categories"),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_categories_product", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name="fk_product_categories_category", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("product_categories")
    op.drop_table("categories")
