"""Alembic's names for what is sqlgen's."""

from sqlgen.alembic_compat.alias import alembic_is_sqlgen

__all__ = ["alembic_is_sqlgen"]
