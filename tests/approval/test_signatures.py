"""Signatures by GPG, as git's configuration has it; those by SSH are tried on every other page."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sqlgen.approval.signatures import Checker
from sqlgen.approval.signing import sign
from sqlgen.errors import UsageError


@pytest.fixture(scope="module")
def fingerprint() -> Iterator[str]:
    """A key of dana, and one of eve, in a keyring of their own."""
    # The path of gpg-agent's socket may have a hundred letters.
    with tempfile.TemporaryDirectory(prefix="gpg-") as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("GNUPGHOME", home)
        for name in ("dana", "eve"):
            command = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key"]
            subprocess.run([*command, f"{name}@example.com", "ed25519", "sign", "never"], check=True)
        yield _fingerprint("dana@example.com")
        subprocess.run(["gpgconf", "--kill", "all"], check=True)


@pytest.fixture
def folder(tmp_path: Path, fingerprint: str) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for name, value in (("gpg.format", "openpgp"), ("user.signingkey", fingerprint)):
        subprocess.run(["git", "config", name, value], cwd=tmp_path, check=True)
    return tmp_path


def test_the_approvers_key_counts_and_no_other(folder: Path, fingerprint: str) -> None:
    signature = sign(b"record\n", folder)
    checker = Checker(folder)
    keys = [f"gpg:{fingerprint}"]
    subprocess.run(["git", "config", "user.signingkey", "eve@example.com"], cwd=folder, check=True)
    eves = sign(b"record\n", folder)

    assert checker.opinion(b"record\n", signature, "dana@example.com", keys).good
    assert checker.opinion(b"Record\n", signature, "dana@example.com", keys).broken
    other = checker.opinion(b"record\n", eves, "dana@example.com", keys)
    assert (other.good, other.broken) == (False, False)
    assert "which is not the approver's" in other.why


def test_a_weak_algorithm_does_not_count(folder: Path) -> None:
    """Two texts with one digest of SHA-1 can be made: the one that is read, and the one that was signed."""
    generate = [
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-gen-key",
        "old@example.com",
        "rsa2048",
    ]
    subprocess.run([*generate, "sign", "never"], check=True)
    keys = [f"gpg:{_fingerprint('old@example.com')}"]
    opinions = {
        algorithm: Checker(folder).opinion(b"record\n", _signed(algorithm), "old@example.com", keys)
        for algorithm in ("SHA1", "SHA256")
    }

    assert opinions["SHA256"].good
    assert not opinions["SHA1"].good
    assert "can be forged" in opinions["SHA1"].why


def _signed(algorithm: str) -> bytes:
    command = [
        "gpg",
        "--batch",
        "--armor",
        "--detach-sign",
        "--local-user",
        "old@example.com",
        "--digest-algo",
    ]
    return subprocess.run([*command, algorithm], input=b"record\n", capture_output=True, check=True).stdout


def _fingerprint(name: str) -> str:
    command = ["gpg", "--with-colons", "--list-keys", name]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))


def test_a_key_that_nobody_has_is_told_in_words(folder: Path) -> None:
    subprocess.run(["git", "config", "user.signingkey", "nobody@example.com"], cwd=folder, check=True)

    with pytest.raises(UsageError, match="gpg did not sign") as raised:
        sign(b"record\n", folder)

    assert "git commit -S uses the same key" in raised.value.hint
