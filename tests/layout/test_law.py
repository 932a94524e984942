"""Whatever is in a statement, its layout keeps every token, and laying it out again changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqlgen.dialects.facts import dialect_names, read_facts
from sqlgen.layout import laid_out
from tests.layout.other_lexer import meaning

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
INSIDE = st.text(alphabet="ab' \"`[]$-#/*\\;:\t\n,(é)", max_size=8)
PLAIN = st.text(alphabet="ab -#/*;:,(é)", max_size=8)


def quoted(text: str, quote: str, closing: str = "") -> str:
    closing = closing or quote
    return quote + text.replace(closing, closing * 2) + closing


def literals(dialect: str) -> st.SearchStrategy[str]:
    """Literals that the database would take, whatever is in them."""
    mysql = dialect in ("mysql", "mariadb")
    body = INSIDE.map(lambda text: text.replace("\\", "\\\\")) if mysql else INSIDE
    forms = [body.map(lambda text: quoted(text, "'")), st.sampled_from(["0", "1.5", "-1", "NULL", "now()"])]
    if mysql:
        forms += [body.map(lambda text: quoted(text, '"')), st.just(r"'it\'s'"), st.just("_utf8mb4'é'")]
    if dialect == "postgresql":
        forms += [INSIDE.map(lambda text: "$q$" + text.replace("$q$", "") + "$q$"), st.just(r"E'it\'s;'")]
    if dialect == "oracle":
        forms += [PLAIN.map(lambda text: f"q'[{text}]'"), st.just("nq'{it's}'")]
    if dialect == "mssql":
        forms.append(INSIDE.map(lambda text: "N" + quoted(text, "'")))
    return st.one_of(forms)


def names(dialect: str) -> st.SearchStrategy[str]:
    """Names, among them many that are keywords elsewhere."""
    plain = st.sampled_from(["t", "Name", "type", "Value", "key_1", "level", "Offset_", "a1", "Straße"])
    pair = {"mysql": "``", "mariadb": "``", "mssql": "[]"}.get(dialect, '""')
    inside = st.text(alphabet="aB '\"-#/*;:,(é)", min_size=1, max_size=6)
    return plain | inside.map(lambda text: quoted(text, pair[0], pair[1]))


def gaps(dialect: str) -> st.SearchStrategy[str]:
    """White space, with comments in it or without."""
    lines = PLAIN.map(lambda text: f" -- {text}\n")
    comments = [lines, st.sampled_from([" /* it's; */ ", "\n/* a\n b */\n"])]
    if dialect in ("mysql", "mariadb"):
        comments += [PLAIN.map(lambda text: f" # {text}\n"), st.just(" /*!40101 a */ ")]
    if dialect in ("postgresql", "mssql"):
        comments.append(st.just(" /* a /* ' */ ; */ "))
    # Mostly a space, so that most statements can be read.
    return st.one_of(*[st.just(" ")] * 6, st.sampled_from(["\n", "  \n\t", "\t"]), *comments)


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
