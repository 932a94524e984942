"""Whatever is in a statement, its layout keeps every token, and laying it out again changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqlgen.dialects.facts import dialect_names, read_facts
from sqlgen.layout import laid_out
from tests.layout.other_lexer import meaning
from tests.layout.strategies import gaps, literals, names

STATEMENTS = [
    "CREATE TABLE ? ( ? INTEGER NOT NULL , ? VARCHAR ( 20 ) DEFAULT ! , PRIMARY KEY ( ? ) )",
    "create table ? ( ? text , constraint ? foreign key ( ? ) references ? ( ? ) on delete set null )",
    "ALTER TABLE ? ADD COLUMN ? INTEGER DEFAULT ! NOT NULL",
    "alter table ? drop column ? , add constraint ? check ( ? in ( ! , ! ) )",
    "INSERT INTO ? ( ? , ? ) VALUES ( ! , ! ) , ( ! , NULL )",
    "INSERT INTO ? SELECT ? , ! FROM ? WHERE ? = !",
    "UPDATE ? SET ? = ! , ? = ? || ! WHERE ? BETWEEN ! AND ! OR ? IS NULL",
    "delete from ? where ? in ( select ? from ? where ? = ! )",
    "select ? , case when ? = ! then ! else ! end as ? from ? left join ? on ? = ? where ? like ! order by ?",
    "with ? as ( select ! ) select * from ? union all select ! , ( ? )",
    "CREATE UNIQUE INDEX ? ON ? ( ? , ? DESC )",
    "create view ? as select ? , - 1 , ? . ? from ?",
    "DROP TABLE ?",
    "COMMENT ON COLUMN ? . ? IS !",
]
@st.composite
def statements(draw: st.DrawFn, dialect: str) -> str:
    words = draw(st.sampled_from(STATEMENTS)).split()
    holes = {"?": names(dialect), "!": literals(dialect)}
    text = draw(st.sampled_from(["", "-- first\n", "/* first */ "]))
    for word in words:
        text += draw(holes[word]) if word in holes else word
        text += draw(gaps(dialect))
    return text


@pytest.mark.parametrize("dialect", dialect_names())
@given(data=st.data())
@settings(max_examples=40)
def test_a_layout_keeps_every_token_and_stays(dialect: str, data: st.DataObject) -> None:
    facts = read_facts(dialect)
    sql = data.draw(statements(dialect))

    layout = laid_out(sql, facts)

    assert layout.note == ""
    assert meaning(layout.text, dialect) == meaning(sql, dialect)
    assert laid_out(layout.text, facts) == layout


SOUP = """
select from ( ) [ ] , ; . = =- a "b" 'c' $$ -- /* */ # case end table values N' q'[ :x $(y) @ go create
""".split()  # noqa: SIM905 - as a list they would take a page
SOUP += ["\n", " ", "\t", "\n/\n", "\nGO\n"]


@pytest.mark.parametrize("dialect", dialect_names())
@given(pieces=st.lists(st.sampled_from(SOUP), max_size=25))
@settings(max_examples=40)
def test_what_is_no_sql_is_left_or_keeps_every_token(dialect: str, pieces: list[str]) -> None:
    facts = read_facts(dialect)
    sql = "select " + "".join(pieces)

    layout = laid_out(sql, facts)

    assert laid_out(layout.text, facts).text == layout.text
    assert meaning(layout.text, dialect) == meaning(sql, dialect)
