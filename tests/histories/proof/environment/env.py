"""The environment of every history: none but the naming convention that its project has."""

import sqlalchemy as sa
from alembic import context  # type: ignore[import-not-found]

convention = context.config.attributes["naming_convention"]
context.configure(target_metadata=sa.MetaData(naming_convention=convention or None))
with context.begin_transaction():
    context.run_migrations()
