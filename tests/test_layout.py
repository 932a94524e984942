"""The shape of the repository that a newcomer finds."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

FOLDERS = {"sqlgen", "dialect_configs", "tests", "output", "docs", ".ci"}
FILES = {
    ".gitattributes",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    "LICENSE",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "requirements.lock",
    "requirements-sqlalchemy21.lock",
}


def tracked(root: Path) -> list[Path]:
    """The files under version control that are there."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True
    ).stdout
    return [Path(name) for name in listing.split("\0") if name and (root / name).is_file()]


def test_the_top_level_holds_nothing_else(root: Path) -> None:
    """A newcomer sees the parts at one glance; a new entry up there is a decision, not an accident."""
    top = {path.parts[0] for path in tracked(root)}

    assert top <= FOLDERS | FILES


def test_no_file_of_the_package_outgrows_a_reader(root: Path) -> None:
    long = {
        str(path): lines
        for path in tracked(root)
        if path.parts[0] == "sqlgen" and path.suffix == ".py"
        if (lines := len((root / path).read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == {}


def test_every_module_of_the_package_says_what_it_is(root: Path) -> None:
    silent = [
        str(path)
        for path in tracked(root)
        if path.parts[0] == "sqlgen" and path.suffix == ".py"
        if not ast.get_docstring(ast.parse((root / path).read_text(encoding="utf-8")))
    ]

    assert silent == []


@pytest.mark.parametrize(
    "lock, line", [("requirements.lock", "2.0."), ("requirements-sqlalchemy21.lock", "2.1.")]
)
def test_a_lock_file_holds_on_any_mirror(root: Path, lock: str, line: str) -> None:
    """Every package has hashes, none an address, and SQLAlchemy is of the line that the file is for."""
    text = (root / lock).read_text(encoding="utf-8")
    requirements = [entry.rstrip(" \\") for entry in re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)]

    assert "://" not in text
    assert text.count("--index-url") == text.count("--find-links") == 0
    assert all("==" in entry for entry in requirements)
    blocks = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert len(blocks) == len(requirements)
    assert all("--hash=sha256:" in block for block in blocks)
    assert any(entry.startswith(f"sqlalchemy=={line}") for entry in requirements)


def test_the_lock_files_cover_what_the_project_asks_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[\[<>=]", entry)[0].lower() for entry in asked}

    for lock in ("requirements.lock", "requirements-sqlalchemy21.lock"):
        locked = set(re.findall(r"^([a-z0-9-]+)==", (root / lock).read_text(encoding="utf-8"), re.MULTILINE))
        assert names <= locked


def test_every_change_of_the_log_is_named_as_its_guide_says(root: Path) -> None:
    """docs/changelog/README.md gives the form; a fragment of another name is not found at a release."""
    named = re.compile(r"[a-z0-9-]+\.(added|changed|fixed|removed)\.md")
    fragments = [path.name for path in (root / "docs/changelog").iterdir() if path.name != "README.md"]

    assert [name for name in fragments if not named.fullmatch(name)] == []
