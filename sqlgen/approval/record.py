"""The record of a decision about a release, which its maker signs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from sqlgen.bundle.shapes import read_json, shaped

FORMAT = 1
TIME = "%Y-%m-%dT%H:%M:%SZ"


class Decision(StrEnum):
    """What somebody decided."""

    APPROVE = "approve"
    REJECT = "reject"
    REVOKE = "revoke"
    """Takes back what the same person said of the same bundle, in every role."""


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody decided about one bundle.

    `manifest` is the SHA-256 of its manifest, `policy` the commit or file whose policy was in force.
    `created` and `expires` are moments in UTC, such as 2026-05-04T12:00:00Z; an empty `expires` is no end.
    """

    tag: str
    commit: str
    manifest: str
    decision: str
    approver: str
    role: str
    comment: str
    conditions: tuple[str, ...]
    policy: str
    created: str
    expires: str

    def content(self) -> bytes:
        """The bytes that are signed: the same for the same record, whoever writes them."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, indent=2, sort_keys=True, ensure_ascii=False)
        return f"{text}\n".encode()


@dataclass(frozen=True, slots=True)
class Signed:
    """A record with its signature, empty where it has none; `content` is what was signed."""

    record: Record
    content: bytes
    signature: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()

    @property
    def name(self) -> str:
        """A name for its files: no two records share one."""
        return sha256(self.content + b"\0" + self.signature).hexdigest()[:16]


def read_record(content: bytes) -> Record:
    """The record that some bytes are. Raises ValueError where a record of that would have other bytes."""
    read = read_json(content.decode())
    if not isinstance(read, dict) or read.pop("format", None) != FORMAT:
        raise ValueError("it is no record of a known format")
    record = shaped(Record, read, "the record")
    if record.content() != content:
        raise ValueError("it is not written as records are")
    if record.decision not in set(Decision):
        raise ValueError(f"{record.decision!r} is no decision")
    moment(record.created)
    if record.expires:
        moment(record.expires)
    return record


def moment(text: str) -> datetime:
    """A moment in UTC. Raises ValueError for another form."""
    found = datetime.strptime(text, TIME).replace(tzinfo=UTC)
    if said(found) != text:
        raise ValueError(f"{text!r} is no moment such as 2026-05-04T12:00:00Z")
    return found


def said(when: datetime) -> str:
    """A moment as a record holds it."""
    return when.astimezone(UTC).strftime(TIME)
