"""A bundle made from git, in a process that sees the tree of its tag alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from sqlgen import errors
from sqlgen.bundle.archive import zipped
from sqlgen.bundle.manifest import NAME as MANIFEST
from sqlgen.bundle.release import Release, find_release
from sqlgen.cli._invocation import Invocation
from sqlgen.config import find_config, read_settings
from sqlgen.config.finding import VARIABLES
from sqlgen.config.settings import Settings
from sqlgen.errors import SqlgenError, UsageError
from sqlgen.repository import Repository
from sqlgen.script.output import file_name


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says of a bundle."""

    tag: str
    since: str | None = None
    start: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a bundle by name; `name` is that of its folder."""

    name: str
    files: dict[str, bytes]

    @property
    def digest(self) -> str:
        """The digest of the manifest, which an approval binds itself to."""
        return sha256(self.files[MANIFEST]).hexdigest()

    @property
    def archive(self) -> bytes:
        return zipped(self.files, self.name)


def made_bundle(invocation: Invocation, wanted: Wanted) -> Made:
    """The bundle of a tag. Raises UsageError, or what rendering it raises."""
    named = named_files(invocation)
    folder = project_folder(invocation)
    repository = Repository.around(folder)
    project = PurePosixPath(".") if repository.bare else repository.place_of(folder)
    with TemporaryDirectory() as kept:
        tree, before, output = (Path(kept, name) for name in ("tree", "before", "output"))
        whole = [PurePosixPath(".")]
        repository.export(repository.tagged(wanted.tag), whole, tree)
        pattern = _settings(tree / project, named, wanted.tag).release.tags
        release = find_release(repository, wanted.tag, wanted.since, pattern)
        if release.previous:
            repository.export(repository.commit(release.previous_commit), whole, before)
        job: dict[str, object] = {
            "tree": str(tree),
            # A project that began after the release before starts at the base.
            "before": str(before) if (before / project).is_dir() else "",
            "work": str(repository.root),
            "project": project.as_posix(),
            "configs": [file.name for file in named],
            "section": invocation.section,
            "x_args": invocation.x_args,
            "targets": wanted.targets,
            "start": wanted.start,
            "release": asdict(release),
            "authors": _authors(repository, release, tree, whole=bool(wanted.start)),
            "output": str(output),
        }
        _run(job, Path(kept), release)
        files = {path.relative_to(output).as_posix(): path for path in output.rglob("*") if path.is_file()}
        return Made(file_name(wanted.tag), {name: path.read_bytes() for name, path in sorted(files.items())})


def project_folder(invocation: Invocation) -> Path:
    """Where the project is."""
    named = named_files(invocation)
    return named[0].parent if named else Path.cwd()


def named_files(invocation: Invocation) -> list[Path]:
    """The configuration files that somebody names, which have to lie in one folder."""
    variable = next((os.environ[name] for name in VARIABLES if os.environ.get(name)), None)
    files = invocation.config_files or ((Path(variable),) if variable else ())
    found = [file.resolve() for file in files]
    if len({file.parent for file in found}) > 1:
        raise UsageError("the configuration files of a bundle have to lie in one folder")
    return found


def _settings(folder: Path, named: list[Path], tag: str) -> Settings:
    """What the project says in the tree of the tag."""
    if not folder.is_dir():
        raise UsageError(f"{tag} does not have the folder of the project")
    with chdir(folder):
        return read_settings(find_config([Path(file.name) for file in named], environ={}))


def _authors(
    repository: Repository, release: Release, tree: Path, *, whole: bool
) -> dict[str, tuple[str, ...]]:
    """Who wrote each Python file that the release brings or changes, or all of them."""
    commit = repository.commit(release.commit)
    previous = repository.commit(release.previous_commit) if release.previous and not whole else None
    return {
        place: repository.authors(commit, PurePosixPath(place))
        for place in repository.changed(previous, commit)
        if place.endswith(".py") and (tree / place).is_file()
    }


def _run(job: dict[str, object], kept: Path, release: Release) -> None:
    asked = kept / "job.json"
    asked.write_text(json.dumps(job), encoding="utf-8")
    command = [sys.executable, "-B", "-m", "sqlgen.releasing", str(asked)]
    # The interpreter that runs this, and a module of ours.
    done = subprocess.run(  # noqa: S603
        command, stdout=subprocess.PIPE, check=False, cwd=Path.cwd()
    )
    if done.returncode == 0:
        return
    try:
        told = json.loads(done.stdout)
    except ValueError as error:
        raise UsageError(f"the bundle of {release.tag} could not be made") from error
    kind = getattr(errors, told["kind"], SqlgenError)
    # What a person looks for is in git, and not in a folder that is gone.
    message = told["message"].replace(f"{job['tree']}/", f"{release.tag}:")
    raise kind(message.replace(f"{job['before']}/", f"{release.previous}:") if job["before"] else message)
