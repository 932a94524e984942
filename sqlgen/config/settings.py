"""sqlgen's own settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sqlgen.config.answers import Answer, read_answers
from sqlgen.config.approval import ApprovalSettings, read_approval_settings
from sqlgen.config.base import Base, read_base
from sqlgen.config.config import Config
from sqlgen.config.lint import LintSettings, read_lint_settings
from sqlgen.config.release import ReleaseSettings, read_release_settings
from sqlgen.config.script import ScriptSettings, read_script_settings
from sqlgen.errors import ConfigError
from sqlgen.origin import Origin

ALEMBIC_KEYS = frozenset(
    {
        "file_template",
        "output_encoding",
        "path_separator",
        "post_write_hooks",
        "prepend_sys_path",
        "recursive_version_locations",
        "revision_environment",
        "script_location",
        "sourceless",
        "timezone",
        "truncate_slug_length",
        "version_locations",
    }
)
"""What `sqlgen.toml` and `[tool.sqlgen]` may say in place of `alembic.ini`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `sqlgen.toml` or `[tool.sqlgen]` says about sqlgen itself.

    `dialect` is rendered where the command line names none, as `name` or `name@version`; `targets` are the
    dialects that a release is made for; `history` is what the first revision finds; `answers` are what
    revisions ask; `script` is said of every script, `lint` of what is found in it, `release` of releases,
    `approval` of who approves them.
    """

    dialect: str | None = None
    targets: tuple[str, ...] = ()
    history: Base = field(default_factory=Base)
    answers: tuple[Answer, ...] = ()
    script: ScriptSettings = field(default_factory=ScriptSettings)
    lint: LintSettings = field(default_factory=LintSettings)
    release: ReleaseSettings = field(default_factory=ReleaseSettings)
    approval: ApprovalSettings = field(default_factory=ApprovalSettings)


def read_settings(config: Config) -> Settings:
    """The settings of a project. Raises ConfigError for unknown keys and for values of the wrong type."""
    table, origin = config.toml_sqlgen_config, _origin(config)
    known = sorted({each.name for each in fields(Settings)} | ALEMBIC_KEYS)
    for key in table:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"Known are {', '.join(known)}."
            raise ConfigError(f"{key!r} is no setting of sqlgen", origin=origin, hint=hint)
    return Settings(
        dialect=_text(table, "dialect", origin),
        targets=_texts(table, "targets", origin),
        history=read_base(table, origin),
        answers=read_answers(table, origin),
        script=read_script_settings(table, origin),
        lint=read_lint_settings(table, origin),
        release=read_release_settings(table, origin),
        approval=read_approval_settings(table, origin),
    )


def approval_of(config: Config) -> ApprovalSettings:
    """Who approves releases, whatever else the project says, for that may be meant for another version."""
    return read_approval_settings(config.toml_sqlgen_config, _origin(config))


def _origin(config: Config) -> Origin:
    place = config.sqlgen_file_name or config.toml_file_name
    return Origin(file=Path(place) if place else None)


def _text(table: Mapping[str, Any], key: str, origin: Origin) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise ConfigError(f"{key} is {value!r}, where a text belongs", origin=origin)
    return value


def _texts(table: Mapping[str, Any], key: str, origin: Origin) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ConfigError(f"{key} is {value!r}, where a list of texts belongs", origin=origin)
    return tuple(value)
