"""What a bundle's script prints for its log. Without it nobody can prove afterwards what ran."""

from __future__ import annotations

import pytest

from sqlgen.config import find_config
from sqlgen.dialects.facts import read_facts
from sqlgen.pipeline import Options, open_project, render
from sqlgen.script.handover import Handover
from sqlgen.script.marks import DIGEST_LENGTH, digest_of, tokens_of
from sqlgen.script.segment_files import segment_files, stretches
from sqlgen.statements import Script
from tests.shop import SHOP

PRINTING = {
    "postgresql@15": "\\echo 'sqlgen: step ",
    "mariadb@10.11": "SELECT 'sqlgen: step ",
    "mysql@8.0": "SELECT 'sqlgen: step ",
    "sqlite@3.40": '.print "sqlgen: step ',
    "mssql@2019": "PRINT N'sqlgen: step ",
    "oracle@19": "PROMPT sqlgen: step ",
}


def shop(target: str) -> Script:
    (script,) = render(
        open_project(find_config([SHOP / "alembic.ini"])), "base:head", Options(dialect=target)
    )
    return script


@pytest.mark.parametrize("target", PRINTING)
def test_each_statement_is_followed_by_its_number_and_digest(target: str) -> None:
    script = shop(target)
    texts = segment_files(script, Handover(marked=True))
    for stretch in stretches(script, Handover(marked=True)):
        text = texts[stretch.file]
        for sent in stretch.sent:
            assert f"{PRINTING[target]}{sent.number} {sent.digest[:DIGEST_LENGTH]}" in text


@pytest.mark.parametrize("target", PRINTING)
def test_all_statements_are_numbered_over_the_files(target: str) -> None:
    found = [
        sent.number for stretch in stretches(shop(target), Handover(marked=True)) for sent in stretch.sent
    ]
    assert found == list(range(1, len(found) + 1))
    assert len(found) > 30


@pytest.mark.parametrize("target", PRINTING)
def test_a_file_says_where_it_begins_before_its_guard_and_where_it_ends_behind_its_last_check(
    target: str,
) -> None:
    script = shop(target)
    texts = segment_files(script, Handover(marked=True))
    for stretch in stretches(script, Handover(marked=True)):
        text = texts[stretch.file]
        begin, end = text.index(f"sqlgen: begin {stretch.file}"), text.index(f"sqlgen: end {stretch.file}")
        steps = [text.index(f"sqlgen: step {sent.number} ") for sent in stretch.sent]
        assert steps == sorted(steps)
        guard = text.find("Stopped, nothing is changed: expected the version")
        assert begin < guard < min([*steps, end])
        assert max([*steps, begin]) < end


def test_a_script_of_render_prints_none() -> None:
    assert "sqlgen: step" not in "".join(segment_files(shop("postgresql@15"), Handover()).values())


def test_a_client_without_words_for_marks_prints_none() -> None:
    handover = Handover(client="generic", marked=True)
    assert "sqlgen: step" not in "".join(segment_files(shop("postgresql@15"), handover).values())
    assert all(not stretch.sent for stretch in stretches(shop("postgresql@15"), handover))


def test_white_space_and_comments_do_not_count_in_a_digest_and_all_else_does() -> None:
    facts = read_facts("postgresql")

    def digest(sql: str) -> str:
        return digest_of(tokens_of(sql, facts))

    assert digest("DROP  TABLE a -- gone") == digest("DROP\nTABLE /* x */ a")
    assert digest("DROP TABLE a") != digest("DROP TABLE b")
    assert digest("SELECT 'a b'") != digest("SELECT 'a  b'")
    assert digest("SELECT ab") != digest("SELECT a b")
