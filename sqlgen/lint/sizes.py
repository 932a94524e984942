"""How large tables are in production, and what follows for the findings on them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlgen.catalog import Name
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.locks import LockFact
from sqlgen.errors import UsageError
from sqlgen.lint.finding import Advice, Finding, Severity
from sqlgen.origin import Origin

REQUIRED = ("table_name", "row_count", "byte_count")
MEGABYTE = 1_000_000
SCANNED = (100, 1000)
"""Megabytes of a table that a server reads in a second: an order of magnitude, from disk and from memory."""
WRITTEN = (20, 200)
"""The same where the table is written anew, with its log."""
SHORT, LONG = 1, 60
"""Seconds that nobody notices, and that everybody does."""
WAITING = frozenset({"require-lock-timeout", "require-statement-timeout"})
"""Rules about the wait for a lock, which is as long however short the work is."""
ONLINE_TOOLS = ("mysql", "mariadb")


@dataclass(frozen=True, slots=True)
class Size:
    """A table in production. `rows` and `writes`, a second, are None where the server does not count them."""

    rows: int | None
    bytes: int | None
    indexes: int | None = None
    writes: float | None = None

    def seconds(self, fact: LockFact) -> tuple[float, float] | None:
        """The least and the most that a change may take that reads or writes the whole table."""
        if self.bytes is None or not (fact.rewrites or fact.scans):
            return None
        slow, fast = WRITTEN if fact.rewrites else SCANNED
        return self.bytes / MEGABYTE / fast, self.bytes / MEGABYTE / slow

    def told(self) -> str:
        """The size in words."""
        parts = []
        if self.rows is not None:
            parts.append(f"{self.rows:,} rows")
        if self.bytes is not None:
            parts.append(_bytes(self.bytes))
        if self.indexes:
            parts.append(f"{self.indexes} index{'es' if self.indexes > 1 else ''}")
        if self.writes:
            parts.append(f"{self.writes:,.1f} writes a second")
        return ", ".join(parts) or "nobody has counted it"


def read_sizes(path: Path, facts: Facts) -> Mapping[Name, Size]:
    """The tables of a file that the query of `sqlgen stats-query` made, by name.

    The separator is told from the first line: comma, tab, semicolon or bar. Raises UsageError for a file that
    cannot be read, lacks a column, or has a count that is no number.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {error}") from error
    lines = [line for line in text.splitlines() if line.strip()]
    head = lines[0].lower() if lines else ""
    separator = max(",\t;|", key=head.count)
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    columns = [cell.strip().lower() for cell in next(rows, [])]
    lacking = [name for name in REQUIRED if name not in columns]
    if lacking:
        raise UsageError(
            f"{path} has no column {lacking[0]}", hint="write it with the query of sqlgen stats-query"
        )
    return dict(_sizes(rows, columns, path, facts))


def _sizes(
    rows: Iterator[list[str]], columns: list[str], path: Path, facts: Facts
) -> Iterator[tuple[Name, Size]]:
    for number, cells in enumerate(rows, start=2):
        if len(cells) != len(columns) or all(set(cell.strip()) <= {"-"} for cell in cells):
            # What a client puts under its heads, or behind the rows.
            continue
        row = {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}
        try:
            size = Size(
                _count(row["row_count"]),
                _count(row["byte_count"]),
                _count(row.get("index_count", "")),
                _number(row.get("writes_per_second", "")),
            )
        except ValueError as error:
            origin = Origin(file=path, line=number)
            raise UsageError(f"a count is no number: {error}", origin=origin) from error
        yield _name(row, facts), size


def _name(row: Mapping[str, str], facts: Facts) -> Name:
    schema, table = row.get("table_schema", ""), row["table_name"]
    if facts.name == "oracle" and table == table.upper():
        table = table.lower()
    if schema == facts.default_schema or facts.name in ONLINE_TOOLS:
        # MySQL's schema is the database, which a script does not name.
        schema = ""
    return Name(schema or None, table)


def _number(text: str) -> float | None:
    return None if text in ("", "NULL") else float(text)


def _count(text: str) -> int | None:
    number = _number(text)
    return None if number is None else int(number)


def sized(findings: Iterable[Finding], sizes: Mapping[Name, Size] | None, facts: Facts) -> list[Finding]:
    """The findings with what the size of their tables means for them.

    One that reads or writes a whole table while others wait weighs nothing where that takes no time, and more
    where it takes long.
    """
    return [_sized(finding, sizes, facts) for finding in findings]


def _sized(finding: Finding, sizes: Mapping[Name, Size] | None, facts: Facts) -> Finding:
    if not finding.table:
        return finding
    if sizes is None:
        note = "size unknown" if finding.fact is not None else ""
        return replace(finding, notes=(*finding.notes, note)) if note else finding
    *schema, name = finding.table.split(".")
    size = sizes.get(Name(schema[0] if schema else None, name))
    if size is None:
        return replace(finding, notes=(*finding.notes, f"{finding.table} is not in the statistics"))
    notes = [f"{finding.table}: {size.told()}"]
    seconds = size.seconds(finding.fact) if finding.fact is not None else None
    if finding.fact is None or seconds is None or finding.rule in WAITING:
        return replace(finding, notes=(*finding.notes, *notes))
    least, most = seconds
    notes.append(f"forecast: {_span(least, most)}, an order of magnitude")
    waits = "yes" in (finding.fact.blocks_writes, finding.fact.blocks_reads)
    severity, advice = finding.severity, finding.advice
    if most < SHORT:
        severity = Severity.INFO
    elif least > LONG and waits:
        severity = Severity.ERROR
        advice = _for_long(advice, facts)
    return replace(finding, severity=severity, advice=advice, notes=(*finding.notes, *notes))


def _for_long(advice: Advice | None, facts: Facts) -> Advice:
    """The advice for what takes minutes while others wait."""
    way = "in a window"
    if facts.name in ONLINE_TOOLS:
        way = "by gh-ost or pt-online-schema-change, or in a window"
    if advice is None:
        return Advice(f"do it {way}")
    return replace(advice, text=f"{advice.text}; else {way}")


def _bytes(count: int) -> str:
    number = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit in ("B", "kB") else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def _span(least: float, most: float) -> str:
    if most < SHORT:
        return "less than a second"
    return f"{_time(least)} to {_time(most)}"


def _time(seconds: float) -> str:
    if seconds < 1:
        return "less than 1 s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
