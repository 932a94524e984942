"""What the change of a column says of the column before and after."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Computed, Identity

from sqlgen import operations as ops
from sqlgen.dialects import ddl


def existing(operation: ops.AlterColumn) -> dict[str, Any]:
    """The `existing_*` keywords of a DDL element."""
    default = operation.existing_server_default
    return {
        "schema": operation.schema,
        "existing_type": operation.existing_type,
        "existing_nullable": operation.existing_nullable,
        "existing_server_default": None if default is ops.KEEP else default,
        "existing_comment": operation.existing_comment,
    }


def is_computed(operation: ops.AlterColumn) -> bool:
    """Whether the column's default is, or was, a computation."""
    return isinstance(operation.server_default, Computed) or isinstance(
        operation.existing_server_default, Computed
    )


def is_identity(operation: ops.AlterColumn) -> bool:
    """Whether the column's default is, or was, an identity."""
    return isinstance(operation.server_default, Identity) or isinstance(
        operation.existing_server_default, Identity
    )


def default_element(operation: ops.AlterColumn) -> type[ddl.ColumnDefault]:
    """The element that says this change of a server default."""
    if is_computed(operation):
        return ddl.ComputedColumnDefault
    if is_identity(operation):
        return ddl.IdentityColumnDefault
    return ddl.ColumnDefault
