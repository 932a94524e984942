"""The list of sums that `sha256sum -c` checks."""

from __future__ import annotations

import re
from collections.abc import Mapping

NAME = "SHA256SUMS"
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def sums_text(digests: Mapping[str, str]) -> str:
    """A line for each file, in the order of their names."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def read_sums(text: str) -> dict[str, str]:
    """Digests by name. Raises ValueError for a line that is none, and for a name that stands there twice."""
    found: dict[str, str] = {}
    for number, line in enumerate(
        text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"), start=1
    ):
        matched = LINE.fullmatch(line)
        if matched is None:
            raise ValueError(f"line {number} is no sum")
        if matched[2] in found:
            raise ValueError(f"line {number} names {matched[2]} again")
        found[matched[2]] = matched[1]
    return found
