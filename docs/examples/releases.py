"""The example project as a git repository with two releases, the same commits each time.

python docs/examples/releases.py FOLDER
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from git import Actor, Repo

SHOP = Path(__file__).parent / "shop"
DEVELOPER = Actor("Dana Developer", "dana@shop.example")
RELEASES = (("v1.0", "2025-06-02T09:00:00 +0000"), ("v1.1", "2026-03-02T09:00:00 +0000"))
SETTINGS = """\
# What sqlgen needs to know of the shop's releases.
targets = ["postgresql@15", "mariadb@10.11", "oracle@19"]

[release]
title = "Shop"
"""
POLICY = """
[approval]
require = [{{ role = "dba" }}]
policy_commit = "v1.0"

[approval.members]
"{address}" = {{ keys = ["{key}"] }}

[approval.roles]
dba = ["{address}"]
"""
APPROVER = Actor("Dora DBA", "dora@shop.example")
LATER = ("4be80d5a17f6", "2ce69a7f40b3", "81f5c3a2d690")
"""The revisions that came after the first release."""


def make_releases(folder: Path, key: Path | None = None) -> Repo:
    """The repository, made in a folder that is not there yet."""
    shutil.copytree(SHOP, folder, ignore=shutil.ignore_patterns("__pycache__", "output"))
    settings = SETTINGS
    if key is not None:
        public = " ".join(key.with_suffix(".pub").read_text(encoding="utf-8").split()[:2])
        settings += POLICY.format(address=APPROVER.email, key=public)
    (folder / "sqlgen.toml").write_text(settings, encoding="utf-8", newline="\n")
    (folder / ".gitignore").write_text("/output/\n__pycache__/\n", encoding="utf-8", newline="\n")
    repo = Repo.init(folder, initial_branch="main")
    with repo.config_writer() as config:
        config.set_value("core", "autocrlf", "false")
        config.set_value("commit", "gpgsign", "false")
        person = DEVELOPER if key is None else APPROVER
        config.set_value("user", "name", person.name).set_value("user", "email", person.email)
        if key is not None:
            config.set_value("gpg", "format", "ssh").set_value("user", "signingkey", str(key.absolute()))
            # What an approver says once, having looked at it: the policy of the first release holds.
            config.set_value("sqlgen", "policyCommit", RELEASES[0][0])
    found = [file for file in folder.rglob("*.py") if any(each in file.name for each in LATER)]
    later = {file: file.read_bytes() for file in found}
    for file in later:
        file.unlink()
    for tag, moment in RELEASES:
        if tag != RELEASES[0][0]:
            for file, content in later.items():
                file.write_bytes(content)
        repo.git.add(all=True)
        repo.index.commit(
            f"Release {tag}", author=DEVELOPER, committer=DEVELOPER, author_date=moment, commit_date=moment
        )
        repo.create_tag(tag)
    return repo


if __name__ == "__main__":
    make_releases(Path(sys.argv[1]), *map(Path, sys.argv[2:3]))
