"""Ask servers of every version, and linters, and write docs/reference/verdicts.md.

    python -m tests.verdicts [--only MAJOR …]

The PostgreSQL servers are started for it, from binaries that npm carries; MariaDB is the server that
SQLGEN_MARIADB_URL names. With --only the page is printed, not written.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pymysql
import sqlalchemy as sa

from sqlgen.dialects.target import parse_target
from tests.verdicts import mariadb, postgresql
from tests.verdicts.cases import Case, cases
from tests.verdicts.effect import Effect
from tests.verdicts.linters import OURS, SQUAWKS, sqlgen_alarms, squawk, squawk_alarms
from tests.verdicts.page import Verdicts, page, verdicts
from tests.verdicts.servers import RELEASES, running

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "verdicts.md"


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.verdicts", description=__doc__)
    arguments.add_argument("--only", nargs="+", choices=RELEASES, default=list(RELEASES), metavar="MAJOR")
    majors = arguments.parse_args().only
    judged: dict[tuple[str, str], Verdicts] = {}
    for major in majors:
        sys.stderr.write(f"PostgreSQL {major}\n")
        with tempfile.TemporaryDirectory() as scratch:
            # The server runs as another user where this program runs as root.
            Path(scratch).chmod(0o755)
            seen = _seen_on_postgresql(major, Path(scratch))
            server = f"PostgreSQL {major}"
            ours = sqlgen_alarms(seen, parse_target(f"postgresql@{major}"))
            judged["sqlgen", server] = verdicts(seen, ours)
            judged["squawk", server] = verdicts(seen, squawk_alarms(seen, major, Path(scratch)))
    sys.stderr.write("MariaDB\n")
    version, seen = _seen_on_mariadb()
    ours = sqlgen_alarms(seen, parse_target(f"mariadb@{version}"))
    judged["sqlgen", f"MariaDB {version}"] = verdicts(seen, ours)
    by_linter = dict(sorted(judged.items(), key=lambda entry: entry[0][0]))
    told = subprocess.run([squawk(), "--version"], capture_output=True, text=True, check=True).stdout
    text = page(
        by_linter,
        {
            "majors": f"{majors[0]} to {majors[-1]}", "mariadb": version, "squawk": told.split()[-1],
            "ours": len(OURS), "squawks": len(SQUAWKS),
        },
    )  # fmt: skip
    if majors == list(RELEASES):
        PAGE.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def _seen_on_postgresql(major: str, scratch: Path) -> Mapping[Case, Effect]:
    """What each statement does that the server runs."""
    with (
        running(major, scratch) as address,
        psycopg.connect(address, autocommit=True) as connection,
        psycopg.connect(address, autocommit=True) as other,
    ):
        postgresql.make_tables(connection)
        seen = {case: postgresql.effect(connection, case, other) for case in cases("postgresql")}
    return {case: effect for case, effect in seen.items() if not effect.refused}


def _seen_on_mariadb() -> tuple[str, Mapping[Case, Effect]]:
    """The server's version, and what each statement does that it runs."""
    url = sa.make_url(os.environ["SQLGEN_MARIADB_URL"])
    connection = pymysql.connect(
        host=url.host, user=url.username, password=url.password or "", port=url.port or 3306, autocommit=True
    )
    name = f"sqlgen_verdicts_{os.getpid()}"
    seen = {}
    with connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        try:
            connection.select_db(name)
            mariadb.make_tables(connection)
            for case in cases("mariadb"):
                seen[case] = mariadb.effect(connection, case)
                mariadb.make_tables(connection, changed=case.on)
        finally:
            cursor.execute(f"DROP DATABASE {name}")
        version = mariadb.version(connection)
    return version, {case: effect for case, effect in seen.items() if not effect.refused}


if __name__ == "__main__":
    main()
