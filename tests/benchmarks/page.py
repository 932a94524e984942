"""The page that tells what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.benchmarks.bench import Part, Row
from tests.benchmarks.plot import Line

HEADER = """<!-- Written by `make bench`; edit tests/benchmarks/ instead. -->

# How fast sqlgen is

Every figure is a whole process, from its start to its end: the median of {runs} runs in seconds of processor
time, and the highest peak of memory that one of them had. None of the programs uses more than one core, and
their files are in memory, so that is the time that a person waits on a machine that does nothing else. The
programs of a table took turns, on the same machine, files and packages: {machine}, {versions}.
Read the ratios, not the seconds: another machine has others.

`make bench` measures again and writes this page; `BENCH_ARGS="--only p1_help"` measures a part alone.
"""
MEGABYTE = 1e6


def page(parts: Mapping[str, Part], facts: Mapping[str, str]) -> str:
    """The whole page; `parts` by the names under which their plots are found."""
    sections = [HEADER.format(**facts)]
    for name, part in parts.items():
        sections.append("\n".join(_section(name, part)))
    return "\n".join(sections)


def _section(name: str, part: Part) -> Iterator[str]:
    yield f"## {part.title}\n"
    yield f"{part.about}\n"
    names = _contestants(part.rows)
    head = ["", *names, *(f"{part.first} / {other}" for other in names if other != part.first)]
    yield _line(head)
    yield _line(["---", *["---:"] * (len(head) - 1)])
    for row in part.rows:
        yield _line([row.label, *(_took(row, each) for each in names), *_ratios(row, part.first, names)])
    for label in lines(part):
        yield f"\n![Seconds over {part.unit}]({plot_file(name, label)})"
    yield ""


def plot_file(name: str, label: str) -> str:
    """Where the plot of some rows of a part lies, seen from the page."""
    slug = "".join(letter if letter.isalnum() else "-" for letter in label.lower()).strip("-")
    return f"performance/{name}-{slug}.svg" if slug else f"performance/{name}.svg"


def lines(part: Part) -> dict[str, dict[str, Line]]:
    """What a part has to plot: for each kind of row that has several sizes, a line a contestant."""
    kinds: dict[str, list[Row]] = {}
    for row in part.rows:
        if row.size is not None:
            kinds.setdefault(_kind(row), []).append(row)
    found: dict[str, dict[str, Line]] = {}
    for kind, rows in kinds.items():
        drawn = {
            name: [(row.size or 0, took[0]) for row in rows if (took := row.took.get(name)) is not None]
            for name in _contestants(rows)
        }
        found[kind] = {name: line for name, line in drawn.items() if len(line) > 1}
    return {kind: drawn for kind, drawn in found.items() if drawn}


def _kind(row: Row) -> str:
    """What a row measures, its size left out."""
    words = row.label.replace("`", "").replace(",", " ").split()
    return " ".join(word for word in words if not word.isdigit())


def _contestants(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row.took))


def _took(row: Row, name: str) -> str:
    if name not in row.took:
        return ""
    took = row.took[name]
    if took is None:
        return "cannot"
    seconds, peak = took
    memory = f"{peak / MEGABYTE:,.0f} MB"
    return f"{seconds:.3g} s, {memory}" if seconds else memory


def _ratios(row: Row, first: str, names: Sequence[str]) -> Iterator[str]:
    mine = row.took.get(first)
    for name in names:
        if name == first:
            continue
        theirs = row.took.get(name)
        if mine is None or theirs is None:
            yield ""
        else:
            place = 0 if mine[0] else 1
            yield f"{mine[place] / theirs[place]:.2f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
