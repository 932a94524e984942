"""What a policy makes of the decisions about a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlgen.approval.record import Decision, Record, Signed, moment
from sqlgen.approval.signatures import Checker
from sqlgen.bundle.manifest import Manifest
from sqlgen.config.approval import ApprovalSettings, Requirement
from sqlgen.errors import Tampered

SKEW = timedelta(minutes=5)
"""How far the clocks of two machines may be apart."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A record, and why it does not count; `why` is empty where it does."""

    signed: Signed
    why: str = ""

    @property
    def record(self) -> Record:
        return self.signed.record


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says: `missing` is what is asked for and not there, empty where a release is approved."""

    weighed: tuple[Weighed, ...]
    missing: tuple[str, ...]

    @property
    def approved(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Subject:
    """What is approved: a manifest by its digest, and whether the release changes the policy itself."""

    manifest: Manifest
    digest: str
    changes_policy: bool = False

    @property
    def risks(self) -> Mapping[str, str]:
        """What makes requirements hold, each with what is said of it."""
        targets = self.manifest.targets
        kinds = {kind for target in targets for said in target.statements for kind in said.kinds}
        held = {
            "always": "of every release",
            "ddl": "as it changes the schema" if "ddl" in kinds else "",
            "dml": "as it changes rows" if "dml" in kinds else "",
            "error": "as the linter finds errors in it"
            if any(target.findings.get("error", 0) for target in targets)
            else "",
            "irreversible": "as not all of it comes back"
            if any(target.irreversible for target in targets)
            else "",
            "policy": "as it changes who may approve" if self.changes_policy else "",
        }
        # Whoever is let in by it decides from then on, whatever the manifest says of the rest.
        return {name: text or held["policy"] for name, text in held.items() if text or held["policy"]}

    @property
    def authors(self) -> frozenset[str]:
        return frozenset(author.casefold() for one in self.manifest.revisions for author in one.authors)


def judge(
    subject: Subject,
    records: Iterable[Signed],
    policy: ApprovalSettings,
    checker: Checker,
    now: datetime | None,
) -> Verdict:
    """Weigh every record on a bundle, and say what is missing; without a moment nothing has expired.

    Raises Tampered for a record whose bytes are not those that were signed.
    """
    weighed = [Weighed(one, _refused(one, subject, policy, checker, now)) for one in _in_order(records)]
    weighed = _replaced(weighed)
    weighed = _apart(weighed, policy)
    return Verdict(tuple(weighed), tuple(_missing(weighed, subject, policy)))


def _in_order(records: Iterable[Signed]) -> list[Signed]:
    """Records by their time; of one moment, what refuses comes last and so holds."""
    return sorted(
        {one.name: one for one in records}.values(),
        key=lambda one: (one.record.created, one.record.decision != Decision.APPROVE, one.name),
    )


def _refused(
    signed: Signed, subject: Subject, policy: ApprovalSettings, checker: Checker, now: datetime | None
) -> str:
    """Why a record does not count by itself."""
    record = signed.record
    member = policy.members.get(record.approver)
    opinion = checker.opinion(
        signed.content, signed.signature, record.approver, member.keys if member else ()
    )
    if opinion.broken:
        raise Tampered(
            f"the record {signed.name} of {record.approver}: {opinion.why}",
            hint="get the approvals again from where they were made, and ask how these came about",
        )
    if member is None:
        return f"{record.approver} is no member in the policy"
    if not opinion.good:
        return opinion.why
    manifest = subject.manifest
    if (record.manifest, record.tag, record.commit) != (subject.digest, manifest.tag, manifest.commit):
        return f"it is on another bundle: {record.tag} with manifest {record.manifest[:12]}"
    if record.decision != Decision.REVOKE and record.approver not in policy.roles.get(record.role, ()):
        return f"{record.approver} does not have the role {record.role}"
    if record.decision != Decision.APPROVE:
        return ""
    return _outdated(record, policy, now) or _own(record, subject, policy)


def _outdated(record: Record, policy: ApprovalSettings, now: datetime | None) -> str:
    if now is None:
        return ""
    created = moment(record.created)
    if created > now + SKEW:
        return f"it was made at {record.created}, which is yet to come"
    ends = [moment(record.expires)] if record.expires else []
    ends += [created + policy.period] if policy.period else []
    return f"it expired at {min(ends):%Y-%m-%d %H:%M} UTC" if ends and min(ends) <= now else ""


def _own(record: Record, subject: Subject, policy: ApprovalSettings) -> str:
    names = {record.approver, *policy.members[record.approver].aliases}
    if {name.casefold() for name in names} & subject.authors:
        return f"{record.approver} wrote a part of the release"
    unknown = [one.id for one in subject.manifest.revisions if not one.authors]
    if unknown:
        return f"nobody knows who wrote revision {unknown[0]}, so it may be {record.approver}"
    return ""


def _replaced(weighed: Sequence[Weighed]) -> list[Weighed]:
    """What a person said before they said something else of the same bundle counts no longer."""
    found: list[Weighed] = []
    for one in weighed:
        record = one.record
        if not one.why:
            found = [
                replace(each, why=f"{record.approver} said {record.decision} later")
                if not each.why and _answers(record, each.record)
                else each
                for each in found
            ]
        found.append(one)
    return found


def _answers(later: Record, record: Record) -> bool:
    """Whether a record takes the place of an earlier one."""
    same = later.approver == record.approver
    return same and (later.decision == Decision.REVOKE or later.role == record.role)


def _apart(weighed: Sequence[Weighed], policy: ApprovalSettings) -> list[Weighed]:
    """In roles that are kept apart, a person who approved in several counts in none."""
    approvals = [one for one in weighed if _counts(one, Decision.APPROVE)]
    both: dict[str, str] = {}
    for group in policy.apart:
        for one in approvals:
            roles = {each.record.role for each in approvals if each.record.approver == one.record.approver}
            clash = sorted(roles & set(group))
            if one.record.role in group and len(clash) > 1:
                both[one.signed.name] = f"{one.record.approver} approved as {' and '.join(clash)}, kept apart"
    return [replace(one, why=both.get(one.signed.name, one.why)) for one in weighed]


def _counts(one: Weighed, decision: Decision) -> bool:
    return not one.why and one.record.decision == decision


def _missing(weighed: Sequence[Weighed], subject: Subject, policy: ApprovalSettings) -> Iterator[str]:
    for one in weighed:
        if _counts(one, Decision.REJECT):
            record = one.record
            yield f"{record.approver} as {record.role} rejects it: {record.comment or 'no comment'}"
    approvals = [one.record for one in weighed if _counts(one, Decision.APPROVE)]
    for asked, why in required(subject, policy):
        there = {record.approver for record in approvals if record.role == asked.role}
        if len(there) < asked.count:
            yield f"{asked.count - len(there)} more of role {asked.role}: {asked.count} asked for {why}"
    if not approvals:
        yield "nobody has approved it"


def required(subject: Subject, policy: ApprovalSettings) -> list[tuple[Requirement, str]]:
    """The requirements that hold for a bundle, each with why."""
    risks = subject.risks
    return [(asked, risks[asked.when]) for asked in policy.require if asked.when in risks]
