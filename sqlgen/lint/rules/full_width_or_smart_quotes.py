"""Holds letters that look like SQL and are none.

Why
---
Typographic quotes, full-width letters and no-break spaces come in by copying from documents. The server
refuses them, or takes them for a part of a name.

Bad
---
```sql postgresql mysql mariadb sqlite mssql oracle
UPDATE orders SET state = 4 WHERE name = “new”;
```

Good
----
```sql postgresql mysql mariadb sqlite mssql oracle
UPDATE orders SET state = 4 WHERE name = '“new”';
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/string-literals.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.dialects.lexing import Kind
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.ERROR
DIALECTS = ALL


LOOKS_LIKE = (
    dict.fromkeys("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00b4", "a quote")
    | dict.fromkeys("\u00a0\u2007\u202f\u3000\ufeff\u200b", "a space")
    | dict.fromkeys("\uff1b\uff0c\uff08\uff09\uff1d", "a sign")
)


def check(statement: Judged) -> Iterator[Remark]:
    if statement.sql.isascii():
        return
    place = 0
    for lexeme in statement.lexemes:
        code = lexeme.kind not in (Kind.STRING, Kind.COMMENT, Kind.NAME)
        letter = next((one for one in lexeme.text if code and one in LOOKS_LIKE), None)
        if letter is not None:
            yield Remark(
                f"{letter!r} (U+{ord(letter):04X}) looks like {LOOKS_LIKE[letter]} and is none",
                Advice("type it anew"),
                start=place + lexeme.text.index(letter),
            )
            return
        place += len(lexeme.text)
