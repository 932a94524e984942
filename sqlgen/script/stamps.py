"""Other changes of the version table in the place of a revision's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlgen.statements import Purpose, Section, Statement


def restamped(section: Section, stamps: Iterable[str], before: Iterable[Statement] = ()) -> Section:
    """The section with these stamps, and in front of them the statements `before`.

    They stand where the first of the section's own stands, or at its end.
    """
    own = [place for place, one in enumerate(section.statements) if one.purpose is Purpose.VERSION]
    place = own[0] if own else len(section.statements)
    like = section.statements[place] if own else Statement("", Purpose.VERSION)
    behind = (one for one in section.statements[place:] if one.purpose is not Purpose.VERSION)
    stated = (replace(like, sql=sql) for sql in stamps)
    return replace(section, statements=(*section.statements[:place], *before, *stated, *behind))
