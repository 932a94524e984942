"""The programs that sign and check, as git is told to use them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlgen.errors import UsageError

NAMESPACE = "sqlgen-approval"
"""What an SSH signature is made for: one on a commit cannot be passed off as one on a record."""


def git_setting(name: str, folder: Path, default: str = "", kind: str = "") -> str:
    """A setting of git as it holds in a folder, whether or not that is in a repository."""
    command = ["git", "config", *([f"--type={kind}"] if kind else []), "--get", name]
    done = run(command, folder=folder)
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else default


def run(
    command: Sequence[str], *, folder: Path | None = None, told: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run a program that answers on its standard output. Raises UsageError where it is missing."""
    try:
        # The program is git, or what git's own configuration names for the purpose.
        return subprocess.run(list(command), input=told, capture_output=True, check=False, cwd=folder)  # noqa: S603
    except OSError as error:
        raise UsageError(
            f"{command[0]} cannot be run: {error.strerror}",
            hint="install it, or name another in git's configuration",
        ) from error
