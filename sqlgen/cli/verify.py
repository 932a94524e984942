"""Verify that a bundle is what was made, and that enough people approved it."""

from __future__ import annotations

from pathlib import Path

import click

from sqlgen.approval.judging import Verdict
from sqlgen.cli._approving import Found, Given, found
from sqlgen.cli._bundles import Named, named_bundle
from sqlgen.cli._invocation import Invocation, echo_artefact, json_text, pass_invocation
from sqlgen.cli._trusting import output_option, trust_options
from sqlgen.errors import NotApproved, Tampered


@click.command()
@click.argument("what", metavar="TAG|DIR|ZIP")
@click.option("--files-only", is_flag=True, help="Check the files alone, and not who approved them.")
@click.option("--no-reproduce", is_flag=True, help="Do not make the bundle again from its tag.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the verdict is written.",
)  # fmt: skip
@output_option
@trust_options
@pass_invocation
def command(
    invocation: Invocation,
    what: str,
    given: Given,
    form: str,
    output: Path,
    *,
    files_only: bool,
    no_reproduce: bool,
) -> None:
    """Verify that a bundle is what was made, and that enough people approved it.

    Every file is held against SHA256SUMS and the manifest; where git knows the tag, the bundle is made again
    and compared byte by byte; then the signatures on its approvals are checked, and what the policy in force
    asks for. A TAG is looked for in the output folder, and made where it is not there.

    Exits with 5 where something is not what was made, saying what moved, and with 4 where nobody, or not
    enough people, approved it.

    \b
    Example:
      sqlgen verify v1.4
      sqlgen verify v1.4.zip --policy ~/trusted/sqlgen.toml
      sqlgen verify output/v1.4 --files-only
    """
    named = named_bundle(invocation, what, output, reproduce=not no_reproduce)
    lines = [f"files       {_files(named)}", f"from git    {_from_git(named)}"]
    told: dict[str, object] = {
        "tag": named.contents.manifest.tag,
        "manifest": named.contents.digest,
        "from_git": _state(named),
    }
    if files_only:
        _write(form, lines, told)
        if named.made_anew is not None and not named.made_anew.same:
            raise Tampered("the bundle cannot be made again with these tools", hint=_tools(named))
        return
    here = found(named.invocation, named.contents, given, [named.folder])
    verdict = here.verdict()
    _write(form, [*lines, *_lines(here, verdict)], told | _told(here, verdict))
    if not verdict.approved:
        raise NotApproved(
            f"{named.contents.manifest.tag} is not approved: {'; '.join(verdict.missing)}",
            hint="sqlgen approve makes an approval; git fetch brings those of others",
        )


def _write(form: str, lines: list[str], told: dict[str, object]) -> None:
    echo_artefact(json_text(told) if form == "json" else "".join(f"{line}\n" for line in lines))


def _files(named: Named) -> str:
    places = " and ".join(map(str, named.places)) or "made from the tag"
    return f"{len(named.contents.files)} as listed, manifest {named.contents.digest[:12]} ({places})"


def _from_git(named: Named) -> str:
    if named.made_anew is None:
        return f"not made again: {named.unproven}"
    return "the same bytes" if named.made_anew.same else f"not proven: {_tools(named)}"


def _state(named: Named) -> str:
    if named.made_anew is None:
        return "not tried"
    return "same" if named.made_anew.same else "other tools"


def _tools(named: Named) -> str:
    return "; ".join(named.made_anew.moved) if named.made_anew else ""


def _lines(here: Found, verdict: Verdict) -> list[str]:
    lines = [f"policy      {here.force.source[:12]} {here.force.why}"]
    lines += [f"  changes   {change}" for change in here.changes]
    for one in verdict.weighed:
        record = one.record
        state = f"does not count: {one.why}" if one.why else record.expires and f"until {record.expires}"
        lines.append(f"{record.decision:11} {record.approver} as {record.role or 'anybody'} {state}".rstrip())
        lines += [f"  says      {record.comment}"] * bool(record.comment)
        lines += [f"  if        {condition}" for condition in record.conditions]
    lines += [f"missing     {each}" for each in verdict.missing]
    return [*lines, "approved"] if verdict.approved else lines


def _told(here: Found, verdict: Verdict) -> dict[str, object]:
    return {
        "policy": {"source": here.force.source, "why": here.force.why, "changes": list(here.changes)},
        "records": [
            {
                "name": one.signed.name,
                "decision": one.record.decision,
                "approver": one.record.approver,
                "role": one.record.role,
                "counts": not one.why,
                "why": one.why,
            }
            for one in verdict.weighed
        ],
        "missing": list(verdict.missing),
        "approved": verdict.approved,
    }
