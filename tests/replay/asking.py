"""A revision that asks, and what it was answered."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from tests.projects import MadeProject

ENVIRONMENT = """
from alembic import context
from tests.replay.asking import ANSWERS

context.configure(dialect_name={dialect!r}, answers=ANSWERS)
with context.begin_transaction():
    context.run_migrations()
"""
ANSWERS: list[Any] = []
"""What the revision that ran last was answered: it runs in this process."""


class Asking:
    """A project with one revision, which does what `prepared` says and then asks."""

    def __init__(self, made: MadeProject, prepared: str = "") -> None:
        self.made = made
        self.prepared = dedent(prepared)

    def __call__(self, question: str, *, before: str = "", dialect: str = "postgresql") -> Any:
        """The answer to `question`, a Python expression in the revision, after `before` has run."""
        ANSWERS.clear()
        self.made.env(ENVIRONMENT.format(dialect=dialect))
        asked = f"op.get_context().opts['answers'].append({question})"
        self.made.revision("one", f"{self.prepared}\n{dedent(before)}\n{asked}")
        self.made.plain(dialect=dialect)
        return ANSWERS[0]
