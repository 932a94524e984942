"""Expressions and queries, clause by clause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlgen.dialects.style import Style
from sqlgen.layout.lists import (
    Items,
    Nodes,
    at_commas,
    cut,
    filling,
    listing,
    phrase_at,
    word_at,
)
from sqlgen.layout.printing import Break, Doc, Fill, Nest, Whole
from sqlgen.layout.spacing import flow, gap, leaf, node_doc
from sqlgen.layout.tokens import Group, Node, Token
from sqlgen.layout.words import QUERIES, SPACED, Phrase, phrases, words

SHORT = 30
"""Parentheses of so few columns stay on one line, for breaking them gains nothing."""
JOINS = (
    "JOIN / INNER JOIN / CROSS JOIN / LEFT JOIN / RIGHT JOIN / FULL JOIN / LEFT OUTER JOIN / RIGHT OUTER JOIN"
    " / FULL OUTER JOIN / NATURAL JOIN / NATURAL LEFT JOIN / NATURAL INNER JOIN"
)
CLAUSES = f"""
    {JOINS} / CROSS APPLY / OUTER APPLY / FROM / WHERE / GROUP BY / HAVING / WINDOW / ORDER BY / LIMIT /
    OFFSET / FETCH FIRST / FETCH NEXT / FOR UPDATE / FOR SHARE / FOR NO KEY / START WITH / CONNECT BY /
    RETURNING / OUTPUT / SELECT / DEFAULT VALUES / OVERRIDING / ON CONFLICT / ON DUPLICATE KEY UPDATE /
    WHEN MATCHED / WHEN NOT MATCHED / UNION / UNION ALL / UNION DISTINCT / INTERSECT / INTERSECT ALL /
    EXCEPT / EXCEPT ALL / MINUS
"""
CLAUSES_OF = {
    "DELETE": phrases(f"{CLAUSES} / USING"),
    "MERGE": phrases(f"{CLAUSES} / USING / ON"),
    "UPDATE": phrases(f"{CLAUSES} / SET"),
    "INSERT": phrases(f"{CLAUSES} / SET / VALUES"),
    "REPLACE": phrases(f"{CLAUSES} / SET / VALUES"),
    "VALUES": phrases(f"{CLAUSES} / VALUES"),
}
"""What begins a clause in statements of a verb."""
OTHER_CLAUSES = phrases(CLAUSES)
JOINED = phrases("ON / USING")
STEPS = phrases(
    "DO NOTHING / DO UPDATE SET / THEN UPDATE SET / THEN INSERT / THEN DELETE / THEN DO NOTHING / VALUES"
)
"""What follows the condition in ON CONFLICT and in WHEN MATCHED."""
SETS = words("UNION INTERSECT EXCEPT MINUS")
NAMES_TOO = words("LIMIT OFFSET WINDOW OUTPUT MINUS OVERRIDING RETURNING")
"""Words that begin a clause and may be names as well."""
HEADS = words("SELECT DISTINCT BY SET WHERE AND OR ON FROM JOIN AS INTO")
"""Words behind which a name or a value stands, and never a clause."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Expressions and queries in one style."""

    style: Style

    def nest(self, *docs: Doc) -> Doc:
        return Nest(self.style.indent, list(docs))

    def expression(self, nodes: Nodes, *, indented: bool = False) -> Doc:
        """A condition or a value; broken before AND and OR, `indented` below a word in front of it."""
        parts = _conditions(nodes)
        if len(parts) == 1:
            return self.value(nodes)
        docs: list[Doc] = []
        for part in parts[1:]:
            docs += [Break.LINE, self.value(part)]
        return Whole(self.value(parts[0]), self.nest(*docs) if indented else docs)

    def value(self, nodes: Nodes) -> Doc:
        """A value, whose parts go on lines of their own before || and + where one line cannot hold them."""
        first, *more = _terms(nodes)
        if not more:
            return self.term(first)
        return [self.term(first), self.nest(Fill(["", *(self.term(term) for term in more)]))]

    def term(self, nodes: Nodes) -> Doc:
        """Nodes on one line; CASE and what is in parentheses may go over several."""
        parts: list[Doc] = []
        place = 0
        while place < len(nodes):
            if place:
                parts.append(gap(nodes[place - 1], nodes[place]))
            end = _case_end(nodes, place) if word_at(nodes, place) == "CASE" else 0
            if end:
                parts.append(self.case(nodes[place:end]))
                place = end
                continue
            node = nodes[place]
            parts.append(self.parentheses(node) if isinstance(node, Group) else leaf(node))
            place += 1
        return parts

    def case(self, nodes: Nodes) -> Doc:
        """CASE … END, a line for each WHEN."""
        operand, *branches = _branches(nodes[1:-1])
        docs: list[Doc] = [" ", self.expression(operand)] if operand else []
        for branch in branches:
            docs += [Break.LINE, self.expression(branch)]
        return Whole(node_doc(nodes[0]), self.nest(*docs), Break.LINE, node_doc(nodes[-1]))

    def parentheses(self, group: Group, *, fill: bool = False) -> Doc:
        """What is in parentheses, on one line where it fits; with `fill` as much as fits on each."""
        if not group.nodes or group.opening.text == "[":
            return node_doc(group)
        opening, closing = leaf(group.opening), leaf(group.closing)
        if _is_query(group.nodes):
            return Whole(opening, self.nest(Break.SOFT, self.query(group.nodes)), Break.SOFT, closing)
        found = at_commas(group.nodes)
        if len(found.items) == 1 and _columns(group) <= SHORT:
            return [opening, self.value(group.nodes), closing]
        docs = [self.expression(item) for item in found.items]
        if fill or _plain(found, but=1):
            return Whole(opening, self.nest(Break.SOFT, Fill(filling(found, docs))), Break.SOFT, closing)
        inner = listing(found, docs, self.style)
        return Whole(opening, self.nest(Break.SOFT, *inner), Break.SOFT, closing)

    def series(self, nodes: Nodes) -> Doc:
        """Values between commas: on one line where they fit, else one a line, short names side by side."""
        found = at_commas(nodes)
        docs = [self.expression(item) for item in found.items]
        if len(docs) == 1:
            return docs[0]
        if _plain(found):
            return Fill(filling(found, docs))
        return listing(found, docs, self.style)

    def query(self, nodes: Nodes) -> Doc:
        """A statement of clauses, each on its own line unless all fit on one."""
        docs: list[Doc] = []
        begin = 0
        if word_at(nodes, 0) == "WITH":
            begin = _behind_with(nodes)
            docs += [self._with(nodes[:begin]), Break.HARD]
        operand: list[Doc] = []
        for phrase, clause in cut(nodes[begin:], _begins(word_at(nodes, begin))):
            if phrase and phrase[0] in SETS:
                docs += [Whole(*operand[:-1]), Break.LINE, self.clause(phrase, clause), Break.LINE]
                operand = []
            else:
                operand += [self.clause(phrase, clause), Break.LINE]
        return Whole(*docs, Whole(*operand[:-1]))

    def clause(self, phrase: Phrase, nodes: Nodes) -> Doc:
        """One clause, its first words with it."""
        if phrase == ("SELECT",):
            return self._select(nodes)
        if phrase == ("VALUES",):
            return self._values(nodes)
        if phrase[-1:] == ("JOIN",):
            return self._join(nodes)
        head, rest = nodes[: len(phrase)], nodes[len(phrase) :]
        if not phrase or not rest:
            return self._head(nodes)
        if phrase[0] == "WHEN" or phrase == ("ON", "CONFLICT"):
            return self._steps(nodes)
        if phrase[-1] in ("SET", "BY", "FROM") or phrase[:2] == ("ON", "DUPLICATE"):
            return [flow(head), " ", self._hanging(rest)]
        return [flow(head), gap(head[-1], rest[0]), self.expression(rest, indented=True)]

    def _steps(self, nodes: Nodes) -> Doc:
        """A condition, and what is done then."""
        (_, condition), *steps = cut(nodes, lambda inner, place: phrase_at(inner, place, STEPS))
        docs: list[Doc] = []
        for phrase, step in steps:
            head, rest = step[: len(phrase)], step[len(phrase) :]
            docs += [Break.LINE, flow(head)]
            if rest:
                docs += [" ", self._hanging(rest) if phrase[-1] == "SET" else self.value(rest)]
        return Whole(self.value(condition), self.nest(*docs))

    def _hanging(self, nodes: Nodes) -> Doc:
        """Values between commas, those on further lines indented."""
        found = at_commas(nodes)
        docs = [self.expression(item) for item in found.items]
        if len(docs) == 1:
            return docs[0]
        begin, *more = listing(found, docs, self.style)
        return Whole(begin, self.nest(*more))

    def _head(self, nodes: Nodes) -> Doc:
        """The words before the first clause, with the columns of an INSERT."""
        docs: list[Doc] = []
        inserts = word_at(nodes, 0) in ("INSERT", "REPLACE")
        for place, node in enumerate(nodes):
            if isinstance(node, Group):
                node.spaced = node.spaced or inserts
            docs += [gap(nodes[place - 1], node)] if place else []
            docs.append(self.parentheses(node) if isinstance(node, Group) else leaf(node))
        return docs

    def _select(self, nodes: Nodes) -> Doc:
        end = 1
        while word_at(nodes, end) in ("DISTINCT", "ALL", "TOP", "ON", "STRAIGHT_JOIN", "SQL_NO_CACHE"):
            takes_group = word_at(nodes, end) in ("TOP", "ON") and isinstance(nodes[end + 1], Group)
            end += 2 if takes_group or word_at(nodes, end) == "TOP" else 1
        head = flow(nodes[:end])
        if end >= len(nodes):
            return head
        return Whole(head, self.nest(Break.LINE, self.series(nodes[end:])))

    def _join(self, nodes: Nodes) -> Doc:
        parts = cut(nodes, lambda inner, place: phrase_at(inner, place, JOINED))
        docs: list[Doc] = [self.value(parts[0][1])]
        for _, part in parts[1:]:
            docs.append(self.nest(Break.LINE, self.expression(part, indented=True)))
        return Whole(*docs)

    def _values(self, nodes: Nodes) -> Doc:
        """The rows of an INSERT; several of them one a line."""
        found = at_commas(nodes[1:])
        docs = [self._row(row) for row in found.items]
        if len(docs) == 1:
            return [node_doc(nodes[0]), " ", docs[0]]
        return [node_doc(nodes[0]), self.nest(Break.HARD, *listing(found, docs, self.style))]

    def _row(self, nodes: Nodes) -> Doc:
        if len(nodes) == 1 and isinstance(nodes[0], Group):
            return self.parentheses(nodes[0], fill=True)
        return self.value(nodes)

    def _with(self, nodes: Nodes) -> Doc:
        recursive = word_at(nodes, 1) == "RECURSIVE"
        head = 2 if recursive else 1
        found = at_commas(nodes[head:])
        docs = [self.value(item) for item in found.items]
        parts = listing(found, docs, self.style)
        return [flow(nodes[:head]), " ", Whole(*parts)]


def _conditions(nodes: Nodes) -> list[Nodes]:
    """The parts before each AND and OR; the AND of BETWEEN is none."""
    parts: list[Nodes] = []
    start, between, cases = 0, 0, 0
    for place in range(len(nodes)):
        word = word_at(nodes, place)
        cases += (word == "CASE") - (word == "END" and cases > 0)
        if cases:
            continue
        if word == "BETWEEN":
            between += 1
        elif word == "AND" and between:
            between -= 1
        elif word in ("AND", "OR") and place > start:
            parts.append(nodes[start:place])
            start = place
    return [*parts, nodes[start:]]


def _terms(nodes: Nodes) -> list[Nodes]:
    """The parts before each || and +; CASE … END is one part, whatever is in it."""
    parts: list[Nodes] = []
    start, cases = 0, 0
    for place, node in enumerate(nodes):
        word = word_at(nodes, place)
        cases += (word == "CASE") - (word == "END" and cases > 0)
        added = word == "||" or (word == "+" and isinstance(node, Token) and not node.glued)
        if added and not cases and place > start and place + 1 < len(nodes):
            parts.append(nodes[start:place])
            start = place
    return [*parts, nodes[start:]]


def _is_query(nodes: Nodes) -> bool:
    """Whether a statement stands in parentheses, and no function of the same name."""
    called = len(nodes) > 1 and isinstance(nodes[1], Group) and nodes[1].opening.glued
    return word_at(nodes, 0) in ("SELECT", "WITH") or (word_at(nodes, 0) in QUERIES and not called)


def _case_end(nodes: Nodes, start: int) -> int:
    """The place behind the END of the CASE at `start`; 0 where there is none."""
    depth = 0
    for place in range(start, len(nodes)):
        word = word_at(nodes, place)
        depth += (word == "CASE") - (word == "END")
        if not depth:
            return place + 1
    return 0


def _branches(nodes: Nodes) -> list[Nodes]:
    """What stands between CASE and END, cut before each WHEN and ELSE of its own."""
    parts: list[Nodes] = []
    start, cases = 0, 0
    for place in range(len(nodes)):
        word = word_at(nodes, place)
        cases += (word == "CASE") - (word == "END")
        if word in ("WHEN", "ELSE") and not cases:
            parts.append(nodes[start:place])
            start = place
    return [*parts, nodes[start:]]


def _begins(verb: str) -> Callable[[Nodes, int], Phrase]:
    """What tells where a clause begins in a statement of this verb."""
    known = CLAUSES_OF.get(verb, OTHER_CLAUSES)

    def begins(nodes: Nodes, place: int) -> Phrase:
        if place == 0 and verb not in ("SELECT", "VALUES"):
            return ()
        phrase = phrase_at(nodes, place, known)
        if phrase and place and not _can_begin(phrase, nodes, place):
            return ()
        return phrase

    return begins


def _can_begin(phrase: Phrase, nodes: Nodes, place: int) -> bool:
    before, behind = word_at(nodes, place - 1), word_at(nodes, place + 1)
    if phrase == ("FROM",):
        return before != "DISTINCT" and (before != "DELETE" or place > 1)
    if phrase == ("SET",):
        return before != "UPDATE"
    if phrase[0] in NAMES_TOO and len(phrase) == 1:
        operand = behind and behind not in SPACED and behind not in (",", ".")
        return bool(operand) and before not in SPACED and before not in (",", ".", *HEADS)
    return before not in SPACED


def _behind_with(nodes: Nodes) -> int:
    """The place of the statement that follows a WITH."""
    for place in range(1, len(nodes)):
        if word_at(nodes, place) in QUERIES and word_at(nodes, place - 1) != "AS":
            return place
    return len(nodes)


def _plain(found: Items, *, but: int = 0) -> bool:
    """Whether a list is of names and literals, `but` for so many: several read well on one line."""
    others = sum(
        len(item) > 3 or any(isinstance(node, Group) or node.leading for node in item)
        for item in found.items
    )
    return len(found.items) > 1 and others <= but


def _columns(group: Group) -> int:
    total = 0
    todo: list[Node] = [group]
    while todo:
        node = todo.pop()
        if isinstance(node, Group):
            total += 2
            todo += node.nodes
            continue
        if node.leading or node.trailing:
            return SHORT + 1
        total += len(node.text) + 1
    return total
