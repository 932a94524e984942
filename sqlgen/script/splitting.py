"""A script as one file a revision."""

from __future__ import annotations

import re
from pathlib import Path

from sqlgen.history.revision import Step
from sqlgen.script.banner import header, section_has_text, section_text, step_numbers
from sqlgen.statements import Script

LONGEST = 60


def revision_files(script: Script, folder: Path) -> dict[str, str]:
    """File name to text, numbered in the order in which they are to run.

    Each file can be run alone: what env.py says before a revision, such as which schema is meant, stands in
    that revision's file and in all that follow. What comes behind the last revision ends the last file.
    """
    files: dict[str, str] = {}
    preamble = ""
    since = ""
    digits = max(4, len(str(len(script.plan.steps))))
    last = ""
    numbers = step_numbers(script)
    for section in script.sections:
        if not section_has_text(section):
            continue
        text = section_text(script, section, folder, numbers)
        if section.step is None:
            since += text + "\n"
            continue
        preamble, since = preamble + since, ""
        last = f"{len(files) + 1:0{digits}}_{_slug(section.step)}.sql"
        files[last] = "\n".join((header(script), preamble + text))
    if since and last:
        files[last] += "\n" + since.removesuffix("\n")
    return files


def _slug(step: Step) -> str:
    words = f"{step.revision.id}_{step.direction.value}_{step.revision.message}".lower()
    return re.sub(r"[^a-z0-9_.-]+", "_", words)[:LONGEST].strip("_.")
