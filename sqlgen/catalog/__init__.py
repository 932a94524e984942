"""What a schema is."""

from sqlgen.catalog.catalog import Catalog, Column, Name, Table

__all__ = ["Catalog", "Column", "Name", "Table"]
