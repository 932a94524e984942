"""What one call of the program was given, and what its commands share."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

import click

from sqlgen.config import Config, Layout, find_config, read_layout
from sqlgen.history import History, Revision, read_history


@dataclass
class Invocation:
    """The options that stand before the command."""

    config_files: tuple[Path, ...] = ()
    section: str = "alembic"
    x_args: tuple[str, ...] = ()
    raiseerr: bool = False
    quiet: bool = False

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
            run_module=self._run_header,
        )
        for remark in history.remarks:
            self.say(f"note: {remark}")
        return history

    def _run_header(self, file: Path) -> Mapping[str, object]:
        """The names that a revision binds whose header is not literal."""
        # By name, so that commands on literal histories load neither SQLAlchemy nor anything that needs it.
        pipeline = import_module("sqlgen.pipeline")
        names: Mapping[str, object] = pipeline.run_header(self.layout, file)
        return names

    def say(self, text: str) -> None:
        """Tells a person something; standard output is for what the command makes."""
        if not self.quiet:
            click.echo(text, err=True)


pass_invocation = click.make_pass_decorator(Invocation)


def echo_json(value: object) -> None:
    """Writes a value to standard output as JSON."""
    echo_artefact(json_text(value))


def json_text(value: object) -> str:
    """A value as every command writes JSON."""
    # Here, because lists of a history are text as a rule.
    import json

    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def echo_artefact(text: str) -> None:
    """Writes text to standard output as UTF-8 with plain line feeds, whatever the locale and the system."""
    click.echo(text.encode(), nl=False)


def revisions_json(history: History, revisions: Iterable[Revision]) -> list[dict[str, object]]:
    """Each revision with its place in the history."""
    return [history.to_json(revision.id) for revision in revisions]
