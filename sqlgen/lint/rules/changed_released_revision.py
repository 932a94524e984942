"""Changes a revision that was released.

Why
---
Databases that have run it keep what it said then; new ones get what it says now. Known where `--changed-
since` says what was released.

Bad
---
```python
# a1 above base
# now
# a1 above base
def upgrade():
    op.create_table('a1', sa.Column('id', sa.BigInteger, primary_key=True))


def downgrade():
    op.drop_table('a1')
```

Good
----
```python
# a1 above base
# now
# a1 above base
# b2 above a1
def upgrade():
    op.alter_column('a1', 'id', type_=sa.BigInteger)


def downgrade():
    op.alter_column('a1', 'id', type_=sa.Integer)
```

Links
-----
https://alembic.sqlalchemy.org/en/latest/tutorial.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript
from sqlgen.lint.rule import ALL

SEVERITY = Severity.ERROR
DIALECTS = ALL


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    told: set[str] = set()
    for statement in script.statements:
        revision = statement.revision
        if revision is not None and revision in script.released.changed and revision not in told:
            told.add(revision)
            yield (
                statement,
                Remark(
                    f"{revision} was released and says something else now",
                    Advice("put it back as it was, and say what is new in a revision of its own"),
                ),
            )
