"""The git repository that a project is kept in.

GitPython takes a while to import and needs the program git, so it is imported where somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from sqlgen.errors import UsageError

LINK = 0o120000
"""The mode of a symbolic link in a tree of git."""


class Repository:
    """A repository with a work tree, or a bare one."""

    def __init__(self, repo: Any) -> None:
        self.repo = repo

    @classmethod
    def around(cls, folder: Path) -> Repository:
        """The repository that a folder lies in. Raises UsageError where there is none, or no git."""
        try:
            from git import Repo
            from git.exc import InvalidGitRepositoryError, NoSuchPathError
        except ImportError as error:
            raise UsageError(
                "git is not installed", hint="install git, or leave out what needs it"
            ) from error
        try:
            return cls(Repo(folder, search_parent_directories=True))
        except (InvalidGitRepositoryError, NoSuchPathError) as error:
            raise UsageError(f"{folder} is in no git repository") from error

    @property
    def root(self) -> Path:
        """The folder of the work tree; that of the repository where it is bare."""
        return Path(self.repo.working_tree_dir or self.repo.git_dir).resolve()

    def changed(self, before: Any | None, after: Any) -> list[str]:
        """The files that a commit has and another did not, or had otherwise; all without another."""
        if before is None:
            return [blob.path for blob in after.tree.traverse() if blob.type == "blob"]
        return sorted({part.b_path for part in before.diff(after) if part.b_path and not part.deleted_file})

    @property
    def bare(self) -> bool:
        """Whether there is no work tree."""
        return bool(self.repo.bare)

    def place_of(self, path: Path) -> PurePosixPath:
        """A path of the work tree, from the root of the repository."""
        root = self.repo.working_tree_dir
        if root is None:
            raise UsageError("the repository is bare: it has no work tree")
        try:
            return PurePosixPath(path.resolve().relative_to(Path(root).resolve()).as_posix())
        except ValueError as error:
            raise UsageError(f"{path} is not in the repository at {root}") from error

    def commit(self, reference: str) -> Any:
        """The commit that a reference names. Raises UsageError where it names none."""
        from git.exc import BadName, GitError

        try:
            return self.repo.commit(reference)
        except (BadName, GitError, ValueError, IndexError) as error:
            raise UsageError(
                f"git knows no commit {reference!r}",
                hint="name a branch, a tag or a commit; fetch it first where the clone is shallow",
            ) from error

    def fork_point(self, reference: str) -> Any:
        """Where the history of HEAD left that of a reference; its own commit where they never met."""
        other = self.commit(reference)
        shared = self.repo.merge_base(self.commit("HEAD"), other)
        return shared[0] if shared else other

    def tags(self) -> dict[str, Any]:
        """The commits of all tags by name, in the order of their dates."""
        from git.exc import GitError

        found = {}
        for tag in self.repo.tags:
            try:
                found[tag.name] = tag.commit
            except (GitError, ValueError):
                continue
        return dict(sorted(found.items(), key=lambda one: (one[1].committed_date, one[0])))

    def tagged(self, tag: str) -> Any:
        """The commit of a tag. Raises UsageError where git knows no such tag."""
        tags = self.tags()
        if tag not in tags:
            known = ", ".join(list(tags)[-5:]) or "none"
            raise UsageError(f"git knows no tag {tag!r}", hint=f"the last tags are {known}")
        return tags[tag]

    def committed(self, file: Path) -> bytes | None:
        """A file of the work tree as HEAD has it; None where it has none, or nothing was committed yet."""
        try:
            blob = self.repo.head.commit.tree / self.place_of(file).as_posix()
        except (KeyError, ValueError):
            return None
        content: bytes = blob.data_stream.read()
        return content

    @property
    def person(self) -> str:
        """Who works here, as git signs commits; empty where it does not know."""
        reader = self.repo.config_reader()
        name, address = (str(reader.get_value("user", key, "")) for key in ("name", "email"))
        return f"{name} <{address}>".strip() if address else name

    def contains(self, commit: Any, other: Any) -> bool:
        """Whether a commit is another, or was made on it."""
        return bool(commit == other or self.repo.is_ancestor(other, commit))

    def authors(self, commit: Any, path: PurePosixPath) -> tuple[str, ...]:
        """Who wrote a file, by the addresses in git. Raises UsageError in a clone that does not have all."""
        if (Path(self.repo.common_dir) / "shallow").exists():
            raise UsageError(
                "this clone is shallow: it cannot tell who wrote what", hint="run git fetch --unshallow"
            )
        found = self.repo.iter_commits(commit, paths=path.as_posix())
        return tuple(sorted({str(one.author.email) for one in found}))

    def file(self, commit: Any, path: PurePosixPath) -> bytes | None:
        """What a file holds in a commit; None where the commit has none."""
        try:
            blob = commit.tree / path.as_posix()
        except KeyError:
            return None
        return bytes(blob.data_stream.read()) if blob.type == "blob" and blob.mode != LINK else None

    def keep(self, reference: str, files: Mapping[str, bytes], message: str, date: str) -> None:
        """Have a reference lead to a commit without a parent that holds these files.

        No branch, index or work tree has a part in it. The same files make the same commit.
        """
        from gitdb import IStream

        entries = []
        for name, content in sorted(files.items()):
            stored = self.repo.odb.store(IStream("blob", len(content), BytesIO(content)))
            entries.append(f"100644 {stored.hexsha.decode()}\t{name}\0")
        names = {
            f"GIT_{part}_{what}": value
            for part in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "sqlgen"), ("EMAIL", "sqlgen@localhost"), ("DATE", date))
        }
        git = self.repo.git
        with TemporaryDirectory() as kept:
            environment = {"GIT_INDEX_FILE": str(Path(kept, "index")), **names}
            with TemporaryFile() as told:
                told.write("".join(entries).encode())
                told.seek(0)
                git.update_index("-z", "--index-info", istream=told, env=environment)
            tree = git.write_tree(env=environment)
            commit = git.commit_tree(tree, "-m", message, "--no-gpg-sign", env=environment)
        git.update_ref(reference, commit)

    def kept(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """The references below a name that lead to commits, each with its commit."""
        told = self.repo.git.for_each_ref(prefix, format="%(objecttype) %(objectname) %(refname)")
        for line in told.splitlines():
            kind, name, reference = line.split(" ", 2)
            if kind == "commit":
                yield reference, self.repo.commit(name)

    def ranks(self, commit: Any) -> dict[str, int]:
        """Commits that a commit was made on, itself among them: the lower the number, the nearer to it."""
        told = self.repo.git.rev_list("--topo-order", commit.hexsha)
        return {name: number for number, name in enumerate(told.split())}

    def export(self, commit: Any, paths: Iterable[PurePosixPath], folder: Path) -> None:
        """Write what lies under some paths in a commit to a folder, byte for byte, at the same paths.

        A path that the commit does not have is left out; so are submodules. A link is written as a link only
        where it leads to a place within the folder.
        """
        for path in paths:
            if path in (PurePosixPath("."), PurePosixPath("")):
                found = commit.tree
            else:
                try:
                    found = commit.tree / path.as_posix()
                except KeyError:
                    continue
            within = [found] if found.type == "blob" else found.traverse()
            for blob in (one for one in within if one.type == "blob"):
                _write(blob, folder)


def _write(blob: Any, folder: Path) -> None:
    file = folder / blob.path
    file.parent.mkdir(parents=True, exist_ok=True)
    content: bytes = blob.data_stream.read()
    if blob.mode == LINK:
        leads = (file.parent / content.decode(errors="surrogateescape")).resolve()
        if leads.is_relative_to(folder.resolve()):
            file.symlink_to(content.decode(errors="surrogateescape"))
        return
    file.write_bytes(content)
    if blob.mode & 0o111:
        file.chmod(0o755)
