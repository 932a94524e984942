"""Has no way back.

Why
---
Where something goes wrong after the release, the way back has to be written in a hurry. A revision whose
downgrade is empty stamps the version before and leaves the schema as it is, which is worse than none.

Bad
---
```python
# a1 above base
def upgrade():
    op.create_table('orders', sa.Column('id', sa.Integer, primary_key=True))


def downgrade():
    pass
```

Good
----
```python
# a1 above base
def upgrade():
    op.create_table('orders', sa.Column('id', sa.Integer, primary_key=True))


def downgrade():
    op.drop_table('orders')
```

Links
-----
https://alembic.sqlalchemy.org/en/latest/tutorial.html#downgrading
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.downgrades import lacking
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript
from sqlgen.lint.rule import ALL

SEVERITY = Severity.WARNING
DIALECTS = ALL


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    told: set[str] = set()
    for statement in script.statements:
        revision = statement.revision
        if revision is None or revision in told or revision not in script.files:
            continue
        if all(action.verb in ("begin", "commit", "set", "say", "select") for action in statement.actions):
            continue
        told.add(revision)
        lacks = lacking(script.files[revision])
        if lacks:
            yield (
                statement,
                Remark(
                    f"the downgrade of {revision} {lacks}",
                    Advice("write the downgrade, or say in its place why there is no way back"),
                ),
            )
