"""Fetching the packages that carry the histories, by pinned version and hash."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from tests.histories.sources import Package, cache_folder

KEPT = (".py", ".sql")


class FetchError(Exception):
    """A package that cannot be had, or is not what the list says."""


def source_root(package: Package, python: Path) -> Path:
    """The unpacked package, fetched first where the cache lacks it.

    `python` is an interpreter with pip. Nothing touches the network once the cache is filled.
    Raises FetchError.
    """
    rules = hashlib.sha256(repr((package, KEPT)).encode()).hexdigest()[:12]
    root = cache_folder() / "sources" / f"{package.name}-{package.version}-{rules}"
    if not root.is_dir():
        archive = _download(package, python)
        _unpack(archive, package, root)
    return root


def _download(package: Package, python: Path) -> Path:
    folder = cache_folder() / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / package.file
    if not archive.is_file():
        _pip_download(package, folder, python)
    if not archive.is_file():
        raise FetchError(f"the package index has no file {package.file}")
    found = _digest(archive)
    if found != package.sha256:
        archive.unlink()
        raise FetchError(f"{package.file} has the hash {found}, not {package.sha256}")
    return archive


def _pip_download(package: Package, folder: Path, python: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        wanted = Path(scratch) / "wanted.txt"
        wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
        command = [str(python), "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        command += ["--dest", str(folder), "--requirement", str(wanted)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FetchError(f"pip could not download {package.name}: {done.stderr.strip()}")


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _unpack(archive: Path, package: Package, root: Path) -> None:
    root.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=root.parent))
    try:
        for name, content in _members(archive):
            if _is_wanted(name, package):
                target = scratch / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        # Renamed only when complete: a broken run leaves no half-filled folder behind.
        scratch.replace(root)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _members(archive: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The plain files of a wheel or a source archive, the latter without its outer folder."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for entry in wheel.infolist():
                if not entry.is_dir():
                    yield _safe(entry.filename), wheel.read(entry)
        return
    with tarfile.open(archive) as opened:
        for member in opened:
            content = opened.extractfile(member) if member.isfile() else None
            if content is not None:
                yield PurePosixPath(*_safe(member.name).parts[1:]), content.read()


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise FetchError(f"the archive wants to write outside its folder: {name}")
    return path


def _is_wanted(path: PurePosixPath, package: Package) -> bool:
    if not path.parts:
        return False
    if path.parts[0].endswith(".dist-info"):
        return path.name == "METADATA"
    if path.parts[0] not in package.imports:
        return False
    return path.suffix in KEPT or any(fnmatch(path.as_posix(), pattern) for pattern in package.also)
