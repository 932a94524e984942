"""The ledger of an environment: entries in a file, each of which holds the digest of the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlgen.errors import Tampered, UsageError
from sqlgen.script.output import write_bytes

FORMAT = 1
ENDING = ".jsonl"
NEEDED = frozenset({"format", "environment", "recorded", "tag", "manifest", "files", "previous", "digest"})


def canonical(entry: Mapping[str, Any]) -> bytes:
    """An entry without its digest and its signature, as these are made over."""
    bare = {key: value for key, value in entry.items() if key not in ("digest", "signature")}
    return json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chained(entries: Iterable[Mapping[str, Any]], entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with the digest of the last one, and its own."""
    last = list(entries)[-1:]
    linked = {"format": FORMAT, **entry, "previous": last[0]["digest"] if last else ""}
    return {**linked, "digest": sha256(canonical(linked)).hexdigest()}


def ledger_file(folder: Path, environment: str) -> Path:
    """Where an environment's ledger is. Raises UsageError for a name that is no file's."""
    if not environment or any(each in environment for each in "/\\:\0") or environment.startswith("."):
        raise UsageError(
            f"{environment!r} cannot name an environment", hint="use letters, digits and hyphens"
        )
    return folder / f"{environment}{ENDING}"


def read_ledger(file: Path) -> list[dict[str, Any]]:
    """The entries of a ledger, none where there is no file. Raises Tampered where the chain is damaged."""
    if not file.is_file():
        return []
    return entries_of(file.read_bytes(), file.name)


def entries_of(content: bytes, name: str) -> list[dict[str, Any]]:
    """The entries in a ledger's text. Raises Tampered where a line is none, or is not what it was."""
    entries: list[dict[str, Any]] = []
    previous = ""
    if content and not content.endswith(b"\n"):
        raise Tampered(f"{name} ends in the middle of a line", hint=RESTORE)
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise Tampered(f"{name}, line {number} is no entry: {error}", hint=RESTORE) from error
        if not isinstance(entry, dict) or not entry.keys() >= NEEDED:
            raise Tampered(f"{name}, line {number} is no entry", hint=RESTORE)
        if entry["previous"] != previous:
            raise Tampered(
                f"{name}, line {number} does not follow the line above it: one is gone, or moved",
                hint=RESTORE,
            )
        if entry["digest"] != sha256(canonical(entry)).hexdigest():
            raise Tampered(f"{name}, line {number} is not what was recorded", hint=RESTORE)
        previous = entry["digest"]
        entries.append(entry)
    return entries


RESTORE = "git log and git diff say who changed it; put it back as it was"


def refuse_shortened(name: str, content: bytes, committed: bytes) -> None:
    """Raise Tampered where a ledger does not begin with what git has of it."""
    if not content.startswith(committed):
        raise Tampered(f"{name} does not begin with what git has of it: entries are gone", hint=RESTORE)


def append(file: Path, entry: Mapping[str, Any]) -> None:
    """Write an entry, chained already, behind the others."""
    before = file.read_bytes() if file.is_file() else b""
    line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(file, before + line + b"\n")
