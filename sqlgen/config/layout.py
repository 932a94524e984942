"""Where the files of a project's migrations lie, and how new ones are named."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from typing import cast

from sqlgen.config.config import Config
from sqlgen.errors import ConfigError
from sqlgen.origin import Origin

_SEPARATORS = {"space": " ", "newline": "\n", "os": os.pathsep, ":": ":", ";": ";"}
_LEGACY_LOCATIONS = re.compile(r", *|(?: +)")
_LEGACY_SYS_PATH = re.compile(r", *|(?: +)|:")


@dataclass(frozen=True, slots=True)
class Layout:
    """The derived options, typed and resolved.

    `script_location` and `version_locations` are absolute; the latter need not exist. `prepend_sys_path` is
    as written, for it is relative to the working directory of whoever imports. `truncate_slug_length` counts
    characters; `timezone` None means naive local time.
    """

    script_location: Path
    version_locations: tuple[Path, ...]
    recursive: bool
    sourceless: bool
    prepend_sys_path: tuple[str, ...]
    file_template: str
    timezone: str | None
    truncate_slug_length: int
    revision_environment: bool
    output_encoding: str


def read_layout(config: Config) -> Layout:
    """The layout that a configuration describes.

    Raises ConfigError where `script_location` is missing or leads nowhere.
    """
    prepend = tuple(prepend_sys_path(config) or ())
    location = config.get_alembic_option("script_location")
    if not location and config.config_file_name:
        config.get_main_option("script_location")  # says so where the section is not there at all
    if not location:
        raise ConfigError(
            "the configuration has no script_location",
            origin=_origin(config),
            hint="Is this the folder of the project? -c names another configuration, -n another section.",
        )
    script_location = _folder(location, prepend)
    if not script_location.is_dir():
        raise ConfigError(
            f"script_location leads to {script_location}, which is no folder",
            origin=_origin(config),
            hint="A relative path starts from the working directory; %(here)s is the folder of the file.",
        )
    listed = version_locations(config)
    slug = config.get_alembic_option("truncate_slug_length") or 40
    return Layout(
        script_location=script_location,
        version_locations=tuple(_folder(each, prepend) for each in listed)
        if listed
        else (script_location / "versions",),
        recursive=config.get_alembic_boolean_option("recursive_version_locations"),
        sourceless=config.get_alembic_boolean_option("sourceless"),
        prepend_sys_path=prepend,
        file_template=config.get_alembic_option("file_template") or "%(rev)s_%(slug)s",
        timezone=config.get_alembic_option("timezone") or None,
        truncate_slug_length=_whole_number("truncate_slug_length", slug, config),
        revision_environment=_truth(config.get_alembic_option("revision_environment"), config),
        output_encoding=config.get_alembic_option("output_encoding") or "utf-8",
    )


def version_locations(config: Config) -> list[str] | None:
    """`version_locations` as written, one text each."""
    return _listed(config, "version_locations", _LEGACY_LOCATIONS, "path_separator", "version_path_separator")


def prepend_sys_path(config: Config) -> list[str] | None:
    """`prepend_sys_path` as written, one text each."""
    return _listed(config, "prepend_sys_path", _LEGACY_SYS_PATH, "path_separator")


def _listed(config: Config, name: str, legacy: re.Pattern[str], *separators: str) -> list[str] | None:
    """A list option; in ini files split as a separator option says, or else as in old releases."""
    value = config.get_alembic_option(name)
    if not value:
        return None
    if isinstance(value, list):
        return cast("list[str]", value)
    if not config.file_config.has_option(config.config_ini_section, name):
        raise ConfigError(f"{name} is {value!r}, where a list belongs", origin=_origin(config))
    separator = next(filter(None, map(config.get_main_option, separators)), None)
    if separator is None:
        parts = legacy.split(value)
    elif separator in _SEPARATORS:
        parts = value.split(_SEPARATORS[separator])
    else:
        raise ConfigError(
            f"{separator!r} is no path_separator",
            origin=_origin(config),
            hint="Known are os, :, ;, space and newline.",
        )
    return [part.strip() for part in parts if part.strip()]


def _folder(location: str, prepend: Sequence[str]) -> Path:
    """A path, or `package:folder` within a package, as an absolute path."""
    if ":" not in location or Path(location).is_absolute():
        return Path(location).absolute()
    package, *folders = location.split(":")
    place = _package_folder(package, [*prepend, *sys.path])
    if place is None:
        raise ConfigError(
            f"{location!r} is in the package {package}, which is not installed",
            hint="prepend_sys_path says where else to look for it.",
        )
    return place.joinpath(*folders).absolute()


def _package_folder(package: str, search_path: Sequence[str]) -> Path | None:
    """The folder of a package, found without importing it: an application's `__init__` may do anything."""
    places: Sequence[str] = [entry or os.curdir for entry in search_path]
    name, _, rest = package.partition(".")
    while name:
        spec = PathFinder.find_spec(name, places)
        if spec is None or spec.submodule_search_locations is None:
            return None
        places = list(spec.submodule_search_locations)
        name, _, rest = rest.partition(".")
    return Path(places[0]) if places else None


def _whole_number(name: str, value: object, config: Config) -> int:
    try:
        return int(str(value))
    except ValueError as error:
        raise ConfigError(
            f"{name} is {value!r}, where a whole number belongs", origin=_origin(config)
        ) from error


def _truth(value: object, config: Config) -> bool:
    """A yes or no in any of the spellings that SQLAlchemy's configuration takes."""
    if value is None or isinstance(value, bool):
        return bool(value)
    word = str(value).strip().lower()
    if word in {"true", "yes", "on", "y", "t", "1"}:
        return True
    if word in {"false", "no", "off", "n", "f", "0"}:
        return False
    raise ConfigError(
        f"revision_environment is {value!r}, where true or false belongs", origin=_origin(config)
    )


def _origin(config: Config) -> Origin:
    name = config.config_file_name or config.sqlgen_file_name or config.toml_file_name
    return Origin(file=Path(name) if name else None)
