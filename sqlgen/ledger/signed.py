"""Signatures on entries of a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlgen.approval.programs import NAMESPACE, git_setting, run
from sqlgen.approval.signatures import GPG
from sqlgen.approval.signing import sign
from sqlgen.errors import Tampered

SIGNATURE = "signature"


def signed(entry: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """An entry with a signature on its digest, by the configuration of git that holds in a folder."""
    return {**entry, SIGNATURE: sign(_content(entry), folder).decode()}


def refuse_broken(entries: Iterable[Mapping[str, Any]], name: str, folder: Path) -> None:
    """Raise Tampered for a signature of SSH that is none on its entry.

    Whose it is takes a list of those who may sign, and one of GPG takes the key: both are for whoever asks.
    """
    program = git_setting("gpg.ssh.program", folder, "ssh-keygen", "path")
    for number, entry in enumerate(entries, start=1):
        signature = str(entry.get(SIGNATURE, "")).encode()
        if SIGNATURE not in entry or signature.startswith(GPG):
            continue
        with TemporaryDirectory() as kept:
            file = Path(kept, "signature")
            file.write_bytes(signature)
            command = [program, "-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(file)]
            if run(command, told=_content(entry)).returncode:
                raise Tampered(f"{name}, line {number} does not have a signature on what it says")


def _content(entry: Mapping[str, Any]) -> bytes:
    return f"{entry['digest']}\n".encode()
