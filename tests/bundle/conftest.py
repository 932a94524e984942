"""Real repositories, made for one test."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from git import Actor, Repo

from tests.projects import Called, MadeProject

DEVELOPER = Actor("Dev", "dev@example.org")
MOMENT = "2026-01-01T00:00:00 +0000"


@dataclass
class Kept:
    """A project that git keeps."""

    made: MadeProject
    repo: Repo

    def commit(self, message: str = "kept") -> str:
        """Commit all that is there; the same content gives the same commit in every run."""
        self.repo.git.add(all=True)
        commit = self.repo.index.commit(
            message, author=DEVELOPER, committer=DEVELOPER, author_date=MOMENT, commit_date=MOMENT
        )
        return commit.hexsha

    def release(self, tag: str, message: str = "released") -> str:
        commit = self.commit(message)
        self.repo.create_tag(tag)
        return commit

    def bundle(self, tag: str, *arguments: str) -> Called:
        return self.made.call("bundle", tag, *arguments)

    def manifest(self, tag: str) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.text(tag, "manifest.json"))
        return read

    def text(self, tag: str, name: str) -> str:
        return (self.made.folder / "output" / tag / name).read_text(encoding="utf-8")

    def revisions(self, tag: str) -> list[str]:
        """The revisions that a bundle runs; it is made for that."""
        called = self.bundle(tag)
        assert called.code == 0, called.err
        return [one["id"] for one in self.manifest(tag)["revisions"]]


@pytest.fixture
def keep(tmp_path: Path) -> Callable[..., Kept]:
    """Makes a repository with a project in it, at its root or in a folder."""

    def kept(name: str = "project", folder: str = "") -> Kept:
        root = tmp_path / name
        made = MadeProject(root / folder)
        made.write("sqlgen.toml", 'targets = ["sqlite@3.40"]\n')
        made.write(".gitignore", "output/\n__pycache__/\n")
        return Kept(made, Repo.init(root, initial_branch="main"))

    return kept
