"""The program `sqlgen`: its commands, found when they are needed, and how errors are told."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from sqlgen.version import __version__

_FOLDER = Path(__file__).parent
_DEFECT = 70
"""The exit code of an error that is nobody's but sqlgen's, as sysexits.h has it."""


@cache
def _modules() -> dict[str, str]:
    """From a command's name to its module: every file of this folder but this one and those with `_`."""
    return {
        file.stem.replace("_", "-"): file.stem
        for file in sorted(_FOLDER.glob("*.py"))
        if not file.stem.startswith("_") and file.stem != "main"
    }


@cache
def _short_help(module: str) -> str:
    """The first line of a module's docstring, read without importing it, for imports take the time."""
    with (_FOLDER / f"{module}.py").open(encoding="utf-8") as source:
        return source.readline().strip().strip('"').rstrip(".")


class Commands(click.Group):
    """A group whose commands are the files beside this one, imported when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        module = _modules().get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(f"sqlgen.cli.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _modules() and not name.startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(name, _modules(), n=1)
            ctx.fail(f"there is no command {name!r}." + (f" Did you mean {close[0]}?" if close else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, _short_help(module)) for name, module in _modules().items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        commands = [
            CompletionItem(name, help=_short_help(module))
            for name, module in _modules().items()
            if name.startswith(incomplete)
        ]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; the one place where an error becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params["raiseerr"]:
                raise
            ctx.exit(_told(error))


def _told(error: Exception) -> int:
    """Tells a person what a command raised; the exit code that it stands for."""
    # Here, as in other functions of this module: what takes the time of `sqlgen --help` is imports.
    from sqlgen.errors import SqlgenError

    if isinstance(error, SqlgenError):
        tell(error.message, origin=str(error.origin or ""), hint=error.hint)
        return error.exit_code
    from traceback import extract_tb

    place = extract_tb(error.__traceback__)[-1]
    tell(
        f"{type(error).__name__}: {error}",
        origin=f"{place.filename}:{place.lineno}",
        hint="This is a defect of sqlgen; --raiseerr shows where it comes from.",
    )
    return _DEFECT


def tell(message: str, *, origin: str = "", hint: str = "") -> None:
    """Writes an error to standard error: what happened, where, what to do."""
    click.echo(click.style("error:", fg="red", bold=True) + f" {message}", err=True)
    if origin:
        click.echo(f"  at {origin}", err=True)
    if hint:
        click.echo(click.style("  hint:", fg="cyan") + f" {hint}", err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sqlgen", message="%(prog)s %(version)s")
@click.option(
    "-c",
    "--config",
    "config_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Configuration file: an ini file, a pyproject.toml or a sqlgen.toml. Repeatable, one of each kind.",
)
@click.option(
    "-n", "--name", "section", default="alembic", show_default=True, help="Main section of the ini file."
)
@click.option("-x", "x_args", multiple=True, metavar="KEY=VALUE", help="Argument for env.py. Repeatable.")
@click.option("--raiseerr", is_flag=True, help="Show the whole traceback of an error.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors on standard error.")
@click.option("--color/--no-color", default=None, help="Colours; by default on terminals alone.")
@click.pass_context
def command_line(
    ctx: click.Context,
    *,
    config_files: tuple[Path, ...],
    section: str,
    x_args: tuple[str, ...],
    raiseerr: bool,
    quiet: bool,
    color: bool | None,
) -> None:
    """Turn a migration history into SQL that can be read, checked, signed and run by hand.

    Works in any Alembic project, without a database and without Alembic.

    \b
    Example:
      sqlgen history --graph
      sqlgen -c deploy/alembic.ini heads

    Tab completion: eval "$(_SQLGEN_COMPLETE=bash_source sqlgen)" in ~/.bashrc; zsh_source and fish_source
    do the same for those shells.
    """
    from sqlgen.cli._invocation import Invocation

    ctx.color = False if color is None and os.environ.get("NO_COLOR") else color
    ctx.obj = Invocation(config_files, section, x_args, raiseerr=raiseerr, quiet=quiet)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the program and ends the process with its exit code."""
    # A replay keeps nearly all that it makes, and by default a third of its time would go into looking for
    # garbage among it.
    gc.set_threshold(50_000, 20, 1000)
    try:
        code = command_line.main(arguments, prog_name="sqlgen", standalone_mode=False)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "sqlgen"
        tell(error.format_message(), hint=f"{where} --help tells more.")
        sys.exit(error.exit_code)
    except click.ClickException as error:
        tell(error.format_message())
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader went away, as `head` does: no error, but what Python still holds must go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    _end(code if isinstance(code, int) else 0)


def _end(code: int) -> NoReturn:
    """Ends the process, whatever threads the code of revisions has left running."""
    import threading

    left = [each for each in threading.enumerate() if each is not threading.main_thread() and not each.daemon]
    if left:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
