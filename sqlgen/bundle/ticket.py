"""A change ticket filled from a bundle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlgen.bundle.manifest import Manifest, Target

LONGEST_COMMENT = 65_536
"""Letters that a comment on a pull request may have.
https://docs.github.com/en/rest/issues/comments
"""
MINUTES_A_SCRIPT = 2
"""What it takes to start a script and to read what it says."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The parts of a change ticket, each a text in plain words; `risk` is low, moderate or high."""

    title: str
    description: str
    plan: str
    backout: str
    test: str
    risk: str
    impact: str
    window: str
    digest: str


def ticket_of(manifest: Manifest, digest: str, title: str, measured: Sequence[str] = ()) -> Ticket:
    """The ticket of a bundle whose manifest has that digest; `measured` says what took how long elsewhere."""
    tag, targets = manifest.tag, manifest.targets
    errors = sum(target.findings.get("error", 0) for target in targets)
    lost = [note for target in targets for note in target.irreversible]
    risk = "high" if lost else "moderate" if errors else "low"
    return Ticket(
        title=f"{title} {tag}: change the database".strip(),
        description="\n".join(_description(manifest, digest)),
        plan="\n".join(_plan(targets)),
        backout="\n".join(_backout(targets, lost)),
        test="\n".join(_test(targets)),
        risk=risk,
        impact="\n".join(_impact(targets, errors, lost)),
        window="; ".join([_window(manifest), *measured]),
        digest=digest,
    )


def _description(manifest: Manifest, digest: str) -> Iterator[str]:
    before = manifest.previous or "the empty schema"
    count = len(manifest.revisions)
    yield f"{count} revision{'s' if count > 1 else ''} from {before} to {manifest.tag}:"
    for revision in manifest.revisions:
        yield f"- {revision.id}: {revision.message} (written by {', '.join(revision.authors)})"
    yield ""
    yield f"Commit {manifest.commit}, manifest {digest}."


def _plan(targets: Sequence[Target]) -> Iterator[str]:
    for target in targets:
        yield f"{_named(target)}, with {target.client}, in the folder {target.folder}/:"
        yield "1. Check the files: sha256sum -c SHA256SUMS"
        yield "2. Run preflight.sql; every line has to say GO."
        yield "3. Run the numbered scripts in the order of their names; keep what they print."
        yield "4. Run postflight.sql; every line has to say GO."
        yield "If a script stops, RESUME.md says where the database is and what to run next."


def _backout(targets: Sequence[Target], lost: Sequence[str]) -> Iterator[str]:
    for target in targets:
        yield (
            f"{_named(target)}: run the file of {target.folder}/backout/ whose number is that of the last "
            "script that ran."
        )
    if lost:
        yield "What does not come back:"
        yield from (f"- {note}" for note in dict.fromkeys(lost))


def _test(targets: Sequence[Target]) -> Iterator[str]:
    yield "Before: the scripts were rendered from the tag, and can be made again byte for byte."
    for target in targets:
        found = ", ".join(f"{count} {severity}" for severity, count in target.findings.items() if count)
        yield f"{_named(target)}: the linter says {found or 'nothing'}; see {target.folder}/findings.txt."
    yield "After: postflight.sql asks whether every object is there and the version is stamped."


def _impact(targets: Sequence[Target], errors: int, lost: Sequence[str]) -> Iterator[str]:
    if errors:
        yield f"{errors} findings of the linter are errors; the scripts say what each statement locks."
    if lost:
        yield "The way back does not restore everything: see the backout plan."
    if not errors and not lost:
        yield "Nothing is locked for long as far as the linter knows, and everything can be taken back."
    for target in targets:
        yield f"{_named(target)}: {len(target.statements)} statements."


def _window(manifest: Manifest) -> str:
    scripts = sum(1 for name in manifest.files if name.endswith(".sql") and "/backout/" not in name)
    return (
        f"{scripts * MINUTES_A_SCRIPT} minutes for {scripts} scripts and checks, and what the statements "
        "take on the rows that are there"
    )


def _named(target: Target) -> str:
    return f"{target.target}, database {target.database}" if target.database else target.target


def as_servicenow(ticket: Ticket) -> dict[str, str]:
    """The fields of a change request.

    https://www.servicenow.com/docs/bundle/xanadu-it-service-management/page/product/change-management/concept/c_ITILChangeManagement.html
    """
    return {
        "type": "normal",
        "short_description": ticket.title,
        "description": ticket.description,
        "implementation_plan": ticket.plan,
        "backout_plan": ticket.backout,
        "test_plan": ticket.test,
        "risk_impact_analysis": ticket.impact,
        "risk": ticket.risk,
        "u_planned_duration": ticket.window,
        "correlation_id": ticket.digest,
    }


def as_jira(ticket: Ticket) -> dict[str, Any]:
    """The body that makes an issue, its description in wiki text.

    https://developer.atlassian.com/server/jira/platform/jira-rest-api-examples/
    """
    parts = [("Plan", ticket.plan), ("Backout", ticket.backout), ("Test", ticket.test)]
    parts += [(f"Risk: {ticket.risk}", ticket.impact), ("Window", ticket.window)]
    text = "\n\n".join([ticket.description, *(f"h3. {head}\n{body}" for head, body in parts)])
    return {"fields": {"summary": ticket.title, "description": text, "labels": ["database", "sqlgen"]}}


def as_markdown(ticket: Ticket) -> str:
    """The ticket as text to paste, short enough for a comment on a pull request."""
    parts = [("Plan", ticket.plan), ("Backout", ticket.backout), ("Test", ticket.test)]
    parts += [(f"Risk: {ticket.risk}", ticket.impact), ("Window", ticket.window)]
    text = f"# {ticket.title}\n\n{_paragraphs(ticket.description)}\n"
    text += "".join(f"\n## {head}\n\n{_paragraphs(body)}\n" for head, body in parts)
    if len(text) <= LONGEST_COMMENT:
        return text
    note = "\n\n… The rest is in the bundle.\n"
    return text[: LONGEST_COMMENT - len(note)].rpartition("\n")[0] + note


def _paragraphs(text: str) -> str:
    """Lines that stay lines, and no markup that somebody's message brings along."""
    return "\n".join(f"{line.replace('<', '&lt;')}  " if line else "" for line in text.splitlines()).rstrip()


def as_text(ticket: Ticket) -> str:
    """Every part under its name, to be pasted field by field."""
    return "\n".join(f"{name.upper()}\n{value}\n" for name, value in asdict(ticket).items())
