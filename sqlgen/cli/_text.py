"""Revisions as lines and paragraphs, worded as Alembic's commands word them."""

from __future__ import annotations

from sqlgen.history import History, Revision


def line(
    history: History,
    revision: Revision,
    *,
    parents: bool = False,
    message: bool = False,
    tree: bool = True,
) -> str:
    """One line: the identifier with its labels and its place, after its parents and before its message."""
    text = revision.id
    if parents:
        depends_on = f" ({', '.join(revision.depends_on)})" if revision.depends_on else ""
        text = f"{_below(revision)}{depends_on} -> {text}"
    labels = sorted(history.labels[revision.id])
    if labels:
        text += f" ({', '.join(labels)})"
    if history.is_effective_head(revision.id):
        text += " (head)"
    elif history.is_head(revision.id):
        text += " (effective head)"
    if tree:
        text += _points(history, revision)
    return f"{text}, {summary(revision)}" if message else text


def entry(history: History, revision: Revision) -> str:
    """Everything about a revision, a line each, then its message."""
    head = " (head)" if history.is_head(revision.id) else ""
    merges = history.is_merge_point(revision.id)
    lines = [
        f"Rev: {revision.id}{head}{_points(history, revision)}",
        f"{'Merges' if merges else 'Parent'}: {_below(revision)}",
    ]
    if revision.depends_on:
        lines.append(f"Also depends on: {', '.join(revision.depends_on)}")
    if history.is_branch_point(revision.id):
        lines.append(f"Branches into: {', '.join(history.children[revision.id])}")
    if history.labels[revision.id]:
        lines.append(f"Branch names: {', '.join(sorted(history.labels[revision.id]))}")
    lines += [f"Path: {revision.file}", ""]
    lines += [f"    {each}" for each in revision.doc.splitlines()] or [""]
    return "\n".join(lines) + "\n"


def summary(revision: Revision) -> str:
    """The first paragraph of the docstring, which may go over several lines."""
    return revision.doc.split("\n\n")[0]


def _below(revision: Revision) -> str:
    return ", ".join(revision.down) or "<base>"


def _points(history: History, revision: Revision) -> str:
    branch = " (branchpoint)" if history.is_branch_point(revision.id) else ""
    merge = " (mergepoint)" if history.is_merge_point(revision.id) else ""
    return branch + merge
