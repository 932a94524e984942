"""Findings told: one format a file, found by its name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from sqlgen.report.summary import Summary

_NO_FORMAT = ("__init__", "summary")


def formats() -> tuple[str, ...]:
    """The names of all formats."""
    files = Path(__file__).parent.glob("*.py")
    return tuple(sorted(file.stem for file in files if file.stem not in _NO_FORMAT))


def report(summary: Summary, form: str, *, color: bool = False) -> str:
    """The findings in one of the formats; `color` is for terminals, and for the format `text` alone."""
    module = import_module(f"sqlgen.report.{form}")
    return cast("str", module.report(summary, color=color) if form == "text" else module.report(summary))


__all__ = ["Summary", "formats", "report"]
