"""What a project says about linting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from sqlgen.errors import ConfigError
from sqlgen.origin import Origin

SEVERITIES = ("error", "warning", "info", "off")
NEW_FOR = ("revision", "range", "never")


@dataclass(frozen=True, slots=True)
class Override:
    """Severities that hold for some findings alone.

    `paths`, `tables` and `revisions` are patterns with `*` and `?`; a finding is meant when one of each list
    that is given fits.
    """

    rules: Mapping[str, str]
    paths: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()

    def fits(self, path: str, table: str, revision: str) -> bool:
        pairs = ((self.paths, path), (self.tables, table), (self.revisions, revision))
        return all(
            not patterns or any(fnmatchcase(value, pattern) for pattern in patterns)
            for patterns, value in pairs
        )


@dataclass(frozen=True, slots=True)
class LintSettings:
    """The table `[lint]`.

    `rules` weighs rules by slug: error, warning, info or off. `new_for` says how long a table that is made
    counts as new: for the revision, for the range, or never. `edition` is that of the server, such as
    standard. `in_transaction` says that the client opens a transaction for an SQL file. `baseline` is a file
    of findings that are known.
    """

    rules: Mapping[str, str] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    new_for: str = "revision"
    edition: str = ""
    in_transaction: bool = False
    baseline: str = ""

    @property
    def asked(self) -> frozenset[str]:
        """The rules that something is said of, one or more times."""
        return frozenset(
            slug for rules in (self.rules, *(one.rules for one in self.overrides)) for slug in rules
        )


def read_lint_settings(table: Mapping[str, Any], origin: Origin) -> LintSettings:
    """The settings under `lint`. Raises ConfigError for what is not known or of the wrong type."""
    stated = table.get("lint", {})
    if not isinstance(stated, Mapping):
        raise ConfigError("lint is no table", origin=origin)
    known = {"rules", "overrides", "new_for", "edition", "in_transaction", "baseline"}
    unknown = sorted(set(stated) - known)
    if unknown:
        raise ConfigError(
            f"lint.{unknown[0]} is no setting", origin=origin, hint=f"Known are {', '.join(sorted(known))}."
        )
    new_for = stated.get("new_for", "revision")
    if new_for not in NEW_FOR:
        raise ConfigError(f"lint.new_for is {new_for!r}", origin=origin, hint=f"Say {', '.join(NEW_FOR)}.")
    in_transaction = stated.get("in_transaction", False)
    if not isinstance(in_transaction, bool):
        raise ConfigError("lint.in_transaction is neither true nor false", origin=origin)
    overrides = stated.get("overrides", [])
    if not isinstance(overrides, list) or not all(isinstance(one, Mapping) for one in overrides):
        raise ConfigError("lint.overrides is no list of tables", origin=origin)
    return LintSettings(
        rules=_rules(stated.get("rules", {}), "lint.rules", origin),
        overrides=tuple(_override(one, origin) for one in overrides),
        new_for=new_for,
        edition=_text(stated, "edition", origin).lower(),
        in_transaction=in_transaction,
        baseline=_text(stated, "baseline", origin),
    )


def _override(stated: Mapping[str, Any], origin: Origin) -> Override:
    unknown = sorted(set(stated) - {"rules", "paths", "tables", "revisions"})
    if unknown:
        raise ConfigError(f"lint.overrides does not know {unknown[0]}", origin=origin)
    lists = {}
    for key in ("paths", "tables", "revisions"):
        value = stated.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ConfigError(f"lint.overrides.{key} is no list of texts", origin=origin)
        lists[key] = tuple(value)
    return Override(_rules(stated.get("rules", {}), "lint.overrides.rules", origin), **lists)


def _rules(stated: Any, name: str, origin: Origin) -> Mapping[str, str]:
    if not isinstance(stated, Mapping):
        raise ConfigError(f"{name} is no table", origin=origin)
    for slug, severity in stated.items():
        if severity not in SEVERITIES:
            raise ConfigError(
                f"{name}.{slug} is {severity!r}", origin=origin, hint=f"Say {', '.join(SEVERITIES)}."
            )
    return dict(stated)


def _text(stated: Mapping[str, Any], key: str, origin: Origin) -> str:
    value = stated.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(f"lint.{key} is {value!r}, where a text belongs", origin=origin)
    return value
