"""The programs that scripts are run with, and what a session of theirs has to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sqlgen.errors import ConfigError

GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Taken:
    """Text that a client takes for itself although it is part of a statement.

    `pattern` is a regular expression for it. Either the whole statement is sent with `around` about it, or
    `old` is written as `new` in the literals of a change to rows.
    """

    pattern: str
    why: str
    around: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How a client rehearses a script: it does what one transaction can hold, tells of it, and rolls back.

    `call` says how it is asked to. Of the texts, all of which do nothing unless it was, `setup` comes behind
    the guard, `open` begins a transaction, `step` tells locks and times, and `end` rolls back, says `{text}`
    and leaves the script. `begin` and `commit` are those `{sql}` that a rehearsal does without. From `skip`
    to `resume` it does nothing but say `{text}`. A client without `commit` rehearses the first transaction
    alone, one without `skip` ends before what a transaction cannot hold.
    """

    call: str
    setup: str
    end: str
    step: str = ""
    open: str = ""
    begin: str = ""
    commit: str = ""
    skip: str = ""
    resume: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a client prints for a log to prove what ran, and how its log is read.

    `begin` and `end` say `{text}` with the time, and `begin` who runs it where; `step` says `{text}` behind a
    statement. With `echo` the client prints what it sends. Regular expressions read a line of the log: `rows`
    finds how many a statement changed, `time` how long it took, by its groups `h`, `m`, `s` or `ms`, `error`
    what failed. `prompt` is what stands in front of text that was sent; `sent` stands above and below it in
    the log of a client that says where it begins and ends. `run` is how the client is called then, where it
    is not as ever.
    """

    begin: str
    step: str
    end: str
    error: str
    echo: str = ""
    rows: str = ""
    time: str = ""
    prompt: str = ""
    sent: str = ""
    run: str = ""


@dataclass(frozen=True, slots=True)
class Client:
    """A program that sends a script to a server.

    `statement` and `block` are how a statement ends, a block being one with semicolons of its own, and
    `{delimiter}` text that the block does not hold. `inside` and `outside` follow each statement in a
    transaction and out of one. `first` stands in front of all, comments included; `prelude` and `epilogue`
    begin and end a script, and `{log}` names its log. `lock` is the client's own word for what the session's
    is. `progress` tells how far it is, with `escapes` made in what it tells. `whole` says that the client
    sends a script as one query, so that what has to run on its own needs a file of its own. `rehearsal` is
    None for a client that cannot be told to rehearse, `marks` for one whose log proves nothing.
    """

    name: str
    title: str
    run: str = ""
    exits: str = ""
    statement: str = "{sql};"
    block: str = "{sql};"
    inside: str = ""
    outside: str = ""
    first: str = ""
    prelude: str = ""
    lock: str = ""
    epilogue: str = ""
    progress: str = ""
    escapes: Mapping[str, str] = field(default_factory=dict)
    drop_invalid: str = ""
    whole: bool = False
    byte_order_mark: bool = False
    rehearsal: Rehearsal | None = None
    marks: Marks | None = None
    taken: tuple[Taken, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """What every script of a dialect says to its session, whatever the client.

    `settings` come first. `lock` and `statement` limit how long a statement waits and runs: in front of each
    segment if `limits_in_transaction`, else once. `patient` comes in front of statements that no limit should
    end. `lock_timeout` and `statement_timeout` are what the limits are unless somebody says.
    """

    begin: str = ""
    commit: str = ""
    settings: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    statement: tuple[str, ...] = ()
    limits_in_transaction: bool = False
    patient: tuple[str, ...] = ()
    lock_timeout: str = "0"
    statement_timeout: str = "0"


def read_clients(source: str, tables: Mapping[str, Any]) -> tuple[dict[str, Client], str]:
    """The clients that the file `source` states by name, and which of them is meant when none is named.

    There is always the generic one.
    """
    stated: Mapping[str, Any] = tables.get("clients", {})
    clients = {name: _client(source, name, table) for name, table in stated.items()}
    clients.setdefault(GENERIC, Client(GENERIC, "any tool that sends statements one by one"))
    default = tables.get("client", {}).get("default", GENERIC)
    if default not in clients:
        raise ConfigError(f"{source}: [client] default is {default!r}, and there is no [clients.{default}]")
    return clients, default


def _client(source: str, name: str, table: Mapping[str, Any]) -> Client:
    _known(source, f"clients.{name}", table, Client)
    stated = _tuples(table)
    stated["taken"] = tuple(_taken(source, name, entry) for entry in table.get("taken", ()))
    if "rehearsal" in table:
        _known(source, f"clients.{name}.rehearsal", table["rehearsal"], Rehearsal)
        stated["rehearsal"] = Rehearsal(**table["rehearsal"])
    if "marks" in table:
        _known(source, f"clients.{name}.marks", table["marks"], Marks)
        stated["marks"] = Marks(**table["marks"])
    return Client(**{"title": name, **stated, "name": name})


def _taken(source: str, name: str, table: Mapping[str, Any]) -> Taken:
    _known(source, f"clients.{name}.taken", table, Taken)
    return Taken(**table)


def read_session(source: str, table: Mapping[str, Any], begin: str, commit: str) -> Session:
    """What `[session]` of the file `source` states, over what begins and ends a transaction with DDL."""
    _known(source, "session", table, Session)
    stated = _tuples(table)
    return Session(**{"begin": begin, "commit": commit, **stated})


def _tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _known(source: str, place: str, table: Mapping[str, Any], kind: type[Any]) -> None:
    unknown = set(table) - {entry.name for entry in fields(kind)} | ({"name"} & set(table))
    if unknown:
        raise ConfigError(f"{source}: [{place}] does not know {', '.join(sorted(unknown))}")
