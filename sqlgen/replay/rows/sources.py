"""Where the rows of a query come from: FROM, JOIN and WITH."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlglot import exp

from sqlgen.replay.rows.cells import Cell, Unknown, Unsure, Untyped
from sqlgen.replay.rows.expressions import Expressions
from sqlgen.replay.rows.reading import Reading
from sqlgen.replay.rows.relations import Label, Relation, Scope, is_hidden, places_of

Tables = Callable[[exp.Table], Relation]
FOLLOWED_IN_JOIN = frozenset({"this", "on", "using", "side", "kind"})
JOINS = ("", "INNER", "CROSS", "OUTER")


class Sources:
    """The relations that a query reads, on one dialect: `tables` gives the one that a table's name means."""

    def __init__(self, reading: Reading, tables: Tables) -> None:
        self.reading = reading
        self.dialect = reading.dialect
        self._tables = tables
        self._with: list[dict[str, exp.CTE]] = []
        self.expressions = Expressions(reading, self.relation)
        # By the identities of conditions, whether they were never asked of any row.
        self.idle: dict[int, bool] = {}

    def relation(self, tree: exp.Expr, outer: Scope | None = None) -> Relation:
        """What a query gives. Raises Unsure where that is not certain."""
        raise NotImplementedError

    @contextmanager
    def having(self, with_: Any) -> Iterator[None]:
        """Let the names that WITH gives to queries mean them while the block runs."""
        if with_ is not None and with_.args.get("recursive"):
            raise Unsure("it is recursive")
        self._with.append({self.reading.folded(cte.args["alias"].this): cte for cte in with_ or ()})
        try:
            yield
        finally:
            self._with.pop()

    def crossed(self, left: Relation, node: exp.Expr) -> Relation:
        """Every row of `left` beside every row of what `node` names."""
        return self._join(left, exp.Join(this=node), None)

    def _from(self, tree: exp.Select, outer: Scope | None) -> Relation:
        from_ = tree.args.get("from_")
        found = Relation((), [()]) if from_ is None else self._source(from_.this, outer)
        found = self._left_in(tree, found, outer)
        for join in tree.args.get("joins") or ():
            found = self._join(found, join, outer, tree)
        return found

    def _left_in(self, tree: exp.Select, relation: Relation, outer: Scope | None) -> Relation:
        """The rows without those that WHERE leaves out for what stands in them alone.

        So nobody has to know what these would have been joined with.
        """
        where = tree.args.get("where")
        if where is None or not relation.rows:
            return relation
        conditions = list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this]
        alone = [
            condition
            for condition in conditions
            if not any(True for _ in condition.find_all(exp.Query))
            and all(
                len(places_of(self.reading, relation.labels, column)) == 1
                for column in condition.find_all(exp.Column)
            )
        ]
        rows = []
        for row in relation.rows:
            scope = Scope(self.reading, relation.labels, (row,), outer)
            truths = [self.expressions.truth(condition, scope) for condition in alone]
            if not any(truth is None or truth is False for truth in truths):
                rows.append(row)
        return replace(relation, rows=rows)

    def _source(self, node: Any, outer: Scope | None) -> Relation:
        match node:
            case exp.Table():
                found = self._named(node, outer)
            case exp.Subquery() | exp.Values():
                found = self.relation(node, outer)
            case _:
                raise Unsure(f"{node.key.upper()} in FROM is not followed")
        for join in node.args.get("joins") or ():
            found = self._join(found, join, outer)
        return found

    def _named(self, node: exp.Table, outer: Scope | None) -> Relation:
        odd = {key for key, value in node.args.items() if value} - {"this", "db", "alias", "joins", "catalog"}
        if odd or not isinstance(node.this, exp.Identifier) or (node.alias and node.args["alias"].columns):
            raise Unsure(f"{node.sql()} in FROM is not followed")
        called = self.reading.folded(node.args["alias"].this if node.alias else node.this)
        for place in range(len(self._with) - 1, -1, -1):
            cte = self._with[place].get(self.reading.folded(node.this)) if not node.db else None
            if cte is not None:
                kept, self._with = self._with, self._with[:place]
                try:
                    found = self.relation(cte.this, outer)
                finally:
                    self._with = kept
                return self._called(found, called, cte.args["alias"].columns)
        found = self._tables(node)
        return replace(found, labels=tuple(replace(label, table=called) for label in found.labels))

    def _derived(self, node: exp.Subquery, outer: Scope | None) -> Relation:
        odd = {key for key, value in node.args.items() if value} - {"this", "alias", "joins", "with_"}
        if odd:
            raise Unsure(f"{', '.join(sorted(odd))} of a subquery is not followed")
        found = self.relation(node.this, outer)
        alias = node.args.get("alias")
        return found if alias is None else self._called(found, self.reading.folded(alias.this), alias.columns)

    def _listed(self, node: exp.Values, outer: Scope | None) -> Relation:
        scope = Scope(self.reading, (), ((),), outer)
        rows = [
            tuple(settled(self.expressions.value(each, scope)) for each in row.expressions)
            for row in node.expressions
        ]
        alias = node.args.get("alias")
        names = [self.reading.folded(each) for each in alias.columns] if alias is not None else []
        if len(names) < len(rows[0]):
            names += [f"column{place + 1}" for place in range(len(names), len(rows[0]))]
        table = self.reading.folded(alias.this) if alias is not None and alias.this else ""
        # The types of the columns follow from all rows together, which nobody works out here.
        mixed = any(
            len({type(cell) for cell in cells if cell is not None}) > 1 for cells in zip(*rows, strict=True)
        )
        if mixed:
            raise Unsure("VALUES with several types in a column are not followed")
        return Relation(tuple(Label(table, name) for name in names), rows)

    def _called(self, relation: Relation, table: str, columns: Sequence[Any]) -> Relation:
        names = [self.reading.folded(each) for each in columns]
        names += [label.column for label in relation.labels[len(names) :]]
        labels = zip(relation.labels, names, strict=True)
        return replace(
            relation, labels=tuple(replace(label, table=table, column=name) for label, name in labels)
        )

    def _join(
        self, left: Relation, node: exp.Join, outer: Scope | None, tree: exp.Select | None = None
    ) -> Relation:
        odd = {key for key, value in node.args.items() if value} - FOLLOWED_IN_JOIN
        side, kind = str(node.args.get("side") or "").upper(), str(node.args.get("kind") or "").upper()
        right = self._source(node.this, outer)
        if tree is not None and side == "":
            right = self._left_in(tree, right, outer)
        labels = (*left.labels, *right.labels)
        inner = side == "" and kind in JOINS and not odd
        if (inner and [] in (left.rows, right.rows)) or (side == "LEFT" and left.rows == []):
            # Whatever the other table holds.
            return Relation(labels, [], doubt=left.doubt or right.doubt)
        if odd or kind not in JOINS or side not in ("", "LEFT"):
            raise Unsure(f"{f'{side} {kind}'.strip()} JOIN is not followed")
        rows: list[tuple[Cell, ...]] = []
        others = right.sure()
        for row in left.sure():
            matched = [other for other in others if self._matches(node, left, right, (*row, *other), outer)]
            rows += [(*row, *other) for other in matched]
            if side == "LEFT" and not matched:
                rows.append((*row, *(None for _ in right.labels)))
        return Relation(labels, rows)

    def _matches(
        self, node: exp.Join, left: Relation, right: Relation, row: tuple[Cell, ...], outer: Scope | None
    ) -> bool:
        truth: Cell = True
        if node.args.get("using"):
            raise Unsure("USING is not followed")
        if node.args.get("on") is not None:
            scope = Scope(self.reading, (*left.labels, *right.labels), (row,), outer)
            truth = self.expressions.truth(node.args["on"], scope)
        return decided(truth, "the condition of a join")

    def check_names(self, tree: exp.Select, source: Relation, outer: Scope | None) -> None:
        """Without rows no expression is worked out, and a name that means nothing is an error even so."""
        if source.doubt:
            return
        aliases = {self.reading.folded(each.args["alias"]) for each in tree.expressions if each.alias}
        for column in tree.find_all(exp.Column):
            if column.find_ancestor(exp.Select) is not tree or isinstance(column.this, exp.Star):
                continue
            scope = Scope(self.reading, source.labels, (), outer)
            while scope.place(column) is None:
                if scope.outer is None:
                    if not column.table and self.reading.folded(column.this) in aliases:
                        break
                    if is_hidden(self.reading, column):
                        break
                    raise Unsure(f"there is no column {column.sql()}")
                scope = scope.outer
        within = Scope(self.reading, source.labels, (), outer)
        for inner in tree.find_all(exp.Select):
            if inner.find_ancestor(exp.Select) is tree and not _is_source(inner, tree):
                self.check_names(inner, self._from(inner, within), within)


def decided(truth: Cell, what: str) -> bool:
    """Whether a condition holds. Raises Unsure where nobody knows."""
    if isinstance(truth, Unknown):
        raise Unsure(f"{what} depends on a value that only the server knows, or on how it compares")
    return bool(truth)


def settled(value: Cell) -> Cell:
    """A literal without a type is text where nothing else asks for it."""
    return str(value) if isinstance(value, Untyped) else value


def _is_source(node: exp.Expr, tree: exp.Select) -> bool:
    """Whether a query stands in FROM, JOIN or WITH of another."""
    while node.parent is not None and node is not tree:
        if isinstance(node, (exp.From, exp.Join, exp.CTE)):
            return True
        node = node.parent
    return False
