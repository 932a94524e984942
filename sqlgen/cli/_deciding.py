"""A decision about a release, made, signed and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click

from sqlgen.approval.judging import Verdict, Weighed
from sqlgen.approval.keeping import REFS, keep, write_beside
from sqlgen.approval.record import Decision, Record, Signed, moment, said
from sqlgen.approval.signing import identity, sign
from sqlgen.cli._approving import Found, Given, found
from sqlgen.cli._bundles import Named, named_bundle
from sqlgen.cli._invocation import Invocation, pass_invocation
from sqlgen.cli._trusting import output_option, trust_options
from sqlgen.config.approval import period_of
from sqlgen.errors import NotApproved, UsageError

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line says of a decision."""

    comment: str
    role: str = ""
    conditions: tuple[str, ...] = ()
    expires: str = ""


def deciding(function: Function) -> Callable[..., Any]:
    """Gives a command what every decision takes; it is called with the invocation, what it is about, where
    bundles lie, whom to trust, and a comment."""
    decorated: Callable[..., Any] = update_wrapper(pass_invocation(function), function)
    decorated = output_option(trust_options(decorated))
    return click.argument("what", metavar="TAG|DIR|ZIP")(decorated)


def decide(
    invocation: Invocation, what: str, output: Path, given: Given, decision: Decision, wish: Wish
) -> None:
    """Sign a decision, and keep it in git and beside the bundle.

    Raises NotApproved where the policy would not count it, Tampered where the bundle is not what was made.
    """
    named = named_bundle(invocation, what, output)
    here = found(named.invocation, named.contents, given, [named.folder])
    for change in here.changes:
        invocation.say(f"this release changes who approves: {change}")
    record = _record(here, decision, wish)
    content = record.content()
    signed = Signed(record, content, sign(content, here.checker.folder))
    verdict = _with(here, signed)
    _refuse_idle(verdict.weighed, signed)
    if here.policies is not None:
        place = keep(here.policies.repository, signed, here.contents.files)
        invocation.say(f"kept in git as {place}; git push REMOTE '{REFS}/*' hands it on")
    write_beside(named.folder, [*here.records, signed], here.force.policy)
    invocation.say(f"{_done(record)}, signed; its record is in {named.folder}")
    _tell(invocation, named, verdict)


def _record(here: Found, decision: Decision, wish: Wish) -> Record:
    policy, manifest = here.force.policy, here.contents.manifest
    address = identity(here.checker.folder)
    names = {name.casefold(): name for name in policy.members}
    approver = names.get(address.casefold())
    if approver is None:
        raise NotApproved(
            f"{address} is no member in the policy {here.force.why}",
            hint=f"git config user.email says who you are; members are {_listed(tuple(policy.members))}",
        )
    now = _after(here, approver)
    return Record(
        tag=manifest.tag,
        commit=manifest.commit,
        manifest=here.contents.digest,
        decision=decision.value,
        approver=approver,
        role=_role(here, approver, wish.role) if decision != Decision.REVOKE else "",
        comment=wish.comment,
        conditions=wish.conditions,
        policy=here.force.source,
        created=said(now),
        expires=_end(here, now, wish.expires) if decision == Decision.APPROVE else "",
    )


def _after(here: Found, approver: str) -> datetime:
    """Now, and in any case later than all that the approver has said: what was said last holds."""
    own = [moment(one.record.created) for one in here.records if one.record.approver == approver]
    return max([datetime.now(tz=UTC), *(each + timedelta(seconds=1) for each in own)])


def _role(here: Found, approver: str, wished: str) -> str:
    roles = here.force.policy.roles_of(approver)
    if wished in roles or (not wished and len(roles) == 1):
        return wished or roles[0]
    if wished:
        raise NotApproved(f"{approver} does not have the role {wished}", hint=f"it has {_listed(roles)}")
    raise UsageError(f"{approver} has the roles {_listed(roles)}", hint="say by --role which one decides")


def _listed(roles: tuple[str, ...]) -> str:
    return ", ".join(roles) or "none"


def _end(here: Found, now: datetime, wished: str) -> str:
    try:
        ends = [now + period_of(wished)] if wished else []
    except ValueError as error:
        raise UsageError(f"--expires: {error}") from error
    ends += [now + here.force.policy.period] if here.force.policy.period else []
    return said(min(ends)) if ends else ""


def _with(here: Found, signed: Signed) -> Verdict:
    return Found(here.contents, (*here.records, signed), here.force, here.checker, here.policies).verdict(
        moment(signed.record.created)
    )


def _refuse_idle(weighed: tuple[Weighed, ...], signed: Signed) -> None:
    why = next((one.why for one in weighed if one.signed.name == signed.name), "")
    if why:
        raise NotApproved(
            f"this {signed.record.decision} would not count: {why}",
            hint="nothing was kept; git config user.signingkey has to be a key that the policy knows",
        )


def _done(record: Record) -> str:
    done = {"approve": "approved", "reject": "rejected", "revoke": "taken back"}[record.decision]
    return f"{record.tag} {done} by {record.approver}{f' as {record.role}' if record.role else ''}"


def _tell(invocation: Invocation, named: Named, verdict: Verdict) -> None:
    tag = named.contents.manifest.tag
    for each in verdict.missing:
        invocation.say(f"missing: {each}")
    if verdict.approved:
        invocation.say(f"{tag} is approved")
