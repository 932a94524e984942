"""Alembic's `ScriptDirectory` and `Script`: a history, and a revision with its place in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlgen.alembic_compat.alias import alembic_is_sqlgen
from sqlgen.config import Config, read_layout
from sqlgen.errors import UsageError
from sqlgen.history import History, Revision, read_history
from sqlgen.replay.running import load_module

Names = str | tuple[str, ...] | None


class Script:
    """A revision under Alembic's names: one thing as itself, several as a tuple, nothing as None."""

    def __init__(self, history: History, found: Revision) -> None:
        self._history = history
        self._found = found
        self.revision = found.id
        self.down_revision = _bare(history.parents[found.id])
        self.dependencies = _bare(found.depends_on)
        self.branch_labels = set(history.labels[found.id])
        self.path = str(found.file)
        self.doc = found.doc.split("\n\n")[0]
        self.longdoc = found.doc
        self.nextrev = frozenset(history.children[found.id])

    @cached_property
    def module(self) -> ModuleType:
        """The revision's file, run."""
        return load_module(self._found.file)

    @property
    def is_head(self) -> bool:
        return self._history.is_head(self.revision)

    @property
    def is_base(self) -> bool:
        return self._history.is_base(self.revision)

    @property
    def is_branch_point(self) -> bool:
        return self._history.is_branch_point(self.revision)

    @property
    def is_merge_point(self) -> bool:
        return self._history.is_merge_point(self.revision)

    @property
    def log_entry(self) -> str:
        return f"Rev: {self.revision}\nParent: {self._below}\nPath: {self.path}\n\n    {self.longdoc}\n"

    @property
    def _below(self) -> str:
        return ", ".join(self._history.parents[self.revision]) or "<base>"

    def cmd_format(self, verbose: bool = False, **_: Any) -> str:
        """The revision as `history` lists it; all that it says about itself when `verbose`."""
        return self.log_entry if verbose else str(self)

    def __str__(self) -> str:
        head = " (head)" if self.is_head else ""
        return f"{self._below} -> {self.revision}{head}, {self.doc}"

    def __repr__(self) -> str:
        return f"Script({self.revision!r}, {self.down_revision!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Script) and other.revision == self.revision

    def __hash__(self) -> int:
        return hash(self.revision)


class ScriptDirectory:
    """A history under Alembic's name. `dir` is the folder that env.py lies in."""

    def __init__(self, history: History, folder: Path, version_locations: Sequence[Path] = ()) -> None:
        self.history = history
        self.dir = str(folder)
        self.versions = str(version_locations[0] if version_locations else folder / "versions")
        self.version_locations = [str(location) for location in version_locations] or None

    @classmethod
    def from_config(cls, config: Config) -> ScriptDirectory:
        layout = read_layout(config)
        history = read_history(
            layout.version_locations,
            recursive=layout.recursive,
            sourceless=layout.sourceless,
            run_module=_run_header,
        )
        return cls(history, layout.script_location, layout.version_locations)

    @property
    def env_py_location(self) -> str:
        return str(Path(self.dir) / "env.py")

    def get_heads(self, consider_depends_on: bool = False) -> list[str]:
        return list(self.history.effective_heads if consider_depends_on else self.history.heads)

    def get_bases(self) -> list[str]:
        return list(self.history.bases)

    def get_base(self) -> str | None:
        """The one base; None for an empty history. Raises UsageError if there are several."""
        if len(self.history.bases) > 1:
            raise UsageError(f"the history has several bases: {', '.join(self.history.bases)}")
        return self.history.bases[0] if self.history.bases else None

    def get_current_head(self) -> str | None:
        """The one head; None for an empty history. Raises UsageError if there are several."""
        found = self.history.resolve_one("head")
        return found.id if found else None

    def as_revision_number(self, identifier: str | None) -> Names:
        """The identifier in full: a tuple for `heads`, None for the base."""
        if not identifier:
            return None
        found = tuple(revision.id for revision in self.history.resolve(identifier))
        return (found or None) if identifier == "heads" else _bare(found)

    def get_revision(self, identifier: str) -> Script | None:
        found = self.history.resolve_one(identifier)
        return None if found is None else Script(self.history, found)

    def get_revisions(self, identifiers: str | Sequence[str] | None) -> tuple[Script, ...]:
        texts = [identifiers] if isinstance(identifiers, str) else (identifiers or ())
        return tuple(self._scripts(revision for text in texts for revision in self.history.resolve(text)))

    def walk_revisions(self, base: str = "base", head: str = "heads") -> Iterator[Script]:
        """The revisions from the top down, both ends included."""
        yield from self._scripts(self.history.walk(f"{base}:{head}"))

    def iterate_revisions(self, upper: str | None, lower: str | None, **_: Any) -> Iterator[Script]:
        """The revisions from the top down that a database at `lower` lacks for `upper`."""
        held = self.history.ancestors(script.revision for script in self.get_revisions(lower))
        for script in self.walk_revisions("base", upper or "base"):
            if script.revision not in held:
                yield script

    def _scripts(self, revisions: Any) -> Iterator[Script]:
        return (Script(self.history, revision) for revision in revisions)

    def run_env(self) -> None:
        """Run env.py in the environment that `context` stands for."""
        load_module(Path(self.env_py_location), "env_py")


def _run_header(file: Path) -> Mapping[str, object]:
    # Programs read histories outside of any replay too, and revisions import op from alembic.
    with alembic_is_sqlgen():
        return vars(load_module(file))


def _bare(identifiers: tuple[str, ...]) -> Names:
    return identifiers[0] if len(identifiers) == 1 else (identifiers or None)
