"""The ledgers that a command reads or writes."""

from __future__ import annotations

from pathlib import Path

from sqlgen.errors import UsageError
from sqlgen.ledger.ledger import ENDING, ledger_file, read_ledger, refuse_shortened
from sqlgen.ledger.signed import refuse_broken
from sqlgen.repository import Repository

FOLDER = Path("ledger")


def entries(folder: Path, environment: str) -> list[dict[str, object]]:
    """The entries of one environment. Raises Tampered where they are not what was recorded."""
    file = ledger_file(folder, environment)
    found = read_ledger(file)
    refuse_broken(found, file.name, Path())
    try:
        committed = Repository.around(folder if folder.is_dir() else Path()).committed(file)
    except UsageError:
        # A ledger can be kept outside of git; the chain alone then guards it.
        committed = None
    if committed is not None:
        refuse_shortened(file.name, file.read_bytes() if file.is_file() else b"", committed)
    return found


def environments(folder: Path) -> list[str]:
    """The environments that have a ledger."""
    return sorted(file.name.removesuffix(ENDING) for file in folder.glob(f"*{ENDING}"))
