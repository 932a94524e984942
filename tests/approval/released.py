"""A repository with two releases, four people with keys, and approvals, made once for a module."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlgen.approval.record import Decision, Record, Signed, said
from sqlgen.approval.signing import sign
from sqlgen.bundle.contents import Contents, checked
from sqlgen.cli._bundling import Wanted, made_bundle
from sqlgen.cli._invocation import Invocation

PEOPLE = ("dana", "lee", "sam", "dev")
POLICY = """
targets = ["postgresql@15"]

[approval]
expires = "30d"
apart = [["ddl", "dml"]]
require = [
  {{role = "ddl", when = "ddl"}},
  {{role = "dml", when = "dml"}},
  {{role = "owner", when = "irreversible"}},
  {{role = "ddl", count = 2, when = "policy"}},
]

[approval.members]
"dana@example.com" = {{keys = ["{dana}"]}}
"lee@example.com" = {{keys = ["{lee}"]}}
"sam@example.com" = {{keys = ["{sam}"]}}
"dev@example.com" = {{keys = ["{dev}"]}}

[approval.roles]
ddl = ["dana@example.com", "lee@example.com", "dev@example.com"]
dml = ["lee@example.com"]
owner = ["sam@example.com"]
"""
ENV = """
from alembic import context

context.configure(url="postgresql://", literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
"""
REVISION = '''"""{message}"""

from alembic import op
import sqlalchemy as sa

revision = "{id}"
down_revision = {down}


def upgrade():
    {body}


def downgrade():
    {back}
'''
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A repository with a project in it, and the people who work on it."""

    folder: Path

    @property
    def invocation(self) -> Invocation:
        return Invocation(config_files=(self.folder / "alembic.ini", self.folder / "sqlgen.toml"))

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, check=True, capture_output=True, text=True, encoding="utf-8"
        )
        return done.stdout.strip()

    def key(self, name: str) -> Path:
        return self.folder.parent / "keys" / name

    def keys(self) -> dict[str, str]:
        return {name: self.key(name).with_suffix(".pub").read_text().strip() for name in PEOPLE}

    def become(self, name: str, key: str = "") -> None:
        """Have git take whoever works here for somebody."""
        self.git("config", "user.email", f"{name}@example.com")
        self.git("config", "user.name", name)
        self.git("config", "user.signingkey", str(self.key(key or name)))

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def commit(self, message: str, tag: str = "") -> str:
        self.git("add", ".")
        self.git("commit", "-q", "-m", message)
        if tag:
            self.git("tag", tag)
        return self.git("rev-parse", "HEAD")

    def revision(self, number: int, body: str, back: str = "pass") -> None:
        down = repr(f"r{number - 1}") if number > 1 else "None"
        text = REVISION.format(message=f"step {number}", id=f"r{number}", down=down, body=body, back=back)
        self.write({f"migrations/versions/r{number}.py": text})

    def contents(self, tag: str) -> Contents:
        return checked(made_bundle(self.invocation, Wanted(tag)).files)

    def signed(
        self,
        contents: Contents,
        name: str,
        role: str,
        decision: Decision = Decision.APPROVE,
        *,
        key: str = "",
        created: datetime = NOW,
        **changed: str,
    ) -> Signed:
        """What somebody says of a bundle, signed by their key or another's."""
        record = Record(
            tag=contents.manifest.tag,
            commit=contents.manifest.commit,
            manifest=contents.digest,
            decision=decision.value,
            approver=f"{name}@example.com",
            role=role,
            comment="read",
            conditions=(),
            policy="",
            created=said(created),
            expires="",
        )
        record = replace(record, **changed)  # type: ignore[arg-type]
        self.git("config", "user.signingkey", str(self.key(key or name)))
        return Signed(record, record.content(), sign(record.content(), self.folder))


def make_place(folder: Path) -> Place:
    """A project with a policy at the tag `policy`, and the releases v1.0 and v1.1 by dev."""
    place = Place(folder / "project")
    place.folder.mkdir()
    (folder / "keys").mkdir()
    for name in PEOPLE:
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(place.key(name))],
            check=True,
        )
    place.git("init", "-q", "-b", "main")
    place.git("config", "gpg.format", "ssh")
    place.become("dev")
    place.write(
        {
            "alembic.ini": "[alembic]\nscript_location = migrations\n",
            "sqlgen.toml": POLICY.format(**place.keys()),
            "migrations/env.py": ENV,
            ".gitignore": "output/\n__pycache__/\n",
        }
    )
    policy = place.commit("the policy", "policy")
    place.git("config", "sqlgen.policyCommit", policy)
    place.revision(
        1, 'op.create_table("t", sa.Column("id", sa.Integer), sa.Column("n", sa.Text))', 'op.drop_table("t")'
    )
    place.commit("first", "v1.0")
    place.revision(2, 'op.execute("UPDATE t SET n = 1")\n    op.drop_column("t", "n")')
    place.commit("second", "v1.1")
    return place
