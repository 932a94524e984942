"""The JSON of a script keeps its form, for programs read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sqlgen.script.document import script_document
from tests.projects import MadeProject
from tests.script.json_schema import complaints


@pytest.fixture(scope="module")
def schema(root: Path) -> Any:
    return json.loads((root / "docs/reference/script.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def document(made: MadeProject) -> Any:
    made.revision("one", "op.create_table('t', sa.Column('id', sa.Integer))\nop.execute('SELECT 1')")
    made.env(
        "from alembic import context\ncontext.configure(url='postgresql://')\n"
        "context.static_output('-- by hand')\n"
        "with context.begin_transaction():\n    context.run_migrations()\n"
    )
    return json.loads(json.dumps(script_document(made.scripts(), made.folder)))


def test_a_document_is_as_its_schema_says(schema: Any, document: Any) -> None:
    assert list(complaints(document, schema, schema)) == []


@pytest.mark.parametrize(
    "path, value",
    [
        (["scripts", 0, "direction"], "sideways"),
        (["scripts", 0, "sections", 0, "statements", 0, "purpose"], "whim"),
        (["scripts", 0, "more"], 1),
        (["scripts", 0, "start"], "base"),
        (["scripts", 0, "sections", 1, "step", "message"], None),
        (["scripts", 0, "sections", 0, "statements", 0, "origin", "line"], 0),
    ],
)
def test_the_schema_sees_what_is_wrong(schema: Any, document: Any, path: list[Any], value: Any) -> None:
    place = document
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value

    assert list(complaints(document, schema, schema))


def test_every_statement_says_where_it_came_from(document: Any) -> None:
    (script,) = document["scripts"]
    before, revision, after = script["sections"]

    assert [one["origin"] for one in before["statements"]] == [
        {"revision": None, "file": "migrations/env.py", "line": 3},
        {"revision": None, "file": "migrations/env.py", "line": 4},
    ]
    file = "migrations/versions/one.py"
    assert [(one["purpose"], one["origin"]) for one in revision["statements"]] == [
        ("version", {"revision": "one", "file": file, "line": None}),
        ("change", {"revision": "one", "file": file, "line": 10}),
        ("change", {"revision": "one", "file": file, "line": 11}),
        ("version", {"revision": "one", "file": file, "line": None}),
    ]
    assert [one["sql"] for one in after["statements"]] == ["COMMIT"]
