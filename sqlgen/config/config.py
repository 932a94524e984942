"""A project's configuration, as env.py files know it."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from configparser import ConfigParser
from configparser import Error as IniError
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO, overload

from sqlgen.errors import ConfigError
from sqlgen.origin import Origin


class Config:
    """The options of `alembic.ini`, `[tool.alembic]` and sqlgen's own file, with Alembic's methods.

    env.py files read it and programs build it, under the name `alembic.config.Config`, so every public name
    and its behaviour is Alembic's. Three sources, the first that has an option wins: the main section of the
    ini file, `[tool.sqlgen]` or `sqlgen.toml`, `[tool.alembic]`. `get_main_option`, `get_section` and
    `get_section_option` read the ini file alone.

    `attributes` holds anything that a program wants to hand to its env.py. A file that does not exist counts
    as empty, for a program may set everything itself.
    """

    def __init__(
        self,
        file_: str | os.PathLike[str] | None = None,
        toml_file: str | os.PathLike[str] | None = None,
        ini_section: str = "alembic",
        output_buffer: TextIO | None = None,
        stdout: TextIO | None = None,
        cmd_opts: Namespace | None = None,
        config_args: Mapping[str, Any] | None = None,
        attributes: dict[str, Any] | None = None,
        *,
        sqlgen_file: str | os.PathLike[str] | None = None,
    ) -> None:
        self.config_file_name = os.fspath(file_) if file_ else None
        self.toml_file_name = os.fspath(toml_file) if toml_file else None
        self.sqlgen_file_name = os.fspath(sqlgen_file) if sqlgen_file else None
        self.config_ini_section = ini_section
        self.output_buffer = output_buffer
        self.stdout = stdout or sys.stdout
        self.cmd_opts = cmd_opts
        self.config_args: dict[str, Any] = dict(config_args or {})
        self.toml_args: dict[str, Any] = dict(config_args or {})
        if toml_file:
            self.toml_args["here"] = Path(toml_file).absolute().parent.as_posix()
        self.attributes: dict[str, Any] = dict(attributes or {})

    def print_stdout(self, text: str, *arg: Any) -> None:
        """Writes a line to `stdout`, formatted with `arg` where there is any; nothing when quiet."""
        if self.messaging_opts["quiet"]:
            return
        line = (str(text) % arg if arg else str(text)) + "\n"
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        self.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding))

    @property
    def messaging_opts(self) -> Mapping[str, bool]:
        return {"quiet": bool(getattr(self.cmd_opts, "quiet", False))}

    def get_template_directory(self) -> str:
        """The folder of the templates for new environments."""
        return str(Path(__file__).parents[1] / "templates")

    @cached_property
    def file_config(self) -> ConfigParser:
        """The parsed ini file. Raises ConfigError for one that cannot be parsed or is not UTF-8."""
        file = Path(self.config_file_name) if self.config_file_name else None
        here = file.absolute().parent if file else Path()
        self.config_args["here"] = here.as_posix()
        # A lone % is legal in a path, and would stop the interpolation of all other options.
        parser = ConfigParser({**self.config_args, "here": here.as_posix().replace("%", "%%")})
        if file is None:
            parser.add_section(self.config_ini_section)
        elif file.exists():
            try:
                parser.read_string(_text(file), source=str(file))
            except IniError as error:
                raise ConfigError(
                    f"{file.name} is no ini file: {error.message.splitlines()[0]}",
                    origin=Origin(file=file, line=getattr(error, "lineno", None)),
                ) from error
        return parser

    @cached_property
    def toml_alembic_config(self) -> Mapping[str, Any]:
        """The table `[tool.alembic]`."""
        return self._toml_tool("alembic")

    @cached_property
    def toml_sqlgen_config(self) -> Mapping[str, Any]:
        """sqlgen's own options: `[tool.sqlgen]` and, over it, the whole of `sqlgen.toml`."""
        own = Path(self.sqlgen_file_name) if self.sqlgen_file_name else None
        return {**self._toml_tool("sqlgen"), **(read_toml(own) if own else {})}

    def _toml_tool(self, name: str) -> Mapping[str, Any]:
        if self.toml_file_name is None:
            return {}
        file = Path(self.toml_file_name)
        table = read_toml(file).get("tool", {}).get(name, {})
        if not isinstance(table, dict):
            raise ConfigError(f"tool.{name} in {file.name} is no table", origin=Origin(file=file))
        return table

    @overload
    def get_section(self, name: str, default: None = None) -> dict[str, str] | None: ...
    @overload
    def get_section(self, name: str, default: Mapping[str, str]) -> Mapping[str, str]: ...
    def get_section(self, name: str, default: Mapping[str, str] | None = None) -> Mapping[str, str] | None:
        """All options of a section of the ini file."""
        if not self.file_config.has_section(name):
            return default
        try:
            return dict(self.file_config.items(name))
        except IniError as error:
            raise self._interpolation(error) from error

    def set_main_option(self, name: str, value: str) -> None:
        """Sets an option of the main section, over what the ini file says. A literal % is written %%."""
        self.set_section_option(self.config_ini_section, name, value)

    def remove_main_option(self, name: str) -> None:
        self.file_config.remove_option(self.config_ini_section, name)

    def set_section_option(self, section: str, name: str, value: str) -> None:
        """Sets an option of a section, which is made if need be. A literal % is written %%."""
        if not self.file_config.has_section(section):
            self.file_config.add_section(section)
        try:
            self.file_config.set(section, name, value)
        except ValueError as error:
            raise ConfigError(f"{name} = {value!r}: {error}", hint="A literal % is written %%.") from error

    @overload
    def get_section_option(self, section: str, name: str, default: str) -> str: ...
    @overload
    def get_section_option(self, section: str, name: str, default: str | None = None) -> str | None: ...
    def get_section_option(self, section: str, name: str, default: str | None = None) -> str | None:
        """An option of a section of the ini file. Raises ConfigError where there is no such section."""
        if not self.file_config.has_section(section):
            raise ConfigError(
                f"there is no section [{section}] in {self.config_file_name or 'the configuration'}",
                hint="Is the name given with -n right, and does the file exist?",
            )
        if not self.file_config.has_option(section, name):
            return default
        return self._ini_option(section, name)

    @overload
    def get_main_option(self, name: str, default: str) -> str: ...
    @overload
    def get_main_option(self, name: str, default: str | None = None) -> str | None: ...
    def get_main_option(self, name: str, default: str | None = None) -> str | None:
        """An option of the main section of the ini file."""
        return self.get_section_option(self.config_ini_section, name, default)

    def get_alembic_option(self, name: str, default: Any = None) -> Any:
        """An option from the first file that has it; texts of TOML files are interpolated as in ini files."""
        if self.file_config.has_option(self.config_ini_section, name):
            return self._ini_option(self.config_ini_section, name)
        for table, file in self._tables():
            if name in table:
                return self._interpolated(name, table[name], file)
        return default

    def get_alembic_boolean_option(self, name: str) -> bool:
        """A yes or no: `true` in an ini file, a boolean in a TOML file. Raises ConfigError for anything else
        there."""
        if self.file_config.has_option(self.config_ini_section, name):
            return self._ini_option(self.config_ini_section, name) == "true"
        value = self.get_alembic_option(name, default=False)
        if not isinstance(value, bool):
            raise ConfigError(f"{name} is {value!r}, where true or false belongs")
        return value

    def _tables(self) -> list[tuple[Mapping[str, Any], str | None]]:
        return [
            (self.toml_sqlgen_config, self.sqlgen_file_name or self.toml_file_name),
            (self.toml_alembic_config, self.toml_file_name),
        ]

    def _ini_option(self, section: str, name: str) -> str:
        try:
            return self.file_config.get(section, name)
        except IniError as error:
            raise self._interpolation(error) from error

    def _interpolation(self, error: IniError) -> ConfigError:
        file = Path(self.config_file_name) if self.config_file_name else None
        return ConfigError(
            error.message.splitlines()[0],
            origin=Origin(file=file),
            hint="A literal % is written %%.",
        )

    def _interpolated(self, name: str, value: object, file: str | None) -> object:
        here = Path(file).absolute().parent if file else Path()
        names = {**self.toml_args, "here": here.as_posix()}
        match value:
            case str():
                try:
                    return str(value % names)
                except (KeyError, ValueError, TypeError) as error:
                    raise ConfigError(
                        f"{name} = {value!r} cannot be interpolated: {error}",
                        origin=Origin(file=Path(file) if file else None),
                        hint="A literal % is written %%.",
                    ) from error
            case list():
                return [self._interpolated(name, each, file) for each in value]
            case dict():
                return {key: self._interpolated(name, each, file) for key, each in value.items()}
            case int():
                return value
        raise ConfigError(
            f"{name} is {value!r}, which no option can be", origin=Origin(file=Path(file) if file else None)
        )


def read_toml(file: Path) -> dict[str, Any]:
    """A TOML file, empty where there is none. Raises ConfigError for one that cannot be parsed."""
    if not file.exists():
        return {}
    # Here, because many a project has no TOML file, and every command starts by looking for one.
    import tomllib

    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file.name} is no TOML file: {error}", origin=Origin(file=file)) from error


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{file.name} is not UTF-8: {error.reason} at byte {error.start}",
            origin=Origin(file=file),
            hint="Configuration files are read as UTF-8 on every system; save the file so.",
        ) from error
    except OSError as error:
        raise ConfigError(
            f"{file.name} cannot be read: {error.strerror}", origin=Origin(file=file)
        ) from error
