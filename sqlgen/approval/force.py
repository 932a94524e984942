"""The policy that is in force for a release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from sqlgen.approval.judging import Subject, judge
from sqlgen.approval.keeping import Kept
from sqlgen.approval.record import Signed
from sqlgen.approval.signatures import Checker
from sqlgen.bundle.manifest import Manifest
from sqlgen.config import Config, approval_of
from sqlgen.config.approval import ApprovalSettings
from sqlgen.config.policy_changes import policy_changes
from sqlgen.errors import ConfigError, NotApproved
from sqlgen.repository import Repository

NEVER = "neither the work tree nor the release itself may say who approves it"


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy, where it stands, and why that is the one; `source` is a commit or a file."""

    policy: ApprovalSettings
    source: str
    why: str


@dataclass
class Policies:
    """The policies of a project in its repository, and the releases that were approved under them.

    `folder` is the project's, from the root; `configs` are its files there. `pin` is the commit that somebody
    outside of the repository's contents has named, empty where nobody has.
    """

    repository: Repository
    folder: PurePosixPath
    configs: Sequence[str]
    pin: str
    checker: Checker
    kept: Sequence[Kept]
    _read: dict[str, ApprovalSettings] = field(default_factory=dict)

    def at(self, commit: str) -> ApprovalSettings:
        """The policy in the files of a commit. Raises ConfigError for one that cannot be read."""
        if commit not in self._read:
            names = dict.fromkeys(["pyproject.toml", "sqlgen.toml", *self.configs])
            with TemporaryDirectory() as kept:
                places = [self.folder / name for name in names]
                self.repository.export(self.repository.commit(commit), places, Path(kept))
                self._read[commit] = _policy(
                    [path for place in places if (path := Path(kept) / place).is_file()]
                )
        return self._read[commit]

    def in_force(self, manifest: Manifest) -> InForce:
        """The policy of the last approved release that this one was made on, or the pinned one.

        Releases that were made before the pinned commit do not count. Raises NotApproved where nothing says
        which policy it is.
        """
        commit = self.repository.commit(manifest.commit)
        pin = self._pinned(commit, manifest)
        ranks = self.repository.ranks(commit)
        approved: list[tuple[str, str]] = []
        for other, records in self._releases(ranks, commit, pin):
            force = self._newest(approved, other.commit, pin)
            subject = self.subject(other, records[0].record.manifest, force)
            if judge(subject, records, force.policy, self.checker, None).approved:
                approved.append((other.commit, other.tag))
        found = self._newest(approved, commit.hexsha, pin)
        if not found.policy.stated:
            raise NotApproved(
                f"there is no policy to approve {manifest.tag} under: that {found.why} requires nobody",
                hint="write one, commit it, and pin that commit: git config sqlgen.policyCommit COMMIT",
            )
        return found

    def _pinned(self, commit: Any, manifest: Manifest) -> Any:
        if not self.pin:
            raise NotApproved(
                f"nothing says under which policy {manifest.tag} is approved: {NEVER}",
                hint=self._proposal(commit),
            )
        pin = self.repository.commit(self.pin)
        if pin == commit:
            raise NotApproved(
                f"the pinned policy is that of {manifest.tag} itself: {NEVER}",
                hint="pin the commit of an earlier policy",
            )
        return pin

    def _proposal(self, commit: Any) -> str:
        try:
            proposed = self.at(commit.hexsha).policy_commit
        except ConfigError:
            proposed = ""
        look = f"the release proposes {proposed}: look at it, and if it is right, " if proposed else ""
        return f"{look}git config sqlgen.policyCommit {proposed or 'COMMIT'}, or --policy-commit"

    def _releases(self, ranks: dict[str, int], commit: Any, pin: Any) -> list[tuple[Manifest, list[Signed]]]:
        """The releases before a commit that somebody has said something of, from the oldest on."""
        found: dict[str, tuple[Manifest, list[Signed]]] = {}
        for one in self.kept:
            made = one.manifest.commit
            if made in ranks and made != commit.hexsha:
                found.setdefault(one.signed.record.manifest, (one.manifest, []))[1].append(one.signed)
        newer = [
            each
            for each in found.values()
            if each[0].commit != pin.hexsha
            and self.repository.contains(self.repository.commit(each[0].commit), pin)
        ]
        return sorted(newer, key=lambda each: -ranks[each[0].commit])

    def _newest(self, approved: Sequence[tuple[str, str]], commit: str, pin: Any) -> InForce:
        for other, tag in reversed(approved):
            if other != commit and self.repository.contains(
                self.repository.commit(commit), self.repository.commit(other)
            ):
                return self._stated(other, f"of {tag}, the last approved release")
        return self._stated(pin.hexsha, "of the pinned commit")

    def _stated(self, commit: str, why: str) -> InForce:
        try:
            return InForce(self.at(commit), commit, why)
        except ConfigError as error:
            raise NotApproved(
                f"the policy {why}, {commit[:12]}, cannot be read: {error.message}",
                hint="pin the commit of one that can",
            ) from error

    def subject(self, manifest: Manifest, digest: str, force: InForce) -> Subject:
        """What is judged of a release under a policy."""
        return Subject(manifest, digest, bool(self.changes(manifest, force)))

    def changes(self, manifest: Manifest, force: InForce) -> list[str]:
        """What a release changes of the policy that it is approved under."""
        try:
            return policy_changes(force.policy, self.at(manifest.commit))
        except ConfigError as error:
            return [f"the policy cannot be read any more: {error.message}"]


def _policy(files: Sequence[Path]) -> ApprovalSettings:
    """The policy in some files, and in no other that may lie where the program was started."""
    project = [file for file in files if file.name == "pyproject.toml"]
    own = [file for file in files if file.suffix == ".toml" and file not in project]
    return approval_of(Config(toml_file=next(iter(project), None), sqlgen_file=own[-1] if own else None))
