"""Findings mended in the revisions themselves, and the proof that nothing else has changed."""

from __future__ import annotations

from collections.abc import Callable

from sqlgen.cli._invocation import Invocation
from sqlgen.cli._replaying import replaying
from sqlgen.errors import SqlgenError
from sqlgen.history.released import Released
from sqlgen.lint.finding import Finding, Severity
from sqlgen.lint.fixing import FIXES, fixed
from sqlgen.pipeline import Options, known_at, open_project
from sqlgen.script.output import write_file

Judge = Callable[[], tuple[Finding, ...]]


def fix_findings(
    invocation: Invocation, options: Options, released: Released, found: tuple[Finding, ...], judge: Judge
) -> tuple[Finding, ...]:
    """Mend what can be mended in revisions that are not released; what is left is returned.

    A rewriting stays where the revision still runs, ends in the same schema, has the finding no more and no
    other that it did not have; else the file is put back as it was. `judge` finds what there is to say.
    """
    tried: set[tuple[str, str, str]] = set()
    while True:
        finding = next((one for one in found if _mendable(one, released) and _key(one) not in tried), None)
        if finding is None:
            return found
        tried.add(_key(finding))
        better = _mended(invocation, options, found, finding, judge)
        if better is not None:
            found = better


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.origin.revision or "", finding.sql


def _mendable(finding: Finding, released: Released) -> bool:
    return (
        finding.rule in FIXES and finding.origin.revision in released.new and finding.origin.file is not None
    )


def _mended(
    invocation: Invocation, options: Options, found: tuple[Finding, ...], finding: Finding, judge: Judge
) -> tuple[Finding, ...] | None:
    """What there is to say once a finding is mended; None where it cannot be."""
    file = finding.origin.file
    if file is None:
        return None
    before = file.read_text(encoding="utf-8")
    text = fixed(before, finding)
    if text is None:
        return None
    revision = finding.origin.revision or ""
    schema = _schema(invocation, options, revision)
    write_file(file, text)
    try:
        after = judge()
        same = _schema(invocation, options, revision) == schema
    except SqlgenError:
        after, same = found, False
    except BaseException:
        write_file(file, before)
        raise
    gone = _key(finding) not in {_key(one) for one in after} and not _worse(found, after)
    if not (same and gone):
        write_file(file, before)
        invocation.say(
            f"left alone: {finding.rule} in {file.name}, as the rewriting would do more than mend it"
        )
        return None
    invocation.say(f"mended: {finding.rule} in {file.name}:{finding.origin.line}")
    return after


def _worse(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> bool:
    """Whether a rule that weighs something finds more than it did."""

    def counts(found: tuple[Finding, ...]) -> dict[tuple[str, str | None], int]:
        weighty = [(one.rule, one.origin.revision) for one in found if one.severity is not Severity.INFO]
        return {key: weighty.count(key) for key in weighty}

    known = counts(before)
    return any(count > known.get(key, 0) for key, count in counts(after).items())


def _schema(invocation: Invocation, options: Options, revision: str) -> list[object]:
    with replaying(invocation) as watch:
        project = open_project(invocation.config, options, watch)
        return [known.document() for known in known_at(project, revision, options, watch)]
