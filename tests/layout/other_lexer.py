"""A second lexer, written letter by letter, to judge what the first one's layout did.

It shares nothing with sqlgen's own: where both are wrong, they are wrong for different reasons.
"""

from __future__ import annotations

NAMES = {
    "postgresql": {'"': '"'},
    "oracle": {'"': '"'},
    "sqlite": {'"': '"', "`": "`", "[": "]"},
    "mssql": {'"': '"', "[": "]"},
    "mysql": {"`": "`"},
    "mariadb": {"`": "`"},
}
SIGNS = {"mysql": "@", "mariadb": "@", "sqlite": "@", "mssql": "@#"}
"""What a name may begin with."""
ALONE = "(),;.[]"
Q_PAIRS = {"[": "]", "{": "}", "(": ")", "<": ">"}


def meaning(sql: str, dialect: str) -> list[str]:
    """The tokens of a text, comments among them; words in upper case, for case is judged elsewhere."""
    found = []
    place = 0
    while place < len(sql):
        if sql[place].isspace():
            place += 1
            continue
        end = _end(sql, place, dialect)
        token = sql[place:end]
        word = token[0].isalnum() or token[0] in "_" + SIGNS.get(dialect, "")
        found.append(token.upper() if word and "'" not in token else token.rstrip("\r"))
        place = end
    return found


def _end(sql: str, place: int, dialect: str) -> int:
    mysql = dialect in ("mysql", "mariadb")
    here = sql[place]
    if _begins_line_comment(sql, place, mysql=mysql):
        end = sql.find("\n", place)
        return len(sql) if end < 0 else end
    if sql.startswith("/*", place):
        return _behind_comment(sql, place, nested=dialect in ("postgresql", "mssql"))
    if here == "'":
        return _behind_quote(sql, place, "'", backslash=mysql)
    if here == '"' and mysql:
        return _behind_quote(sql, place, '"', backslash=True)
    if here in NAMES[dialect]:
        return _behind_quote(sql, place, NAMES[dialect][here], backslash=False)
    if here == "$" and dialect == "postgresql":
        return _behind_dollars(sql, place)
    if here.isalnum() or here in "_" + SIGNS.get(dialect, ""):
        return _behind_word(sql, place, dialect)
    if here in ALONE:
        return place + 1
    end = place + 1
    while end < len(sql) and _goes_on(sql, end, dialect):
        end += 1
    return end


def _goes_on(sql: str, end: int, dialect: str) -> bool:
    letter = sql[end]
    if letter.isspace() or letter.isalnum() or letter in "_'\"" + ALONE + SIGNS.get(dialect, ""):
        return False
    if letter in NAMES[dialect]:
        return False
    if letter in ":$" and sql[end - 1] in "=<>|":
        # A parameter begins, and no operator goes on.
        return False
    if _begins_line_comment(sql, end, mysql=dialect in ("mysql", "mariadb")) or sql.startswith("/*", end):
        return False
    return not (letter == "$" and dialect == "postgresql")


def _begins_line_comment(sql: str, place: int, *, mysql: bool) -> bool:
    if mysql and sql[place] == "#":
        return True
    return sql.startswith("--", place) and (not mysql or sql[place + 2 : place + 3].isspace())


def _behind_word(sql: str, place: int, dialect: str) -> int:
    end = place + 1
    while end < len(sql) and (sql[end].isalnum() or sql[end] in "_$" + SIGNS.get(dialect, "")):
        end += 1
    prefix = sql[place:end].upper()
    if sql[end : end + 1] != "'":
        return end
    if dialect == "oracle" and prefix in ("Q", "NQ"):
        opening = sql[end + 1]
        close = sql.find(Q_PAIRS.get(opening, opening) + "'", end + 2)
        return len(sql) if close < 0 else close + 2
    if prefix in ("N", "E", "B", "X", "U") or prefix.startswith("_"):
        escapes = dialect in ("mysql", "mariadb") or (dialect == "postgresql" and prefix == "E")
        return _behind_quote(sql, end, "'", backslash=escapes)
    return end


def _behind_quote(sql: str, place: int, quote: str, *, backslash: bool) -> int:
    place += 1
    while place < len(sql):
        if backslash and sql[place] == "\\":
            place += 2
        elif sql[place] != quote:
            place += 1
        elif sql[place + 1 : place + 2] == quote:
            place += 2
        else:
            return place + 1
    return len(sql)


def _behind_dollars(sql: str, place: int) -> int:
    tag_end = sql.find("$", place + 1)
    tag = sql[place : tag_end + 1]
    inner = tag[1:-1]
    if tag_end < 0 or not (inner == "" or (inner.isidentifier())):
        return place + 1
    close = sql.find(tag, tag_end + 1)
    return len(sql) if close < 0 else close + len(tag)


def _behind_comment(sql: str, place: int, *, nested: bool) -> int:
    depth = 0
    while place < len(sql):
        two = sql[place : place + 2]
        if two == "*/":
            depth, place = depth - 1, place + 2
            if not depth:
                return place
        elif two == "/*" and (nested or not depth):
            depth, place = depth + 1, place + 2
        else:
            place += 1
    return len(sql)
