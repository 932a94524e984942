"""Signatures checked against the keys that a policy knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlgen.approval.programs import NAMESPACE, git_setting, run

SSH, GPG = b"-----BEGIN SSH SIGNATURE-----", b"-----BEGIN PGP SIGNATURE-----"
WEAK = frozenset({"1", "2", "3"})
"""MD5, SHA-1 and RIPEMD-160, as OpenPGP numbers them (RFC 9580, 9.5)."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is to be said of a signature.

    `good` where it is one of the keys' on these very bytes. `broken` where it is a signature of no key at all
    on them: the bytes, or the signature, are not what they were. `why` says what is wrong.
    """

    good: bool
    broken: bool = False
    why: str = ""


@dataclass(frozen=True)
class Checker:
    """Checks with the programs that git's configuration names, as it holds in a folder; what was checked once
    is not checked again."""

    folder: Path
    _known: dict[tuple[bytes, bytes, str, tuple[str, ...]], Opinion] = field(default_factory=dict)

    def opinion(self, content: bytes, signature: bytes, principal: str, keys: Sequence[str]) -> Opinion:
        """Whether one of a person's keys has signed some bytes."""
        asked = (content, signature, principal, tuple(keys))
        if asked not in self._known:
            self._known[asked] = self._opinion(*asked)
        return self._known[asked]

    def _opinion(self, content: bytes, signature: bytes, principal: str, keys: Sequence[str]) -> Opinion:
        text = signature.strip()
        if not text:
            return Opinion(good=False, why="it is not signed")
        if text.startswith(SSH):
            return self._by_ssh(content, signature, principal, keys)
        if text.startswith(GPG):
            return self._by_gpg(content, signature, keys)
        return Opinion(good=False, broken=True, why="its signature is neither one of SSH nor one of GPG")

    @cached_property
    def _ssh(self) -> tuple[str, str]:
        """The program for SSH, and the file of keys that are revoked."""
        program = git_setting("gpg.ssh.program", self.folder, "ssh-keygen", "path")
        return program, git_setting("gpg.ssh.revocationFile", self.folder, kind="path")

    @cached_property
    def _gpg(self) -> str:
        program = git_setting("gpg.program", self.folder, "gpg", "path")
        return git_setting("gpg.openpgp.program", self.folder, program, "path")

    def _by_ssh(self, content: bytes, signature: bytes, principal: str, keys: Sequence[str]) -> Opinion:
        program, revoked = self._ssh
        with TemporaryDirectory() as kept:
            signers, file = Path(kept, "signers"), Path(kept, "signature")
            signers.write_text(signer_lines(principal, keys), encoding="utf-8")
            file.write_bytes(signature)
            about = ["-n", NAMESPACE, "-s", str(file)]
            command = [program, "-Y", "verify", "-f", str(signers), "-I", principal, *about]
            done = run([*command, *(["-r", revoked] if revoked else [])], folder=self.folder, told=content)
            if done.returncode == 0:
                return Opinion(good=True)
            intact = run([program, "-Y", "check-novalidate", *about], folder=self.folder, told=content)
        if intact.returncode:
            return Opinion(good=False, broken=True, why="its signature is not one on this record")
        return Opinion(good=False, why=f"it is not signed by a key that {principal} is known to have")

    def _by_gpg(self, content: bytes, signature: bytes, keys: Sequence[str]) -> Opinion:
        with TemporaryDirectory() as kept:
            file = Path(kept, "signature")
            file.write_bytes(signature)
            command = [self._gpg, "--batch", "--status-fd=1", "--verify", str(file), "-"]
            done = run(command, folder=self.folder, told=content)
        told = [line.split()[1:] for line in done.stdout.decode(errors="replace").splitlines()]
        said = {words[0] for words in told if words}
        valid = [words for words in told if words and words[0] == "VALIDSIG"]
        if "NO_PUBKEY" in said:
            return Opinion(good=False, why="gpg does not have the public key that it is signed with")
        if said & {"BADSIG", "NODATA", "ERRSIG"} or (not valid and "GOODSIG" not in said):
            return Opinion(good=False, broken=True, why="its signature is not one on this record")
        wrong = said & {"EXPSIG", "EXPKEYSIG", "REVKEYSIG", "KEYREVOKED"}
        if wrong or len(valid) != 1 or done.returncode:
            return Opinion(good=False, why=f"gpg says {', '.join(sorted(wrong)) or 'that it is not valid'}")
        return _weighed(valid[0], keys)


def _weighed(valid: Sequence[str], keys: Sequence[str]) -> Opinion:
    """A signature that is valid, by its line of status: whose it is, and how it was made."""
    fingerprint, primary, hashed, form = valid[1], valid[-1], valid[8], valid[9]
    if hashed in WEAK:
        return Opinion(good=False, why="it is signed by an algorithm that can be forged")
    if form != "00":
        return Opinion(good=False, why="it is not signed as a file")
    if not {f"gpg:{fingerprint}", f"gpg:{primary}"} & set(keys):
        return Opinion(good=False, why=f"it is signed by the key {primary}, which is not the approver's")
    return Opinion(good=True)


def signer_lines(principal: str, keys: Sequence[str]) -> str:
    """A person's lines in a file of allowed signers, as ssh-keygen(1) describes it."""
    lines = (f'{principal} namespaces="{NAMESPACE}" {key}\n' for key in keys if not key.startswith("gpg:"))
    return "".join(lines)
