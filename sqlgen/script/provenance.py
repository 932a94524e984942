"""Where a script comes from: what made it, of what, and how to make it again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlgen.statements import Script

FINGERPRINT_LENGTH = 12
_PASSWORD = re.compile(r"(?<=://)([^\s:/@]*):[^\s@]*@")
_SECRET = re.compile(r"(?i)([^=]*(?:password|passwd|secret|token|key)[^=]*)=.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Provenance:
    """`command` makes the script again; `commit` is the state of the project in git, empty outside of it."""

    command: str = ""
    commit: str = ""


def fingerprint(script: Script) -> str:
    """A few letters that stand for all statements of a script, whatever the client and the layout."""
    digest = hashlib.sha256()
    for statement in script.statements:
        digest.update(f"{statement.purpose.value}\0{statement.sql}\0".encode())
    return digest.hexdigest()[:FINGERPRINT_LENGTH]


def sayable(text: str) -> str:
    """An argument of the command line without what is secret in it."""
    return _SECRET.sub(r"\1=***", _PASSWORD.sub(r"\1:***@", text))


def commit_of(paths: Iterable[Path]) -> str:
    """The commit that these files are at, and whether they were changed since; empty outside of git."""
    # GitPython takes a while to import and needs the program git; most commands do without.
    try:
        from git import Repo
        from git.exc import GitError
    except ImportError:
        return ""
    found = tuple(paths)
    try:
        repository = Repo(found[0], search_parent_directories=True)
        commit = repository.head.commit.hexsha
        with repository.git.custom_environment(GIT_OPTIONAL_LOCKS="0"):
            changed = repository.git.status("--porcelain", "--", *map(str, found))
    except (GitError, ValueError, OSError):
        # ValueError: a repository without a commit.
        return ""
    return f"{commit} with uncommitted changes" if changed else commit
