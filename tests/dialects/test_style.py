"""A project's own house style is read, and what cannot be meant is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqlgen.dialects.facts import dialect_names, read_facts
from sqlgen.dialects.style import Comma, KeywordCase, Style, read_style
from sqlgen.errors import ConfigError
from sqlgen.layout import laid_out


def test_what_is_not_stated_is_the_default() -> None:
    assert read_style("x.toml", {}) == Style()


def test_every_key_is_read() -> None:
    table = {"keyword_case": "lower", "indent": 2, "comma": "leading", "width": 80, "keywords": ["select"]}

    style = read_style("x.toml", table)

    assert style == Style(KeywordCase.LOWER, 2, Comma.LEADING, 80, frozenset({"SELECT"}))


@pytest.mark.parametrize(
    "table, message",
    [
        ({"colour": "red"}, "x.toml: [layout] does not know colour"),
        ({"comma": "above"}, 'x.toml: [layout] comma is one of "trailing", "leading", not \'above\''),
        ({"keyword_case": 1}, 'x.toml: [layout] keyword_case is one of "upper", "lower", "keep", not 1'),
        ({"indent": 0}, "x.toml: [layout] indent is a number, 1 to 8, not 0"),
        ({"width": "wide"}, "x.toml: [layout] width is a number, 40 or more, not 'wide'"),
        ({"width": True}, "x.toml: [layout] width is a number, 40 or more, not True"),
    ],
)
def test_what_cannot_be_meant_is_refused(table: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_style("x.toml", table)

    assert caught.value.message == message


def test_a_project_overrides_a_key_and_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "dialect_configs").mkdir()
    (tmp_path / "dialect_configs" / "oracle.toml").write_text('[layout]\nkeyword_case = "lower"\n', "utf-8")

    facts = read_facts("oracle", tmp_path)

    assert laid_out("SELECT a FROM t", facts).text == "select a from t"
    assert facts.style.keywords == read_facts("oracle").style.keywords


@pytest.mark.parametrize("name", dialect_names())
def test_no_keyword_is_a_name_that_columns_have(name: str) -> None:
    """Reserved or not: whoever calls a column so does not want to see it written large."""
    common = "KEY TYPE NAME VALUE USER INDEX LEVEL ROLE DATE TEXT POSITION COUNT LIMIT OFFSET VIEW"

    assert not read_facts(name).style.keywords & set(common.split())
