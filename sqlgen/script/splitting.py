"""A script as one file a revision."""

from __future__ import annotations

import re
from pathlib import Path

from sqlgen.history.revision import Step
from sqlgen.script.banner import header, section_has_text, section_text
from sqlgen.statements import Script

LONGEST = 60


def revision_files(script: Script, folder: Path) -> dict[str, str]:
    """File name to text, numbered in the order in which they are to run.

    What stands outside of every revision goes with the revision before it, or with the first.
    """
    files: dict[str, str] = {}
    pending = ""
    last = ""
    digits = max(4, len(str(len(script.plan.steps))))
    number = 0
    for section in script.sections:
        if not section_has_text(section):
            continue
        text = section_text(script, section, folder)
        if section.step is None:
            if last:
                files[last] += "\n" + text
            else:
                pending += text
            continue
        number += 1
        last = f"{number:0{digits}}_{_slug(section.step)}.sql"
        files[last] = "\n".join(part for part in (header(script), pending + text) if part)
        pending = ""
    return files


def _slug(step: Step) -> str:
    words = f"{step.revision.id}_{step.direction.value}_{step.revision.message}".lower()
    return re.sub(r"[^a-z0-9_.-]+", "_", words)[:LONGEST].strip("_.")
