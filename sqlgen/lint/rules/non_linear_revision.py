"""Puts a new revision in front of one that was released.

Why
---
A database that is past the released revision never runs the new one: `upgrade` finds nothing to do, or does
it out of order. Schemas that should be the same drift apart. Known where `--changed-since` says what was
released.

Bad
---
```python
# a1 above base
# c3 above a1
# now
# a1 above base
# b2 above a1
# c3 above b2
```

Good
----
```python
# a1 above base
# c3 above a1
# now
# a1 above base
# c3 above a1
# b2 above c3
```

Links
-----
https://atlasgo.io/versioned/lint#non-linear-changes
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
        if revision is not None and revision in script.released.behind and revision not in told:
            told.add(revision)
            above = script.released.behind[revision]
            yield (
                statement,
                Remark(
                    f"{revision} stands in front of {above}, which was released before it: databases "
                    f"that are past {above} never run it",
                    Advice("put it behind the newest released revision: change its down_revision"),
                ),
            )
