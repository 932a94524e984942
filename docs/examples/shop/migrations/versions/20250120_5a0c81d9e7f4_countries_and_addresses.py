"""countries and addresses

Revision ID: 5a0c81d9e7f4
Revises: f3687be1405a
Create Date: 2025-01-20 10:26:39.551063+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "5a0c81d9e7f4"
down_revision = "f3687be1405a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    countries = op.create_table(
        "countries",
        sa.Column("code", sa.String(2), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("ships_to", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_countries"),
    )
    op.bulk_insert(
        countries,
        [
            {"code": "CI", "name": "Côte d'Ivoire", "ships_to": False},
            {"code": "DE", "name": "Germany", "ships_to": True},
            {"code": "FR", "name": "France", "ships_to": True},
            {"code": "GB", "name": "United Kingdom", "ships_to": True},
            {"code": "US", "name": "United States", "ships_to": True},
        ],
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("street", sa.String(200), nullable=False),
        sa.Column("postcode", sa.String(20), nullable=False),
        sa.Column("city", sa.String(100), nullable=False),
        sa.Column("country_code", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_addresses_customer", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["country_code"], ["countries.code"], name="fk_addresses_country"),
    )
    op.create_index("ix_addresses_customer_id", "addresses", ["customer_id"])


def downgrade() -> None:
    op.drop_table("addresses")
    op.drop_table("countries")
