"""What a schema is."""

from sqlgen.catalog.catalog import Catalog, Server, Standing
from sqlgen.catalog.implied import implied_indexes
from sqlgen.catalog.objects import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    Name,
    PrimaryKey,
    Table,
    Unique,
)
from sqlgen.catalog.reading import constraints_of, known_column, known_constraint, known_index, known_table
from sqlgen.catalog.tables import Tables
from sqlgen.catalog.writing import sqlalchemy_table

__all__ = [
    "Catalog",
    "Check",
    "Column",
    "Constraint",
    "Exclusion",
    "ForeignKey",
    "Index",
    "Name",
    "PrimaryKey",
    "Server",
    "Standing",
    "Table",
    "Tables",
    "Unique",
    "constraints_of",
    "implied_indexes",
    "known_column",
    "known_constraint",
    "known_index",
    "known_table",
    "sqlalchemy_table",
]
