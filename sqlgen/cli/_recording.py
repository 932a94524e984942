"""Logs of clients held against the bundle that was approved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlgen.bundle.archive import unzipped
from sqlgen.bundle.checksums import NAME as SUMS
from sqlgen.bundle.checksums import read_sums
from sqlgen.bundle.manifest import NAME as MANIFEST
from sqlgen.bundle.manifest import read_manifest
from sqlgen.dialects.target import parse_target
from sqlgen.errors import Tampered, UsageError
from sqlgen.ledger.log import Log, decoded, read_log, scripts_in
from sqlgen.ledger.proof import FileSeen, Prover
from sqlgen.script.marks import Sent, Stretch


@dataclass(frozen=True, slots=True)
class Given:
    """A log as it was handed in."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def read_bundle(path: Path) -> dict[str, bytes]:
    """The files of a bundle by name, from its folder or its archive.

    Raises UsageError where there is none, Tampered where it is not what its list of sums says.
    """
    try:
        if path.is_dir():
            found = (each for each in sorted(path.rglob("*")) if each.is_file())
            files = {each.relative_to(path).as_posix(): each.read_bytes() for each in found}
        else:
            files = unzipped(path.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise Tampered(f"{path} is no bundle: {error}") from error
    if not {MANIFEST, SUMS} <= files.keys():
        raise UsageError(f"{path} is no bundle: it lacks {MANIFEST} or {SUMS}")
    sums = read_sums(files[SUMS].decode())
    for name, content in files.items():
        if name != SUMS and sums.get(name) != sha256(content).hexdigest():
            raise Tampered(f"{name} in {path} is not what {SUMS} says", hint="sqlgen verify says more")
    return files


@dataclass(slots=True)
class Evidence:
    """The files of a bundle, and what logs have to say of them. `client` overrides who wrote the logs."""

    files: Mapping[str, bytes]
    client: str | None = None

    @property
    def manifest(self) -> dict[str, Any]:
        return read_manifest(self.files[MANIFEST].decode())

    def entry(self, logs: Sequence[Given], folder: str | None) -> dict[str, Any]:
        """What the logs prove, as an entry of a ledger has it.

        Raises UsageError for a log that is none of this bundle, that has no marks, or that is of a rehearsal.
        """
        texts = [(given, decoded(given.content)) for given in logs]
        target = self._target(texts, folder)
        facts = parse_target(target["target"]).facts
        client = facts.clients[self.client or target["client"]]
        stretches = {one["file"]: _stretch(one) for one in target["scripts"]}
        prefix = f"{target['folder']}/"
        approved = {
            name.removeprefix(prefix): content.decode("utf-8-sig")
            for name, content in self.files.items()
            if name.removeprefix(prefix) in stretches and name.startswith(prefix)
        }
        prover = Prover(client, facts, approved)
        seen = []
        for given, text in texts:
            log = _fit(given, read_log(text, client))
            seen += [
                prover.proven(run, stretches[run.file])
                for run in log.runs
                if run.script == target["fingerprint"] and run.file in stretches
            ]
        manifest = self.manifest
        return {
            "tag": manifest["tag"],
            "commit": manifest["commit"],
            "manifest": sha256(self.files[MANIFEST]).hexdigest(),
            "target": target["target"],
            "folder": target["folder"],
            "script": target["fingerprint"],
            "client": client.name,
            "start": manifest["start"],
            "end": manifest["end"],
            "scripts": [
                {"file": name, "revisions": list(dict.fromkeys(filter(None, _revisions(one))))}
                for name, one in stretches.items()
            ],
            "logs": [given.digest for given in logs],
            "files": [one.to_json() for one in seen],
            "problems": list(_order(seen, list(stretches))),
        }

    def _target(self, texts: Sequence[tuple[Given, str]], folder: str | None) -> dict[str, Any]:
        manifest = self.manifest
        known = {target["fingerprint"] for target in manifest["targets"]}
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
                    f"{given.name} is of script {other[0]}, which is none of {manifest['tag']}",
                    hint="name the tag that it is of, or the bundle itself with --bundle",
                )
            scripts += found
        fitting = [
            target
            for target in manifest["targets"]
            if target["fingerprint"] in scripts and folder in (None, target["folder"])
        ]
        if len(set(scripts)) > 1 or not fitting:
            raise UsageError("the logs are of several targets", hint="record those of one database at a time")
        if len(fitting) > 1:
            folders = ", ".join(target["folder"] for target in fitting)
            raise UsageError(f"{folders} have the same script", hint="say which one it was with --target")
        found_target: dict[str, Any] = fitting[0]
        return found_target


def _fit(given: Given, log: Log) -> Log:
    if log.rehearsal:
        raise UsageError(f"{given.name} is the log of a rehearsal, which was rolled back")
    return log


def _stretch(raw: Mapping[str, Any]) -> Stretch:
    sent = tuple(Sent(**one) for one in raw["sent"])
    return Stretch(raw["file"], raw["mode"], tuple(raw["before"]), tuple(raw["after"]), sent)


def _revisions(stretch: Stretch) -> list[str | None]:
    return [one.revision for one in stretch.sent]


def _order(seen: Sequence[FileSeen], files: Sequence[str]) -> Iterator[str]:
    """What is wrong with the order in which files were done."""
    done = [files.index(one.file) for one in seen if one.state == "done"]
    if done != sorted(done):
        yield f"the files ran in another order: {', '.join(files[place] for place in done)}"


def manifest_tag(files: Mapping[str, bytes]) -> str:
    """The tag that a bundle is of."""
    return str(json.loads(files[MANIFEST])["tag"])
