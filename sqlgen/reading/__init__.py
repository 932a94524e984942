"""SQL text raised to operations."""

from sqlgen.reading.changes import Opaque
from sqlgen.reading.reader import read

__all__ = ["Opaque", "read"]
