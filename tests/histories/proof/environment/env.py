"""The environment of every history: the naming convention that its project has, and its surroundings."""

from importlib import import_module

import sqlalchemy as sa
from alembic import context  # type: ignore[import-not-found]

if surroundings := context.config.attributes.get("surroundings"):
    import_module(surroundings).prepare()
convention = context.config.attributes["naming_convention"]
context.configure(target_metadata=sa.MetaData(naming_convention=convention or None))
with context.begin_transaction():
    context.run_migrations()
