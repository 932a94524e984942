"""What a user installs, and what a developer does."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from sqlgen.version import __version__

pytestmark = pytest.mark.slow

LIST_DIALECTS = """
from importlib.resources import files
folder = files("sqlgen.dialect_configs")
print(*(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")))
"""


def build(root: Path, kind: str, folder: Path) -> Path:
    """Build with the project's own backend; `kind` is "wheel" or "editable"."""
    code = f"import hatchling.build as b; print(b.build_{kind}({str(folder)!r}))"
    made = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True)
    return folder / made.stdout.splitlines()[-1]


def installed(wheel: Path, folder: Path) -> Path:
    """A new environment with the wheel in it; returns its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    return python


def dialects_seen_by(python: Path, elsewhere: Path) -> set[str]:
    """Ask from another folder, with the dependencies of this environment within reach."""
    environment = os.environ | {"PYTHONPATH": sysconfig.get_paths()["purelib"]}
    answer = subprocess.run(
        [python, "-c", LIST_DIALECTS],
        cwd=elsewhere,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return set(answer.stdout.split())


def shipped(root: Path) -> set[str]:
    return {path.name for path in (root / "dialect_configs").glob("*.toml")}


def test_the_wheel_carries_the_package_its_types_and_the_dialects(root: Path, tmp_path: Path) -> None:
    wheel = build(root, "wheel", tmp_path)

    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        points = archive.read(f"sqlgen-{__version__}.dist-info/entry_points.txt").decode()
    assert {"sqlgen/__init__.py", "sqlgen/py.typed", "sqlgen/version.py"} <= names
    assert {f"sqlgen/dialect_configs/{name}" for name in shipped(root)} <= names
    assert {name.split("/")[0] for name in names} == {"sqlgen", f"sqlgen-{__version__}.dist-info"}
    assert f"sqlgen-{__version__}.dist-info/licenses/LICENSE" in names
    assert "sqlgen = sqlgen.cli.main:main" in points


def test_an_installed_wheel_finds_its_dialects(root: Path, tmp_path: Path) -> None:
    python = installed(build(root, "wheel", tmp_path), tmp_path / "environment")

    assert dialects_seen_by(python, tmp_path) == shipped(root)


def test_an_editable_install_finds_the_folder_at_the_top_level(root: Path, tmp_path: Path) -> None:
    """An edited fact counts at once: nothing of dialect_configs/ is copied."""
    wheel = build(root, "editable", tmp_path)

    with zipfile.ZipFile(wheel) as archive:
        assert [name for name in archive.namelist() if name.endswith(".toml")] == []
    assert dialects_seen_by(installed(wheel, tmp_path / "environment"), tmp_path) == shipped(root)
