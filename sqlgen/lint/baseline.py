"""Findings that were there when a project began to lint, and are left alone."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sqlgen.errors import UsageError
from sqlgen.lint.finding import Finding

VERSION = 1


def fingerprint(finding: Finding) -> str:
    """What stays the same of a finding when lines move: its rule, revision, table and statement."""
    parts = (finding.rule, finding.origin.revision or "", finding.table, " ".join(finding.sql.split()))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def baseline_text(findings: Iterable[Finding]) -> str:
    """A baseline of these findings as a file holds it."""
    counts = Counter(fingerprint(one) for one in findings)
    return json.dumps({"version": VERSION, "findings": dict(sorted(counts.items()))}, indent=1) + "\n"


def read_baseline(path: Path) -> Counter[str]:
    """The baseline of a file. Raises UsageError for one that is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != VERSION:
            raise UsageError(f"{path} is a baseline of version {document['version']}", hint="write it anew")
        return Counter({str(key): int(count) for key, count in document["findings"].items()})
    except OSError as error:
        raise UsageError(f"cannot read the baseline {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} is no baseline", hint="sqlgen lint --write-baseline FILE writes one"
        ) from error


def beyond(findings: Iterable[Finding], known: Counter[str]) -> tuple[Finding, ...]:
    """The findings that the baseline does not count; each of its entries stands for as many as it says."""
    left = known.copy()
    new = []
    for finding in findings:
        key = fingerprint(finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(finding)
    return tuple(new)
