"""A project with a branch, a merge, a label and a dependency."""

from __future__ import annotations

from pathlib import Path

import pytest

FILES = {
    "a1_start.py": ("Start", "a1", "None", ""),
    "b1_orders.py": ("Add orders\nand their lines", "b1", "'a1'", "branch_labels = ('shop',)\n"),
    "c1_stock.py": ("Add stock", "c1", "'a1'", ""),
    "d1_merge.py": ("Merge", "d1", "('b1', 'c1')", ""),
    "x1_audit.py": ("Audit", "x1", "None", "depends_on = 'c1'\nbranch_labels = 'audit'\n"),
    "y1_more.py": ("", "y1", "'x1'", ""),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text(
        "[alembic]\nscript_location = %(here)s/migrations\npath_separator = os\n", encoding="utf-8"
    )
    for name, (message, identifier, down, more) in FILES.items():
        text = f'"""{message}\n\nRevision ID: {identifier}\n"""\n'
        text += f"revision = '{identifier}'\ndown_revision = {down}\n{more}"
        (versions / name).write_text(text + "\n\ndef upgrade():\n    pass\n", encoding="utf-8")
    return tmp_path
