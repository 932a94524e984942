"""Approvals kept: in git, where they go along with the repository, and as files beside the bundle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from sqlgen.approval.record import Signed, read_record
from sqlgen.approval.signatures import signer_lines
from sqlgen.bundle.contents import read_folder
from sqlgen.bundle.manifest import NAME as MANIFEST
from sqlgen.bundle.manifest import Manifest, manifest_of
from sqlgen.config.approval import ApprovalSettings
from sqlgen.errors import Tampered
from sqlgen.repository import Repository
from sqlgen.script.output import replace_folder

REFS = "refs/sqlgen/approvals"
"""Where each record has a reference of its own, so that two approvers never push to the same one."""
RECORD, SIGNATURE = "record.json", "record.json.sig"
SIGNERS = "allowed_signers"
AGAIN = "get the approvals again from where they were made"
BUNDLE = "bundle/"


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as git keeps it, with the manifest that it is on; `place` is its reference."""

    signed: Signed
    manifest: Manifest
    place: str


def reference(signed: Signed) -> str:
    return f"{REFS}/{signed.record.tag}/{signed.name}"


def keep(repository: Repository, signed: Signed, files: Mapping[str, bytes]) -> str:
    """Put a record and the bundle that it is on into git; the reference that it has there."""
    place = reference(signed)
    content = {RECORD: signed.content, SIGNATURE: signed.signature}
    content |= {f"{BUNDLE}{name}": text for name, text in files.items()}
    record = signed.record
    repository.keep(place, content, f"{record.decision} {record.tag}\n", record.created)
    return place


def kept(repository: Repository) -> list[Kept]:
    """Every record in a repository.

    Raises Tampered where a reference leads to something else, or to a manifest that its record is not on.
    """
    return [_kept(repository, place, commit) for place, commit in repository.kept(REFS)]


def _kept(repository: Repository, place: str, commit: Any) -> Kept:
    record, signature, manifest = (
        repository.file(commit, PurePosixPath(name)) or b"" for name in (RECORD, SIGNATURE, BUNDLE + MANIFEST)
    )
    signed = signed_of(record, signature, place)
    if sha256(manifest).hexdigest() != signed.record.manifest:
        raise Tampered(f"{place} holds another manifest than its record is on", hint=AGAIN)
    try:
        return Kept(signed, manifest_of(manifest.decode()), place)
    except ValueError as error:
        raise Tampered(f"{place} holds a manifest that is none: {error}", hint=AGAIN) from error


def kept_bundle(repository: Repository, one: Kept) -> dict[str, bytes]:
    """The files of the bundle that a record is on."""
    commit = repository.commit(one.place)
    names = [MANIFEST, *one.manifest.files]
    found = {name: repository.file(commit, PurePosixPath(BUNDLE + name)) for name in names}
    return {name: content for name, content in found.items() if content is not None}


def signed_of(content: bytes, signature: bytes, place: str) -> Signed:
    """A record with its signature. Raises Tampered where it is no record."""
    try:
        return Signed(read_record(content), content, signature)
    except ValueError as error:
        raise Tampered(f"{place} is no record: {error}", hint=AGAIN) from error


def beside(bundle: Path) -> Path:
    """The folder of the approvals of a bundle, whether that is a folder or an archive."""
    place = bundle.absolute()
    name = place.stem if place.suffix == ".zip" and not place.is_dir() else place.name
    return place.parent / f"{name}.approvals"


def records_in(folder: Path) -> list[Signed]:
    """The records in a folder. Raises Tampered for a file that is none."""
    return list(records_of(read_folder(folder))) if folder.is_dir() else []


def records_of(files: Mapping[str, bytes]) -> Iterator[Signed]:
    """The records among some files; a record without a signature is told as one."""
    for name, content in files.items():
        if name.endswith(".json"):
            yield signed_of(content, files.get(f"{name}.sig", b""), name)
        elif name != SIGNERS and name.removesuffix(".sig") not in files:
            raise Tampered(f"{name} is neither a record nor the signature of one")


def write_beside(folder: Path, records: Iterable[Signed], policy: ApprovalSettings) -> None:
    """Write records with their signatures, and the keys that they are checked with, to a folder."""
    files = {}
    for one in records:
        files[f"{one.name}.json"] = one.content
        files[f"{one.name}.json.sig"] = one.signature
    lines = (signer_lines(name, member.keys) for name, member in sorted(policy.members.items()))
    files[SIGNERS] = "".join(lines).encode()
    replace_folder(folder, files)
