"""A header that is recognised by its lines says what its syntax tree says, or nothing.

Every command begins by reading all headers. A value that is read wrongly here would be another history.
"""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqlgen.history.literals import HEADER_NAMES, Constants, NotLiteral
from sqlgen.history.template import template_header

TEMPLATE = '''"""Add people.

Revision ID: a1
Revises:
Create Date: 2024-01-02 12:00:00

"""
from typing import Sequence, Union
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = 'a1'
down_revision: Union[str, None] = "b'2"  # "the one below"
branch_labels: Union[str, Sequence[str], None] = ("x",)
depends_on = None


'''
LINES = [
    "",
    "# a comment = 'with a value'",
    "import sqlalchemy as sa",
    "from alembic import op, context",
    "from app import (\n    models,\n)",
    "from app import revision",
    "import revision",
    "import depends_on as x",
    "from app import X as down_revision",
    "revision = 'a'",
    "revision: str = 'a'; x = 1",
    'revision = "a\\x41"',
    "revision = 'a' 'b'",
    "revision = u'a'",
    "revision = f'a'",
    "down_revision = ('a', \"b\",)",
    "down_revision = ('a')",
    "down_revision = ('a' 'b',)",
    "down_revision = ()",
    "down_revision = None",
    "down_revision = ['a', 'b']",
    "down_revision = revision",
    "branch_labels = ('a',",
    "    'b')",
    "depends_on = None  # revision = 'z'",
    "other = 'a'",
    "revision_of = 'a'",
    "if True:",
    "    revision = 'c'",
    "'''",
    "text = '''",
    "revision = down_revision = 'b'",
    "revision, down_revision = 'a', 'b'",
    "\trevision = 'tab'",
    "revision = 'a' \\",
]

DOCS = ['"""Doc."""', "'''Doc.\n'''", '"""D\\n"""', ""]


def by_tree(text: str) -> dict[str, object] | None:
    """The header by its syntax tree; None where the text alone is no module, or does not say all."""

    def imported(_: str) -> object:
        raise NotLiteral

    try:
        constants = Constants(ast.parse(text), imported)
    except (SyntaxError, ValueError):
        return None
    if constants.unknown & HEADER_NAMES:
        return None
    return {name: value for name, value in constants.known.items() if name in HEADER_NAMES}


def test_the_template_of_alembic_is_recognised() -> None:
    found = template_header(TEMPLATE)

    assert found == by_tree(TEMPLATE)
    assert found is not None
    assert found["down_revision"] == "b'2"
    assert found["branch_labels"] == ("x",)


@given(st.lists(st.sampled_from(LINES), max_size=8), st.sampled_from(DOCS))
def test_what_is_recognised_is_what_the_syntax_tree_says(lines: list[str], doc: str) -> None:
    text = "\n".join([doc, *lines, ""])
    found = template_header(text)

    assert found is None or found == by_tree(text)


@pytest.mark.parametrize(
    "line", ["revision = 'a'", "down_revision = ('a', 'b',)", "from alembic import op, context"]
)
def test_what_templates_write_is_recognised(line: str) -> None:
    assert template_header(f'"""Doc."""\n{line}\n') is not None


def test_text_of_a_later_statement_is_no_docstring() -> None:
    text = '"""Doc."""\nrevision = "a"\nSQL = """\nCREATE TABLE t (\n"""\n'

    assert template_header(text) is None
