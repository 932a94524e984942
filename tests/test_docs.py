"""The documentation against the program and against itself."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shop import SHOP, run_sqlgen

CONSOLE = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)")


def pages(root: Path) -> list[Path]:
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def test_the_generated_pages_are_those_of_this_program(root: Path) -> None:
    run = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=root, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_links_inside_the_repository_lead_somewhere(root: Path) -> None:
    broken = []
    for page in pages(root):
        for target in LINK.findall(prose(page)):
            path = target.partition("#")[0]
            if path and "://" not in path and not (page.parent / path).exists():
                broken.append(f"{page.relative_to(root)} → {target}")

    assert broken == []


def test_every_page_can_be_reached_from_the_index(root: Path) -> None:
    """A page that nothing links to is a page that nobody reads."""
    seen: set[Path] = set()
    waiting = [root / "docs" / "index.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in seen or not page.is_file():
            continue
        seen.add(page)
        targets = (target.partition("#")[0] for target in LINK.findall(prose(page)) if "://" not in target)
        waiting += [page.parent / target for target in targets if target.endswith(".md")]
    fragments = set((root / "docs" / "changelog").glob("*.md"))

    assert {page for page in pages(root) if page.parent != root} - fragments - seen == set()


def commands(page: Path) -> Iterator[tuple[str, str]]:
    """The `$ sqlgen …` lines of a page, each with the output that the page shows under it."""
    for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
        for call in block.split("$ ")[1:]:
            command, _, shown = call.partition("\n")
            if command.startswith("sqlgen "):
                yield command, shown


@pytest.mark.parametrize("page", ["tutorial/first-script.md", "how-to/render-for-another-database.md"])
def test_what_a_page_shows_is_what_its_reader_sees(root: Path, page: str, tmp_path: Path) -> None:
    """A line "…" stands for what the page leaves out; all else has to come, in that order."""
    shop = shutil.copytree(SHOP, tmp_path / "shop", ignore=shutil.ignore_patterns("__pycache__"))

    for command, shown in commands(root / "docs" / page):
        run = run_sqlgen(*shlex.split(command)[1:], folder=shop)
        pattern = ".*".join(re.escape(part) for part in shown.split("…\n"))
        assert re.fullmatch(pattern, run.stdout + run.stderr, re.DOTALL), command
