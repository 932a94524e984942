"""What a bundle holds, held against its own list of sums and its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlgen.bundle.archive import unzipped, zipped
from sqlgen.bundle.checksums import NAME as SUMS
from sqlgen.bundle.checksums import read_sums, sums_text
from sqlgen.bundle.manifest import NAME as MANIFEST
from sqlgen.bundle.manifest import Manifest, manifest_of
from sqlgen.errors import Tampered, UsageError
from sqlgen.script.output import file_name


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a bundle that agrees with itself."""

    files: Mapping[str, bytes]
    manifest: Manifest
    digest: str


def read_bundle(path: Path) -> dict[str, bytes]:
    """The files of a bundle by name, from a folder or an archive.

    Raises UsageError where there is neither, Tampered for a link, and for an archive that sqlgen would not
    have written so.
    """
    if path.is_dir():
        return read_folder(path)
    if not path.is_file():
        raise UsageError(f"there is no bundle at {path}", hint="make it with sqlgen bundle TAG")
    return read_archive(path.read_bytes(), path.name)


def read_folder(path: Path) -> dict[str, bytes]:
    """The files of a folder, whatever their depth. Raises Tampered for what is neither file nor folder."""
    files = {}
    for each in sorted(path.rglob("*")):
        name = each.relative_to(path).as_posix()
        if each.is_symlink() or not (each.is_file() or each.is_dir()):
            raise Tampered(f"{name} in {path} is no file but a link, or something else", hint=AGAIN)
        if each.is_file():
            files[name] = each.read_bytes()
    return files


AGAIN = "get the bundle again from where it was made"


def read_archive(content: bytes, name: str) -> dict[str, bytes]:
    """The files of an archive. Raises Tampered for one that is not, byte by byte, as sqlgen writes it."""
    try:
        files = unzipped(content)
        tag = manifest_of(files[MANIFEST].decode()).tag if MANIFEST in files else ""
    except ValueError as error:
        raise Tampered(f"{name} is no archive of a bundle: {error}", hint=AGAIN) from error
    if zipped(files, file_name(tag)) != content:
        raise Tampered(
            f"{name} is not as sqlgen writes archives",
            hint="unpack it and verify the folder, if something has packed it anew",
        )
    return files


def checked(files: Mapping[str, bytes]) -> Contents:
    """The contents of a bundle that agrees with itself.

    Every file stands in the list of sums, and none besides; so it does in the manifest. Raises Tampered.
    """
    manifest, listed = _lists(files)
    found = {name: sha256(content).hexdigest() for name, content in files.items() if name != SUMS}
    _agree(found, listed, SUMS)
    del found[MANIFEST]
    _agree(found, manifest.files, MANIFEST)
    folders = [target.folder for target in manifest.targets]
    if len(set(folders)) != len(folders):
        raise Tampered(f"{MANIFEST} has two targets in one folder", hint=AGAIN)
    for folder in folders:
        if not any(name.startswith(f"{folder}/") for name in files):
            raise Tampered(f"{MANIFEST} has a target in {folder}, where nothing is", hint=AGAIN)
    return Contents(files, manifest, sha256(files[MANIFEST]).hexdigest())


def _lists(files: Mapping[str, bytes]) -> tuple[Manifest, Mapping[str, str]]:
    for name in (MANIFEST, SUMS):
        if name not in files:
            raise Tampered(f"the bundle has no {name}", hint=AGAIN)
    try:
        listed = read_sums(files[SUMS].decode())
        _same(sums_text(listed), files[SUMS])
    except ValueError as error:
        raise _malformed(SUMS, error) from error
    try:
        manifest = manifest_of(files[MANIFEST].decode())
        _same(manifest.text(), files[MANIFEST])
    except ValueError as error:
        raise _malformed(MANIFEST, error) from error
    return manifest, listed


def _same(written: str, content: bytes) -> None:
    if written.encode() != content:
        raise ValueError("it is not written as sqlgen writes it")


def _malformed(name: str, error: ValueError) -> Tampered:
    return Tampered(f"{name} is not well-formed: {error}", hint=AGAIN)


def _agree(found: Mapping[str, str], listed: Mapping[str, str], by: str) -> None:
    wrong = [
        *(f"{name} is not in {by}" for name in sorted(set(found) - set(listed))),
        *(f"{name}, which is in {by}, is gone" for name in sorted(set(listed) - set(found))),
        *(
            f"{name} is not what {by} says"
            for name in sorted(set(found) & set(listed))
            if found[name] != listed[name]
        ),
    ]
    if wrong:
        raise Tampered("; ".join(wrong), hint=AGAIN)
