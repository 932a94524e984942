"""The example project, and the program run in it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

ROOT = Path(__file__).resolve().parent.parent
SHOP = ROOT / "docs" / "examples" / "shop"


def run_sqlgen(*arguments: str, folder: Path = SHOP) -> subprocess.CompletedProcess[str]:
    """The program in the example's folder, or in a copy of it; Alembic is not installed here."""
    return subprocess.run(
        [sys.executable, "-m", "sqlgen", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def sqlgen(*arguments: str) -> str:
    """What the program prints when all is well."""
    run = run_sqlgen(*arguments)
    assert run.returncode == 0, run.stderr
    return run.stdout


def models() -> sa.MetaData:
    spec = importlib.util.spec_from_file_location("shop_models", SHOP / "models.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    metadata = module.Base.metadata
    assert isinstance(metadata, sa.MetaData)
    return metadata


def revision_ids() -> list[str]:
    return [path.stem.split("_")[1] for path in sorted((SHOP / "migrations" / "versions").glob("*.py"))]
