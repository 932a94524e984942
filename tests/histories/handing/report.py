"""The page that tells what came of the scripts."""

from __future__ import annotations

from collections.abc import Sequence

from tests.histories.handing.trying import MANY, STOPS, Tried

INTRODUCTION = """\
<!-- Written by `make handing`; edit tests/histories/handing/report.py instead. -->

# Public histories in the hands of clients

Each history of [the comparison](histories.md) on the databases that it is for: its script for psql,
mariadb or sqlite3, up to the first revision that sqlgen cannot render, or that Alembic cannot do to an
empty database either, is run by that client as [a DBA would](../how-to/run-a-script.md).

- **Done**: it ends with exit code 0 in the line that its header promises.
- **Left alone**: databases that are not as the script expects: the server is too old for it, the database has
  another name (not on SQLite), it is upgraded already. The script has to end in the guard's sentence, with
  another exit code than 0, and schema and rows are what they were.
- **Resumed**: the client is killed in {stops} segments of the script at most, the last among them, each
  time on a new database, in one of a script with more than {many}; then the files of `--split segment` are
  run from the one before on, as `RESUME.md` says. What is there then has to be the schema of the
  uninterrupted run, the version table included.

This page was written by one run of `make handing`, {minutes} minutes, on {servers}.

| | |
|---|---:|
| scripts | {scripts} |
| revisions in them | {steps:,} |
| segments in them | {segments:,} |
| done | {done} |
| databases left alone | {refusals} |
| stops resumed | {resumed} |
| failures | {failures} |

| History | Revisions | Segments | Done | Left alone | Resumed | Failures |
|---|---:|---:|---|---:|---:|---|
"""


def page(made: Sequence[Tried], servers: Sequence[str], minutes: int) -> str:
    """The page, in Markdown."""
    scripts = [one for one in made if one.segments]
    head = INTRODUCTION.format(
        stops=STOPS,
        many=MANY,
        minutes=minutes,
        servers=", ".join(servers),
        scripts=len(scripts),
        steps=sum(one.steps for one in scripts),
        segments=sum(one.segments for one in scripts),
        done=sum(one.ran for one in scripts),
        refusals=sum(one.refusals for one in scripts),
        resumed=sum(one.resumed for one in scripts),
        failures=sum(len(one.failures) for one in made),
    )
    return head + "".join(map(_row, made))


def _row(one: Tried) -> str:
    cells = [
        f"{one.history}, {one.dialect}",
        f"{one.steps} of {one.all_steps}",
        str(one.segments),
        "yes" if one.ran else "no",
        str(one.refusals),
        str(one.resumed),
        _cell("; ".join(one.failures) or (one.stopped and f"no script: {one.stopped}")),
    ]
    return f"| {' | '.join(cells)} |\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")[:300]


def summary(one: Tried) -> str:
    """One line for whoever watches."""
    state = "; ".join(one.failures) or one.stopped or "well"
    return (
        f"{one.history} {one.dialect}: {one.steps} of {one.all_steps} revisions, {one.segments} segments, "
        f"{one.refusals} left alone, {one.resumed} resumed: {state}"
    )
