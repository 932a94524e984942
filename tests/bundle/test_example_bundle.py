"""The bundle in output/ is the one that the example's release tag gives."""

from __future__ import annotations

import json
import os
import shutil
from importlib.metadata import version
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from tests.projects import ROOT, MadeProject

TAG = "v1.1"
KEPT = ROOT / "output"
DEPENDENT = {"manifest.json", "SHA256SUMS", "review.html"}
"""Files that name the versions of what made them, or the digests of those that do."""


def made(folder: Path) -> Path:
    """The bundle, made of a repository that is made for it."""
    spec = spec_from_file_location("releases", ROOT / "docs/examples/releases.py")
    assert spec is not None
    assert spec.loader is not None
    releases = module_from_spec(spec)
    spec.loader.exec_module(releases)
    releases.make_releases(folder)
    project = MadeProject.__new__(MadeProject)
    project.folder = folder
    called = project.call("bundle", TAG)
    assert called.code == 0, called.err
    return folder / "output"


def test_the_bundle_of_the_example_is_that_of_its_tag(tmp_path: Path) -> None:
    """A reader of output/ sees what this program makes. `make golden` writes it anew; read the difference."""
    found = made(tmp_path / "shop")
    if os.environ.get("SQLGEN_GOLDEN") == "write":
        shutil.rmtree(KEPT / TAG, ignore_errors=True)
        shutil.copytree(found / TAG, KEPT / TAG)
        shutil.copyfile(found / f"{TAG}.zip", KEPT / f"{TAG}.zip")
    tools = json.loads((KEPT / TAG / "manifest.json").read_text(encoding="utf-8"))["tools"]
    same = all(version(name) == tools[name.lower()] for name in ("SQLAlchemy", "sqlglot"))
    for name in sorted(_names(KEPT / TAG) | _names(found / TAG)):
        if same or name not in DEPENDENT:
            assert (found / TAG / name).read_bytes() == (KEPT / TAG / name).read_bytes(), name
    if same:
        assert (found / f"{TAG}.zip").read_bytes() == (KEPT / f"{TAG}.zip").read_bytes()


def _names(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
