"""The peer's answers about a history: run by a Python that has Alembic, one JSON line in, one out.

Where Alembic leaves an order to the hashing of a set, the order of insertion is taken: it is one of those
that Alembic may give, and the one that does not change from run to run.
"""
# It runs beside code without types, with names that Alembic asks for, and prints its answers.
# ruff: noqa: ANN001, ANN201, ANN202, ANN204, N801, T201

from __future__ import annotations

import json
import sys
import warnings
from contextlib import nullcontext

from alembic.runtime import migration
from alembic.script import revision
from alembic.script.base import ScriptDirectory
from sqlalchemy.util import OrderedSet

builtin_set = set


class AnySet(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, builtin_set)


class InsertionOrdered(OrderedSet, metaclass=AnySet):
    pass


revision.set = InsertionOrdered
migration.set = InsertionOrdered


class Rows(migration.HeadMaintainer):
    """The version table's rows, and each change of them."""

    def __init__(self, held):
        self.heads = InsertionOrdered(held)
        self.changes = []

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)
        self.changes.append([None, version])

    def _delete_version(self, version):
        self.heads.remove(version)
        self.changes.append([version, None])

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)
        self.changes.append([from_, to_])


class Script(revision.Revision):
    class module:
        upgrade = downgrade = None


class Directory:
    """As much of a script directory as planning needs."""

    def __init__(self, revisions):
        self.revision_map = revision.RevisionMap(
            lambda: [
                Script(r["id"], tuple(r["down"]) or None, tuple(r["depends_on"]) or None, tuple(r["labels"]))
                for r in revisions
            ]
        )

    def get_revisions(self, identifiers):
        return self.revision_map.get_revisions(identifiers)


def steps_of(directory, question):
    map_ = directory.revision_map
    held = tuple(question["held"])
    if question["kind"] == "up":
        found = list(map_.iterate_revisions(question["target"], held, implicit_base=True))[::-1]
        return [migration.RevisionStep(map_, r, True) for r in found]
    if question["kind"] == "down":
        found = map_.iterate_revisions(held, question["target"], select_for_downgrade=True)
        return [migration.RevisionStep(map_, r, False) for r in found]
    directory._catch_revision_errors = lambda **_: nullcontext()
    return ScriptDirectory._stamp_revs(directory, (question["target"],), held)


def answer(directory, question):
    if question["kind"] == "walk":
        lower, _, upper = question["target"].partition(":")
        found = directory.revision_map.iterate_revisions(
            upper or "heads", lower or "base", inclusive=True, assert_relative_length=False
        )
        return [r.revision for r in found]
    rows = Rows(question["held"])
    steps = []
    for step in steps_of(directory, question):
        rows.changes = []
        rows.update_to_step(step)
        name = None if question["kind"] == "stamp" else step.revision.revision
        steps.append([name, rows.changes, sorted(rows.heads)])
    return steps


def facts(directory):
    map_ = directory.revision_map
    labels = {r.revision: sorted(r.branch_labels) for r in map_._revision_map.values() if r is not None}
    return {
        "heads": map_.heads,
        "effective": map_._real_heads,
        "bases": map_.bases,
        "labels": labels,
    }


def main():
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        history = json.loads(line)
        directory = Directory(history["revisions"])
        replies = []
        for question in history["questions"]:
            try:
                replies.append({"answer": answer(directory, question)})
            except revision.RevisionError as error:
                replies.append({"refused": str(error)})
            except Exception as error:  # noqa: BLE001
                replies.append({"crashed": f"{type(error).__name__}: {error}"})
        print(json.dumps({"facts": facts(directory), "replies": replies}), flush=True)


if __name__ == "__main__":
    main()
