"""SQL text raised to operations."""

from sqlgen.reading.changes import CopyTable, MoveTable, Opaque
from sqlgen.reading.reader import read

__all__ = ["CopyTable", "MoveTable", "Opaque", "read"]
