"""The manifest of a bundle: what it was made of, and what is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlgen.bundle.shapes import read_json, shaped
from sqlgen.script.marks import Stretch

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Released:
    """A revision of a release: its file from the root of the repository with its digest, and who wrote it."""

    id: str
    message: str
    file: str
    sha256: str
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a script, by the digest of its tokens.

    `kinds` are what it may do: `ddl` to the schema, `dml` to rows.
    """

    number: int
    digest: str
    purpose: str
    revision: str | None
    file: str | None
    line: int | None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """What is made for one database: `folder` is where its files are, `findings` counts them by severity.

    `scripts` is what the client is sent by which of them, in order.
    """

    target: str
    database: str
    client: str
    folder: str
    fingerprint: str
    findings: Mapping[str, int]
    irreversible: tuple[str, ...]
    statements: tuple[Said, ...]
    scripts: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that an approval binds itself to.

    `policy_changes` says what the release changes of who approves, beside the release before it. `start` and
    `end` are what the version table holds before and after. `files` has the SHA-256 of
    every file of the bundle but the manifest and the list of sums. `tools` and `settings` are what the bytes
    depend on besides the repository.
    """

    tag: str
    commit: str
    previous: str
    previous_commit: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    revisions: tuple[Released, ...]
    targets: tuple[Target, ...]
    tools: Mapping[str, str]
    settings: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)
    policy_changes: tuple[str, ...] = ()

    def text(self) -> str:
        """The manifest as JSON, always the same for the same content."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=2, ensure_ascii=False) + "\n"


def manifest_of(text: str) -> Manifest:
    """The manifest in a text. Raises ValueError for a text that is none."""
    read = read_json(text)
    if not isinstance(read, dict) or read.pop("format", None) != FORMAT:
        raise ValueError("it is no manifest of a known format")
    return shaped(Manifest, read, "the manifest")
