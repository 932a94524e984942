"""merge catalogue and loyalty

Revision ID: f3687be1405a
Revises: b8a46d03f19e, 09d7a3c6be52
Create Date: 2024-11-18 13:14:22.847310+00:00
"""

revision = "f3687be1405a"
down_revision = ("b8a46d03f19e", "09d7a3c6be52")
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
