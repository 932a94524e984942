"""Scripts and files judged as a project says: weighed, and without what somebody has allowed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlgen.catalog import Catalog
from sqlgen.config.lint import LintSettings
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import Target
from sqlgen.history.released import Released
from sqlgen.lint.engine import Surroundings, findings, judge
from sqlgen.lint.finding import Finding
from sqlgen.lint.sizes import read_sizes, sized
from sqlgen.lint.sources import told_by_script, told_by_text
from sqlgen.lint.suppression import read_suppressions, suppressed, suppressions
from sqlgen.lint.weighing import weighed
from sqlgen.statements import Script


def check_scripts(
    scripts: Iterable[Script],
    settings: LintSettings,
    edition: str = "",
    released: Released | None = None,
    statistics: Path | None = None,
) -> tuple[Finding, ...]:
    """The findings on rendered scripts, in order.

    `statistics` is a file that says how large the tables are.

    Where `released` says what is new, revisions that were released are judged, for what follows them, and
    nothing is said of them.
    """
    found: list[Finding] = []
    written: dict[Path, None] = {}
    for script in scripts:
        files = {step.revision.id: step.revision.file for step in script.plan.steps}
        around = Surroundings(
            script.target, script.before, edition, False, settings.new_for, files, released or Released()
        )
        judged = findings(judge(told_by_script(script), around), settings.asked)
        facts = script.target.facts
        found += sized(judged, None if statistics is None else read_sizes(statistics, facts), facts)
        for revision, file in files.items():
            if released is None or revision in released.touched:
                written[file] = None
    if released is not None:
        found = [one for one in found if one.origin.revision in released.touched]
    return suppressed(weighed(found, settings), read_suppressions(written))


def check_text(
    text: str,
    path: Path | None,
    target: Target,
    settings: LintSettings,
    edition: str = "",
    statistics: Path | None = None,
) -> tuple[Finding, ...]:
    """The findings on the text of a file, or of standard input where `path` is None."""
    # Nobody knows what is there when the file is run.
    start = Catalog(server=ServerNames(offline_dialect(target))).unreadable()
    around = Surroundings(target, start, edition, settings.in_transaction, settings.new_for)
    judged = findings(judge(told_by_text(text, target.facts, path), around), settings.asked)
    sizes = None if statistics is None else read_sizes(statistics, target.facts)
    found = sized(judged, sizes, target.facts)
    return suppressed(weighed(found, settings), suppressions(text, path))
