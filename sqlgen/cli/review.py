"""Review a release, or what changed in it since you approved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from sqlgen.approval.keeping import Kept, kept_bundle
from sqlgen.approval.record import Decision
from sqlgen.approval.rereview import Seen, Shown, Side, overlap, since
from sqlgen.approval.signing import identity
from sqlgen.bundle.contents import Contents
from sqlgen.cli._approving import Given, policies_here
from sqlgen.cli._bundles import named_bundle
from sqlgen.cli._invocation import Invocation, echo_artefact, json_text, pass_invocation
from sqlgen.cli._trusting import output_option
from sqlgen.errors import UsageError


@click.command()
@click.argument("what", metavar="TAG|DIR|ZIP")
@click.option("--since-approval", is_flag=True, help="Show only what is not as it was when you approved.")
@click.option("--by", default="", metavar="ADDRESS", help="Whose approval it is; yours unless said.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How it is written.",
)  # fmt: skip
@output_option
@pass_invocation
def command(
    invocation: Invocation, what: str, by: str, form: str, output: Path, *, since_approval: bool
) -> None:
    """Review a release, or what changed in it since you approved.

    Statements are told by the digest of their tokens: one that says something else is shown as it was and as
    it is, one that only stands elsewhere or is only laid out otherwise by itself. The approval is the last
    that you signed of this tag, or else of a release that has a revision in common with it.

    \b
    Example:
      sqlgen review v1.4
      sqlgen review v1.5 --since-approval
      sqlgen review v1.5 --since-approval --by dana@example.com --format json
    """
    named = named_bundle(invocation, what, output)
    contents = named.contents
    before = Side((), {})
    heading = f"{contents.manifest.tag}, all of it"
    if since_approval:
        one, files = _approved(named.invocation, contents, by)
        before = Side(one.manifest.targets, files)
        record = one.signed.record
        heading = (
            f"{contents.manifest.tag}, since {record.approver} approved {record.tag} at {record.created}, "
            f"manifest {record.manifest[:12]}"
        )
    seen = since(before, Side(contents.manifest.targets, contents.files))
    if form == "json":
        echo_artefact(json_text({"heading": heading, "targets": [asdict(one) for one in seen]}))
        return
    echo_artefact("\n".join([heading, *(line for one in seen for line in _lines(one))]) + "\n")


def _approved(invocation: Invocation, contents: Contents, by: str) -> tuple[Kept, dict[str, bytes]]:
    """The approval that somebody gave last, and the bundle that it is on."""
    policies = policies_here(invocation, Given())
    if policies is None:
        raise UsageError("approvals are kept in git, and there is no repository here")
    who = (by or identity(policies.checker.folder)).casefold()
    own = [
        one
        for one in policies.kept
        if one.signed.record.approver.casefold() == who and one.signed.record.decision == Decision.APPROVE
    ]
    tag = contents.manifest.tag
    same = [one for one in own if one.signed.record.tag == tag]
    found = same or [one for one in own if overlap(one.manifest, contents.manifest)]
    if not found:
        raise UsageError(
            f"{who} has approved neither {tag} nor a release that has a revision in common with it",
            hint="sqlgen review without --since-approval shows all of it",
        )
    last = max(found, key=lambda one: one.signed.record.created)
    return last, kept_bundle(policies.repository, last)


def _lines(seen: Seen) -> Iterator[str]:
    yield f"\n{seen.target}, in {seen.folder}/"
    if seen.same:
        yield "  what is run is as it was, statement by statement and in the same order"
    for mark, heading, statements in (
        ("-", "removed, or said otherwise now", seen.removed),
        ("+", "new, or said otherwise before", seen.added),
    ):
        if statements:
            yield f"  {heading}: {len(statements)}"
            yield from (line for one in statements for line in _statement(one, mark))
    yield from _places("only stands elsewhere", seen.moved)
    yield from _places("only laid out otherwise", seen.laid_out)
    for became in ("new", "gone", "changed", "laid out"):
        names = [name for name, what in seen.files.items() if what == became]
        if names:
            said = "only laid out otherwise" if became == "laid out" else became
            yield f"  files {said}: {', '.join(names)}"


def _statement(shown: Shown, mark: str) -> Iterator[str]:
    yield f"    {_place(shown)}"
    text = shown.text or f"(a {shown.said.purpose} that its script says in another form)"
    yield from (f"    {mark} {line}" for line in text.strip().splitlines())


def _places(heading: str, statements: tuple[Shown, ...]) -> Iterator[str]:
    if statements:
        yield f"  {heading}: {len(statements)}"
        yield from (f"    {_place(one)}" for one in statements)


def _place(shown: Shown) -> str:
    said = shown.said
    line = f":{said.line}" if said.line else ""
    revision = f"(revision {said.revision})" if said.revision else ""
    return f"{said.number}  {said.file or ''}{line} {revision}".rstrip()
