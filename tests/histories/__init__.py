"""The comparison with Alembic on public histories."""
