"""loyalty points

Revision ID: e51c92f7064d
Revises: 27e9f1b85c30
Create Date: 2024-09-09 09:51:10.675829+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "e51c92f7064d"
down_revision = "27e9f1b85c30"
branch_labels = ("loyalty",)
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("loyalty_points", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("customers", "loyalty_points", mssql_drop_default=True)
