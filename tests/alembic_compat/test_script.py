"""What env.py files ask `ScriptDirectory` and its scripts about the history."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqlgen.alembic_compat import alembic_is_sqlgen
from sqlgen.alembic_compat.script import ScriptDirectory
from sqlgen.config import Config
from sqlgen.errors import AmbiguousRevision, RevisionNotFound, UsageError
from tests.projects import MadeProject


@pytest.fixture
def directory(made: MadeProject) -> ScriptDirectory:
    made.revision("start", header="branch_labels = 'shop'")
    made.revision("left", above="start")
    made.revision("right", above="start", header="depends_on = 'left'")
    made.revision("merge", above=("left", "right"))
    made.revision("computed", above="merge", header="revision = ''.join(['comp', 'uted'])")
    return ScriptDirectory.from_config(Config(made.folder / "alembic.ini"))


def test_the_ends_of_the_history(directory: ScriptDirectory) -> None:
    assert directory.get_heads() == ["computed"]
    assert directory.get_heads(consider_depends_on=True) == ["computed"]
    assert directory.get_current_head() == "computed"
    assert directory.get_bases() == ["start"]
    assert directory.get_base() == "start"


def test_identifiers_in_full(directory: ScriptDirectory) -> None:
    assert directory.as_revision_number("head") == "computed"
    assert directory.as_revision_number("heads") == ("computed",)
    assert directory.as_revision_number("star") == "start"
    assert directory.as_revision_number("base") is None
    assert directory.as_revision_number(None) is None


def test_a_script_has_alembics_attributes(directory: ScriptDirectory, made: MadeProject) -> None:
    merge = directory.get_revision("merge")
    assert merge is not None
    assert (merge.revision, merge.down_revision) == ("merge", ("left", "right"))
    assert (merge.doc, merge.longdoc) == ("Merge.", "Merge.")
    assert merge.branch_labels == {"shop"}
    assert merge.nextrev == {"computed"}
    assert merge.path == str(made.versions / "merge.py")
    assert merge.is_merge_point
    assert [merge.is_branch_point, merge.is_head, merge.is_base] == [False] * 3
    assert merge.log_entry.startswith("Rev: merge\nParent: left, right\n")
    assert str(merge) == merge.cmd_format() == "left, right -> merge, Merge."
    assert merge.cmd_format(verbose=True) == merge.log_entry
    assert merge == directory.get_revision("merge")
    assert len({merge, directory.get_revision("merge")}) == 1
    right = directory.get_revision("right")
    assert right is not None
    assert right.dependencies == "left"
    assert directory.get_revision("base") is None


def test_the_module_of_a_script_is_the_file_run(directory: ScriptDirectory) -> None:
    start = directory.get_revision("start")
    assert start is not None
    with alembic_is_sqlgen():
        assert callable(start.module.upgrade)


def test_walks(directory: ScriptDirectory) -> None:
    everything = [script.revision for script in directory.walk_revisions()]
    assert everything[0] == "computed"
    assert everything[-1] == "start"
    assert len(everything) == 5
    assert [each.revision for each in directory.iterate_revisions("merge", "left")] == ["merge", "right"]
    assert [each.revision for each in directory.get_revisions("heads")] == ["computed"]
    assert [each.revision for each in directory.get_revisions(["left", "start"])] == ["left", "start"]
    assert directory.get_revisions(None) == ()


def test_folders(directory: ScriptDirectory, made: MadeProject) -> None:
    assert directory.dir == str(made.folder / "migrations")
    assert directory.versions == str(made.versions)
    assert Path(directory.env_py_location) == made.folder / "migrations" / "env.py"


def test_what_is_not_there_is_an_error(directory: ScriptDirectory, made: MadeProject) -> None:
    """env.py catches these under Alembic's names CommandError and ResolutionError."""
    with pytest.raises(RevisionNotFound):
        directory.get_revision("nowhere")
    made.revision("second", above=None)
    several = ScriptDirectory.from_config(Config(made.folder / "alembic.ini"))
    with pytest.raises(UsageError, match="several bases"):
        several.get_base()
    with pytest.raises(AmbiguousRevision):
        several.get_current_head()
