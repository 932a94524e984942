"""The operation."""

from __future__ import annotations

import re
from typing import ClassVar

from sqlgen.catalog import Catalog


class Operation:
    """One change to a schema or to rows, independent of any database.

    A dialect lowers an operation to what its database is told. Subclasses outside sqlgen are welcome:
    they are lowered by the function that was registered for them.
    """

    name: ClassVar[str] = "operation"

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        if "name" not in cls.__dict__:
            cls.name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    def apply(self, catalog: Catalog) -> Catalog:
        """The schema after the operation; one that the catalog keeps nothing of leaves it as it is."""
        return catalog

    def describe(self) -> dict[str, object]:
        """The operation as JSON holds it: its name and the table or object that it changes."""
        return {"operation": self.name}
