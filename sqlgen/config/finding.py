"""The configuration files of a project, found."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlgen.config.config import Config, read_toml
from sqlgen.errors import ConfigError

VARIABLES = ("SQLGEN_CONFIG", "ALEMBIC_CONFIG")
"""The environment variables that name a configuration file, the first that is set wins."""


def find_config(
    files: Sequence[Path] = (),
    section: str = "alembic",
    x_args: Sequence[str] = (),
    *,
    quiet: bool = False,
    verbose: bool = False,
    raiseerr: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Config:
    """The configuration that `files` name: at most one ini file, one pyproject.toml and one sqlgen.toml.

    Without files, the one that an environment variable names. Whatever kind is named nowhere is taken from
    the working directory if it is there. `x_args` are the texts that env.py gets from
    `context.get_x_argument()`. Raises ConfigError for files that are missing or of one kind twice, and
    where there is none.
    """
    environ = os.environ if environ is None else environ
    variable = next((name for name in VARIABLES if environ.get(name)), None)
    if not files and variable is not None:
        files = [Path(environ[variable])]
    kinds = _by_kind(files)
    for file in present(Path()):
        kinds.setdefault(_kind(file), file)
    if not kinds:
        raise ConfigError(
            f"there is no configuration in {Path().absolute()}",
            hint="Looked for sqlgen.toml, alembic.ini and a pyproject.toml with [tool.alembic] or "
            "[tool.sqlgen]; -c names a file elsewhere.",
        )
    options = Namespace(
        config=[str(file) for file in files],
        name=section,
        x=list(x_args) or None,
        quiet=quiet,
        verbose=verbose,
        raiseerr=raiseerr,
    )
    return Config(
        kinds.get("alembic.ini"),
        kinds.get("pyproject.toml"),
        section,
        cmd_opts=options,
        sqlgen_file=kinds.get("sqlgen.toml"),
    )


def present(folder: Path) -> list[Path]:
    """The configuration files of a folder; a pyproject.toml counts if it configures either tool."""
    found = [folder / name for name in ("sqlgen.toml", "alembic.ini") if (folder / name).is_file()]
    pyproject = folder / "pyproject.toml"
    if pyproject.is_file() and {"alembic", "sqlgen"} & read_toml(pyproject).get("tool", {}).keys():
        found.append(pyproject)
    return found


def _kind(file: Path) -> str:
    """The well-known name of what a file is, whatever it is called."""
    if file.name == "pyproject.toml":
        return file.name
    return "sqlgen.toml" if file.suffix == ".toml" else "alembic.ini"


def _by_kind(files: Sequence[Path]) -> dict[str, Path]:
    kinds: dict[str, Path] = {}
    for file in files:
        if not file.is_file():
            raise ConfigError(
                f"there is no configuration file {file}",
                hint=f"It was named by -c or by one of {', '.join(VARIABLES)}.",
            )
        first = kinds.setdefault(_kind(file), file)
        if first is not file:
            raise ConfigError(f"{first} and {file} are both given, and only one {_kind(file)} can be read")
    return kinds
