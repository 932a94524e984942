"""Scripts as segments: stretches that are done whole or not at all.

Where a script stops, it stops between two segments, or within one that leaves no trace. Which statements make
up a segment follows from the statement and the database, not from where the author put transactions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind, lex
from sqlgen.dialects.matching import rules_of
from sqlgen.dialects.natures import Nature, Rule
from sqlgen.errors import RevisionError
from sqlgen.history.revision import Step
from sqlgen.script.separate import separated
from sqlgen.statements import Purpose, Script, Section, Statement


class Mode(StrEnum):
    """How a segment stands to transactions."""

    TRANSACTION = "transaction"
    """One transaction."""
    ALONE = "alone"
    """One statement, outside of every transaction."""
    COMMITS = "commits"
    """One statement that commits by itself."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Statements of one section of the script that stand in one segment, in order.

    `section` is the section's number; `begins` says that no earlier piece belongs to the section, `finishes`
    that no later one does.
    """

    section: int
    step: Step | None
    statements: tuple[Statement, ...]
    begins: bool = True
    finishes: bool = True


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that is done whole or not at all, and what is said to the session before it.

    `rules` are those of the dialect that an ALONE or COMMITS statement falls under. `settings` are new,
    `session` is all that holds when the segment begins, `settings` among it.
    """

    number: int
    mode: Mode
    pieces: tuple[Piece, ...]
    rules: tuple[Rule, ...] = ()
    settings: tuple[Statement, ...] = ()
    session: tuple[Statement, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for piece in self.pieces for statement in piece.statements)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(dict.fromkeys(piece.step for piece in self.pieces if piece.step is not None))


@dataclass(frozen=True, slots=True)
class Segmented:
    """A script's segments in order, and what is said behind the last one."""

    segments: tuple[Segment, ...]
    closing: tuple[Statement, ...] = ()


def segmented(script: Script) -> Segmented:
    """The segments of a script.

    Raises RevisionError for a statement that rolls back what the script did.
    """
    cutter = _Cutter(script)
    for number, section in enumerate(script.sections):
        cutter.take(number, section)
    return cutter.finished()


@dataclass(slots=True)
class _Cutter:
    """The script as far as it has been cut. `passing` are settings that matter to the open revision alone."""

    script: Script
    segments: list[Segment] = field(default_factory=list)
    settings: list[Statement] = field(default_factory=list)
    session: list[Statement] = field(default_factory=list)
    passing: list[Statement] = field(default_factory=list)
    open: list[tuple[int, Step | None, Statement]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)

    @property
    def facts(self) -> Facts:
        return self.script.target.facts

    def take(self, number: int, section: Section) -> None:
        outside = False
        self.passing = []
        if section.manual is not None:
            self.close()
            return
        for place, statement in enumerate(section.statements):
            if statement.purpose is Purpose.TRANSACTION:
                # COMMIT and a later BEGIN in one section are a block that the author put outside.
                ends = statement.sql == self.facts.commit
                later = section.statements[place + 1 :]
                outside = ends and section.step is not None and _begins_again(later, self.facts)
                if ends:
                    self.close()
                continue
            if statement.purpose is Purpose.NOTE:
                self._note(number, section.step, statement)
                continue
            for text in separated(statement.sql, self.facts):
                outside = self._statement(number, section.step, replace(statement, sql=text), outside)
        if self._commits_by_itself:
            # Nothing is won by a transaction over two revisions where DDL ends it anyway.
            self.close()

    @property
    def _commits_by_itself(self) -> bool:
        return any(rule.nature is Nature.COMMITS for rule in self.facts.rules)

    def _note(self, number: int, step: Step | None, statement: Statement) -> None:
        if self.open or step is not None:
            self.open.append((number, step, statement))
        else:
            self.settings.append(statement)
            self.session.append(statement)

    def _statement(self, number: int, step: Step | None, statement: Statement, outside: bool) -> bool:
        """Take one statement; whether the next one stands outside of transactions by the author's word."""
        target = self.script.target
        rules = rules_of(statement.sql, self.facts.rules, self.facts.lexical, target.version)
        natures = {rule.nature for rule in rules}
        if Nature.UNDOES in natures:
            raise RevisionError(
                f"{statement.sql.strip()} would roll back what the script did before",
                origin=statement.origin,
                hint="take it out of the revision, or render with --plain",
            )
        if Nature.ENDS in natures or Nature.BEGINS in natures:
            self.close()
            return Nature.ENDS in natures
        if Nature.SESSION in natures or Nature.REVISION in natures:
            self._setting(number, step, statement, natures)
            return outside
        # What the version table is told belongs together, whatever the author does around it.
        apart = outside and statement.purpose is Purpose.CHANGE
        if Nature.COMMITS in natures or Nature.ALONE in natures or apart:
            self.close()
            mode = Mode.COMMITS if Nature.COMMITS in natures else Mode.ALONE
            self._segment(mode, [(number, step, statement)], rules)
            return outside
        if self.labels & _strings(statement.sql, self.facts):
            # A label can be used only after the transaction that made it.
            self.close()
        if Nature.LATER in natures:
            self.labels |= _strings(statement.sql, self.facts)
        self.open.append((number, step, statement))
        return outside

    def _setting(
        self, number: int, step: Step | None, statement: Statement, natures: Collection[Nature]
    ) -> None:
        if Nature.ALONE in natures:
            self.close()
        (self.session if Nature.SESSION in natures else self.passing).append(statement)
        if self.open:
            self.open.append((number, step, statement))
        else:
            self.settings.append(statement)

    def close(self) -> None:
        """End the transaction that is open."""
        taken, self.open = self.open, []
        self.labels = set()
        if any(statement.purpose is not Purpose.NOTE for _, _, statement in taken):
            self._segment(Mode.TRANSACTION, taken)
        else:
            self.settings += [statement for _, _, statement in taken]

    def _segment(
        self, mode: Mode, taken: list[tuple[int, Step | None, Statement]], rules: tuple[Rule, ...] = ()
    ) -> None:
        said = {id(statement) for _, _, statement in taken}
        session = tuple(one for one in (*self.session, *self.passing) if id(one) not in said)
        settings, self.settings = tuple(self.settings), []
        number = len(self.segments) + 1
        self.segments.append(Segment(number, mode, tuple(_pieces(taken)), rules, settings, session))

    def finished(self) -> Segmented:
        self.close()
        pieces = [piece for segment in self.segments for piece in segment.pieces]
        first = {piece.section: piece for piece in reversed(pieces)}
        last = {piece.section: piece for piece in pieces}

        def placed(piece: Piece) -> Piece:
            return replace(
                piece, begins=piece is first[piece.section], finishes=piece is last[piece.section]
            )

        segments = (replace(one, pieces=tuple(map(placed, one.pieces))) for one in self.segments)
        return Segmented(tuple(segments), tuple(self.settings))


def _begins_again(later: Iterable[Statement], facts: Facts) -> bool:
    return any(one.purpose is Purpose.TRANSACTION and one.sql == facts.begin for one in later)


def _pieces(taken: list[tuple[int, Step | None, Statement]]) -> Iterator[Piece]:
    gathered: list[Statement] = []
    for place, (section, step, statement) in enumerate(taken):
        gathered.append(statement)
        if place + 1 == len(taken) or taken[place + 1][0] != section:
            yield Piece(section, step, tuple(gathered))
            gathered = []


def _strings(sql: str, facts: Facts) -> set[str]:
    return {lexeme.text for lexeme in lex(sql, facts.lexical) if lexeme.kind is Kind.STRING}
