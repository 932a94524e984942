"""Signatures made as git makes them: with the key and the program that its configuration names."""

from __future__ import annotations

import shlex
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlgen.approval.programs import NAMESPACE, git_setting, run
from sqlgen.errors import UsageError

PUBLIC = ("ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-")


def sign(content: bytes, folder: Path) -> bytes:
    """An armoured signature on some bytes, by the configuration of git that holds in a folder.

    Raises UsageError where no key is named, and where signing fails.
    """
    form = git_setting("gpg.format", folder, "openpgp")
    if form == "ssh":
        return _by_ssh(content, folder)
    if form == "openpgp":
        return _by_gpg(content, folder)
    raise UsageError(f"git is told to sign by {form}", hint="git config gpg.format ssh, or openpgp")


def identity(folder: Path) -> str:
    """The address that git knows whoever works here by. Raises UsageError where it knows none."""
    address = git_setting("user.email", folder)
    if not address:
        raise UsageError("git does not know who you are", hint="git config user.email ADDRESS")
    return address


def _by_ssh(content: bytes, folder: Path) -> bytes:
    program = git_setting("gpg.ssh.program", folder, "ssh-keygen", "path")
    key = git_setting("user.signingkey", folder, kind="path") or _default_key(folder)
    literal = key.removeprefix("key::")
    with TemporaryDirectory() as kept:
        record = Path(kept, "record")
        record.write_bytes(content)
        command = [program, "-Y", "sign", "-n", NAMESPACE]
        if literal != key or literal.startswith(PUBLIC):
            public = Path(kept, "key.pub")
            public.write_text(f"{literal}\n", encoding="utf-8")
            # The secret half is with ssh-agent.
            command += ["-U", "-f", str(public)]
        else:
            command += ["-f", key]
        done = run([*command, str(record)], folder=folder)
        signature = record.with_name("record.sig")
        if done.returncode or not signature.is_file():
            raise _failed(program, done.stderr)
        return signature.read_bytes()


def _default_key(folder: Path) -> str:
    command = git_setting("gpg.ssh.defaultKeyCommand", folder)
    if command:
        done = run(shlex.split(command), folder=folder)
        for line in done.stdout.decode(errors="replace").splitlines():
            if line.startswith(("key::", *PUBLIC)):
                return line.strip()
    raise UsageError("git names no key to sign with", hint="git config user.signingkey ~/.ssh/id_ed25519.pub")


def _by_gpg(content: bytes, folder: Path) -> bytes:
    program = git_setting("gpg.program", folder, "gpg", "path")
    program = git_setting("gpg.openpgp.program", folder, program, "path")
    key = git_setting("user.signingkey", folder) or identity(folder)
    command = [program, "--batch", "--status-fd=2", "--armor", "--detach-sign", "--local-user", key]
    done = run(command, folder=folder, told=content)
    if done.returncode or b"SIG_CREATED" not in done.stderr:
        raise _failed(program, done.stderr)
    return done.stdout


def _failed(program: str, told: bytes) -> UsageError:
    lines = [line for line in told.decode(errors="replace").splitlines() if not line.startswith("[GNUPG:]")]
    return UsageError(
        f"{program} did not sign: {' '.join(lines) or 'it says nothing'}",
        hint="git commit -S uses the same key: try it there",
    )
