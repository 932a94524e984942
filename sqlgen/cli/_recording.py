"""Logs of clients held against the bundle that was approved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlgen.bundle.contents import Contents
from sqlgen.bundle.manifest import Target
from sqlgen.dialects.target import parse_target
from sqlgen.errors import UsageError
from sqlgen.ledger.log import Log, decoded, read_log, scripts_in
from sqlgen.ledger.proof import FileSeen, Prover
from sqlgen.script.handover import Handover
from sqlgen.script.marks import Stretch


@dataclass(frozen=True, slots=True)
class Given:
    """A log as it was handed in."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


@dataclass(slots=True)
class Evidence:
    """What was approved, held against logs. `client` wrote them, where it is not the one that it is for."""

    approved: Contents
    client: str | None = None

    def entry(self, logs: Sequence[Given], folder: str | None) -> dict[str, Any]:
        """What the logs prove, as an entry of a ledger has it.

        Raises UsageError for a log that is none of this bundle, that has no marks, or that is of a rehearsal.
        """
        texts = [(given, decoded(given.content)) for given in logs]
        target = self._target(texts, folder)
        facts = parse_target(target.target).facts
        client = Handover(client=self.client or target.client).chosen(facts)
        stretches = {one.file: one for one in target.scripts}
        texts_of = {
            name: self.approved.files[f"{target.folder}/{name}"].decode("utf-8-sig") for name in stretches
        }
        prover = Prover(client, facts, texts_of)
        seen = []
        for given, text in texts:
            log = _fit(given, read_log(text, client))
            seen += [
                prover.proven(run, stretches[run.file])
                for run in log.runs
                if run.script == target.fingerprint and run.file in stretches
            ]
        manifest = self.approved.manifest
        return {
            "tag": manifest.tag,
            "commit": manifest.commit,
            "manifest": self.approved.digest,
            "target": target.target,
            "folder": target.folder,
            "script": target.fingerprint,
            "client": client.name,
            "start": list(manifest.start),
            "end": list(manifest.end),
            "scripts": [
                {"file": name, "revisions": list(dict.fromkeys(filter(None, _revisions(one))))}
                for name, one in stretches.items()
            ],
            "logs": [given.digest for given in logs],
            "files": [one.to_json() for one in seen],
            "problems": list(_order(seen, list(stretches))),
        }

    def _target(self, texts: Sequence[tuple[Given, str]], folder: str | None) -> Target:
        manifest = self.approved.manifest
        known = {target.fingerprint for target in manifest.targets}
        scripts: list[str] = []
        for given, text in texts:
            found = scripts_in(text)
            if not found:
                raise UsageError(
                    f"{given.name} has no marks of a bundle's script, and proves nothing",
                    hint="the log has to hold all that the client printed; the script's header says how",
                )
            other = [script for script in found if script not in known]
            if other:
                raise UsageError(
                    f"{given.name} is of script {other[0]}, which is none of {manifest.tag}",
                    hint="name the tag that it is of, or the bundle itself with --bundle",
                )
            scripts += found
        fitting = [
            target
            for target in manifest.targets
            if target.fingerprint in scripts and folder in (None, target.folder)
        ]
        if len(set(scripts)) > 1 or not fitting:
            raise UsageError("the logs are of several targets", hint="record those of one database at a time")
        if len(fitting) > 1:
            folders = ", ".join(target.folder for target in fitting)
            raise UsageError(f"{folders} have the same script", hint="say which one it was with --target")
        return fitting[0]


def _fit(given: Given, log: Log) -> Log:
    if log.rehearsal:
        raise UsageError(f"{given.name} is the log of a rehearsal, which was rolled back")
    return log


def _revisions(stretch: Stretch) -> list[str | None]:
    return [one.revision for one in stretch.sent]


def _order(seen: Sequence[FileSeen], files: Sequence[str]) -> Iterator[str]:
    """What is wrong with the order in which files were done."""
    done = [files.index(one.file) for one in seen if one.state == "done"]
    if done != sorted(done):
        yield f"the files ran in another order: {', '.join(files[place] for place in done)}"
