"""CREATE TABLE, ALTER TABLE, CREATE INDEX, CREATE VIEW, and statements without a form of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from sqlgen.dialects.style import Comma
from sqlgen.layout.clauses import Writer
from sqlgen.layout.lists import Nodes, at_commas, cut, listing, name_end, phrase_at, word_at
from sqlgen.layout.printing import Break, Doc, Fill, Whole, columns, printed
from sqlgen.layout.spacing import comments, first, flow, gap, leaf, remarks
from sqlgen.layout.tokens import Group, Token
from sqlgen.layout.words import Phrase, phrases, words

LONGEST_NAME, LONGEST_TYPE = 32, 33
"""Longer ones push no other row's columns to the right."""
NO_WIDTH = 10**9

CONSTRAINTS = words("CONSTRAINT PRIMARY FOREIGN UNIQUE CHECK EXCLUDE LIKE PERIOD")
KEYS = words("KEY INDEX FULLTEXT SPATIAL")
PARTS = phrases(
    """
    CONSTRAINT / PRIMARY / FOREIGN / UNIQUE / CHECK / NOT NULL / NULL / DEFAULT / REFERENCES / COLLATE /
    COMMENT / CHARACTER SET / GENERATED / IDENTITY / AUTO_INCREMENT / AUTOINCREMENT / ON DELETE / ON UPDATE /
    DEFERRABLE / NOT DEFERRABLE / INITIALLY / NOT VALID / USING / WITH / INCLUDE / TYPE
    """
)
"""What a definition behind its type, or a constraint, is made of."""
TYPE_GOES_ON = words(
    """
    PRECISION VARYING WITH WITHOUT LOCAL TIME ZONE UNSIGNED SIGNED ZEROFILL LARGE OBJECT RAW ARRAY YEAR MONTH
    DAY HOUR MINUTE SECOND TO
    """
)
NO_TYPE = words("NOT NULL PRIMARY DEFAULT UNIQUE CHECK REFERENCES AS GENERATED COLLATE CONSTRAINT")
INDEX_PARTS = phrases("ON / INCLUDE / WITH / TABLESPACE / WHERE / COMMENT / NULLS")
OPTIONS = phrases("PARTITION BY / ON COMMIT / WITH / TABLESPACE / INHERITS / COMMENT")
IF_EXISTS = phrases("IF EXISTS / IF NOT EXISTS")
PIECES = phrases(
    """
    ON / TO / FROM / IS / AS / USING / WITH / WHERE / SET / RENAME / OWNER / FOR / START / INCREMENT /
    OWNED / CHECK / IN / PARTITION / INHERITS / TABLESPACE
    """
)
"""Where a statement without a form of its own may be broken."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A column's definition in a CREATE TABLE: name and type as text, the rest as nodes.

    `comments` stand in front, `behind` are those that end the line of a type with nothing behind it.
    """

    comments: Doc
    name: str
    type: str
    rest: Nodes
    behind: Doc


@dataclass(frozen=True, slots=True)
class Definitions:
    """Statements that define something, in one style."""

    writer: Writer

    def create_table(self, nodes: Nodes, place: int) -> Doc:
        """CREATE TABLE, whose name begins at `place`: a line for each column and each constraint."""
        end = name_end(nodes, _behind_if(nodes, place))
        group = nodes[end] if end < len(nodes) else None
        if not isinstance(group, Group) or word_at(group.nodes, 0) in ("SELECT", "WITH"):
            return self.defined_by_query(nodes)
        group.spaced = True
        head = flow(nodes[:end])
        found = at_commas(group.nodes)
        rows = self._rows([list(item) for item in found.items])
        lines = listing(found, rows, self.writer.style)
        if self.writer.style.comma is Comma.LEADING and len(rows) > 1:
            lines = ["  ", *lines]
        body = [leaf(group.opening), self.writer.nest(Break.HARD, *lines), Break.HARD, leaf(group.closing)]
        return [head, " ", *body, *self._options(nodes[end + 1 :])]

    def _options(self, nodes: Nodes) -> list[Doc]:
        """What stands behind the columns of a CREATE TABLE."""
        if not nodes:
            return []
        starts = [start for start in range(len(nodes)) if _starts_option(nodes, start)]
        bounds = [0, *(start for start in starts if start), len(nodes)]
        parts = [nodes[begin:end] for begin, end in pairwise(bounds)]
        return [self.writer.nest(Fill(["", *(self._option(part) for part in parts)]))]

    def _option(self, nodes: Nodes) -> Doc:
        docs: list[Doc] = []
        for place, node in enumerate(nodes):
            docs += [gap(nodes[place - 1], node, options=True)] if place else []
            docs.append(self.writer.parentheses(node) if isinstance(node, Group) else leaf(node))
        return docs

    def _rows(self, items: list[Nodes]) -> list[Doc]:
        rows = [self._row(item) for item in items]
        columns_ = [row for row in rows if row is not None]
        names = [columns(row.name) for row in columns_ if row.type or row.rest]
        types = [columns(row.type) for row in columns_ if row.rest]
        name_width = max((width for width in names if width <= LONGEST_NAME), default=0)
        type_width = max((width for width in types if width <= LONGEST_TYPE), default=0)
        docs: list[Doc] = []
        for row, item in zip(rows, items, strict=True):
            if row is None:
                docs.append(self.definition(item))
            else:
                docs.append(self._column(row, name_width, type_width))
        return docs

    def _row(self, nodes: Nodes) -> _Row | None:
        """A column's definition; None for a constraint, and where the columns would not be columns."""
        if len(nodes) < 2 or isinstance(nodes[0], Group) or _is_constraint(nodes):
            return None
        end = _type_end(nodes)
        typed = list(nodes[1:end])
        behind: Doc = ""
        if end == len(nodes) and isinstance(nodes[-1], Token):
            behind, typed[-1] = remarks(nodes[-1]), replace(nodes[-1], trailing=(), ends_line=False)
        name, type_ = _text([replace(nodes[0], leading=())]), _text(typed)
        if name is None or type_ is None or (end < len(nodes) and first(nodes[end]).leading):
            return None
        if columns(name) + columns(type_) + 2 * self.writer.style.indent > self.writer.style.width:
            return None
        return _Row(comments(nodes[0]), name, type_, nodes[end:], behind)

    def _column(self, row: _Row, name_width: int, type_width: int) -> Doc:
        name = row.name + " " * (name_width - columns(row.name))
        if not row.rest:
            return [row.comments, name, " ", row.type, row.behind]
        aligned = row.type and columns(row.name) <= name_width
        type_ = row.type + " " * (type_width - columns(row.type)) if aligned else row.type
        return [row.comments, name, " ", type_, " ", self.parts(row.rest)]

    def definition(self, nodes: Nodes) -> Doc:
        """A column or a constraint: on one line, else the constraint's name on a line of its own."""
        if word_at(nodes, 1) == "=":
            return flow(nodes, options=True)
        named = next((at for at in range(min(3, len(nodes))) if word_at(nodes, at) == "CONSTRAINT"), None)
        if named is None or named + 2 >= len(nodes):
            return self.parts(nodes)
        end = named + 2
        head = flow(nodes[:end])
        return Whole(head, self.writer.nest(Break.LINE, Fill(self._parts(nodes[end:]))))

    def parts(self, nodes: Nodes) -> Doc:
        """The parts of a definition, as many to a line as fit."""
        begin, *more = self._parts(nodes)
        return [begin, self.writer.nest(Fill(["", *more]))]

    def _parts(self, nodes: Nodes) -> list[Doc]:
        _space_lists(nodes)
        return [self.writer.expression(part) for _, part in cut(nodes, _part)]

    def alter_table(self, nodes: Nodes, place: int) -> Doc:
        """ALTER TABLE, whose name begins at `place`: each of several actions on its line."""
        start = _behind_if(nodes, place)
        start += word_at(nodes, start) == "ONLY"
        end = name_end(nodes, start)
        end += word_at(nodes, end) == "*"
        if end >= len(nodes):
            return self.other(nodes)
        found = at_commas(nodes[end:])
        docs = [self.definition(item) for item in found.items]
        if len(docs) == 1:
            return Whole(flow(nodes[:end]), self.writer.nest(Break.LINE, docs[0]))
        return [flow(nodes[:end]), self.writer.nest(Break.HARD, *listing(found, docs, self.writer.style))]

    def create_index(self, nodes: Nodes) -> Doc:
        """CREATE INDEX, a line for each clause unless all fit on one."""
        for place in range(1, len(nodes)):
            node = nodes[place]
            if isinstance(node, Group) and node.opening.text == "(" and word_at(nodes, place - 1) != "WITH":
                node.spaced = True
                break
        head, *parts = cut(nodes, lambda inner, at: phrase_at(inner, at, INDEX_PARTS))
        docs: list[Doc] = []
        for _, part in parts:
            docs += [Break.LINE, self.writer.expression(part, indented=True)]
        return Whole(flow(head[1]), self.writer.nest(*docs))

    def defined_by_query(self, nodes: Nodes) -> Doc:
        """CREATE VIEW or TABLE … AS, the query below."""
        for place in range(2, len(nodes) - 1):
            node = nodes[place + 1]
            begins = word_at(nodes, place + 1) in ("SELECT", "WITH", "VALUES") or isinstance(node, Group)
            if word_at(nodes, place) == "AS" and begins:
                head = self.writer.value(nodes[: place + 1])
                return [head, Break.HARD, self.writer.query(nodes[place + 1 :])]
        return self.other(nodes)

    def call(self, nodes: Nodes) -> Doc:
        """EXEC, a line for each argument unless all fit on one."""
        end = name_end(nodes, 1)
        if end >= len(nodes):
            return self.other(nodes)
        found = at_commas(nodes[end:])
        docs = [self.writer.value(item) for item in found.items]
        arguments = listing(found, docs, self.writer.style)
        return Whole(flow(nodes[:end]), self.writer.nest(Break.LINE, *arguments))

    def other(self, nodes: Nodes) -> Doc:
        """A statement without a form of its own, broken where it has to be."""
        if word_at(nodes, 0) == "CREATE" and "ENUM" in (node.word for node in nodes):
            return self.writer.value(nodes)
        parts: list[Doc] = []
        for _, part in cut(nodes, lambda inner, at: phrase_at(inner, at, PIECES)):
            found = at_commas(part)
            docs = [self.writer.value(item) for item in found.items]
            for index, doc in enumerate(docs):
                parts.append([doc, leaf(found.commas[index])] if index < len(found.commas) else doc)
        return [parts[0], self.writer.nest(Fill(["", *parts[1:]]))]


def _behind_if(nodes: Nodes, place: int) -> int:
    """The place behind IF [NOT] EXISTS."""
    found = phrase_at(nodes, place, IF_EXISTS)
    return place + len(found)


def _text(nodes: Nodes) -> str | None:
    """Nodes on one line as text; None where a comment or a line end would not let them."""
    if any(_commented(node) for node in nodes):
        return None
    text = printed(flow(nodes), NO_WIDTH)
    return None if "\n" in text else text


def _commented(node: Group | Token) -> bool:
    if isinstance(node, Token):
        return bool(node.leading or node.trailing)
    return any(_commented(inner) for inner in (node.opening, *node.nodes, node.closing))


def _is_constraint(nodes: Nodes) -> bool:
    if word_at(nodes, 0) in CONSTRAINTS:
        return not (word_at(nodes, 0) in ("PERIOD", "LIKE") and _type_end(nodes) < len(nodes))
    return word_at(nodes, 0) in KEYS and any(isinstance(node, Group) for node in nodes[1:4])


def _type_end(nodes: Nodes) -> int:
    """The place behind the type of a column's definition."""
    if word_at(nodes, 1) in NO_TYPE:
        return 1
    end = name_end(nodes, 1) + (word_at(nodes, 1) == "NATIONAL")
    while end < len(nodes):
        node = nodes[end]
        array = isinstance(node, Group) and (node.opening.text == "[" or node.opening.glued)
        zone = word_at(nodes, end) in ("WITH", "WITHOUT") and word_at(nodes, end + 1) not in ("TIME", "LOCAL")
        if not array and (word_at(nodes, end) not in TYPE_GOES_ON or zone):
            break
        end += 1
    return end


def _part(nodes: Nodes, place: int) -> Phrase:
    if word_at(nodes, place - 2) == "CONSTRAINT" and place > 1:
        return ()
    return phrase_at(nodes, place, PARTS)


def _space_lists(nodes: Nodes) -> None:
    """A space in front of the columns that a foreign key refers to, and of those of a MySQL key."""
    for place in range(len(nodes)):
        if word_at(nodes, place) == "REFERENCES" or word_at(nodes, place) in KEYS:
            end = name_end(nodes, place + 1)
            node = nodes[end] if end < len(nodes) else None
            if isinstance(node, Group) and node.opening.text == "(":
                node.spaced = True


def _starts_option(nodes: Nodes, place: int) -> bool:
    if phrase_at(nodes, place, OPTIONS):
        return True
    return word_at(nodes, place + 1) == "=" and word_at(nodes, place - 1) not in ("DEFAULT", "CHARACTER")
