"""The list of public histories: packages, their files and their folders of revisions."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("packages.toml")
DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle")
DIRECTIONS = ("upgrade", "downgrade")


@dataclass(frozen=True, slots=True)
class Package:
    """One file of the package index, pinned by version and SHA-256 (hex digits)."""

    name: str
    version: str
    file: str
    sha256: str
    imports: tuple[str, ...]
    companions: tuple[str, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """The tables that an application made itself before its first revision.

    They are those of the `models`, each named module:name, in the `packages`, or without any in the
    history's own; `told` says in words what they are, `unfilled` that nothing is in them on a new database.
    """

    packages: tuple[Package, ...]
    models: tuple[str, ...]
    told: str
    unfilled: bool


@dataclass(frozen=True, slots=True)
class History:
    """One folder of revisions in a package; `revisions` is relative to the package's root.

    `naming_convention` is that of the models that the project's env.py hands to Alembic, `start` what the
    first revision finds, where that is not an empty schema. `legacy` says that they are for SQLAlchemy 1.
    `surroundings` names the module that prepares what the project's own command does.
    """

    name: str
    package: Package
    revisions: str
    recursive: bool
    native: tuple[str, ...]
    naming_convention: Mapping[str, str]
    start: Start | None
    legacy: bool
    surroundings: str


def read_histories(path: Path = LIST) -> list[History]:
    """Every history of the list, in the list's order."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        _history(entry, package)
        for raw in table["package"]
        for package in [_package(raw)]
        for entry in raw["history"]
    ]


def cache_folder() -> Path:
    """Where everything fetched and computed lies; `SQLGEN_CACHE` moves it."""
    chosen = os.environ.get("SQLGEN_CACHE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "sqlgen" / "histories"


def _package(raw: dict[str, Any]) -> Package:
    return Package(
        name=raw["name"],
        version=raw["version"],
        file=raw["file"],
        sha256=raw["sha256"],
        imports=tuple(raw["imports"]),
        companions=tuple(raw.get("companions", ())),
        also=tuple(raw.get("also", ())),
    )


def _history(raw: dict[str, Any], package: Package) -> History:
    return History(
        name=raw["name"],
        package=package,
        revisions=raw["revisions"],
        recursive=raw.get("recursive", False),
        native=tuple(raw["native"]),
        naming_convention=raw.get("naming_convention", {}),
        start=_start(raw["start"]) if "start" in raw else None,
        legacy=raw.get("legacy", False),
        surroundings=raw.get("surroundings", ""),
    )


def _start(raw: dict[str, Any]) -> Start:
    return Start(
        packages=tuple(_package(each) for each in raw.get("package", ())),
        models=tuple(raw["models"]),
        told=raw["told"],
        unfilled=raw.get("unfilled", False),
    )
