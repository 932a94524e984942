"""Queries over known rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cmp_to_key

from sqlglot import exp

from sqlgen.replay.rows.cells import UNKNOWN, Cell, Unknown, Unsure
from sqlgen.replay.rows.comparing import equal
from sqlgen.replay.rows.functions import is_scalar, names_called
from sqlgen.replay.rows.ordering import Sorting
from sqlgen.replay.rows.reading import SQLGLOT_DIALECTS, Reading
from sqlgen.replay.rows.relations import Label, Relation, Scope
from sqlgen.replay.rows.sources import Sources, decided, settled

FOLLOWED = frozenset({
    "expressions", "from_", "joins", "where", "group", "having", "distinct", "order", "limit", "offset",
    "with_", "locks", "hint", "kind", "operation_modifiers",
})  # fmt: skip
"""Parts of a SELECT that are followed, or do not matter for what it gives."""
FOLLOWED_IN_UNION = frozenset(
    {"this", "expression", "distinct", "order", "limit", "offset", "with_", "by_name"}
)
NO_ROW = Scope(Reading(""), (), ((),))


@dataclass(frozen=True, slots=True)
class Out:
    """A row of a query: its cells, and where its expressions are worked out."""

    cells: tuple[Cell, ...]
    scope: Scope


class Queries(Sources):
    """What queries give on one dialect."""

    def relation(self, tree: exp.Expr, outer: Scope | None = None) -> Relation:
        """What a query gives. Raises Unsure where that is not certain."""
        with self.having(tree.args.get("with_")):
            match tree:
                case exp.Select():
                    return self._select(tree, outer)
                case exp.SetOperation():
                    return self._combined(tree, outer)
                case exp.Subquery():
                    return self._derived(tree, outer)
                case exp.Values():
                    return self._listed(tree, outer)
        raise Unsure(f"{tree.key.upper()} is not followed")

    def over(self, tree: exp.Select, source: Relation) -> Relation:
        """What a SELECT without FROM gives of the rows of `source`."""
        scopes = [Scope(self.reading, source.labels, (row,)) for row in source.sure()]
        rows = [self._cells(tree, scope) for scope in scopes]
        return Relation(tuple(self._labels(tree, source)), rows, len(rows) < 2)

    # SELECT

    def _select(self, tree: exp.Select, outer: Scope | None) -> Relation:
        odd = {key for key, value in tree.args.items() if value} - FOLLOWED
        if odd or tree.args.get("kind"):
            raise Unsure(f"{', '.join(sorted(odd)).upper() or 'its kind of SELECT'} is not followed")
        source = self._from(tree, outer)
        rows = self._filtered(tree, source, outer)
        if self._folds(tree):
            outs = self._grouped(tree, source, rows, outer)
        else:
            _no_stray_aggregates(tree)
            scopes = [Scope(self.reading, source.labels, (row,), outer) for row in rows]
            outs = [Out(self._cells(tree, scope), scope) for scope in scopes]
        labels = tuple(self._labels(tree, source))
        if tree.args.get("distinct"):
            outs = self._distinct(tree, outs)
        outs, ordered = self._ordered(tree, outs, labels)
        outs = self._limited(tree, outs, ordered=ordered)
        return Relation(labels, [out.cells for out in outs], ordered or len(outs) < 2)

    def _filtered(self, tree: exp.Select, source: Relation, outer: Scope | None) -> list[tuple[Cell, ...]]:
        self.check_names(tree, source, outer)
        where = tree.args.get("where")
        rows = source.sure()
        if where is None:
            return rows
        self.idle[id(where)] = not rows and self.idle.get(id(where), True)
        scopes = [(row, Scope(self.reading, source.labels, (row,), outer)) for row in rows]
        return [row for row, scope in scopes if decided(self.expressions.truth(where.this, scope), "WHERE")]

    def _folds(self, tree: exp.Select) -> bool:
        """Whether rows are put together. Raises Unsure where a function may be an aggregate."""
        if tree.args.get("group") is not None or tree.args.get("having") is not None:
            return True
        if any(True for each in tree.expressions for _ in _aggregates(each)):
            return True
        for name in (name for each in tree.expressions for name in names_called(each)):
            if not is_scalar(name, self.dialect):
                raise Unsure(f"{name}() may be an aggregate")
        return False

    def _grouped(
        self, tree: exp.Select, source: Relation, rows: list[tuple[Cell, ...]], outer: Scope | None
    ) -> list[Out]:
        group = tree.args.get("group")
        if group is not None and [key for key, value in group.args.items() if value and key != "expressions"]:
            raise Unsure("ROLLUP, CUBE and GROUPING SETS are not followed")
        keys = [self._meant(tree, node, source) for node in group.expressions] if group is not None else []
        if group is not None and not keys:
            raise Unsure("an empty GROUP BY is not followed")
        groups: list[tuple[list[Cell], list[tuple[Cell, ...]]]] = [] if keys else [([], [])]
        for row in rows:
            scope = Scope(self.reading, source.labels, (row,), outer)
            wanted = [self.expressions.value(key, scope) for key in keys]
            place = self._place_of(wanted, [cells for cells, _ in groups])
            if place is None:
                groups.append((wanted, [row]))
            else:
                groups[place][1].append(row)
        having = tree.args.get("having")
        outs = []
        for _, members in groups:
            scope = Scope(self.reading, source.labels, members, outer, grouped=True)
            if having is None or decided(self.expressions.truth(having.this, scope), "HAVING"):
                outs.append(Out(self._cells(tree, scope), scope))
        return outs

    def _meant(self, tree: exp.Select, node: exp.Expr, source: Relation) -> exp.Expr:
        """What GROUP BY names: an output by its place or its alias, or an expression."""
        if isinstance(node, exp.Literal) and not node.is_string:
            place = int(node.name) - 1
            if not 0 <= place < len(tree.expressions):
                raise Unsure("GROUP BY counts past the outputs")
            return tree.expressions[place].unalias()  # type: ignore[no-any-return]
        if isinstance(node, exp.Column) and not node.table:
            scope = Scope(self.reading, source.labels, ())
            if scope.place(node) is None:
                return self._aliased(tree, node) or node
        return node

    def _aliased(self, tree: exp.Select, node: exp.Column) -> exp.Expr | None:
        name = self.reading.folded(node.this)
        for each in tree.expressions:
            if isinstance(each, exp.Alias) and self.reading.same(
                self.reading.folded(each.args["alias"]), name
            ):
                return each.this  # type: ignore[no-any-return]
        return None

    def _place_of(self, wanted: Sequence[Cell], among: Sequence[Sequence[Cell]]) -> int | None:
        """Which of some rows is the same as `wanted`, NULL being the same as NULL."""
        for place, cells in enumerate(among):
            if self._same(wanted, cells):
                return place
        return None

    def _same(self, one: Sequence[Cell], other: Sequence[Cell]) -> bool:
        for left, right in zip(one, other, strict=True):
            if left is None and right is None:
                continue
            if isinstance(left, Unknown) or isinstance(right, Unknown):
                raise Unsure("whether rows are the same depends on a value that only the server knows")
            truth = equal(left, right, self.dialect) if None not in (left, right) else False
            if not decided(truth, "whether rows are the same"):
                return False
        return True

    # What comes out

    def _cells(self, tree: exp.Select, scope: Scope) -> tuple[Cell, ...]:
        return tuple(self._cells_of(tree, scope))

    def _cells_of(self, tree: exp.Select, scope: Scope) -> Iterator[Cell]:
        for output in tree.expressions:
            inner = output.unalias()
            if _is_star(inner):
                if scope.grouped:
                    raise Unsure("* of a group is not followed")
                yield from (scope.rows[0][place] for place in self._starred(inner, scope.labels))
            else:
                value = settled(self.expressions.value(inner, scope))
                # Only PostgreSQL has a type for what a condition comes to.
                yield int(value) if isinstance(value, bool) and self.dialect != "postgresql" else value

    def _starred(self, node: exp.Expr, labels: Sequence[Label]) -> list[int]:
        if isinstance(node, exp.Star):
            if any(node.args.get(word) for word in ("except_", "replace", "rename")):
                raise Unsure("* with exceptions is not followed")
            return list(range(len(labels)))
        table = self.reading.folded(node.args["table"])
        return [place for place, label in enumerate(labels) if self.reading.same(label.table, table)]

    def _labels(self, tree: exp.Select, source: Relation) -> Iterator[Label]:
        for output in tree.expressions:
            inner = output.unalias()
            if _is_star(inner):
                if source.doubt:
                    raise Unsure(source.doubt)
                yield from (source.labels[place] for place in self._starred(inner, source.labels))
                continue
            label = None
            if isinstance(inner, exp.Column) and not source.doubt:
                label = Scope(self.reading, source.labels, ()).label(inner)
            name = self.reading.folded(output.args["alias"]) if isinstance(output, exp.Alias) else None
            if name is None:
                name = self.reading.folded(inner.this) if isinstance(inner, exp.Column) else self._name(inner)
            yield Label("", name, label.type_ if label is not None else None)

    def _name(self, node: exp.Expr) -> str:
        """The name that a server gives to an output without one."""
        if self.dialect == "postgresql":
            return node.sql_name().lower() if isinstance(node, exp.Func) else "?column?"
        return "" if self.dialect == "mssql" else node.sql(SQLGLOT_DIALECTS.get(self.dialect, self.dialect))

    def _distinct(self, tree: exp.Select, outs: list[Out]) -> list[Out]:
        if tree.args["distinct"].args.get("on"):
            raise Unsure("DISTINCT ON is not followed")
        found: list[Out] = []
        for out in outs:
            if self._place_of(out.cells, [each.cells for each in found]) is None:
                found.append(out)
        return found

    def _ordered(self, tree: exp.Expr, outs: list[Out], labels: Sequence[Label]) -> tuple[list[Out], bool]:
        """The rows in order, and whether they come in no other."""
        order = tree.args.get("order")
        if order is None or len(outs) < 2:
            return outs, all(out.cells == outs[0].cells for out in outs) and not _has_unknown(outs)
        keyed = [
            (out, [self._sort_key(tree, each, out, labels) for each in order.expressions]) for out in outs
        ]
        compare = Sorting(order.expressions, self.dialect)
        key = cmp_to_key(compare)
        return [out for out, _ in sorted(keyed, key=lambda pair: key(pair[1]))], compare.total

    def _sort_key(self, tree: exp.Expr, ordered: exp.Expr, out: Out, labels: Sequence[Label]) -> Cell:
        node = ordered.this
        if isinstance(node, exp.Literal) and not node.is_string:
            place = int(node.name) - 1
            return out.cells[place] if 0 <= place < len(out.cells) else UNKNOWN
        if isinstance(node, exp.Column) and not node.table:
            # An output's name goes before a column's.
            name = self.reading.folded(node.this)
            places = [place for place, label in enumerate(labels) if self.reading.same(label.column, name)]
            if len(places) == 1:
                return out.cells[places[0]]
        if not isinstance(tree, exp.Select) or tree.args.get("distinct"):
            return UNKNOWN
        return self.expressions.value(node, out.scope)

    def _limited(self, tree: exp.Expr, outs: list[Out], *, ordered: bool) -> list[Out]:
        first, count = self._number(tree, "offset") or 0, self._number(tree, "limit")
        if first == 0 and (count is None or count >= len(outs)):
            return outs
        last = len(outs) if count is None else first + count
        chosen = outs[first:last]
        if chosen and not ordered:
            raise Unsure("which rows it gives depends on the order in which they come")
        return chosen

    def _number(self, tree: exp.Expr, part: str) -> int | None:
        node = tree.args.get(part)
        if node is None:
            return None
        inner = node.args.get("count") if isinstance(node, exp.Fetch) else node.expression
        odd = {key for key, value in node.args.items() if value} - {"expression", "count", "direction"}
        value = self.expressions.value(inner, Scope(self.reading, (), ((),))) if inner is not None else 1
        if odd or not isinstance(value, int) or value < 0:
            raise Unsure(f"{part.upper()} is not followed")
        return value

    def _combined(self, tree: exp.SetOperation, outer: Scope | None) -> Relation:
        odd = {key for key, value in tree.args.items() if value} - FOLLOWED_IN_UNION
        left, right = self.relation(tree.this, outer), self.relation(tree.expression, outer)
        if odd or tree.args.get("by_name") or len(left.labels) != len(right.labels):
            raise Unsure(f"{tree.key.upper()} like this is not followed")
        if not isinstance(tree, exp.Union):
            raise Unsure(f"{tree.key.upper()} is not followed")
        rows = [*left.sure(), *right.sure()]
        for cells in zip(*rows, strict=True) if rows else ():
            if len({type(cell) for cell in cells if cell is not None}) > 1:
                raise Unsure("UNION of several types is not followed")
        outs = [Out(cells, NO_ROW) for cells in rows]
        if tree.args.get("distinct"):
            found: list[Out] = []
            for out in outs:
                if self._place_of(out.cells, [each.cells for each in found]) is None:
                    found.append(out)
            outs = found
        labels = tuple(replace(label, type_=None) for label in left.labels)
        outs, ordered = self._ordered(tree, outs, labels)
        outs = self._limited(tree, outs, ordered=ordered)
        return Relation(labels, [out.cells for out in outs], ordered or len(outs) < 2)


def _aggregates(node: exp.Expr) -> Iterator[exp.Expr]:
    """The aggregates of an expression itself, without those of its subqueries and windows."""
    if isinstance(node, (exp.Query, exp.Window)):
        return
    if isinstance(node, exp.AggFunc):
        yield node
    for child in node.iter_expressions():
        yield from _aggregates(child)


def _no_stray_aggregates(tree: exp.Select) -> None:
    order = tree.args.get("order")
    if order is not None and any(True for _ in _aggregates(order)):
        raise Unsure("ORDER BY an aggregate of no group is not followed")


def _is_star(node: exp.Expr) -> bool:
    return isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star))


def _has_unknown(outs: Iterable[Out]) -> bool:
    return any(isinstance(cell, Unknown) for out in outs for cell in out.cells)
