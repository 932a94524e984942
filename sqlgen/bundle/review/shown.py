"""What the review shows of one database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from sqlgen.bundle.manifest import Target
from sqlgen.bundle.review.cards import Card, cards
from sqlgen.bundle.review.markup import marked
from sqlgen.bundle.review.picture import picture
from sqlgen.bundle.review.tables import Changes, changes
from sqlgen.bundle.review.timeline import Stretch, timeline
from sqlgen.dialects.locks import LockFact
from sqlgen.lint.engine import Surroundings, judge
from sqlgen.lint.finding import Finding, Severity
from sqlgen.lint.sources import told_by_script
from sqlgen.origin import Origin
from sqlgen.script.backout import Backout
from sqlgen.script.backout_files import backout_names
from sqlgen.script.banner import told_from
from sqlgen.script.handover import Handover
from sqlgen.script.progress import told
from sqlgen.script.questions import Question, postflight_questions, preflight_questions
from sqlgen.script.segments import segmented
from sqlgen.statements import Script

MOST = 60_000
"""Characters of one file, beyond which the page names it and does not repeat it."""


@dataclass(frozen=True, slots=True)
class Check:
    """A question of preflight or postflight; `query` is HTML."""

    question: Question
    query: str
    place: str


@dataclass(frozen=True, slots=True)
class WayBack:
    """The way back from behind a segment: its file, or the reason why there is none. `text` is HTML."""

    segment: int
    state: str
    file: str
    reason: str
    end: str
    notes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class ShownTarget:
    """All that the review shows of one database; `key` tells its parts from those of the others."""

    key: str
    target: Target
    changes: Changes
    picture: str
    cards: tuple[Card, ...]
    timeline: tuple[Stretch, ...]
    findings: tuple[Finding, ...]
    preflight: tuple[Check, ...]
    postflight: tuple[Check, ...]
    back: tuple[WayBack, ...]
    manual: tuple[tuple[str, str], ...]

    @property
    def facts(self) -> tuple[LockFact, ...]:
        """What is known of locks and was used, by the names of the changes."""
        used = {
            (one.fact.change, one.fact.lock): one.fact
            for card in self.cards
            for one in card.locks
            if not one.new
        }
        return tuple(used[key] for key in sorted(used))

    @property
    def groups(self) -> list[tuple[str, list[Card]]]:
        """The statements by revision, in their order."""
        return [
            (revision, list(group)) for revision, group in groupby(self.cards, lambda card: card.revision)
        ]

    @cached_property
    def rows(self) -> dict[int, int]:
        """The first segment of the timeline's row that each segment stands in."""
        return {number: one.first for one in self.timeline for number in range(one.first, one.last + 1)}

    @property
    def last(self) -> int:
        """The number of the last statement."""
        return max((card.number for card in self.cards), default=1)

    @property
    def by_rule(self) -> dict[tuple[Severity, str], list[int]]:
        """The statements that each rule speaks of, what weighs most first."""
        found: dict[tuple[Severity, str], dict[int, None]] = {}
        for card in self.cards:
            for one in card.findings:
                found.setdefault((one.severity, one.rule), {})[card.number] = None
        ordered = sorted(found, key=lambda key: (-key[0].rank, key[1]))
        return {key: list(found[key]) for key in ordered}

    @property
    def loose(self) -> list[Finding]:
        """Findings about no single statement."""
        told = {id(one) for card in self.cards for one in card.findings}
        return [one for one in self.findings if id(one) not in told]

    @property
    def waiting(self) -> int:
        return sum(card.waits for card in self.cards)


def shown_target(
    script: Script,
    target: Target,
    findings: Sequence[Finding],
    backouts: Sequence[Backout],
    texts: Mapping[str, str],
    handover: Handover,
) -> ShownTarget:
    """What there is to show of a script; `texts` are its files by name, below the folder of the target."""

    def place(origin: Origin) -> str:
        if origin.file is None:
            return ""
        return f"{told_from(origin.file, handover.folder)}{f':{origin.line}' if origin.line else ''}"

    def checked(questions: Sequence[Question]) -> tuple[Check, ...]:
        facts = script.target.facts
        return tuple(Check(one, marked(one.query, facts), place(one.origin)) for one in questions)

    segments = segmented(script).segments
    judged = judge(told_by_script(script), Surroundings(script.target, script.before)).statements
    shown = tuple(cards(script, segments, judged, findings, place))
    changed = changes(script, judged)
    key = re.sub(r"[^\w-]+", "-", target.folder)
    return ShownTarget(
        key,
        target,
        changed,
        picture(changed.tables, key),
        shown,
        timeline(segments, shown, _files(texts)),
        tuple(findings),
        checked(preflight_questions(script)),
        checked(postflight_questions(script)),
        tuple(_ways(script, backouts, texts)),
        tuple((name, text) for name, text in sorted(texts.items()) if re.match(r"\d+_0_by_hand", name)),
    )


def _files(texts: Mapping[str, str]) -> dict[int, tuple[str, ...]]:
    """The scripts of each segment."""
    found: dict[int, tuple[str, ...]] = {}
    for name in sorted(texts):
        numbered = re.match(r"(\d+)_.*\.sql\Z", name)
        if numbered:
            number = int(numbered[1])
            found[number] = (*found.get(number, ()), name)
    return found


def _ways(script: Script, backouts: Sequence[Backout], texts: Mapping[str, str]) -> list[WayBack]:
    facts = script.target.facts
    found = []
    for one, name in zip(backouts, backout_names(backouts), strict=True):
        file = f"backout/{name}"
        text = texts.get(file, "")
        whole = one is backouts[-1] and len(text) <= MOST
        found.append(
            WayBack(
                one.stage.segment.number,
                told(one.stage.after),
                file if text else "",
                one.reason,
                ", ".join(one.end) or "base",
                one.notes,
                marked(text, facts) if whole else "",
            )
        )
    return found
