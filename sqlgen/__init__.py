"""Migration histories as SQL that a DBA can read, trust, sign and run by hand."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
if not (_HERE / "dialect_configs").is_dir():
    # The wheel carries dialect_configs/ in here; a checkout, and so an editable install, has it at the top
    # level, where people look for it. Either way it is the package sqlgen.dialect_configs.
    __path__.append(str(_HERE.parent))
