"""What one call of the program was given, and what its commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

from sqlgen.config import Config, Layout, find_config, read_layout
from sqlgen.history import History, Revision, RunModule, read_history


@dataclass
class Invocation:
    """The options that stand before the command.

    `run_module` runs the revisions whose header is not literal; without it, such a header is an error.
    """

    config_files: tuple[Path, ...] = ()
    section: str = "alembic"
    x_args: tuple[str, ...] = ()
    raiseerr: bool = False
    quiet: bool = False
    run_module: RunModule | None = None

    @cached_property
    def config(self) -> Config:
        return find_config(
            self.config_files, self.section, self.x_args, quiet=self.quiet, raiseerr=self.raiseerr
        )

    @cached_property
    def layout(self) -> Layout:
        """The layout of the project, whose own modules can be imported from here on."""
        layout = read_layout(self.config)
        sys.path[:0] = [entry for entry in layout.prepend_sys_path if entry not in sys.path]
        return layout

    @cached_property
    def history(self) -> History:
        layout = self.layout
        history = read_history(
            layout.version_locations,
            recursive=layout.recursive,
            sourceless=layout.sourceless,
            run_module=self.run_module,
        )
        for remark in history.remarks:
            self.say(f"note: {remark}")
        return history

    def say(self, text: str) -> None:
        """Tells a person something; standard output is for what the command makes."""
        if not self.quiet:
            click.echo(text, err=True)


pass_invocation = click.make_pass_decorator(Invocation)


def echo_json(value: object) -> None:
    """Writes a value to standard output as JSON."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def revisions_json(history: History, revisions: Iterable[Revision]) -> list[dict[str, object]]:
    """Each revision with its place in the history."""
    return [history.to_json(revision.id) for revision in revisions]
