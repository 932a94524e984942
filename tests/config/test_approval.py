"""`[approval]`: a policy that nobody could fulfil, or that says two things, is refused where it is read."""

from __future__ import annotations

import tomllib

import pytest

from sqlgen.config.approval import ApprovalSettings, read_approval_settings
from sqlgen.config.policy_changes import policy_changes
from sqlgen.errors import ConfigError
from sqlgen.origin import Origin

POLICY = """
[approval]
expires = "30d"
apart = [["ddl", "dml"]]
require = [{role = "ddl", when = "ddl"}, {role = "dml", count = 1, when = "dml"}]
[approval.members]
"dana@example.com" = {keys = ["ssh-ed25519 AAAAdana dana at work"]}
"lee@example.com" = {keys = ["gpg:0123456789abcdef0123456789abcdef01234567"], aliases = ["lee@example.org"]}
[approval.roles]
ddl = ["dana@example.com", "lee@example.com"]
dml = ["lee@example.com"]
"""


def read(text: str) -> ApprovalSettings:
    return read_approval_settings(tomllib.loads(text), Origin())


def test_keys_are_compared_without_what_is_said_behind_them() -> None:
    members = read(POLICY).members

    assert members["dana@example.com"].keys == ("ssh-ed25519 AAAAdana",)
    assert members["lee@example.com"].keys == ("gpg:0123456789ABCDEF0123456789ABCDEF01234567",)


@pytest.mark.parametrize(
    "old, new, said",
    [
        ('expires = "30d"', 'expires = "soon"', "is no time such as"),
        ('expires = "30d"', 'expire = "30d"', "'expire' is no setting of approval"),
        ('when = "ddl"', 'when = "often"', "always, ddl, dml"),
        ("count = 1", "count = 0", "a number from 1"),
        ("count = 1", "count = true", "a number from 1"),
        ("count = 1", "count = 2", "2 of role dml are required, which has fewer"),
        ('{role = "ddl"', '{role = "dba"', "names role 'dba'"),
        ('[["ddl", "dml"]]', '[["ddl", "dba"]]', "names role 'dba'"),
        ('dml = ["lee@example.com"]', 'dml = ["eve@example.com"]', "has eve@example.com, who is no member"),
        ('["ssh-ed25519 AAAAdana dana at work"]', "[]", "keys is empty"),
        ("ssh-ed25519 AAAAdana dana at work", "ssh-dss AAAAdana", "which is no key"),
        ("gpg:0123456789abcdef0123456789abcdef01234567", "gpg:89ABCDEF", "which is no key"),
        ("gpg:0123456789abcdef0123456789abcdef01234567", "ssh-ed25519 AAAAdana", "have the same key"),
        ('"lee@example.com" = {', '"*" = {', "is no address of a member"),
        ('"lee@example.com" = {', '"lee@example.com,eve@example.com" = {', "is no address of a member"),
    ],
)
def test_a_policy_that_would_not_hold_is_refused(old: str, new: str, said: str) -> None:
    assert old in POLICY

    with pytest.raises(ConfigError, match=said.replace("*", r"\\*")):
        read(POLICY.replace(old, new))


def test_who_reads_a_changed_policy_is_told_of_each_change() -> None:
    after = (
        POLICY.replace("30d", "60d")
        .replace("AAAAdana", "AAAAother")
        .replace('dml = ["lee@example.com"]', 'dml = ["dana@example.com"]')
        .replace('when = "ddl"', 'when = "error"')
        .replace('apart = [["ddl", "dml"]]', "")
        .replace("lee@example.org", "lee@example.net")
    )

    assert policy_changes(read(POLICY), read(after)) == [
        "dana@example.com has a new key: ssh-ed25519 AAAAother",
        "dana@example.com has lost the key ssh-ed25519 AAAAdana",
        "lee@example.com goes by other addresses: lee@example.net",
        "dana@example.com gets the role dml",
        "lee@example.com loses the role dml",
        "no longer required: 1 of role ddl, ddl",
        "newly required: 1 of role ddl, error",
        "no longer kept apart: ddl, dml",
        "approvals hold for 60d, and no longer for 30d",
    ]
    assert policy_changes(read(POLICY), read(POLICY + "# the same\n")) == []
