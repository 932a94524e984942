"""Failures that may only follow from an earlier one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlgen.replay.footprint import footprint
from sqlgen.statements import Failure

NAMED = re.compile(
    r"'(\w+)'|\b(?:table|from|join|into|update)\s+[\"`\[]?(\w+)|NoSuchTableError: (?:\w+\.)?(\w+)",
    re.IGNORECASE,
)
"""Where a message or a question names a table."""


def followers(failures: Iterable[Failure]) -> Mapping[int, Failure]:
    """From the identity of a failure to the earlier one whose revision makes a table that it stumbles on."""
    found: dict[int, Failure] = {}
    makers: dict[str, Failure] = {}
    for failure in failures:
        question = getattr(failure.error, "question", "")
        told = NAMED.findall(f"{failure.error.message} {question}")
        names = [name for each in told for name in each if name]
        before = next((makers[name] for name in names if name in makers), None)
        if before is not None:
            found[id(failure)] = before
        for name in footprint(failure.step.revision.file).made:
            makers.setdefault(name, failure)
    return found
