"""A question in SQL, taken apart."""

from __future__ import annotations

from sqlglot import exp

from sqlgen.replay.rows.reading import SQLGLOT_DIALECTS, Reading

BEYOND = ("group", "having", "distinct", "limit", "offset", "with_")
"""Parts of a SELECT behind which its columns are not those of its tables."""


def question_of(text: str, dialect: str) -> Question | None:
    """The question that a text is; None where it is something else than one SELECT."""
    trees = Reading(dialect).parsed(text)
    if trees is None or len(trees) != 1 or not isinstance(trees[0], exp.Select):
        return None
    return Question(trees[0], text, dialect)


class Question:
    """A SELECT: `columns` by name with their SQL, and the one `table` that it reads where it is one.

    `whole` says that its rows are those of its tables, `counts` that it gives one number of rows.
    """

    def __init__(self, tree: exp.Select, text: str, dialect: str) -> None:
        self.text = " ".join(text.split()).rstrip("; ")
        self.dialect = dialect
        self._read = SQLGLOT_DIALECTS.get(dialect, dialect)
        self.columns = {
            str(each.alias_or_name or f"column {number}"): self._sql(each.unalias())
            for number, each in enumerate(tree.selects, 1)
        }
        self.counts = len(tree.selects) == 1 and isinstance(tree.selects[0].unalias(), exp.Count)
        folds = any(each.find(exp.AggFunc) for each in tree.selects)
        self.whole = not folds and not any(tree.args.get(part) for part in BEYOND)
        tables = list(tree.find_all(exp.Table))
        self.table = tables[0].name if len(tables) == 1 and self.whole else ""
        source, where = tree.args.get("from_"), tree.args.get("where")
        joins = [self._sql(each) for each in tree.args.get("joins") or ()]
        self.source = " ".join([self._sql(source.this) if source else "", *joins]).strip()
        self.where = self._sql(where.this) if where else ""

    def _sql(self, node: exp.Expr) -> str:
        return str(node.sql(self._read))

    def unqualified(self, text: str) -> str:
        """A piece of the question without the name of its only table."""
        return text.replace(f"{self.table}.", "").replace(f'"{self.table}".', "")

    def holds(self, *, there: bool) -> str:
        """The condition that there are such rows, or that there are none."""
        if self.counts:
            return f"({self.text}) {'>' if there else '='} 0"
        return f"{'EXISTS' if there else 'NOT EXISTS'} ({self.text})"
