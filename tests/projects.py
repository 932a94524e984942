"""Migration projects, made in a folder for one test."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

from click.testing import CliRunner

from sqlgen.cli.main import command_line
from sqlgen.config import find_config
from sqlgen.pipeline import Options, Watch, open_project, render
from sqlgen.script.plain import plain_text
from sqlgen.statements import Script

ROOT = Path(__file__).resolve().parent.parent

OFFLINE = """
from alembic import context

context.configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
"""
"""The shortest env.py."""

GENERIC = """
from logging.config import fileConfig

from sqlalchemy import engine_from_config, pool

from alembic import context

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name)
target_metadata = None


def offline():
    context.configure(
        url=config.get_main_option("sqlalchemy.url"),
        target_metadata=target_metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def online():
    engine = engine_from_config(
        config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.", poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    online()
"""
"""The shape of the template that most projects began with."""

LOGGERS = """
[loggers]
keys = root, alembic
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = WARNING
handlers = console
[logger_alembic]
level = INFO
handlers =
qualname = alembic
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(levelname)s [%(name)s] %(message)s
"""
"""Sections for fileConfig()."""


@dataclass
class Called:
    """What a call of the program left."""

    code: int
    out: str
    err: str


class MadeProject:
    """A project in `folder`: alembic.ini, migrations/env.py, and revisions one upon the other."""

    def __init__(self, folder: Path, url: str = "postgresql://") -> None:
        self.folder = folder
        self._last: str | None = None
        self.versions.mkdir(parents=True)
        self.ini(f"sqlalchemy.url = {url}")
        self.env(OFFLINE)

    @property
    def versions(self) -> Path:
        return self.folder / "migrations" / "versions"

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project; what leads its lines alike is taken away."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    def ini(self, options: str = "", sections: str = "") -> None:
        head = "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\n"
        self.write("alembic.ini", head + dedent(options) + "\n" + dedent(sections))

    def env(self, text: str) -> None:
        self.write("migrations/env.py", text)

    def revision(
        self,
        name: str,
        upgrade: str = "pass",
        *,
        downgrade: str = "pass",
        above: str | tuple[str, ...] | None = "last",
        header: str = "",
        arguments: str = "",
    ) -> Path:
        """Write a revision above the one before it, or above another."""
        below = self._last if above == "last" else above
        self._last = name
        text = f'"""{name.capitalize()}."""\n'
        text += "import sqlalchemy as sa\nfrom alembic import op\n\n"
        text += f"revision = {name!r}\ndown_revision = {below!r}\n{dedent(header)}"
        for function, body in (("upgrade", upgrade), ("downgrade", downgrade)):
            text += f"\n\ndef {function}({arguments}):\n{indent(dedent(body).strip(), '    ')}\n"
        return self.write(f"migrations/versions/{name}.py", text)

    def table(self, name: str) -> Path:
        """A revision that makes a table of its own name."""
        return self.revision(
            name,
            f"op.create_table({name!r}, sa.Column('id', sa.Integer, primary_key=True))",
            downgrade=f"op.drop_table({name!r})",
        )

    def scripts(
        self,
        text: str = "base:heads",
        *,
        x: tuple[str, ...] = (),
        section: str = "alembic",
        watch: Watch | None = None,
        **options: object,
    ) -> tuple[Script, ...]:
        """The scripts of a range, rendered in this process."""
        own = [self.folder / name for name in ("alembic.ini", "sqlgen.toml")]
        config = find_config([file for file in own if file.is_file()], section, x)
        chosen = Options(**options)  # type: ignore[arg-type]
        return render(open_project(config, chosen, watch), text, chosen, watch)

    def plain(self, text: str = "base:heads", **options: object) -> str:
        """The bare statements of the only script, rendered in this process."""
        (script,) = self.scripts(text, **options)  # type: ignore[arg-type]
        for failure in script.failures:
            raise failure.error
        return plain_text(script)

    def call(self, *arguments: str) -> Called:
        """Call the program in this process, in the project's folder."""
        with contextlib.chdir(self.folder):
            done = CliRunner().invoke(command_line, arguments)
        return Called(done.exit_code, done.stdout, done.stderr)

    def call_alone(self, *arguments: str, folder: Path | None = None, **environ: str) -> Called:
        """Call the program in a process of its own, in the project's folder or another."""
        done = subprocess.run(
            [sys.executable, "-m", "sqlgen", *arguments],
            cwd=folder or self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
            capture_output=True,
            check=False,
        )
        return Called(done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace"))
