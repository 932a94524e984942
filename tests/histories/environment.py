"""What the two sides run in: Alembic's interpreter, and the packages that revisions import."""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.histories.sources import cache_folder

HERE = Path(__file__).parent
PEER_LOCK = HERE / "peer.lock"
EXTRAS_LOCK = HERE / "extras.lock"
DRIVERS_LOCK = HERE / "drivers.lock"


class PackagesError(Exception):
    """Packages that cannot be installed."""


def peer_python() -> Path:
    """An interpreter with Alembic and pip, made at the first call. Raises PackagesError."""
    return _made("peer", PEER_LOCK, _make_peer) / "bin" / "python"


def extras_folder() -> Path:
    """A folder of packages that revisions import, the same for both sides. Raises PackagesError."""
    return _made("extras", EXTRAS_LOCK, partial(_make_folder, EXTRAS_LOCK))


def drivers_folder() -> Path:
    """A folder of database drivers, for Alembic on real servers. Raises PackagesError."""
    return _made("drivers", DRIVERS_LOCK, partial(_make_folder, DRIVERS_LOCK))


def pinned(package: str) -> str:
    """The version of a package that the peer has."""
    found = re.search(rf"^{re.escape(package)}==(\S+)", PEER_LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


def _made(name: str, lock: Path, make: Callable[[Path], None]) -> Path:
    # Compiled packages and a virtual environment belong to one Python.
    key = hashlib.sha256(lock.read_bytes() + sys.version.encode() + sys.prefix.encode()).hexdigest()[:12]
    target = cache_folder() / "environments" / f"{name}-{key}"
    complete = target / "complete"
    target.parent.mkdir(parents=True, exist_ok=True)
    # Tests run in several processes, and all may want it first.
    with target.with_suffix(".lock").open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        if not complete.is_file():
            shutil.rmtree(target, ignore_errors=True)
            make(target)
            complete.touch()
    return target


def _make_peer(target: Path) -> None:
    # Not made elsewhere and moved: a virtual environment knows its own path.
    venv.create(target, with_pip=True)
    _pip(target / "bin" / "python", "--requirement", str(PEER_LOCK))


def _make_folder(lock: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        _pip(peer_python(), "--requirement", str(lock), "--target", str(Path(scratch, "packages")))
        Path(scratch, "packages").replace(target)


def _pip(python: Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackagesError(f"pip could not install: {done.stderr.strip()}")
