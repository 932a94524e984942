"""Records: one form of bytes, as their schema says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from sqlgen.approval.record import Record, read_record

RECORD = Record(
    tag="v1.4",
    commit="0" * 40,
    manifest="a" * 64,
    decision="approve",
    approver="dana@example.com",
    role="ddl",
    comment="gelesen: „gut“",
    conditions=("after 22:00",),
    policy="1" * 40,
    created="2026-05-04T12:00:00Z",
    expires="",
)


def test_a_record_comes_back_as_it_was() -> None:
    assert read_record(RECORD.content()) == RECORD


def test_a_record_is_as_its_schema_says(root: Path) -> None:
    """The schema is what other programs are written by."""
    schema = json.loads((root / "docs" / "reference" / "approval.schema.json").read_text(encoding="utf-8"))

    jsonschema.validate(json.loads(RECORD.content()), schema)


@pytest.mark.parametrize("created", ["2026-05-04", "2026-5-4T12:00:00Z", "2026-05-04T12:00:00+02:00", ""])
def test_a_moment_is_written_in_one_way(created: str) -> None:
    """Records are put in order by it."""
    content = RECORD.content().replace(b"2026-05-04T12:00:00Z", created.encode())

    with pytest.raises(ValueError, match=r"time data|no moment"):
        read_record(content)
