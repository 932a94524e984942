"""What a project says about who approves its releases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

from sqlgen.errors import ConfigError
from sqlgen.origin import Origin

WHEN = ("always", "ddl", "dml", "error", "irreversible", "policy")
"""What can make a requirement hold."""
PERIOD = re.compile(r"([1-9]\d{0,4})(h|d|w)")
UNITS = {"h": "hours", "d": "days", "w": "weeks"}
SSH_KEY = re.compile(
    r"((?:sk-)?(?:ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)|ssh-rsa)(?:@openssh\.com)?)"
    r" ([A-Za-z0-9+/]+={0,2})(?: .*)?"
)
GPG_KEY = re.compile(r"gpg:([0-9A-Fa-f]{40})")
PRINCIPAL = re.compile(r"[^\s,*?!\"#]+")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may approve: `keys` are public SSH keys, and fingerprints of GPG keys behind `gpg:`.

    `aliases` are other addresses of theirs that commits may have been written under.
    """

    keys: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """How many members of a role have to approve, and of which releases."""

    role: str
    count: int = 1
    when: str = "always"


@dataclass(frozen=True, slots=True)
class ApprovalSettings:
    """The table `[approval]`: who may approve a release, and who has to.

    `members` are people by their address in git. `roles` lists members. `apart` are groups of roles in which
    one person counts for one of them alone. `expires` says how long an approval holds, such as `30d`; for
    ever where it is empty. `policy_commit` proposes the commit whose policy holds for the first release.
    """

    members: Mapping[str, Member] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    require: tuple[Requirement, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    expires: str = ""
    policy_commit: str = ""

    @property
    def stated(self) -> bool:
        """Whether there is a policy at all."""
        return bool(self.require)

    @property
    def period(self) -> timedelta | None:
        """How long an approval holds."""
        return period_of(self.expires) if self.expires else None

    def roles_of(self, principal: str) -> tuple[str, ...]:
        return tuple(role for role, members in self.roles.items() if principal in members)


def period_of(text: str) -> timedelta:
    """A time such as `12h`, `30d` or `2w`. Raises ValueError for anything else."""
    found = PERIOD.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no time such as 12h, 30d or 2w")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def read_approval_settings(tables: Mapping[str, Any], origin: Origin) -> ApprovalSettings:
    """The settings in `[approval]`. Raises ConfigError for what is not known, of the wrong type, or what
    nobody could ever fulfil."""
    table = tables.get("approval", {})
    return _Reader(origin).settings(table)


class _Reader:
    """Reads a policy; what is wrong is told with its key."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin

    def settings(self, table: Any) -> ApprovalSettings:
        self.known(table, "approval", {entry.name for entry in fields(ApprovalSettings)})
        members = {
            name: self.member(name, value) for name, value in self.table(table, "members", "approval").items()
        }
        roles = {
            role: self.texts(value, f"approval.roles.{role}")
            for role, value in self.table(table, "roles", "approval").items()
        }
        apart = table.get("apart", [])
        if not isinstance(apart, list):
            raise self.wrong("approval.apart", "a list of lists of roles")
        settings = ApprovalSettings(
            members,
            roles,
            tuple(self.requirement(each) for each in self.tables(table, "require")),
            tuple(self.texts(each, "approval.apart") for each in apart),
            self.text(table, "expires", "approval"),
            self.text(table, "policy_commit", "approval"),
        )
        self.consistent(settings)
        return settings

    def consistent(self, settings: ApprovalSettings) -> None:
        """Raise ConfigError where names lead nowhere, and where nobody could fulfil what is asked."""
        for role, names in settings.roles.items():
            for name in names:
                if name not in settings.members:
                    raise self.error(f"role {role} has {name}, who is no member", "add [approval.members]")
        self.own_keys(settings.members)
        for group in settings.apart:
            for role in group:
                self.role(role, settings, "approval.apart")
        for asked in settings.require:
            self.role(asked.role, settings, "approval.require")
            if len(set(settings.roles[asked.role])) < asked.count:
                raise self.error(
                    f"{asked.count} of role {asked.role} are required, which has fewer", "add members to it"
                )
        if settings.expires:
            try:
                period_of(settings.expires)
            except ValueError as error:
                raise self.error(f"approval.expires: {error}") from error

    def own_keys(self, members: Mapping[str, Member]) -> None:
        owners: dict[str, str] = {}
        for name, member in members.items():
            for key in member.keys:
                if owners.setdefault(key, name) != name:
                    raise self.error(f"{owners[key]} and {name} have the same key", "a key is one person's")

    def role(self, role: str, settings: ApprovalSettings, key: str) -> None:
        if role not in settings.roles:
            raise self.error(f"{key} names role {role!r}, which is not in approval.roles")

    def member(self, name: str, value: Any) -> Member:
        key = f"approval.members.{name}"
        if not PRINCIPAL.fullmatch(name):
            raise self.error(f"{name!r} is no address of a member")
        self.known(value, key, {"keys", "aliases"})
        keys = tuple(
            self.key(each, key) for each in self.texts(value.get("keys", []), f"{key}.keys", empty=False)
        )
        return Member(keys, self.texts(value.get("aliases", []), f"{key}.aliases"))

    def key(self, text: str, key: str) -> str:
        """A key as it is compared: without what OpenSSH keeps behind it."""
        if found := SSH_KEY.fullmatch(text.strip()):
            return f"{found[1]} {found[2]}"
        if found := GPG_KEY.fullmatch(text.strip()):
            return f"gpg:{found[1].upper()}"
        raise self.error(
            f"{key}.keys has {text!r}, which is no key",
            "say the line of a .pub file, or gpg: and a fingerprint of 40 digits",
        )

    def requirement(self, value: Any) -> Requirement:
        self.known(value, "approval.require", {entry.name for entry in fields(Requirement)})
        count, when = value.get("count", 1), value.get("when", "always")
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise self.wrong("approval.require.count", "a number from 1")
        if when not in WHEN:
            raise self.wrong("approval.require.when", ", ".join(WHEN))
        return Requirement(self.text(value, "role", "approval.require"), count, when)

    def tables(self, table: Mapping[str, Any], key: str) -> list[Any]:
        value = table.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(f"approval.{key}", f"a list of tables, [[approval.{key}]],")
        return value

    def table(self, table: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
        value = table.get(key, {})
        if not isinstance(value, Mapping):
            raise self.wrong(f"{where}.{key}", "a table")
        return value

    def text(self, table: Mapping[str, Any], key: str, where: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(f"{where}.{key}", "a text")
        return value

    def texts(self, value: Any, key: str, *, empty: bool = True) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong(key, "a list of texts")
        if not value and not empty:
            raise self.error(f"{key} is empty")
        return tuple(value)

    def known(self, value: Any, key: str, known: set[str]) -> None:
        if not isinstance(value, Mapping):
            raise self.wrong(key, "a table")
        for name in value:
            if name not in known:
                raise self.error(f"{name!r} is no setting of {key}", f"Known are {', '.join(sorted(known))}.")

    def wrong(self, key: str, wanted: str) -> ConfigError:
        return self.error(f"{key} is not what belongs there: {wanted}")

    def error(self, message: str, hint: str = "") -> ConfigError:
        return ConfigError(message, origin=self.origin, hint=hint)
