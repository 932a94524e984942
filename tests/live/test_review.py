"""The review's page in a real browser: usable by everybody, and deaf to what a release says."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

from tests.bundle.pages import page_of
from tests.live.browser import axe, chromium, opened, told_by
from tests.projects import MadeProject

SCHEMA = """
op.create_table("customers", sa.Column("id", sa.Integer, primary_key=True))
op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True), sa.Column("customer", sa.Integer))
"""
CHANGE = """
op.create_foreign_key("fk", "orders", "customers", ["customer"], ["id"])
op.create_index("ix", "orders", ["customer"])
op.add_column("orders", sa.Column("state", sa.String(9)))
op.drop_column("orders", "id")
"""


@pytest.fixture(autouse=True, scope="module")
def browser() -> None:
    if chromium() is None:
        missing("no Chromium to look at the page with")


@pytest.fixture
def checker() -> str:
    """The source of axe-core, which is no part of a page."""
    try:
        return axe().replace("</script", "<\\/script")
    except (OSError, subprocess.CalledProcessError):
        missing("npm cannot fetch axe-core")


def missing(reason: str) -> NoReturn:
    """`make review-check` fails without its tools; elsewhere what needs them is left out."""
    if os.environ.get("SQLGEN_REVIEW_CHECK") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def page(made: MadeProject) -> str:
    made.revision("first", SCHEMA)
    made.revision("second", CHANGE, downgrade="op.drop_index('ix', 'orders')")
    return page_of(made, "first:second")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_from_using_it(page: str, checker: str, scheme: str, tmp_path: Path) -> None:
    if scheme == "dark":
        page = page.replace("@media (prefers-color-scheme: dark)", "@media all")
    page = page.replace("</head>", f"<script>{checker}</script></head>")
    found = told_by(page, "axe.run(document, {resultTypes: ['violations']})", tmp_path)
    assert found["passes"], "axe looked"
    problems = [
        (one["impact"], one["id"], node["html"][:200]) for one in found["violations"] for node in one["nodes"]
    ]
    assert not [one for one in problems if one[0] in ("serious", "critical")]


def test_its_own_script_runs_under_its_own_policy(page: str, tmp_path: Path) -> None:
    shown = opened(page, tmp_path)
    (form,) = re.findall(r'<form id="filter"[^>]*>', shown)
    assert "hidden" not in form, "the filter is shown by the script alone"
    assert re.search(r'<output id="count"[^>]*>(\d+) of \1 statements shown', shown)


def test_the_filter_leaves_what_fits(page: str, tmp_path: Path) -> None:
    script = """new Promise(done => {
        document.getElementById("only").value = "waits";
        document.getElementById("only").dispatchEvent(new Event("change"));
        const all = [...document.querySelectorAll(".statement")];
        done(all.map(one => [one.dataset.is.split(" ").includes("waits"), one.checkVisibility()]));
    })"""
    told = told_by(page, script, tmp_path)
    assert {(True, True), (False, False)} == {tuple(one) for one in told}


def test_what_a_release_says_does_not_run(made: MadeProject, tmp_path: Path) -> None:
    hostile = "</script><script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"
    made.revision(
        "first", f"op.execute({hostile!r})\nop.create_table({hostile!r}, sa.Column({hostile!r}, sa.Integer))"
    )
    shown = opened(page_of(made), tmp_path)
    assert "<title>Review of Shop v1.1</title>" in shown
    assert "<img" not in shown
