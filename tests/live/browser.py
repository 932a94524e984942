"""Chromium without a screen, and axe-core, which looks for what keeps people from using a page."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from tests.histories.sources import cache_folder

AXE = "4.14.1"
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SECONDS = 60


def chromium() -> str | None:
    """Where the browser is."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def axe() -> str:
    """The source of axe-core, fetched with npm where the cache lacks it."""
    kept = cache_folder() / "axe-core" / f"{AXE}.js"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as scratch:
            call = ["npm", "pack", "--silent", f"axe-core@{AXE}"]
            done = subprocess.run(call, cwd=scratch, check=True, capture_output=True, text=True)
            with tarfile.open(Path(scratch, done.stdout.split()[-1])) as archive:
                archive.extractall(scratch, filter="data")
            # Another process may be doing the same.
            Path(scratch, "package", "axe.min.js").replace(kept)
    return kept.read_text(encoding="utf-8")


def opened(page: str, folder: Path) -> str:
    """What becomes of a page once its scripts have run."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    program = chromium()
    assert program is not None
    call = [
        program,
        *QUIET,
        f"--user-data-dir={folder / 'profile'}",
        "--virtual-time-budget=20000",
        "--dump-dom",
    ]
    done = subprocess.run([*call, file.as_uri()], capture_output=True, timeout=SECONDS, check=True)
    return done.stdout.decode()


def told_by(page: str, script: str, folder: Path) -> Any:
    """The value that the promise of a script gives within a page, whose policy is lifted for it."""
    lifted = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    telling = f"""
        ({script}).then(value => {{
            const told = document.createElement("pre");
            told.id = "told";
            told.textContent = JSON.stringify(value);
            document.body.append(told);
        }});
    """
    whole = lifted.replace("</body>", f"<script>{telling}</script></body>")
    (found,) = re.findall(r'<pre id="told">(.*?)</pre>', opened(whole, folder), re.DOTALL)
    return json.loads(html.unescape(found))
