"""What Alembic's command line leaves in `config.cmd_opts`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from sqlgen.config import Config


@contextmanager
def invoked(config: Config, command: str, text: str, tag: str | None) -> Iterator[None]:
    """Let `config.cmd_opts` say for a while that `alembic <command> <text> --sql` was called.

    A program that renders has no command line, and its env.py finds None there, as with Alembic. To be
    entered while `alembic` means sqlgen.
    """
    given = config.cmd_opts
    if given is not None:
        # What `from alembic import command` gives env.py, which may compare with it.
        function = getattr(import_module("alembic.command"), command)
        said = {"cmd": (function, ["revision"], ["sql", "tag"]), "revision": text, "sql": True, "tag": tag}
        config.cmd_opts = Namespace(**{**vars(given), **said})
    try:
        yield
    finally:
        config.cmd_opts = given
