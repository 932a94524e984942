"""The page that a reviewer of a bundle reads first."""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.bundle.manifest import Manifest, Target
from sqlgen.script.output import file_name

CHECKING = """\
Each script stops at the first error and begins with a guard: on another database, or at another
revision, it changes nothing. `RESUME.md` says what to run after a failure.

## Check what you have

```console
$ sha256sum -c SHA256SUMS
```

says that no file was changed since the bundle was made. `manifest.json` holds the digest of every
file, so whoever approves the manifest approves all of them. Where the repository is at hand,

```console
$ sqlgen verify .
```

makes the bundle again from the tag, compares the bytes, and says who approved it and whether that
is enough.

## Who approved it

Approvals lie beside this folder, in `{name}.approvals/`: a record for each, and its signature.
The `manifest` in a record is the SHA-256 of `manifest.json`, as `sha256sum manifest.json` says it.
A signature of SSH is checked with the keys that you know the approvers by; `allowed_signers` in
that folder has those of the policy, and proves nothing unless you have compared it.

```console
$ cd ../{name}.approvals
$ ssh-keygen -Y verify -f allowed_signers -I APPROVER -n sqlgen-approval \\
    -s RECORD.json.sig < RECORD.json
```

APPROVER is the `approver` in the record. A signature of GPG is checked so:

```console
$ gpg --verify RECORD.json.sig RECORD.json
```
"""
"""How a reviewer checks what they have, and who approved it."""


def readme(manifest: Manifest, title: str) -> str:
    """What the bundle is, what to run in which order, and how to check it. Markdown."""
    return "\n".join(_lines(manifest, title)).rstrip() + "\n"


def _lines(manifest: Manifest, title: str) -> Iterator[str]:
    name = f"{title} {manifest.tag}".strip()
    yield f"# {name}: what changes in the database\n"
    before = f"`{manifest.previous}`" if manifest.previous else "the empty schema"
    yield (
        f"From {before} to `{manifest.tag}`, commit `{manifest.commit}`: the version table goes from "
        f"{_ids(manifest.start) or 'no revision'} to {_ids(manifest.end) or 'no revision'}.\n"
    )
    if manifest.policy_changes:
        yield "## This release changes who approves\n"
        yield "It is approved under the policy that was in force before."
        yield f"What differs from `{manifest.previous}`:\n"
        yield from (f"- {_cell(change)}" for change in manifest.policy_changes)
        yield ""
    yield "`review.html` shows all of it in a browser: what changes, what it locks, what was found.\n"
    yield "## What\n"
    yield "| revision | what it is for | file | written by |"
    yield "|---|---|---|---|"
    for each in manifest.revisions:
        authors = ", ".join(each.authors)
        yield f"| `{each.id}` | {_cell(each.message)} | `{each.file}` | {_cell(authors)} |"
    yield "\n## Where, and in which order\n"
    for target in manifest.targets:
        yield from _target(target)
    yield CHECKING.format(name=file_name(manifest.tag)).rstrip()


def _target(target: Target) -> Iterator[str]:
    database = f", database {target.database}" if target.database else ""
    yield f"### {target.target}{database}, by {target.client}\n"
    counts = ", ".join(f"{count} {severity}" for severity, count in target.findings.items() if count)
    yield f"In `{target.folder}/`; the linter says: {counts or 'nothing'}.\n"
    yield "1. `preflight.sql` reads, and says what would fail. Days before, and again right before."
    yield "2. The numbered scripts, in the order of their names."
    yield "3. `postflight.sql` reads, and says whether all is there."
    yield "\nThe way back from each point where a script can stop is in `backout/`.\n"
    if target.irreversible:
        yield "What does not come back:\n"
        yield from (f"- {note}" for note in target.irreversible)
        yield ""


def _ids(revisions: tuple[str, ...]) -> str:
    return ", ".join(f"`{each}`" for each in revisions)


def _cell(text: str) -> str:
    """Text that begins no new cell, line or tag."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
