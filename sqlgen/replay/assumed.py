"""The answers that a project's configuration gives to what its revisions ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from sqlgen.config import Answer
from sqlgen.errors import ConfigError, SqlgenError
from sqlgen.history import Direction, History, Step
from sqlgen.origin import Origin
from sqlgen.statements import Assumption

FUNCTIONS = {Direction.UP: "upgrade", Direction.DOWN: "downgrade"}
QUOTES = str.maketrans("", "", '"`[]')
"""Marks around names, which differ from database to database."""
Row = tuple[Any, ...]
SHOWN = 3
"""How many rows a message shows."""


def of_history(answers: tuple[Answer, ...], history: History) -> tuple[Answer, ...]:
    """The answers, if there is a revision for each. Raises ConfigError where there is none."""
    for answer in answers:
        if answer.revision not in history:
            close = get_close_matches(answer.revision, history, n=1)
            raise ConfigError(
                f"{answer.place} answers a revision that is not there",
                origin=answer.origin,
                hint=f"Did you mean {close[0]}?" if close else "sqlgen history lists the revisions.",
            )
    return answers


class Assumed:
    """The configured answers of a history, and what of them the revision that runs rests on.

    `made` holds the assumptions of that revision. An error about an answer is kept, in case the revision
    swallows it: `check` raises it again. `used` are the places of the answers that were
    asked for. While `past` is true, revisions run that the database ran long ago,
    on rows that the history does not tell; then an answer is taken as it is.
    """

    def __init__(self, answers: Iterable[Answer], parsed: Callable[[str], Any]) -> None:
        self._answers = tuple(answers)
        self._parsed = parsed
        self._mine: tuple[Answer, ...] = ()
        self.used: set[str] = set()
        self._error: SqlgenError | None = None
        self.made: list[Assumption] = []
        self.past = False

    def begin(self, step: Step | None) -> None:
        """A revision begins, or none."""
        running = (step.revision.id, FUNCTIONS.get(step.direction)) if step is not None else None
        self._mine = tuple(each for each in self._answers if (each.revision, each.function) == running)
        self._error = None
        self.made = []

    @property
    def expected(self) -> bool:
        """Whether there are answers for the revision that runs."""
        return bool(self._mine)

    def check(self) -> None:
        """Raise the error about an answer that the revision has swallowed."""
        if self._error is not None:
            raise self._error

    def unused(self, steps: Iterable[Step]) -> Iterator[Answer]:
        """The answers to these steps that none of them has asked for."""
        ran = {(step.revision.id, FUNCTIONS.get(step.direction)) for step in steps}
        for answer in self._answers:
            if (answer.revision, answer.function) in ran and answer.place not in self.used:
                yield answer

    def answer(self, asked: Any, sql: str, origin: Callable[[], Origin], certain: Callable[[], Any]) -> Any:
        """The result of a question; None where there is none, or where it has to stand in the script.

        `certain` gives the result that is certain, or None. Raises ConfigError where it is another one than
        the configuration's, and where that does not fit the question.
        """
        answer = self._found(asked, sql)
        if answer is None:
            return certain()
        with self._kept():
            keys, rows = self._rows(answer, sql)
            known = None if self.past else certain()
            if known is not None:
                _compare(answer, sql, known, rows)
                return certain()
            if self._may_write(sql):
                return None
            self._note(answer, sql, origin(), sent=False)
            return _given(asked, keys, rows)

    def answer_sent(
        self,
        asked: Any,
        sql: str,
        origin: Callable[[], Origin],
        changed: int | None,
        returned: Callable[[], Any] = lambda: None,
    ) -> Any:
        """What a statement that stands in the script gives: rows, or the number of rows that it changes.

        `changed` is that number where it is certain, `returned` gives the rows that are, or None. None is
        given where nothing is known.
        """
        answer = self._found(asked, sql)
        if answer is None:
            known = returned()
            return changed if known is None else known
        with self._kept():
            if not self.past and changed is not None and answer.rowcount not in (None, changed):
                raise _contradiction(answer, sql, f"{changed} rows", f"{answer.rowcount}")
            if answer.rowcount is None:
                keys, rows = self._rows(answer, sql)
                known = None if self.past else returned()
                if known is not None:
                    _compare(answer, sql, known, rows)
                    return returned()
                self._note(answer, sql, origin(), sent=True)
                return _given(asked, keys, rows)
            if changed is None:
                self._note(answer, sql, origin(), sent=True)
            return answer.rowcount

    def _found(self, asked: Any, sql: str) -> Answer | None:
        """The answer to a question, written as the revision has it or as the database gets it."""
        if not self._mine:
            return None
        texts = {_plain(sql), _plain(str(asked))}
        for answer in self._mine:
            exact = answer.question is not None and _plain(answer.question) in texts
            if exact or (answer.matches is not None and answer.matches.search(_in_one_line(sql))):
                self.used.add(answer.place)
                return answer
        return None

    def _note(self, answer: Answer, sql: str, origin: Origin, *, sent: bool) -> None:
        rows = answer.rows
        if rows is None and answer.rowcount is None:
            names = self._columns(sql)
            rows = ({(names[0] if names else "") or "value": answer.value},)
        question = _in_one_line(sql)
        self.made.append(Assumption(question, answer.place, rows, answer.rowcount, origin, sent=sent))

    def suppose(self, sql: str, relation: Any, origin: Origin) -> None:
        """Note an answer that holds only if tables had no rows in front of the history, as somebody says."""
        keys = [label.column for label in relation.labels]
        rows = tuple(dict(zip(keys, cells, strict=True)) for cells in relation.sure())
        self.made.append(Assumption(_in_one_line(sql), "history.rows", rows, None, origin))

    @contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            yield
        except SqlgenError as error:
            self._error = error
            raise

    def _rows(self, answer: Answer, sql: str) -> tuple[list[str], list[Row]]:
        """The names and the rows that an answer gives. Raises ConfigError where they do not fit."""
        if answer.rowcount is not None:
            raise ConfigError(
                f"{answer.place} says how many rows are changed, and the question reads rows: "
                f"{shortened(sql)}",
                origin=answer.origin,
                hint="say rows = [{…}] or value = …",
            )
        names = self._columns(sql)
        if answer.rows is None:
            return _one_value(answer, names)
        keys = _keys(answer, names)
        return keys, [tuple(row.get(key) for key in keys) for row in answer.rows]

    def _columns(self, sql: str) -> list[str] | None:
        """The names of a question's columns, empty where they have none; None where the text does not say."""
        from sqlglot import exp

        trees = self._parsed(sql)
        if trees is None or len(trees) != 1:
            return None
        query = trees[0].args.get("returning") or trees[0]
        outputs = query.selects if isinstance(query, exp.Query) else query.expressions
        names = [str(output.alias_or_name) for output in outputs]
        return None if not names or "*" in names else names

    def _may_write(self, sql: str) -> bool:
        # Here, as elsewhere in this module: no answer, no sqlglot.
        from sqlglot import exp

        # A function that nobody knows may change something too.
        writing = (
            exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Into, exp.Lock, exp.Anonymous, exp.Command,
        )  # fmt: skip
        trees = self._parsed(sql)
        return trees is None or any(isinstance(node, writing) for tree in trees for node in tree.walk())


def _given(asked: Any, keys: list[str], rows: list[Row]) -> Any:
    from sqlgen.replay.given import given

    return given(asked, keys, rows)


def _one_value(answer: Answer, names: list[str] | None) -> tuple[list[str], list[Row]]:
    if names is not None and len(names) > 1:
        raise ConfigError(
            f"{answer.place} gives one value, and the question has {len(names)} columns: {', '.join(names)}",
            origin=answer.origin,
            hint="say rows = [{…}]",
        )
    return [(names[0] if names else "") or "value"], [(answer.value,)]


def _keys(answer: Answer, names: list[str] | None) -> list[str]:
    """The columns of an answer's rows in the question's order; those without a name take the answer's."""
    said = list(answer.rows[0]) if answer.rows else []
    if names is None:
        return said
    fresh = iter([key for key in said if key not in names])
    keys = [name or next(fresh, "") for name in names]
    for key in fresh:
        raise ConfigError(
            f"{answer.place} has a column {key!r}, and the question has {', '.join(filter(None, names))}",
            origin=answer.origin,
        )
    return keys


def _compare(answer: Answer, sql: str, known: Any, said: list[Row]) -> None:
    """Refuse an answer that is not the certain one; in which order rows come is nobody's promise."""
    certain = [tuple(row) for row in known]
    if Counter(map(repr, certain)) != Counter(map(repr, said)) and certain != said:
        raise _contradiction(answer, sql, _told(certain), _told(said))


def _contradiction(answer: Answer, sql: str, certain: str, said: str) -> ConfigError:
    return ConfigError(
        f"{answer.place} says {said}, and at this point of the history it is certain that the answer is "
        f"{certain}: {shortened(sql)}",
        origin=answer.origin,
        hint="take the answer out; what the history itself tells needs none",
    )


def _told(rows: list[Row]) -> str:
    shown = ", ".join(map(repr, rows[:SHOWN]))
    return (f"{shown} and {len(rows) - SHOWN} more" if len(rows) > SHOWN else shown) or "no rows"


def _plain(sql: str) -> str:
    return _in_one_line(sql).translate(QUOTES)


def _in_one_line(sql: str) -> str:
    return " ".join(sql.split()).rstrip("; ")


def shortened(sql: str, length: int = 200) -> str:
    """A statement in one line, as much of it as people read."""
    line = _in_one_line(sql)
    return line if len(line) <= length else f"{line[:length - 1]}…"
