"""The rule, and how rules are found.

A file `rules/<slug>.py` is a rule. It holds

- its docstring: a first line that says what the rule is against; then the sections `Why`, `Bad`, `Good` and
  `Links`, the examples in fences whose info string is `sql` and the dialects they hold for;
- `SEVERITY`, the weight of a finding, and `DIALECTS`, the dialects that it is for;
- `check(statement)`, which yields a remark for each thing that is wrong with one statement, or
  `check_script(script)`, which yields pairs of a statement and a remark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from sqlgen.errors import UsageError
from sqlgen.lint.finding import Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

ALL = ("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle")
_FOLDER = Path(__file__).parent / "rules"

StatementCheck = Callable[[Judged], Iterable[Remark]]
ScriptCheck = Callable[[JudgedScript], Iterable[tuple[Judged, Remark]]]


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a rule's docstring.

    `text` is SQL, or with `python` revisions, each behind a line `# ID above ID`; one with no code makes a
    table. `before` is what is there already: statements up to a line that says `-- now`, which are not
    linted, or revisions as they were released, up to `# now`. `edition` is that of the server, said as
    `edition=NAME` behind the dialects; `repeat=N` there says how often the last line stands in a row.
    """

    dialects: tuple[str, ...]
    text: str
    before: str = ""
    edition: str = ""
    python: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its slug, which is file name, page, config key and suppression."""

    slug: str
    severity: Severity
    dialects: tuple[str, ...]
    summary: str
    doc: str
    check: StatementCheck | None
    check_script: ScriptCheck | None

    def examples(self, section: str) -> tuple[Example, ...]:
        """The examples under `Bad` or `Good`."""
        return tuple(_examples(self.doc, section, self.dialects))


def slugs() -> tuple[str, ...]:
    """The slugs of all rules, in alphabetical order; no rule is imported for it."""
    return tuple(
        sorted(file.stem.replace("_", "-") for file in _FOLDER.glob("*.py") if file.stem != "__init__")
    )


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its slug. Raises UsageError for a file that is no rule."""
    return {
        slug: _rule(slug, import_module(f"sqlgen.lint.rules.{slug.replace('-', '_')}")) for slug in slugs()
    }


def _rule(slug: str, module: ModuleType) -> Rule:
    doc = module.__doc__ or ""
    lacking = [name for name in ("SEVERITY", "DIALECTS") if not hasattr(module, name)]
    if not (hasattr(module, "check") or hasattr(module, "check_script")):
        lacking.append("check")
    lacking += [section for section in ("Why", "Bad", "Good") if f"\n{section}\n" not in doc]
    if lacking:
        raise UsageError(f"the rule {slug} lacks {', '.join(lacking)}")
    return Rule(
        slug,
        module.SEVERITY,
        tuple(module.DIALECTS),
        doc.strip().partition("\n")[0].rstrip("."),
        doc,
        getattr(module, "check", None),
        getattr(module, "check_script", None),
    )


_FENCE = re.compile(
    r"^```(?P<language>sql|python) ?(?P<said>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


def _examples(doc: str, section: str, every: tuple[str, ...]) -> Iterator[Example]:
    text = doc.partition(f"\n{section}\n")[2]
    text = re.split(r"\n(?:Why|Bad|Good|Links)\n-+\n", text)[0]
    for fence in _FENCE.finditer(text):
        python = fence["language"] == "python"
        before, now, text = fence["text"].rpartition("# now\n" if python else "-- now\n")
        words = fence["said"].split()
        options = dict(word.split("=", 1) for word in words if "=" in word)
        *lines, last = text.splitlines(keepends=True)
        text = "".join([*lines, last * int(options.get("repeat", 1))])
        dialects = tuple(word for word in words if "=" not in word) or every
        yield Example(dialects, text, before if now else "", options.get("edition", ""), python)
