"""The options by which somebody says whom they trust, and where bundles lie."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click

from sqlgen.cli._approving import Given

Function = TypeVar("Function", bound=Callable[..., Any])

output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="The folder that bundles are written to.",
)


def trust_options(function: Function) -> Callable[..., Any]:
    """Gives a command the options that name a policy; it is called with `given: Given`."""

    def called(*args: Any, policy: Path | None, policy_commit: str, **others: Any) -> Any:
        return function(*args, given=Given(policy, policy_commit), **others)

    # click keeps a command's options on the function itself.
    decorated: Callable[..., Any] = update_wrapper(called, function)
    decorated = click.option(
        "--policy-commit", metavar="COMMIT", default="", help="The commit whose policy holds first."
    )(decorated)
    return click.option(
        "--policy",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A sqlgen.toml or pyproject.toml whose policy you trust, instead of the one in git.",
    )(decorated)
