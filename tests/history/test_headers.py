"""What a revision file says is known without running it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqlgen.errors import HistoryError, RevisionError
from sqlgen.history.headers import read_revision
from tests.history.conftest import Write

HEADER = "revision = 'b1'\ndown_revision = 'a1'\n"


def test_header_as_templates_write_it(write: Write) -> None:
    file = write(
        "b1_add_price.py",
        '"""Add price\n\nRevision ID: b1\n"""\nfrom alembic import op\n\n'
        "revision: str = 'b1'\ndown_revision: str | None = 'a1'\n"
        "branch_labels: str | None = None\ndepends_on = ('c1', 'd1')\n\n"
        "def upgrade():\n    op.drop_table('t')\n",
    )
    revision = read_revision(file)
    assert (revision.id, revision.down, revision.depends_on) == ("b1", ("a1",), ("c1", "d1"))
    assert revision.branch_labels == ()
    assert revision.message == "Add price"
    assert revision.doc == "Add price\n\nRevision ID: b1"
    assert revision.file == file


@pytest.mark.parametrize(
    "header, down",
    [
        ("down_revision = None", ()),
        ("down_revision = ('x', 'y')", ("x", "y")),
        ("down_revision = ['x', 'y']", ("x", "y")),
        ("down_revision = {'y', 'x'}", ("y", "x")),
        ("down_revision = ('x',) + ('y',)", ("x", "y")),
        ("down_revision = tuple(['x'])", ("x",)),
        ("BEFORE = 'x'\ndown_revision = BEFORE", ("x",)),
        ("PREFIX = 'x'\ndown_revision = f'{PREFIX}_1'", ("x_1",)),
        ("down_revision = 'w'\ndown_revision = 'x'", ("x",)),
        ("down_revision, spare = 'x', 1", ("x",)),
        ("down_revision = (\n    'x',  # the release\n    'y',\n)", ("x", "y")),
    ],
)
def test_values_that_are_plain_to_see(write: Write, header: str, down: tuple[str, ...]) -> None:
    assert read_revision(write("b1.py", f"revision = 'b1'\n{header}\n")).down == down


def test_the_file_is_not_run(write: Write) -> None:
    """A revision that imports an application nobody has installed is listed all the same."""
    file = write("b1.py", f"import nobody_has_this\n{HEADER}raise SystemExit\ndef upgrade(): ...\n")
    assert read_revision(file).id == "b1"


def test_a_docstring_may_hold_code(write: Write) -> None:
    """Reading stops at the first function, and one that stands in a text is none."""
    file = write("b1.py", f'"""Shows how\n\ndef upgrade():\n    pass\n"""\n{HEADER}\ndef upgrade(): ...\n')
    assert read_revision(file).down == ("a1",)


def test_a_header_below_a_function_counts(write: Write) -> None:
    file = write("b1.py", f"{HEADER}def upgrade(): ...\ndown_revision = 'late'\n")
    assert read_revision(file).down == ("late",)


@pytest.mark.parametrize(
    "late", ["depends_on = compute()", "if True:\n    depends_on = 'x'", "from app import depends_on"]
)
def test_a_value_that_only_running_could_tell(write: Write, late: str) -> None:
    file = write("b1.py", f"{HEADER}{late}\n")
    with pytest.raises(RevisionError, match="only by running") as caught:
        read_revision(file)
    assert caught.value.origin is not None
    assert caught.value.origin.file == file

    asked: list[Path] = []

    def run(path: Path) -> Mapping[str, object]:
        asked.append(path)
        return {"revision": "b1", "down_revision": None, "depends_on": ["x"], "__doc__": None}

    assert read_revision(file, run).depends_on == ("x",)
    assert asked == [file]


def test_literal_headers_are_never_run(write: Write) -> None:
    def run(path: Path) -> Mapping[str, object]:
        raise AssertionError(path)

    assert read_revision(write("b1.py", HEADER), run).id == "b1"


def test_constants_of_the_application_are_read_from_its_source(write: Write) -> None:
    """Neutron's labels are constants of a module that cannot be imported without its dependencies."""
    write("__init__.py", "", "shop/db")
    write("cli.py", "import nobody_has_this\nEXPAND = 'expand'\nBOTH = (EXPAND, 'contract')\n", "shop/db")
    text = f"from shop.db import cli\nfrom shop.db.cli import EXPAND as ONE\n{HEADER}"
    one = write("b1.py", f"{text}branch_labels = (cli.EXPAND,)\ndepends_on = ONE\n", "shop/db/versions")
    both = write("b2.py", f"{text}branch_labels = cli.BOTH\n", "shop/db/versions")
    assert read_revision(one).branch_labels == ("expand",)
    assert read_revision(one).depends_on == ("expand",)
    assert read_revision(both).branch_labels == ("expand", "contract")


def test_the_first_alembic_named_revisions_by_their_files(write: Write) -> None:
    assert read_revision(write("1975ea83b712.py", "down_revision = None\n")).id == "1975ea83b712"


def test_windows_files(tmp_path: Path) -> None:
    file = tmp_path / "b1.py"
    file.write_bytes(b"\xef\xbb\xbf" + HEADER.replace("\n", "\r\n").encode() + b"def upgrade(): ...\r\n")
    assert read_revision(file).id == "b1"


def test_files_in_other_encodings(tmp_path: Path) -> None:
    file = tmp_path / "b1.py"
    file.write_bytes('# -*- coding: latin-1 -*-\n"""Prüfung"""\n'.encode("latin-1") + HEADER.encode())
    assert read_revision(file).message == "Prüfung"
    file.write_bytes('"""Prüfung"""\n'.encode("latin-1") + HEADER.encode())
    with pytest.raises(RevisionError, match="encoding"):
        read_revision(file)


@pytest.mark.parametrize(
    "text, message",
    [
        ("down_revision = None\n", "sets no `revision`"),
        ("revision = 'b1'\n", "sets no `down_revision`"),
        ("revision = 5\ndown_revision = None\n", "`revision` is 5"),
        ("revision = ''\ndown_revision = None\n", "`revision` is ''"),
        ("revision = 'b1'\ndown_revision = ('a', 7)\n", "`down_revision` holds 7"),
    ],
)
def test_headers_that_are_wrong(write: Write, text: str, message: str) -> None:
    file = write("notes.py", text)
    with pytest.raises(RevisionError, match=message) as caught:
        read_revision(file)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("character", "@-+:")
def test_identifiers_that_no_range_could_name(write: Write, character: str) -> None:
    file = write("b.py", f"revision = 'b{character}1'\ndown_revision = None\n")
    with pytest.raises(HistoryError, match="ranges"):
        read_revision(file)


def test_a_syntax_error_names_file_and_line(write: Write) -> None:
    file = write("b1.py", f"{HEADER}depends_on = (\n\ndef upgrade(:\n    pass\n")
    with pytest.raises(RevisionError, match="not valid Python") as caught:
        read_revision(file)
    assert caught.value.origin is not None
    assert caught.value.origin.file == file
    assert caught.value.origin.line is not None


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_or_refused_by_name(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("any") / "b1.py"
    file.write_text(f"{HEADER}{text}", encoding="utf-8", newline="")
    told = "b1"
    try:
        read_revision(file)
    except (RevisionError, HistoryError) as error:
        told = str(error)
    assert "b1" in told
