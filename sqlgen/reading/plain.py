"""SQL of a schema in a form that is the same for all ways in which people and servers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlgen.dialects.lexing import Kind, lex
from sqlgen.dialects.reported import reported_type
from sqlgen.reading.tokens import unquoted
from sqlgen.reading.words import DialectWords

TYPES: dict[str, tuple[tuple[str, str], ...]] = {
    "postgresql": (
        (r"FLOAT\((\d|1\d|2[0-4])\)", "REAL"), (r"FLOAT(\(\d+\))?", "DOUBLE PRECISION"),
        (r"DOUBLE PRECISION\(\d+\)", "DOUBLE PRECISION"), (r"DECIMAL(.*)", r"NUMERIC\1"),
        (r"CHAR", "CHAR(1)"), (r"(.*?)(\[\])+", r"\1[]"),
    ),
    "mysql": (
        (r"((?:BIG|SMALL|MEDIUM)?INT(?:EGER)?)\(\d+\)(.*)", r"\1\2"),
        (r"TINYINT\(([^1]|\d\d+)\)(.*)", r"TINYINT\2"),
        (r"INT( .*)?", r"INTEGER\1"), (r"NUMERIC(.*)", r"DECIMAL\1"), (r"DECIMAL", "DECIMAL(10, 0)"),
        (r"DECIMAL\((\d+)\)", r"DECIMAL(\1, 0)"), (r"DOUBLE PRECISION|REAL", "DOUBLE"), (r"CHAR", "CHAR(1)"),
    ),
}  # fmt: skip
"""What the server calls a type that was said in another way, as patterns for the whole of it.
https://www.postgresql.org/docs/current/datatype.html, https://mariadb.com/kb/en/data-types/"""
TRUTHS = {"true": "true", "t": "true", "1": "true", "false": "false", "f": "false", "0": "false"}
NOW = ("current_timestamp", "now", "localtimestamp", "localtime", "transaction_timestamp")
NUMBERS = re.compile(r"(?i)^(?:BIG|SMALL|MEDIUM|TINY)?INT|^(?:NUMERIC|DECIMAL|FLOAT|DOUBLE|REAL|NUMBER)")
PHRASES = (
    (("=", "any", "array"), ("in",)),
    (("<>", "all", "array"), ("not", "in")),
    (("!=",), ("<>",)),
    (("!", "~", "~", "*"), ("not", "ilike")),
    (("!", "~", "~"), ("not", "like")),
    (("~", "~", "*"), ("ilike",)),
    (("~", "~"), ("like",)),
)
"""How PostgreSQL shows what was said in other words, piece by piece."""
GROUPING = frozenset("()[]")
IDLE = GROUPING | {"asc"}


class Plain:
    """What may be compared of one dialect's schemas."""

    def __init__(self, words: DialectWords) -> None:
        self.words = words
        self.name = words.facts.name

    @property
    def unites_keys(self) -> bool:
        return self.name in ("mysql", "mariadb")

    @property
    def has_identities(self) -> bool:
        return self.name in ("postgresql", "oracle")

    @property
    def tells_counted(self) -> bool:
        """https://www.sqlite.org/autoinc.html: every INTEGER PRIMARY KEY is."""
        return self.name != "sqlite"

    @property
    def options(self) -> str:
        return str(self.words.dialect.name)

    def type(self, text: str) -> str:
        """A type as the server reports it."""
        plain = re.sub(r"(?is)\s+(?:CHARACTER SET|COLLATE)\s+\S+", "", text)
        stored = reported_type(self.words.read_type(plain, {}), self.words.dialect)
        told = self.words.type_text(stored)
        for pattern, instead in TYPES.get("mysql" if self.name == "mariadb" else self.name, ()):
            found = re.fullmatch(pattern, told, re.IGNORECASE)
            told = found.expand(instead) if found else told
        return told.upper() if "'" not in told else told

    def default(self, text: str | None, type_: str) -> str | None:
        """A default of a column of that type; None for NULL, which is as good as none."""
        if text is None:
            return None
        tokens = [token for token in self._tokens(text) if token not in GROUPING]
        if tokens in ([], ["null"]):
            return None
        plain = self.type(type_)
        bare = "".join(unquoted(token).lower() if token.startswith("'") else token for token in tokens)
        if len(tokens) == 1 and plain in ("BOOLEAN", "TINYINT(1)", "BIT"):
            return TRUTHS.get(bare, bare)
        if NUMBERS.match(plain) and bare.lstrip("-").isdigit():
            return bare
        return " ".join("now" if token in NOW else token for token in tokens)

    def sql(self, text: str) -> str:
        """A condition, or an expression of an index."""
        found = [token for token in self._tokens(text) if token not in IDLE]
        for phrase, instead in PHRASES:
            found = _replaced(found, phrase, instead)
        return " ".join(_without_between(found))

    def _tokens(self, text: str) -> Iterator[str]:
        """What the text consists of, without casts; words in lower case, names without their quotes."""
        lexemes = [one for one in lex(text, self.words.facts.lexical) if one.meaningful]
        texts = [one.text for one in lexemes]
        casts: list[bool] = []
        place = 0
        while place < len(lexemes):
            one = lexemes[place]
            place += 1
            if one.text == "(":
                casts.append(place > 1 and texts[place - 2].lower() == "cast")
            elif one.text == ")" and casts:
                casts.pop()
            if texts[place - 1 : place + 1] == [":", ":"]:
                place = _behind_type(texts, place + 1)
            elif one.text == "::" or (one.text.lower() == "as" and casts and casts[-1]):
                place = _behind_type(texts, place)
            elif one.text.lower() == "cast" and texts[place : place + 1] == ["("]:
                continue
            elif one.kind is Kind.NAME:
                yield one.text[1:-1].lower()
            elif one.kind is Kind.STRING:
                yield one.text
            elif not one.text.lower().startswith("_utf8"):
                yield one.text.lower()


def _behind_type(texts: Sequence[str], place: int) -> int:
    """The place behind a type that begins at `place`: words, a length, brackets."""
    while place < len(texts) and (texts[place][:1].isalpha() or texts[place][:1] in '".'):
        word = texts[place].lower()
        if word in ("and", "or", "is", "in", "not", "like", "between", "collate", "desc", "asc", "nulls"):
            return place
        place += 1
    if place < len(texts) and texts[place] == "(":
        while place < len(texts) and texts[place] != ")":
            place += 1
        place += 1
    while place + 1 < len(texts) and texts[place] == "[" and texts[place + 1] == "]":
        place += 2
    return place


def _replaced(tokens: list[str], phrase: Sequence[str], instead: Sequence[str]) -> list[str]:
    made: list[str] = []
    place = 0
    while place < len(tokens):
        if tuple(tokens[place : place + len(phrase)]) == tuple(phrase):
            made += instead
            place += len(phrase)
        else:
            made.append(tokens[place])
            place += 1
    return made


def _without_between(tokens: list[str]) -> list[str]:
    """`x between 1 and 2` as PostgreSQL keeps it: `x >= 1 and x <= 2`."""
    made = list(tokens)
    for place in range(len(made) - 4, 0, -1):
        if made[place] == "between" and made[place + 2] == "and":
            subject = made[place - 1]
            made[place : place + 4] = [">=", made[place + 1], "and", subject, "<=", made[place + 3]]
    return made
