"""The documentation against the program and against itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

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
