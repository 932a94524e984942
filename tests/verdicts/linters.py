"""What two linters say of a case: sqlgen, and squawk for PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlgen.dialects.target import Target
from sqlgen.lint.finding import Severity
from tests.verdicts.asking import said
from tests.verdicts.cases import Case

OURS = frozenset(
    {
        "add-check-mysql", "add-column-with-check", "adding-auto-increment-column",
        "adding-exclusion-constraint", "adding-field-with-default", "adding-foreign-key-constraint",
        "adding-generated-stored-column", "adding-not-nullable-field", "adding-serial-primary-key-field",
        "attach-partition-scan", "change-type-with-check-constraint", "changing-column-type",
        "constraint-missing-not-valid", "convert-charset", "copy-algorithm", "disallowed-unique-constraint",
        "drop-primary-key", "enum-set-copy", "inline-references-on-add-column", "lock-option",
        "optimize-rebuild-statement", "pk-using-index-nullable", "prefer-repack",
        "require-concurrent-index-creation", "require-concurrent-index-deletion",
        "require-concurrent-partition-detach", "require-concurrent-refresh-matview",
        "require-concurrent-reindex", "table-rewrite-setting", "varchar-length-byte-boundary",
    }
)  # fmt: skip
"""The rules of sqlgen that are about what a statement costs while it runs."""
SQUAWKS = frozenset(
    {
        "adding-field-with-default", "adding-foreign-key-constraint", "adding-not-nullable-field",
        "adding-serial-primary-key-field", "changing-column-type", "constraint-missing-not-valid",
        "disallowed-unique-constraint", "prefer-repack", "require-concurrent-index-creation",
        "require-concurrent-index-deletion", "require-concurrent-partition-detach",
        "require-concurrent-reindex",
    }
)  # fmt: skip
"""The rules of squawk that are about the same."""


def sqlgen_alarms(cases: Iterable[Case], target: Target) -> Mapping[Case, frozenset[str]]:
    """The rules that warn of each case."""
    return {
        case: frozenset(
            one.rule
            for one in said(case, target)
            if one.rule in OURS and one.severity in (Severity.ERROR, Severity.WARNING)
        )
        for case in cases
    }


def squawk_alarms(cases: Iterable[Case], version: str, folder: Path) -> Mapping[Case, frozenset[str]]:
    """The rules of squawk that warn of each case, a file each."""
    files = {}
    for number, case in enumerate(cases):
        file = folder / f"{number}.sql"
        file.write_text("".join(f"{sql};\n" for sql in (*case.before, case.sql)), encoding="utf-8")
        files[str(file)] = case
    words = [str(squawk()), "--reporter", "json", "--include", "prefer-repack", "--pg-version", version]
    done = subprocess.run([*words, *files], capture_output=True, text=True, check=False)
    if not done.stdout.startswith("["):
        raise RuntimeError(f"squawk says nothing of use: {done.stderr}")
    found: dict[Case, set[str]] = defaultdict(set)
    for one in json.loads(done.stdout):
        if one["rule_name"] in SQUAWKS:
            found[files[one["file"]]].add(one["rule_name"])
    return {case: frozenset(found[case]) for case in files.values()}


def squawk() -> Path:
    """The program, installed beside the interpreter."""
    return Path(sys.executable).with_name("squawk")
