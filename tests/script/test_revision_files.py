"""One file a revision: each can be run alone, in the order of its name."""

from __future__ import annotations

from pathlib import Path

from sqlgen.script.handover import Handover
from sqlgen.script.revision_files import revision_files
from tests.projects import MadeProject


def files(made: MadeProject, text: str = "base:heads") -> dict[str, str]:
    (script,) = made.scripts(text, per_revision=True)
    return revision_files(script, Handover(folder=made.folder))


def test_names_sort_in_the_order_of_the_plan(made: MadeProject) -> None:
    for name in ("zebra", "monkey", "aardvark"):
        made.table(name)

    names = list(files(made))

    assert names == sorted(names)
    assert [name.split("_")[1] for name in names] == ["zebra", "monkey", "aardvark"]
    assert next(iter(files(made, "heads:base"))).startswith("0001_aardvark_down")


def test_every_file_has_a_header_and_a_transaction_of_its_own(made: MadeProject) -> None:
    made.table("people")
    made.table("pets")

    for text in files(made).values():
        assert text.startswith("-- ---")
        assert "-- dialect:   postgresql@" in text
        assert text.count("BEGIN;") == text.count("COMMIT;") == 1
        assert text.index("BEGIN;") < text.index("CREATE TABLE") < text.index("COMMIT;")


def test_what_env_py_says_before_holds_in_every_file(made: MadeProject) -> None:
    """A file that lost its search_path would change another tenant's tables."""
    made.env(
        """
        from alembic import context
        context.configure(url="postgresql://")
        for tenant in ("acme", "bond"):
            context.execute(f"SET search_path TO {tenant}")
            context.run_migrations()
        context.static_output("-- the end")
        """
    )
    made.table("people")
    made.table("pets")

    texts = list(files(made).values())

    paths = [[line for line in text.splitlines() if line.startswith("SET search")] for text in texts]
    acme, bond = "SET search_path TO acme;", "SET search_path TO bond;"
    assert paths == [[acme], [acme], [acme, bond], [acme, bond]]
    assert ["-- the end" in text for text in texts] == [False, False, False, True]


def test_a_message_of_any_kind_gives_a_file_name(made: MadeProject) -> None:
    made.table("people")
    path = made.versions / "people.py"
    message = "../Ärger: /etc/passwd; drop \\u202e it."
    path.write_text(path.read_text().replace("People.", message))

    (name,) = files(made)

    assert Path(name).name == name
    assert name == "0001_people_up_.._rger_etc_passwd_drop_it.sql"
