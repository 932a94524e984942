"""The header of a revision file, read without running the file."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sqlgen.errors import HistoryError, RevisionError
from sqlgen.history.imported import constant_of
from sqlgen.history.literals import HEADER_NAMES, Constants
from sqlgen.history.revision import Revision
from sqlgen.history.template import template_header
from sqlgen.origin import Origin

RunModule = Callable[[Path], Mapping[str, object]]
"""Runs a file and gives the names it defined. It has to make the imports of a revision work."""

_DEFINITION = re.compile(r"^(?:def|class|async|@)", re.MULTILINE)
_LATE_HEADER = re.compile(
    r"^[ \t]*(?:revision|down_revision|branch_labels|depends_on|__doc__)[ \t]*(?:=(?!=)|[:,])", re.MULTILINE
)
_CODING = re.compile(rb"coding[:=]")
_LEGACY_NAME = re.compile(r"([a-f0-9]+)\.py$")
_ESSENTIAL = {"revision", "down_revision"}
_ILLEGAL = "@-+:"


def read_revision(file: Path, run_module: RunModule | None = None) -> Revision:
    """The revision that a file holds.

    The header comes from the syntax tree. A constant imported from a module whose source lies on `sys.path`
    or beside the file is read there. The file is run, through `run_module`, only where a header value is
    anything else, or where the file is compiled. Raises RevisionError for a file that cannot be read or that
    has no usable header, HistoryError for an identifier that no command could name.
    """
    if file.suffix != ".py":
        return _revision(file, _run_header(file, run_module, {}, frozenset()))
    names, unknown = _literal_header(file)
    if unknown or not names.keys() >= _ESSENTIAL:
        # Without literals for the two names that every revision has, something else may bind them.
        return _revision(file, _run_header(file, run_module, names, unknown))
    return _revision(file, names)


def _literal_header(file: Path) -> tuple[dict[str, object], frozenset[str]]:
    text = _source(file)
    definition = _DEFINITION.search(text)
    if definition and not _LATE_HEADER.search(text, definition.start()):
        # A prefix of a file that parses on its own ends between two statements, so it may stand for the
        # whole; where the cut fell inside a string or a bracket it does not parse, and all is read.
        beginning = text[: definition.start()]
        plain = template_header(beginning)
        if plain is not None and plain.keys() >= _ESSENTIAL:
            return plain, frozenset()
        try:
            names, unknown = _constants(file, ast.parse(beginning))
            if names.keys() | unknown >= _ESSENTIAL:
                return names, unknown
        except (SyntaxError, ValueError):
            pass
    try:
        tree = ast.parse(text, filename=str(file))
    except SyntaxError as error:
        raise RevisionError(
            f"{file.name} is not valid Python: {error.msg}", origin=Origin(file=file, line=error.lineno)
        ) from error
    except ValueError as error:
        raise RevisionError(f"{file.name} is not valid Python: {error}", origin=Origin(file=file)) from error
    return _constants(file, tree)


def _constants(file: Path, tree: ast.Module) -> tuple[dict[str, object], frozenset[str]]:
    constants = Constants(tree, lambda dotted: constant_of(dotted, _search_path(file)))
    return constants.known, frozenset(constants.unknown & HEADER_NAMES)


def _search_path(file: Path) -> list[Path]:
    """Where the modules that a revision imports may lie: `sys.path`, then the folders above the file, one of
    which is the root of the application where that is not installed."""
    return [*(Path(entry) for entry in sys.path), *file.parents]


def _source(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise RevisionError(
            f"{file.name} cannot be read: {error.strerror}", origin=Origin(file=file)
        ) from error
    encoding = "utf-8-sig"
    try:
        if _CODING.search(raw[:400]):
            encoding = tokenize.detect_encoding(io.BytesIO(raw).readline)[0]
        text = raw.decode(encoding)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise RevisionError(
            f"{file.name} is not text in the encoding that it declares: {error}",
            origin=Origin(file=file),
            hint="Save the file as UTF-8, or declare its encoding in the first line.",
        ) from error
    return text.replace("\r\n", "\n") if "\r\n" in text else text


def _run_header(
    file: Path, run_module: RunModule | None, names: Mapping[str, object], unknown: frozenset[str]
) -> Mapping[str, object]:
    if run_module is not None:
        return run_module(file)
    if file.suffix == ".py" and not unknown:
        return names
    what = f"the value of {', '.join(sorted(unknown))}" if unknown else "a compiled revision"
    raise RevisionError(
        f"{file.name}: {what} can be known only by running the file, and this command does not run revisions",
        origin=Origin(file=file),
        hint="Write the header as plain literals.",
    )


def _revision(file: Path, names: Mapping[str, object]) -> Revision:
    identifier = names.get("revision")
    if "revision" not in names:
        legacy = _LEGACY_NAME.match(file.name)
        if not legacy or "down_revision" not in names:
            raise RevisionError(
                f"{file.name} is no revision: it sets no `revision`",
                origin=Origin(file=file),
                hint="Every Python file in a version location is a revision; keep other modules elsewhere.",
            )
        identifier = legacy.group(1)
    if "down_revision" not in names:
        raise RevisionError(f"{file.name} sets no `down_revision`", origin=Origin(file=file))
    if not isinstance(identifier, str) or not identifier:
        raise RevisionError(
            f"{file.name}: `revision` is {identifier!r}, where a text belongs", origin=Origin(file=file)
        )
    illegal = sorted(set(identifier) & set(_ILLEGAL))
    if illegal:
        raise HistoryError(
            f"the revision identifier {identifier!r} holds {' '.join(illegal)}, "
            "which ranges and relative identifiers need",
            origin=Origin(identifier, file),
            hint="Rename the revision; letters, digits, '_' and '.' are free.",
        )
    doc = names.get("__doc__")
    doc = doc.strip() if isinstance(doc, str) else ""
    return Revision(
        id=identifier,
        down=_identifiers(file, "down_revision", names),
        depends_on=_identifiers(file, "depends_on", names),
        branch_labels=_identifiers(file, "branch_labels", names),
        message=doc.partition("\n")[0].strip(),
        doc=doc,
        file=file,
    )


def _identifiers(file: Path, name: str, names: Mapping[str, object]) -> tuple[str, ...]:
    value = names.get(name)
    if value is None:
        return ()
    values = (value,) if isinstance(value, str) or not isinstance(value, Iterable) else tuple(value)
    for each in values:
        if not isinstance(each, str) or not each:
            raise RevisionError(
                f"{file.name}: `{name}` holds {each!r}, where a text belongs", origin=Origin(file=file)
            )
    return tuple(dict.fromkeys(values))

