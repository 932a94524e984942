"""The safe way to add a constraint: first without a look at the rows, then the look."""

from __future__ import annotations

from sqlgen.lint.finding import Advice
from sqlgen.reading.action import Action


def two_steps(action: Action, dialect: str) -> Advice:
    """The advice for a CHECK or a foreign key that an action adds."""
    table, name = action.table, action.name or "…"
    match dialect:
        case "postgresql":
            return Advice(
                "add it NOT VALID, and validate it in a transaction of its own",
                f"ALTER TABLE {table} {action.text} NOT VALID;\nALTER TABLE {table} VALIDATE CONSTRAINT "
                f"{name};",
                _revision(action),
            )
        case "mssql":
            return Advice(
                "add it WITH NOCHECK, then check the rows that are there",
                f"ALTER TABLE {table} WITH NOCHECK {action.text};\n"
                f"ALTER TABLE {table} WITH CHECK CHECK CONSTRAINT {name};",
            )
        case "oracle":
            return Advice(
                "enable it without looking at the rows, then validate it",
                f"ALTER TABLE {table} {action.text} ENABLE NOVALIDATE;\n"
                f"ALTER TABLE {table} MODIFY CONSTRAINT {name} VALIDATE;",
            )
        case _:
            return Advice("choose a quiet hour, or an online schema change tool such as gh-ost or pt-osc")


def _revision(action: Action) -> str:
    table, name = str(action.table), action.name
    if action.kind == "foreign_key":
        made = (
            f"op.create_foreign_key({name!r}, {table!r}, {str(action.referent)!r}, "
            f"{list(action.columns)!r}, [...], "
            "postgresql_not_valid=True)"
        )
    else:
        made = f"op.create_check_constraint({name!r}, {table!r}, '...', postgresql_not_valid=True)"
    validated = f"op.execute('ALTER TABLE {table} VALIDATE CONSTRAINT {name}')"
    return f"{made}\nwith op.get_context().autocommit_block():\n    {validated}"
