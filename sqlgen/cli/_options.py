"""The options of every command that runs revisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click

from sqlgen.errors import UsageError
from sqlgen.replay.limits import DEFAULT_SECONDS
from sqlgen.replay.options import Options
from sqlgen.replay.past.folder import default_folder

Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "-d", "--dialect", metavar="NAME[@VERSION]", help="Database to write for, such as oracle@19."
    ),
    click.option("--no-env", is_flag=True, help="Do not run env.py; needs --dialect."),
    click.option(
        "--stub-missing", is_flag=True, help="Let stubs stand in for modules that cannot be imported."
    ),
    click.option("--legacy-sqlalchemy", is_flag=True, help="Give revisions what SQLAlchemy 2 removed."),
    click.option(
        "--time-limit",
        type=click.FloatRange(min=0),
        default=DEFAULT_SECONDS,
        show_default=True,
        metavar="SECONDS",
        help="What one revision may take; 0 for no limit.",
    ),
    click.option(
        "--catalog",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A snapshot of the schema where the range starts, as sqlgen schema dump writes it.",
    ),
    click.option(
        "--no-cache",
        is_flag=True,
        envvar="SQLGEN_NO_CACHE",
        help="Replay what lies before the range each time, and keep nothing of it.",
    ),
    click.option("--tag", help="What context.get_tag_argument() answers."),
    click.option(
        "--schema-map", metavar="FROM=TO", multiple=True, help="Write schema TO where FROM is said."
    ),
)


def replay_options(function: Function) -> Callable[..., Any]:
    """Gives a command the options that say how revisions are run; it is called with `options: Options`."""

    def called(
        *args: Any,
        dialect: str | None,
        no_env: bool,
        stub_missing: bool,
        legacy_sqlalchemy: bool,
        time_limit: float,
        catalog: Path | None,
        no_cache: bool,
        tag: str | None,
        schema_map: tuple[str, ...],
        **others: Any,
    ) -> Any:
        options = Options(
            dialect=dialect,
            use_env=not no_env,
            stub_missing=stub_missing,
            legacy_sqlalchemy=legacy_sqlalchemy,
            tag=tag,
            schema_map=_schema_map(schema_map),
            time_limit=time_limit,
            catalog=catalog,
            cache=None if no_cache else default_folder(),
        )
        return function(*args, options=options, **others)

    # click keeps a command's options on the function itself.
    decorated: Callable[..., Any] = update_wrapper(called, function)
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def _schema_map(pairs: tuple[str, ...]) -> dict[str | None, str | None]:
    mapped: dict[str | None, str | None] = {}
    for pair in pairs:
        source, equals, target = pair.partition("=")
        if not equals:
            raise UsageError(
                f"--schema-map {pair!r} has no =", hint="write it as FROM=TO; an empty side is no schema"
            )
        mapped[source or None] = target or None
    return mapped
