"""A bundle as one file to attach to a ticket."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that an archive can say: a bundle has no clock."""
LARGEST = 512 * 1024 * 1024


UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    OverflowError,
    UnicodeDecodeError,
)
"""What reading a damaged archive can raise."""


def zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """An archive with the files below a folder, the same bytes on every machine.

    Nothing is compressed: what a compressor makes of a file differs between its versions.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", EPOCH)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files of an archive by their names below its one folder.

    Raises ValueError for an archive that is damaged, that holds a name twice or one that leads elsewhere, a
    link, or more than half a gigabyte.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > LARGEST:
            raise ValueError(f"it holds more than {LARGEST // 1024 // 1024} MB")
        files: dict[str, bytes] = {}
        folders = set()
        for entry in entries:
            name = _below(entry)
            folders.add(entry.filename.split("/", 1)[0])
            if name in files:
                raise ValueError(f"it holds {name} twice")
            files[name] = archive.read(entry)
    except UNREADABLE as error:
        raise ValueError(f"it is damaged: {error}") from error
    if len(folders) > 1:
        raise ValueError(f"it holds several folders: {', '.join(sorted(folders))}")
    return files


def _below(entry: zipfile.ZipInfo) -> str:
    kind = entry.external_attr >> 28
    parts = PurePosixPath(entry.filename).parts
    leads = entry.filename.startswith("/") or "\\" in entry.filename or ".." in parts
    if leads or len(parts) < 2 or ":" in parts[0] or entry.is_dir():
        raise ValueError(f"it holds {entry.filename!r}, which is no file of a bundle")
    if kind not in (0, 0o10):
        raise ValueError(f"it holds {entry.filename!r}, which is a link")
    return "/".join(parts[1:])
