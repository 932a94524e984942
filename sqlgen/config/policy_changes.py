"""What differs between two policies of approval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlgen.config.approval import ApprovalSettings, Requirement


def policy_changes(before: ApprovalSettings, after: ApprovalSettings) -> list[str]:
    """What somebody who approves under the one has to know of the other, a line each; empty where all is
    alike. Which commit is proposed as the first policy does not count."""
    return [
        *_members(before, after),
        *_roles(before.roles, after.roles),
        *_lists("required", [_asked(one) for one in before.require], [_asked(one) for one in after.require]),
        *_lists(
            "kept apart",
            [", ".join(sorted(one)) for one in before.apart],
            [", ".join(sorted(one)) for one in after.apart],
        ),
        *_expiry(before.expires, after.expires),
    ]


def _members(before: ApprovalSettings, after: ApprovalSettings) -> Iterator[str]:
    for name in sorted(set(before.members) | set(after.members)):
        old, new = before.members.get(name), after.members.get(name)
        if new is None:
            yield f"{name} is no member any more"
        elif old is None:
            yield f"{name} is a new member, with the key {', '.join(new.keys)}"
        else:
            yield from (f"{name} has a new key: {key}" for key in new.keys if key not in old.keys)
            yield from (f"{name} has lost the key {key}" for key in old.keys if key not in new.keys)
            if set(old.aliases) != set(new.aliases):
                yield f"{name} goes by other addresses: {', '.join(new.aliases) or 'none'}"


def _roles(before: Mapping[str, tuple[str, ...]], after: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for role in sorted(set(before) | set(after)):
        old, new = set(before.get(role, ())), set(after.get(role, ()))
        yield from (f"{name} gets the role {role}" for name in sorted(new - old))
        yield from (f"{name} loses the role {role}" for name in sorted(old - new))


def _asked(one: Requirement) -> str:
    return f"{one.count} of role {one.role}, {one.when}"


def _lists(what: str, before: list[str], after: list[str]) -> Iterator[str]:
    yield from (f"no longer {what}: {one}" for one in sorted(set(before) - set(after)))
    yield from (f"newly {what}: {one}" for one in sorted(set(after) - set(before)))


def _expiry(before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"approvals hold for {after or 'ever'}, and no longer for {before or 'ever'}"
