"""loyalty tiers

Every customer gets the tier that the points of the first month earned.

Revision ID: 09d7a3c6be52
Revises: e51c92f7064d
Create Date: 2024-10-14 15:37:56.128094+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "09d7a3c6be52"
down_revision = "e51c92f7064d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("tier", sa.String(10), server_default="bronze", nullable=False))
    customers = sa.table(
        "customers", sa.column("loyalty_points", sa.Integer()), sa.column("tier", sa.String(10))
    )
    op.execute(customers.update().where(customers.c.loyalty_points >= 1000).values(tier="gold"))
    op.execute("UPDATE customers SET tier = 'silver' WHERE loyalty_points >= 250 AND loyalty_points < 1000")


def downgrade() -> None:
    op.drop_column("customers", "tier", mssql_drop_default=True)
