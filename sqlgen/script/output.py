"""Files written whole or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sqlgen.errors import UsageError


def file_name(name: str) -> str:
    """A database's name as the name of a file or folder: nothing in it leads elsewhere."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "script"


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write every text under its name in `folder`, or none of them.

    Names may hold forward slashes. Files of the folder that are not among `files` stay. Raises UsageError
    where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".sqlgen-", dir=folder))
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror}") from error
    try:
        for name, text in files.items():
            place = staging / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (staging / name).replace(folder / name)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write one file whole. Raises UsageError where it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder with these files, and no others, in the place of one that may be there.

    Raises UsageError where it cannot be written, and where there is something else than a folder.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".sqlgen-", dir=folder.parent) as staging:
            new, old = Path(staging, "new"), Path(staging, "old")
            for name, content in files.items():
                place = new / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            if folder.exists():
                folder.replace(old)
            new.replace(folder)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror}") from error


def write_file(path: Path, text: str) -> None:
    """Write one text whole. Raises UsageError where it cannot be written."""
    write_files(path.absolute().parent, {path.name: text})
