"""Whoever renders a range gets the bytes that were reviewed, wherever and as whom.

A digest of a script is signed, and the script is made again to be compared with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sqlgen.dialects.facts import dialect_names, read_facts
from tests.script.test_golden import RANGE, WITHOUT_CONCURRENTLY
from tests.shop import ROOT, SHOP

RENDERS = [
    (f"{dialect}-{client}", dialect, client, WITHOUT_CONCURRENTLY if facts.whole else RANGE)
    for dialect in dialect_names()
    for client, facts in read_facts(dialect).clients.items()
]
PROGRAM = """
import sys
from sqlgen.cli.main import main

for line in sys.stdin.read().splitlines():
    try:
        main(line.split("\\t"))
    except SystemExit as ended:
        if ended.code:
            raise
"""
"""Many calls in one process, for a process takes longer to start than a script to write."""


@pytest.fixture(scope="module")
def renders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same calls in two folders, by two users in two countries; the files that each wrote."""
    root = tmp_path_factory.mktemp("renders")
    ada = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "USER": "ladylovelace", "LOGNAME": "ladylovelace"}
    root_user = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "USER": "root", "HOSTNAME": "elsewhere"}
    odd = {"PYTHONHASHSEED": "4242", "PYTHONUTF8": "0", "COLUMNS": "40", "TERM": "xterm-256color"}
    places = [
        (root / "a", ada | {"PYTHONHASHSEED": "1"}),
        (root / "a folder with spaces" / "and ü" / "deeper", root_user | odd),
    ]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda place: _rendered(*place), places))


def _rendered(folder: Path, told: dict[str, str]) -> Path:
    shop = shutil.copytree(SHOP, folder / "shop", ignore=shutil.ignore_patterns("__pycache__"))
    home = folder / "home"
    home.mkdir()
    calls = []
    for name, dialect, client, revisions in RENDERS:
        wanted = ["--quiet", "render", revisions, "--dialect", dialect, "--client", client, "--annotate"]
        calls.append([*wanted, "-o", f"../out/{name}.sql"])
        calls.append([*wanted, "--split", "segment", "-o", f"../out/{name}"])
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input="\n".join("\t".join(call) for call in calls),
        cwd=shop,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(home), **told},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return folder / "out"


@pytest.mark.parametrize("name", [name for name, _, _, _ in RENDERS])
def test_two_renders_have_the_same_bytes(renders: list[Path], name: str) -> None:
    first, second = (
        {path.relative_to(out): path.read_bytes() for path in _files(out, name)} for out in renders
    )

    assert list(first) == list(second)
    assert first == second


def _files(out: Path, name: str) -> list[Path]:
    found = [out / f"{name}.sql", *sorted((out / name).iterdir())]
    assert len(found) > 2
    return found


def test_no_script_names_who_made_it_and_where(renders: list[Path]) -> None:
    for out in renders:
        for path in out.rglob("*.*"):
            text = path.read_text(encoding="utf-8-sig")
            for word in (str(out.parent), "ladylovelace", "elsewhere", "Kathmandu"):
                assert word not in text, (path, word)
