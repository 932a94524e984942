"""The generated reference pages.

    python docs/generate.py            write them
    python docs/generate.py --check    exit 1 and name the pages that are stale, write nothing
"""

from __future__ import annotations

import argparse
import inspect
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from sqlgen.cli.main import command_line
from sqlgen.lint.rule import all_rules

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"


def commands_page() -> str:
    """Every command with its arguments and options, as click knows them."""
    lines = [
        "# Commands and options",
        "",
        "<!-- Written by docs/generate.py from the commands themselves. -->",
        "",
    ]
    context = click.Context(command_line, info_name="sqlgen", **command_line.context_settings)
    lines += _command_section(command_line, context, level=2)
    return "\n".join(lines).rstrip() + "\n"


def _command_section(command: click.Command, context: click.Context, *, level: int) -> Iterator[str]:
    yield f"{'#' * level} `{context.command_path}`"
    yield ""
    yield from ["```text", *_usage(command, context), "```", ""]
    if command.help:
        yield from [_paragraphs(command.help), ""]
    yield from _parameters(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            subcommand = command.get_command(context, name)
            if subcommand is not None and not subcommand.hidden:
                inner = click.Context(subcommand, info_name=name, parent=context)
                yield from _command_section(subcommand, inner, level=min(level + 1, 3))


def _usage(command: click.Command, context: click.Context) -> list[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    return [f"{context.command_path} {pieces}".rstrip()]


def _paragraphs(text: str) -> str:
    """Help text as Markdown: click's \\b marks a paragraph whose lines stay as they are."""
    shown = []
    for paragraph in inspect.cleandoc(text).partition("\f")[0].strip().split("\n\n"):
        kept = paragraph.removeprefix("\b\n")
        shown.append(paragraph if kept == paragraph else f"```text\n{kept}\n```")
    return "\n\n".join(shown)


def _parameters(command: click.Command, context: click.Context) -> Iterator[str]:
    records = [
        record
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option) and (record := parameter.get_help_record(context))
    ]
    if not records:
        return
    yield "| option | |"
    yield "|---|---|"
    for names, said in records:
        yield f"| `{_cell(names)}` | {_cell(said)} |"
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


DIALECTS_HEAD = """\
# Dialects

<!-- Written by docs/generate.py from dialect_configs/. -->

A dialect is a file in `dialect_configs/`. `--dialect NAME` chooses it, `--dialect NAME@VERSION` says for
which version of the server; unsaid, the version in the table is meant. A project's own folder
`dialect_configs/` adds dialects, or overrides these key by key. The files give the source of each fact.

| `--dialect` | database | version unless said | DDL in a transaction | ends a statement | ends a batch |
|---|---|---|---|---|---|
"""


def dialects_page() -> str:
    """What each file in dialect_configs/ says of its database."""
    files = sorted((ROOT / "dialect_configs").glob("*.toml"))
    tables = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files}
    rows = (_dialect_row(name, table) for name, table in tables.items())
    lines = [*DIALECTS_HEAD.splitlines(), *rows, ""]
    for name, table in tables.items():
        names = table["version"].get("names")
        if names:
            said = ", ".join(f"`{name}@{product}` is {number}" for product, number in names.items())
            lines += [f"{table['dialect']['title']} versions go by their product names too: {said}.", ""]
    lines += [*STYLE_HEAD.splitlines(), *(_style_row(name, table) for name, table in tables.items())]
    return "\n".join(lines).rstrip() + "\n"


STYLE_HEAD = """\
## `[layout]`: how statements are laid out

`sqlgen format` and every rendered script follow `[layout]` of the dialect's file. A project that wants
another style says so in a file of its own, `dialect_configs/NAME.toml` beside its configuration; keys that
it does not name stay as they are here.

| key | |
|---|---|
| `keyword_case` | `"upper"`, `"lower"`, or `"keep"` to leave keywords as they were written |
| `indent` | by how many spaces what is inside of something stands to the right of it, 1 to 8 |
| `comma` | `"trailing"` behind an item of a broken list, `"leading"` in front of the next |
| `width` | how many columns a line may have where it can be broken, 40 or more |
| `keywords` | words that are never names unless quoted: their case may change wherever they stand |

| `--dialect` | `keyword_case` | `indent` | `comma` | `width` | `keywords` |
|---|---|---|---|---|---|
"""


def _style_row(name: str, table: Mapping[str, Any]) -> str:
    style = table["layout"]
    values = [f"`{style[key]}`" for key in ("keyword_case", "indent", "comma", "width")]
    return f"| `{name}` | {' | '.join(values)} | {len(style['keywords'])} words |"


def _dialect_row(name: str, table: Mapping[str, Any]) -> str:
    script = table["script"]
    cells = [
        f"`{name}`",
        table["dialect"]["title"],
        table["version"]["default"],
        "yes" if table["transaction"]["ddl"] else "no",
        *(f"`{script[key]}`" if script.get(key) else "" for key in ("terminator", "batch_separator")),
    ]
    return f"| {' | '.join(cells)} |"


RULES_HEAD = """\
# Lint rules

<!-- Written by docs/generate.py from the rules themselves. -->

Each is a file in `sqlgen/lint/rules/`; the examples are run as tests. What stands above `-- now` is there
already; `repeat=N` says that the last line of an example stands there N times. `sqlgen explain RULE` shows
the same at a terminal.

"""


def rules_page() -> str:
    """Every lint rule, as its own docstring explains it."""
    rules = all_rules().values()
    rows = [
        f"| [{one.slug}](#{one.slug}) | {one.severity} | {', '.join(one.dialects)} | {one.summary} |"
        for one in rules
    ]
    lines = [*RULES_HEAD.splitlines(), "| rule | weighs | databases | |", "|---|---|---|---|", *rows, ""]
    for rule in rules:
        lines += [f"## {rule.slug}", "", *_rule_text(rule.doc), ""]
    return "\n".join(lines).rstrip() + "\n"


def _rule_text(doc: str) -> Iterator[str]:
    lines = doc.strip().splitlines()
    for line, behind in zip(lines, [*lines[1:], ""], strict=True):
        if set(behind) == {"-"} and behind:
            yield from (f"**{line}**", "")
        elif line.startswith("https://"):
            yield f"- <{line}>"
        elif not (set(line) == {"-"} and line):
            yield line


CLIENTS_HEAD = """\
# Clients

<!-- Written by docs/generate.py from dialect_configs/. -->

The client is the program that a script is run with. `--client NAME` chooses it; unsaid, it is the one
marked below. [What stands in a script and why](../explanation/scripts.md) explains the parts, and
[how to run one](../how-to/run-a-script.md) shows them in use.

A client is a table `[clients.NAME]` in the file of its dialect, so that a project's own `dialect_configs/`
can change one or add one. `{sql}` is a statement, `{text}` a line of progress, `{success}` the last line,
`{log}` the name of a log.

The tables of statements show how a statement begins: `A|B` is one of several words, `[X]` may be missing,
`*` is any words, `!X` must not follow, `.` is the end.
"""

NATURES = {
    "alone": "runs outside of a transaction",
    "commits": "commits by itself",
    "session": "holds for the session",
    "revision": "holds for the session, for its revision",
    "later": "can be used after the transaction alone",
    "begins": "begins a transaction",
    "ends": "ends a transaction",
    "undoes": "is refused: it would undo what the script did",
}


def clients_page() -> str:
    """What each file in dialect_configs/ says of the programs that scripts are run with."""
    lines = [*CLIENTS_HEAD.splitlines(), ""]
    for path in sorted((ROOT / "dialect_configs").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        lines += [f"## {table['dialect']['title']}", ""]
        for name, client in table["clients"].items():
            lines += _client(path.stem, name, client, default=table["client"]["default"] == name)
        lines += _statements(table)
    return "\n".join(lines).rstrip() + "\n"


def _client(dialect: str, name: str, client: Mapping[str, Any], *, default: bool) -> Iterator[str]:
    yield f"### `--dialect {dialect} --client {name}`{' (unless another is named)' if default else ''}"
    yield ""
    yield f"For {client['title']}. Run it so: `{client['run']}`. Exit code: {client['exits']}."
    yield ""
    rehearsal = client.get("rehearsal", {}).get("call")
    yield from [f"For a rehearsal: `{rehearsal}`." if rehearsal else "It cannot rehearse.", ""]
    for key, said in (("first", ""), ("prelude", "begins"), ("epilogue", "ends")):
        text = client.get(key, "").strip("\n")
        if text:
            yield from [f"It {said} with:" if said else "In front of all:", "", "```text", text, "```", ""]
    yield from (f"- {note}" for note in client.get("notes", ()))
    yield from (f"- {taken['why'].capitalize()}: written otherwise." for taken in client.get("taken", ()))
    sources = ", ".join(f"<{source}>" for source in client["sources"])
    yield from ["", f"Sources: {sources}", ""]


def _statements(table: Mapping[str, Any]) -> Iterator[str]:
    yield from ["### Statements that are not just part of a transaction", ""]
    yield from ["| statement | version | |", "|---|---|---|"]
    for rule in table.get("statements", ()):
        since, until = rule.get("since"), rule.get("until")
        version = f"since {since}" if since else f"before {until}" if until else ""
        said = f"{NATURES[rule['nature']]} ([source]({rule['source']}))"
        yield f"| `{_cell(rule['statement'])}` | {version} | {said} |"
    yield ""


PAGES = {
    REFERENCE / "clients.md": clients_page,
    REFERENCE / "cli.md": commands_page,
    REFERENCE / "dialects.md": dialects_page,
    REFERENCE / "rules.md": rules_page,
}


def main() -> int:
    """Write the pages, or say which are stale."""
    parser = argparse.ArgumentParser(description="Write the generated reference pages.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is stale")
    check = parser.parse_args().check
    stale = 0
    for path, page in PAGES.items():
        text = page()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        print(path.relative_to(ROOT).as_posix(), "is stale: run `make docs`" if check else "written")
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
