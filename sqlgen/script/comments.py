"""Text of any origin, made safe to stand in a comment of a script."""

from __future__ import annotations

import unicodedata


def one_line(text: str) -> str:
    """`text` on one line, without control characters and without marks that turn the direction of writing.

    A comment that begins with `--` ends at the line's end, so what stays on the line stays in the comment.
    """
    joined = " ".join(text.split())
    unseen = ("Cc", "Cf", "Zl", "Zp")
    return "".join(letter for letter in joined if unicodedata.category(letter) not in unseen)


def named(revisions: tuple[str, ...]) -> str:
    """Revision identifiers; base where there are none."""
    return one_line(", ".join(revisions)) or "base"
