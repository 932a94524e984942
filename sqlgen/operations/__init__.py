"""The vocabulary of schema changes, independent of any database."""

from sqlgen.operations.base import Operation
from sqlgen.operations.batch import BatchAlterTable, NewForm
from sqlgen.operations.column import KEEP, AddColumn, AlterColumn, DropColumn
from sqlgen.operations.constraint import CreateConstraint, DropConstraint
from sqlgen.operations.enum import CreateEnum, DropEnum, RenameEnum
from sqlgen.operations.index import CreateIndex, DropIndex
from sqlgen.operations.rows import BulkInsert
from sqlgen.operations.sql import ExecuteSQL
from sqlgen.operations.table import (
    CreateTable,
    CreateTableComment,
    DropTable,
    DropTableComment,
    RenameTable,
)

__all__ = [
    "KEEP",
    "AddColumn",
    "AlterColumn",
    "BatchAlterTable",
    "BulkInsert",
    "CreateConstraint",
    "CreateEnum",
    "CreateIndex",
    "CreateTable",
    "CreateTableComment",
    "DropColumn",
    "DropConstraint",
    "DropEnum",
    "DropIndex",
    "DropTable",
    "DropTableComment",
    "ExecuteSQL",
    "NewForm",
    "Operation",
    "RenameEnum",
    "RenameTable",
]
