"""What the commands share that make and check approvals: the bundle, the policy, the records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from sqlgen.approval.force import InForce, Policies
from sqlgen.approval.judging import Subject, Verdict, judge
from sqlgen.approval.keeping import kept, records_in
from sqlgen.approval.programs import git_setting
from sqlgen.approval.record import Signed
from sqlgen.approval.signatures import Checker
from sqlgen.bundle.contents import Contents
from sqlgen.cli._bundling import named_files, project_folder
from sqlgen.cli._invocation import Invocation
from sqlgen.config import Config, approval_of
from sqlgen.config.finding import present
from sqlgen.errors import NotApproved, UsageError
from sqlgen.repository import Repository

PIN = "sqlgen.policyCommit"
"""The setting of git that names the commit whose policy holds first: it does not come with a clone."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says of whom to trust: a file with a policy, or the commit of the first one."""

    policy: Path | None = None
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A bundle with all that is known of who approved it. `policies` is None outside of a repository."""

    contents: Contents
    records: tuple[Signed, ...]
    force: InForce
    checker: Checker
    policies: Policies | None = None

    @property
    def changes(self) -> tuple[str, ...]:
        """What the release changes of the policy that it is approved under."""
        if self.policies is None:
            return self.contents.manifest.policy_changes
        return tuple(self.policies.changes(self.contents.manifest, self.force))

    @property
    def subject(self) -> Subject:
        return Subject(self.contents.manifest, self.contents.digest, bool(self.changes))

    def verdict(self, now: datetime | None = None) -> Verdict:
        return judge(self.subject, self.records, self.force.policy, self.checker, now or datetime.now(tz=UTC))


def found(invocation: Invocation, contents: Contents, given: Given, folders: Iterable[Path]) -> Found:
    """The records on a bundle, from git and from folders, and the policy in force.

    Raises NotApproved where nothing says which policy that is.
    """
    manifest = contents.manifest
    policies = policies_here(invocation, given)
    stored = policies.kept if policies else ()
    records = [one.signed for one in stored if one.signed.record.tag == manifest.tag]
    records += [one for folder in folders for one in records_in(folder)]
    return Found(
        contents,
        tuple({one.name: one for one in records}.values()),
        _force(policies, given, contents),
        policies.checker if policies else Checker(Path.cwd()),
        policies,
    )


def _force(policies: Policies | None, given: Given, contents: Contents) -> InForce:
    if given.policy is not None:
        if not given.policy.is_file():
            raise UsageError(f"there is no policy at {given.policy}")
        own = given.policy.name != "pyproject.toml"
        policy = approval_of(Config(sqlgen_file=given.policy) if own else Config(toml_file=given.policy))
        if not policy.stated:
            raise NotApproved(f"{given.policy} requires nobody: it has no [[approval.require]]")
        return InForce(policy, given.policy.name, "of the file that --policy names")
    if policies is None:
        raise NotApproved(
            f"nothing says who may approve {contents.manifest.tag}: there is no repository here",
            hint="--policy FILE names a sqlgen.toml that you trust, got otherwise than with the bundle",
        )
    return policies.in_force(contents.manifest)


def policies_here(invocation: Invocation, given: Given) -> Policies | None:
    """The policies of the project that lies here; None where there is none, or no repository."""
    if not project_here(invocation):
        return None
    folder = project_folder(invocation)
    try:
        repository = Repository.around(folder)
    except UsageError:
        return None
    return Policies(
        repository,
        PurePosixPath(".") if repository.bare else repository.place_of(folder),
        [file.name for file in named_files(invocation)],
        given.pin or git_setting(PIN, folder),
        Checker(folder),
        kept(repository),
    )


def project_here(invocation: Invocation) -> bool:
    """Whether the program was started in a project, or was told of one."""
    if named_files(invocation) or present(Path()):
        return True
    try:
        return Repository.around(Path.cwd()).bare
    except UsageError:
        return False


def around(invocation: Invocation, bundle: Path) -> Invocation:
    """The same call, for the project that a bundle lies in where it was not started in one."""
    if project_here(invocation):
        return invocation
    for folder in bundle.resolve().parents:
        files = present(folder)
        if files:
            return replace(invocation, config_files=tuple(files))
    return invocation
