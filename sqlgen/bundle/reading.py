"""A bundle that lies in a folder or an archive, read as it is."""

from __future__ import annotations

from pathlib import Path

from sqlgen.bundle.archive import unzipped
from sqlgen.bundle.manifest import NAME
from sqlgen.errors import Tampered, UsageError


def bundle_files(place: Path) -> dict[str, bytes]:
    """The files of a bundle by name.

    Raises UsageError where there is none, Tampered for a damaged archive.
    """
    try:
        if place.is_file():
            return unzipped(place.read_bytes())
        files = {
            path.relative_to(place).as_posix(): path.read_bytes()
            for path in sorted(place.rglob("*"))
            if path.is_file()
        }
    except ValueError as error:
        raise Tampered(f"{place} is no bundle: {error}") from error
    except OSError as error:
        raise UsageError(f"cannot read {place}: {error.strerror}") from error
    if NAME not in files:
        raise UsageError(f"there is no bundle in {place}", hint="sqlgen bundle TAG makes one")
    return files
