"""Which files of a version location are revisions."""

from __future__ import annotations

import py_compile
import sys
from pathlib import Path

import pytest

from sqlgen.errors import HistoryError
from sqlgen.history import read_history
from sqlgen.history.files import find_revision_files
from tests.history.conftest import Write


def names(folder: Path, *, recursive: bool = False, sourceless: bool = False) -> list[str]:
    found = find_revision_files([folder], recursive=recursive, sourceless=sourceless)
    return [file.relative_to(folder.resolve()).as_posix() for file in found.files]


def test_python_files_by_name(write: Write) -> None:
    folder = write("b.py", "").parent
    for name in ("a.py", "__init__.py", ".#a.py", "README", "a.pyc", "a.py.orig"):
        write(name, "")
    assert names(folder) == ["a.py", "b.py"]


def test_folders_below_count_when_asked(write: Write) -> None:
    folder = write("z.py", "").parent
    write("y.py", "", "versions/2024")
    write("x.py", "", "versions/2023/01")
    write("w.py", "", "versions/__pycache__")
    assert names(folder) == ["z.py"]
    assert names(folder, recursive=True) == ["z.py", "2023/01/x.py", "2024/y.py"]


def test_compiled_files_count_when_their_source_is_gone(write: Write) -> None:
    write("a.py", "")
    file = write("b.py", "")
    for source in file.parent.glob("*.py"):
        py_compile.compile(str(source))
    file.unlink()
    (file.parent / "__pycache__" / "b.cpython-27.pyc").write_bytes(b"")
    tag = sys.implementation.cache_tag
    assert names(file.parent) == ["a.py"]
    assert names(file.parent, sourceless=True) == ["a.py", f"__pycache__/b.{tag}.pyc"]


def test_pyc_is_preferred_over_pyo_and_source_over_both(write: Write) -> None:
    folder = write("a.pyc", "").parent
    for name in ("a.pyo", "b.pyo", "c.py", "c.pyc"):
        write(name, "")
    assert names(folder, sourceless=True) == ["a.pyc", "b.pyo", "c.py"]


def test_a_file_in_two_locations_counts_once(write: Write) -> None:
    """Listing a folder twice is harmless, so it is told and stops nothing."""
    folder = write("a.py", "revision = 'a'\ndown_revision = None\n").parent
    history = read_history([folder, folder.parent], recursive=True)
    assert list(history) == ["a"]
    assert "a.py is in several version locations" in history.remarks[0]


def test_locations_that_do_not_exist(tmp_path: Path, write: Write) -> None:
    folder = write("a.py", "revision = 'a'\ndown_revision = None\n").parent
    assert list(read_history([tmp_path / "nothing", folder])) == ["a"]
    with pytest.raises(HistoryError, match="nothing"):
        read_history([tmp_path / "nothing"])
