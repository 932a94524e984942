"""Facts about a database, read from its TOML file.

A file `<name>.toml` in `dialect_configs/` is a dialect. A project's own folder of that name comes first:
what its file says replaces what ours says, key by key.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy.engine.url import URL
from sqlalchemy.exc import NoSuchModuleError

from sqlgen.dialects.checks import Checks, read_checks
from sqlgen.dialects.client import GENERIC, Client, Session, read_clients, read_session
from sqlgen.dialects.conditions import Conditional, read_conditional
from sqlgen.dialects.lines import ScriptLines, read_lines
from sqlgen.dialects.natures import Rule, read_rules
from sqlgen.dialects.stops import Stop, read_stop
from sqlgen.dialects.style import Style, read_style
from sqlgen.errors import ConfigError, DialectError

PROJECT_FOLDER = "dialect_configs"
ALIASES: Mapping[str, str] = {"postgres": "postgresql", "pg": "postgresql", "sqlserver": "mssql"}

ERRORS = frozenset(
    {
        "table_exists", "no_table", "no_table_to_drop", "column_exists", "no_column", "index_exists",
        "no_index", "constraint_exists", "no_constraint", "no_referent", "referenced", "no_key_column",
    }
)  # fmt: skip
"""What may be there or missing, each with the way in which the server refuses; empty where it does not.

`no_referent` is a foreign key to a table that is not there, `referenced` a table to drop that one points at.
"""


@dataclass(frozen=True, slots=True)
class Lexical:
    """How the database's own lexer tells literals, names and comments apart.

    `quoted_identifiers` are the opening quotes of names, `name_signs` what may stand in front of a name and
    be part of it, as in `@variable` and `#table`; the other flags name a form that exists.
    `spaced_dashes`: `--` begins a comment only where white space follows, and is two signs elsewhere.
    """

    quoted_identifiers: tuple[str, ...] = ('"',)
    name_signs: str = "@#"
    double_quoted_strings: bool = False
    dollar_quotes: bool = False
    escape_strings: bool = False
    q_strings: bool = False
    backslash_escapes: bool = False
    hash_comments: bool = False
    spaced_dashes: bool = False
    nested_comments: bool = False
    block_semicolon: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a dialect's file says.

    `sqlalchemy` is the name of SQLAlchemy's dialect, `lowering` the module beside this one that lowers
    operations for it, `version_names` maps product names to version numbers, `conditional` the name of an
    operation to the version since which its statement takes IF [NOT] EXISTS; None where nobody knows.
    `errors` maps what a server refuses (see ERRORS) to how it says so. `clients` are the programs that run
    scripts, by name, `client` the one that is meant unless another is named, `rules` say which statements a
    transaction cannot hold.
    """

    name: str
    title: str
    sqlalchemy: str
    lowering: str | None
    default_schema: str | None
    default_version: str
    transactional_ddl: bool
    begin: str
    commit: str
    terminator: str
    batch_separator: str
    lexical: Lexical
    version_names: Mapping[str, str] = field(default_factory=dict)
    conditional: Mapping[str, tuple[int, ...]] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    lines: ScriptLines = field(default_factory=ScriptLines)
    style: Style = field(default_factory=Style)
    clients: Mapping[str, Client] = field(default_factory=lambda: read_clients("", {})[0])
    client: str = GENERIC
    session: Session = field(default_factory=Session)
    checks: Checks = field(default_factory=Checks)
    stop: Stop = field(default_factory=Stop)
    due: Conditional = field(default_factory=Conditional)
    rules: tuple[Rule, ...] = ()


def dialect_names(project: Path | None = None) -> tuple[str, ...]:
    """The names of all dialects, the project's own among them."""
    folder = resources.files("sqlgen.dialect_configs")
    names = {entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    if project:
        names |= {path.stem for path in (project / PROJECT_FOLDER).glob("*.toml")}
    return tuple(sorted(names))


@cache
def read_facts(name: str, project: Path | None = None) -> Facts:
    """The facts of the dialect `name`.

    A name without a file is generic where SQLAlchemy has a dialect of that name.
    Raises DialectError for a name that nobody knows, ConfigError for a malformed file.
    """
    name = ALIASES.get(name, name)
    shipped = resources.files("sqlgen.dialect_configs") / f"{name}.toml"
    tables: dict[str, Any] = {}
    found = False
    if shipped.is_file():
        tables = _parsed(shipped.read_text(encoding="utf-8"), f"{name}.toml")
        found = True
    own = (project or Path()) / PROJECT_FOLDER / f"{name}.toml"
    if project and own.is_file():
        tables = _merged(tables, _parsed(own.read_text(encoding="utf-8"), str(own)))
        found = True
    if not found and _is_sqlalchemy_dialect(name):
        return generic_facts(name)
    if not found:
        known = dialect_names(project)
        close = difflib.get_close_matches(name, known, 1)
        raise DialectError(
            f"there is no dialect {name!r}",
            hint=f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}",
        )
    return _facts(name, tables)


def _is_sqlalchemy_dialect(name: str) -> bool:
    """Whether SQLAlchemy, or a package that brings a dialect to it, knows the name."""
    try:
        URL.create(name).get_dialect()
    except (NoSuchModuleError, ImportError):
        return False
    return True


def generic_facts(name: str) -> Facts:
    """The facts of a database that is known to SQLAlchemy alone: what standard SQL says, and no version."""
    return Facts(
        name=name,
        title=name,
        sqlalchemy=name,
        lowering=None,
        default_schema=None,
        default_version="",
        transactional_ddl=False,
        begin="BEGIN",
        commit="COMMIT",
        terminator=";",
        batch_separator="",
        lexical=Lexical(),
    )


def _parsed(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} is not valid TOML: {error}") from error


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        if isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = _merged(merged[key], value)
        else:
            merged[key] = value
    return merged


def _conditional(tables: Mapping[str, Any]) -> Mapping[str, tuple[int, ...]] | None:
    stated = tables.get("conditional")
    if stated is None:
        return None
    return {name: tuple(int(part) for part in version.split(".")) for name, version in stated.items()}


def _errors(name: str, tables: Mapping[str, Any]) -> Mapping[str, str]:
    stated = {key: str(value) for key, value in tables.get("errors", {}).items()}
    if stated and set(stated) != ERRORS:
        raise ConfigError(f"{name}.toml: [errors] has to name {', '.join(sorted(ERRORS))}")
    return stated


def _facts(name: str, tables: Mapping[str, Any]) -> Facts:
    try:
        dialect, version = tables["dialect"], tables["version"]
        transaction, script = tables["transaction"], tables["script"]
        lexical = dict(tables.get("lexical", {}))
        unknown = set(lexical) - {entry.name for entry in fields(Lexical)}
        if unknown:
            raise ConfigError(f"{name}.toml: [lexical] does not know {', '.join(sorted(unknown))}")
        if "quoted_identifiers" in lexical:
            lexical["quoted_identifiers"] = tuple(lexical["quoted_identifiers"])
        clients, client = read_clients(f"{name}.toml", tables)
        begin, commit = transaction["begin"], transaction["commit"]
        around = (begin, commit) if transaction["ddl"] else ("", "")
        return Facts(
            name=name,
            title=dialect["title"],
            sqlalchemy=dialect["sqlalchemy"],
            lowering=dialect.get("lowering", name),
            default_schema=dialect.get("default_schema"),
            default_version=str(version["default"]),
            transactional_ddl=bool(transaction["ddl"]),
            begin=begin,
            commit=commit,
            terminator=script["terminator"],
            batch_separator=script.get("batch_separator", ""),
            lexical=Lexical(**lexical),
            version_names=dict(version.get("names", {})),
            conditional=_conditional(tables),
            errors=_errors(name, tables),
            lines=read_lines(f"{name}.toml", tables.get("lines", {})),
            style=read_style(f"{name}.toml", tables.get("layout", {})),
            clients=clients,
            client=client,
            session=read_session(f"{name}.toml", tables.get("session", {}), *around),
            checks=read_checks(f"{name}.toml", tables.get("checks", {})),
            due=read_conditional(f"{name}.toml", tables.get("due", {})),
            stop=read_stop(f"{name}.toml", tables.get("stop", {})),
            rules=read_rules(f"{name}.toml", tables.get("statements", ())),
        )
    except KeyError as error:
        raise ConfigError(f"{name}.toml lacks the key {error}") from error
