"""What commands share that judge statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlgen.cli._invocation import Invocation
from sqlgen.config import read_settings
from sqlgen.config.lint import LintSettings
from sqlgen.errors import ConfigError
from sqlgen.lint.baseline import beyond, read_baseline
from sqlgen.lint.checking import check_scripts
from sqlgen.lint.finding import Finding, Severity
from sqlgen.lint.rule import slugs
from sqlgen.report import Summary
from sqlgen.statements import Script

TOLD = 4
"""So many rules are named in the one line that a render tells."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How things are to be judged: by which settings, for which edition, since when, with which sizes."""

    settings: LintSettings
    edition: str
    changed_since: str | None
    stats: Path | None


def lint_settings(invocation: Invocation, *, needed: bool) -> LintSettings:
    """The project's settings; files can be judged where there is no project."""
    try:
        config = invocation.config
    except ConfigError:
        if needed or invocation.config_files:
            raise
        return LintSettings()
    settings = read_settings(config).lint
    for slug in sorted(settings.asked - set(slugs())):
        raise ConfigError(f"there is no rule {slug}", hint="sqlgen rules lists them")
    return settings


def known_left_out(
    found: Iterable[Finding], settings: LintSettings, baseline: Path | None = None
) -> list[Finding]:
    """The findings that are not in the baseline, that of the settings where none is given."""
    known = baseline or (Path(settings.baseline) if settings.baseline else None)
    return list(found) if known is None else list(beyond(found, read_baseline(known)))


def tell_findings(invocation: Invocation, scripts: Sequence[Script], command: str) -> None:
    """Tell in a line what the linter has to say of scripts that are written; `command` shows it whole."""
    settings = lint_settings(invocation, needed=True)
    found = known_left_out(check_scripts(scripts, settings, settings.edition), settings)
    weighty = [one for one in found if one.severity is not Severity.INFO]
    if not weighty:
        return
    counts = Counter((one.severity.rank, one.rule) for one in weighty)
    rules = list(dict.fromkeys(rule for (_, rule), _ in sorted(counts.items(), key=_heaviest)))
    more = f" and {len(rules) - TOLD} rules more" if len(rules) > TOLD else ""
    summary = Summary(tuple(weighty), Path.cwd()).told()
    invocation.say(f"lint: {summary} ({', '.join(rules[:TOLD])}{more}); see {command}")


def _heaviest(counted: tuple[tuple[int, str], int]) -> tuple[int, int, str]:
    (rank, rule), count = counted
    return -rank, -count, rule
