"""The differences from Alembic that are wanted: one function for each row of the page that lists them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from tests.histories.job import Failure
from tests.histories.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement of Alembic's and the one that sqlgen has in its place; None where a side has nothing.

    `moved` says that both print it, in another order among the revision's statements.
    """

    theirs: Tokens | None
    ours: Tokens | None
    moved: bool = False

    @property
    def either(self) -> Tokens:
        return self.theirs or self.ours or ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where two statements stand: the revision's source and all that each side prints for it.

    `failure` is sqlgen's, for a revision that it does not render; the pair is empty then.
    """

    dialect: str
    source: str
    failure: Failure | None
    theirs: Sequence[Tokens]
    ours: Sequence[Tokens]


Explains = Callable[[Pair, Place], bool]


# The version table


def version_row_returned(pair: Pair, _place: Place) -> bool:
    """Alembic asks for the version row back; a script has nobody to hand it to."""
    return pair.ours is not None and _is_version_row(pair) and _not_returned(pair.theirs or ()) == pair.ours


def version_row_order(pair: Pair, place: Place) -> bool:
    """Alembic takes the rows of merged heads in the order of a set; the table holds the same in the end."""
    return (
        _is_version_row(pair)
        and _shape(_not_returned(pair.theirs or ())) == _shape(pair.ours or ())
        and _effect(place.theirs) == _effect(place.ours)
    ) or (pair.moved and _is_version_row(pair))


def _is_version_row(pair: Pair) -> bool:
    return "alembic_version" in pair.either[1:3] and "version_num" in pair.either


def _not_returned(tokens: Tokens) -> Tokens:
    if "OUTPUT" in tokens:
        start = tokens.index("OUTPUT")
        return tokens[:start] + tokens[tokens.index("VALUES") :]
    return tokens[: tokens.index("RETURNING")] if "RETURNING" in tokens else tokens


def _shape(tokens: Tokens) -> Tokens:
    return tuple("'…'" if token.startswith("'") else token for token in tokens)


def _effect(pieces: Iterable[Tokens]) -> tuple[set[str], set[str]]:
    """The rows that statements on the version table add, and those that they remove."""
    added: set[str] = set()
    removed: set[str] = set()
    for piece in pieces:
        if "alembic_version" in piece[1:3]:
            values = [token for token in piece if token.startswith("'")]
            match piece[0]:
                case "INSERT":
                    added.update(values)
                case "DELETE":
                    removed.update(values)
                case "UPDATE":
                    added.update(values[:1])
                    removed.update(values[1:])
    return added - removed, removed - added


# Order


def index_order(pair: Pair, _place: Place) -> bool:
    """Alembic prints the indexes of a new table in the order of a set: another one in every run."""
    return pair.moved and pair.either[0] == "CREATE" and "INDEX" in pair.either[1:3]


def batch_constraint_order(pair: Pair, _place: Place) -> bool:
    """Alembic gives a rebuilt table its unnamed constraints in the order of a set."""
    if pair.theirs is None or pair.ours is None or len(pair.theirs) < 3:
        return False
    rebuilt = pair.theirs[:2] == ("CREATE", "TABLE") and "_alembic_tmp_" in pair.theirs[2]
    return rebuilt and sorted(_members(pair.theirs)) == sorted(_members(pair.ours))


def _members(tokens: Tokens) -> list[Tokens]:
    """What the outer commas of a CREATE TABLE separate."""
    members: list[list[str]] = [[]]
    depth = 0
    for word in tokens[4:-1]:
        depth += {"(": 1, ")": -1}.get(word, 0)
        if word == "," and not depth:
            members.append([])
        else:
            members[-1].append(word)
    return [tokens[:4], *map(tuple, members)]


# Values


def execute_parameters(pair: Pair, place: Place) -> bool:
    """Alembic drops the parameters of `execute(statement, parameters)` and prints NULL in their place."""
    if pair.theirs is None or pair.ours is None or "execute(" not in place.source:
        return False
    changes = SequenceMatcher(None, pair.theirs, pair.ours, autojunk=False).get_opcodes()
    return all(
        kind == "equal" or (kind == "replace" and pair.theirs[first:last] == ("NULL",))
        for kind, first, last, _, _ in changes
    )


def enum_created(pair: Pair, place: Place) -> bool:
    """Alembic adds a column of an enum type that nothing has created."""
    if pair.theirs is not None or pair.either[:2] != ("CREATE", "TYPE") or place.dialect != "postgresql":
        return False
    return any(piece[:2] == ("ALTER", "TABLE") and pair.either[2] in piece[3:] for piece in place.theirs)


# The server


def server_version(pair: Pair, place: Place) -> bool:
    """The revision branches on the server's version: None in Alembic, the target's in sqlgen."""
    del pair
    return "server_version_info" in place.source and place.dialect in ("mysql", "mariadb", "mssql")


def sqlite_alter_column(pair: Pair, place: Place) -> bool:
    """Alembic prints an ALTER COLUMN that SQLite refuses; sqlgen says so, and a revision may go on."""
    if place.failure is not None:
        return place.failure.message.startswith("SQLite has no ALTER")
    alters = pair.either[:2] == ("ALTER", "TABLE") and pair.either[3:5] == ("ALTER", "COLUMN")
    return place.dialect == "sqlite" and pair.ours is None and alters


def if_exists(pair: Pair, place: Place) -> bool:
    """Alembic prints IF EXISTS for servers that do not know it; sqlgen decides it, or says so."""
    without = place.dialect in ("mssql", "mysql", "oracle")
    if without and pair.theirs is not None and pair.theirs[2:4] == ("IF", "EXISTS"):
        return pair.ours == (*pair.theirs[:2], *pair.theirs[4:])
    message = place.failure.message if place.failure else ""
    return re.search(r"has no IF (NOT )?EXISTS in", message) is not None


def drop_index_without_table(_pair: Pair, place: Place) -> bool:
    """Alembic prints `ON no_table` where a revision names no table; sqlgen says that it has to."""
    return place.failure is not None and "nothing says from which" in place.failure.message


# SQL Server


def identity_insert(pair: Pair, _place: Place) -> bool:
    """Alembic sets IDENTITY_INSERT for every bulk insert, for tables without an identity column too."""
    return pair.ours is None and pair.either[:2] == ("SET", "IDENTITY_INSERT")


def mssql_rename(pair: Pair, _place: Place) -> bool:
    """Alembic does not quote the names that it hands to sp_rename."""
    if pair.either[:2] != ("EXEC", "sp_rename") or pair.theirs is None or pair.ours is None:
        return False
    return [_bare(token) for token in pair.theirs] == [_bare(token) for token in pair.ours]


def mssql_default(pair: Pair, place: Place) -> bool:
    """sqlgen drops whatever default a column has before it gives it another, and quotes what it looks up."""
    if place.dialect != "mssql":
        return False
    theirs = _dropped_default(pair.theirs) if pair.theirs else None
    ours = _dropped_default(pair.ours) if pair.ours else None
    if theirs and ours:
        return theirs == ours
    if theirs and pair.ours is None:
        return any(_dropped_default(piece) == theirs for piece in place.ours)
    if ours and pair.theirs is None:
        return any(_given_default(piece) == ours for piece in place.theirs)
    return False


def mssql_null(pair: Pair, place: Place) -> bool:
    """sqlgen writes whether an altered column takes NULL, which Alembic leaves to SQL Server."""
    return (
        place.dialect == "mssql"
        and pair.theirs is not None
        and "ALTER" in pair.theirs[3:4]
        and pair.ours in ((*pair.theirs, "NULL"), (*pair.theirs, "NOT", "NULL"))
    )


def mssql_moment(pair: Pair, place: Place) -> bool:
    """sqlgen writes moments as DATETIME reads them, alike in every language setting."""
    if place.dialect != "mssql" or pair.theirs is None or pair.ours is None:
        return False
    if pair.theirs == pair.ours or len(pair.theirs) != len(pair.ours):
        return False
    return all(
        ours in (theirs, _with_t(theirs), _for_datetime(theirs))
        for theirs, ours in zip(pair.theirs, pair.ours, strict=True)
    )


def _with_t(token: str) -> str:
    return re.sub(r"^('\d{4}-\d\d-\d\d) (?=\d\d:)", r"\1T", token)


def _for_datetime(token: str) -> str:
    return re.sub(r"^('\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\d+", r"\1", _with_t(token))


def moment_zone(pair: Pair, place: Place) -> bool:
    """MySQL and MariaDB keep no zone with a moment, so sqlgen writes none, as their drivers do."""
    if place.dialect not in ("mysql", "mariadb") or pair.theirs is None or pair.ours is None:
        return False
    return pair.theirs != pair.ours and tuple(map(_without_zone, pair.theirs)) == pair.ours


def _without_zone(token: str) -> str:
    return re.sub(r"^('\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*)[+-]\d\d:\d\d'$", r"\1'", token)


def answered(pair: Pair, place: Place) -> bool:
    """A revision that asks the database, and gets an answer where Alembic has none or writes the question."""
    if place.failure is not None or not _ASKS.search(place.source):
        return False
    return pair.theirs is None or (pair.ours is None and pair.theirs[0].upper() in ("SELECT", "WITH"))


_ASKS = re.compile(r"inspect\(|Inspector|autoload|batch_alter_table|get_bind\(")


def own_environment(_pair: Pair, place: Place) -> bool:
    """A revision that starts an environment of its own runs migrations on a database beside the script."""
    return place.failure is not None and "starts a migration environment of its own" in place.failure.message


def server_refuses(_pair: Pair, place: Place) -> bool:
    """A revision that makes what is there, or drops what is not."""
    return place.failure is not None and "at this point of the history; " in place.failure.message


def mysql_restated(pair: Pair, place: Place) -> bool:
    """MODIFY and CHANGE keep what the history says of the column and the revision leaves unsaid."""
    if place.dialect not in ("mysql", "mariadb") or pair.theirs is None or pair.ours is None:
        return False
    if not {"MODIFY", "CHANGE"} & set(pair.ours[3:4]):
        return False
    ours = iter(token for token in pair.ours if token not in ("NOT", "NULL"))
    return all(token in ours for token in pair.theirs if token not in ("NOT", "NULL"))


def _bare(token: str) -> str:
    return re.sub(r"^N?'|'$|[\[\]\"]", "", token)


def _dropped_default(tokens: Tokens) -> tuple[str, str] | None:
    """Table and column of a statement that looks a default up and drops it."""
    if tokens[0].lower() != "declare" or "default_constraints" not in tokens:
        return None
    words = [each for each in tokens if each != "("]
    tables = [_bare(value) for before, value in pairwise(words) if before.lower() == "object_id"]
    columns = [_bare(value) for before, value in pairwise(words) if before == "=" and "'" in value]
    return (tables[0], columns[-1]) if tables and columns else None


def _given_default(tokens: Tokens) -> tuple[str, str] | None:
    """Table and column of `ALTER TABLE t ADD DEFAULT … FOR c`."""
    if tokens[:2] != ("ALTER", "TABLE") or tokens[3:5] != ("ADD", "DEFAULT"):
        return None
    return _bare(tokens[2]), _bare(tokens[-1])


WANTED: dict[str, Explains] = {
    "version-row-returned": version_row_returned,
    "version-row-order": version_row_order,
    "index-order": index_order,
    "batch-constraint-order": batch_constraint_order,
    "execute-parameters": execute_parameters,
    "enum-created": enum_created,
    "server-version": server_version,
    "sqlite-alter-column": sqlite_alter_column,
    "if-exists": if_exists,
    "drop-index-without-table": drop_index_without_table,
    "identity-insert": identity_insert,
    "mssql-rename": mssql_rename,
    "mssql-default": mssql_default,
    "mssql-null": mssql_null,
    "mssql-moment": mssql_moment,
    "moment-zone": moment_zone,
    "own-environment": own_environment,
    "answered": answered,
    "server-refuses": server_refuses,
    "mysql-restated": mysql_restated,
}
