"""The ways back: from each point where a script can stop, to where it began, rows included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.live.handed import Database, refused, rendered_here, segments_of, success
from tests.projects import MadeProject

pytestmark = pytest.mark.slow

START, END = "a93d17c0f5e2", "c76b2f0e94d1"
MANY = 8
"""More stops than these are not all tried."""


def ways(folder: Path, database: Database, out: Path, *arguments: str) -> tuple[str, list[tuple[str, str]]]:
    """A script, and for each segment the script up to its end, with the way back from there."""
    rendered_here(folder, database, *arguments, "--with-rollback", "-o", str(out / "up.sql"))
    script = (out / "up.sql").read_text(encoding="utf-8")
    beginnings = segments_of(script)
    stops = []
    for number in range(1, len(beginnings)):
        last = number == len(beginnings) - 1
        back = out / "up.backout.sql" if last else out / "up.backout" / f"{number:04}.sql"
        stops.append((beginnings[number], back.read_text(encoding="utf-8") if back.exists() else ""))
    return script, stops


@pytest.fixture
def started(shop: Path, database: Database) -> Database:
    """The example at the start of the range, with a row in each table."""
    ran = database.run(rendered_here(shop, database, f":{START}"))
    assert ran.code == 0, ran.said
    database.sql(
        "INSERT INTO customers (email, name) VALUES ('ada@example.org', 'Ada'), ('bob@example.org', 'Bob')",
        "INSERT INTO products (sku, name, price, weight_grams) VALUES ('a', 'Ale', 1.5, '500')",
        "INSERT INTO orders (customer_id, note) VALUES (1, 'it''s -- one'), (2, NULL)",
        "INSERT INTO payments (order_id, amount, method) VALUES (1, 1.5, 'card')",
    )
    return database


def test_each_stop_of_the_example_has_a_way_back(shop: Path, started: Database, tmp_path: Path) -> None:
    before = started.content()
    _, stops = ways(shop, started, tmp_path / "out", f"{START}:{END}")

    for number, (text, back) in list(enumerate(stops, 1))[:: -(-len(stops) // MANY)]:
        started.run_killed(text)
        ran = started.run(back)
        assert (ran.code, ran.last_line) == (0, success(back)), (number, ran.said)
        assert started.content() == before, number


def test_a_way_back_is_for_one_stop_alone(shop: Path, started: Database, tmp_path: Path) -> None:
    script, stops = ways(shop, started, tmp_path / "out", f"{START}:{END}")
    refused(started.run(stops[-1][1]), f"expected the version table to hold {END}, found {START}.")

    assert started.run(script).code == 0
    before = started.content()

    if len(stops) > 1:
        refused(started.run(stops[0][1]), "Stopped, nothing is changed: expected")
    assert started.content() == before


def test_a_revision_that_is_done_in_part_is_undone_in_part(database: Database, tmp_path: Path) -> None:
    """What had been made goes, what was about to go stays, and the mark is taken away."""
    project = MadeProject(tmp_path / "parts", f"{database.dialect}://")
    project.table("people")
    project.revision(
        "two",
        """
        with op.batch_alter_table("people") as batch:
            batch.add_column(sa.Column("name", sa.String(50)))
        op.create_table("moods", sa.Column("id", sa.Integer, primary_key=True))
        op.execute("INSERT INTO moods (id) VALUES (1)")
        op.create_index("ix_people_name", "people", ["name"], postgresql_concurrently=True)
        op.create_index("ix_moods", "moods", ["id"], postgresql_concurrently=True)
        op.execute("UPDATE people SET name = 'x'")
        """,
        downgrade="""
        op.drop_table("moods")
        op.drop_index("ix_people_name", "people", postgresql_concurrently=True)
        with op.batch_alter_table("people") as batch:
            batch.drop_column("name")
        """,
    )
    assert database.run(rendered_here(project.folder, database, ":people")).code == 0
    database.sql("INSERT INTO people (id) VALUES (1), (2)")
    before = database.content()
    _, stops = ways(project.folder, database, tmp_path / "out", "people:two")

    for number, (text, back) in enumerate(stops, 1):
        database.run_killed(text)
        ran = database.run(back)
        assert ran.code == 0, (number, ran.said)
        assert database.content() == before, number


def test_each_file_of_a_segment_has_a_way_back(shop: Path, started: Database, tmp_path: Path) -> None:
    out = tmp_path / "out"
    before = started.content()
    rendered_here(
        shop, started, f"{START}:27e9f1b85c30", "--with-rollback", "--split", "segment", "-o", str(out)
    )
    files = sorted(out.glob("*.sql"))

    assert [path.name for path in sorted((out / "backout").iterdir())] == [
        f"{number:04}.sql" for number in range(1, len(files) + 1)
    ]
    for file in files:
        assert started.run(file.read_text(encoding="utf-8")).code == 0
        resume = (out / "RESUME.md").read_text(encoding="utf-8")
        assert f"`backout/{file.name[:4]}.sql` | {START} |" in resume
    ran = started.run((out / "backout" / f"{len(files):04}.sql").read_text(encoding="utf-8"))
    assert ran.code == 0, ran.said
    assert started.content() == before


BATCH = 'with op.batch_alter_table("people") as batch:\n    batch.'
LOSING = [
    # What is lost, and whether the downgrade makes room for it again.
    ('op.execute("DELETE FROM people WHERE id = 1")', "pass"),
    ('op.execute("UPDATE people SET name = NULL, age = 0")', "pass"),
    ('op.drop_table("notes")', 'op.create_table("notes", *notes())'),
    (
        f'{BATCH}drop_column("name")',
        f'{BATCH}add_column(sa.Column("name", sa.String(50)))',
    ),
    (
        f'{BATCH}alter_column("age", existing_type=sa.Integer, type_=sa.SmallInteger)',
        f'{BATCH}alter_column("age", existing_type=sa.SmallInteger, type_=sa.Integer)',
    ),
]
NOTES = """
def notes():
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.Integer, sa.ForeignKey("people.id", name="fk_notes")),
        sa.Column("kind", sa.Enum("long", "short", name="kind")),
    ]
"""


def test_copies_bring_back_what_every_statement_took(database: Database, tmp_path: Path) -> None:
    """Rows, values, a table with its counter and its labels, from each stop; and no copy is left over."""
    project = MadeProject(tmp_path / "losing", f"{database.dialect}://")
    project.revision(
        "one",
        """
        op.create_table(
            "people",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("age", sa.Integer),
            sa.Column("name", sa.String(50)),
        )
        op.create_table("notes", *notes())
        """,
        header=NOTES,
    )
    for number, (upgrade, downgrade) in enumerate(LOSING):
        project.revision(f"losing{number}", upgrade, downgrade=downgrade, header=NOTES)
    assert database.run(rendered_here(project.folder, database, ":one")).code == 0
    database.sql(
        "INSERT INTO people (id, age, name) VALUES (1, 30000, 'Ada'), (2, 7, 'it''s -- B'), (3, NULL, NULL)",
        "INSERT INTO notes (person, kind) VALUES (2, 'long'), (3, NULL)",
    )
    before = _kept(database)
    _, stops = ways(project.folder, database, tmp_path / "out", "one:losing4", "--backup-tables")

    for number, (text, back) in enumerate(stops, 1):
        database.run_killed(text)
        ran = database.run(back)
        assert ran.code == 0, (number, ran.said)
        assert _kept(database) == before, number
    database.sql("INSERT INTO notes (person, kind) VALUES (2, 'short')")


def _kept(database: Database) -> list[Any]:
    """The schema and the rows; a column that came back stands last, which is no difference."""
    rows: list[Any] = []
    with database.engine() as engine, engine.connect() as connection:
        for query in ("id, age, name FROM people", "id, person, kind FROM notes", "* FROM alembic_version"):
            rows += connection.exec_driver_sql(f"SELECT {query} ORDER BY 1").all()
    content = database.content()
    return [content["schema"], content["others"], *map(tuple, rows)]


def test_copies_bring_back_what_a_cast_took(shop: Path, started: Database, tmp_path: Path) -> None:
    """The example's weights become whole numbers: 0500 would come back as 500."""
    started.sql("UPDATE products SET weight_grams = '0500'")
    before = started.content()
    script, stops = ways(shop, started, tmp_path / "out", f"{START}:{END}", "--backup-tables")

    assert started.run(script).code == 0
    ran = started.run(stops[-1][1])

    assert ran.code == 0, ran.said
    assert started.content() == before
