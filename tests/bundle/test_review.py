"""What a reviewer sees of a release in a browser, and what a hostile release cannot do there."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from sqlgen.bundle.review.markup import escaped
from tests.bundle.pages import page_of
from tests.projects import MadeProject

ORDERS = """
op.create_table(
    "customers", sa.Column("id", sa.Integer, primary_key=True), sa.Column("mail", sa.String(50)),
)
op.create_table(
    "orders",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(10)),
    sa.Column("customer", sa.Integer),
)
"""
HOSTILE = (
    "</script><script>document.title='ran'</script>",
    "<img src=x onerror=\"document.title='ran'\">",
    "'\"><svg/onload=document.title='ran'>",
    "]]></style><style>body{display:none}",
)


class Read(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all_of(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.elements if name == tag)


def two_steps(made: MadeProject, change: str, *, downgrade: str = "pass") -> str:
    made.revision("first", ORDERS)
    made.revision("second", change, downgrade=downgrade)
    return page_of(made, "first:second")


def row(page: str, name: str) -> str:
    """The text of a table's row by what it is about."""
    found = [each for each in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if f"<code>{name}</code>" in each]
    return " ".join(Read(found[0].replace("><", "> <")).text.split())


def test_the_schema_is_told_before_and_after_with_marks_in_words(made: MadeProject) -> None:
    page = two_steps(
        made,
        """
        op.alter_column("orders", "state", type_=sa.String(40), existing_type=sa.String(10))
        op.add_column("orders", sa.Column("placed", sa.Date))
        op.drop_column("customers", "mail")
        op.create_index("ix_state", "orders", ["state"])
        """,
    )
    assert row(page, "state") == "~ changed state VARCHAR(10) NULL VARCHAR(40) NULL"
    assert row(page, "placed").startswith("+ added")
    assert row(page, "mail").startswith("\N{MINUS SIGN} removed")
    assert "INDEX (state)" in row(page, "ix_state")
    assert "unchanged" in row(page, "customer")


def test_a_renamed_table_is_no_new_one(made: MadeProject) -> None:
    page = two_steps(
        made,
        """
        op.rename_table("orders", "purchases")
        op.alter_column("purchases", "state", new_column_name="status")
        """,
    )
    (caption,) = re.findall(r"<caption>(.*?)</caption>", page, re.DOTALL)
    assert " ".join(Read(caption).text.split()) == "~ changed purchases, before orders"
    assert "was state" in row(page, "status")


def test_a_table_that_no_revision_made_is_not_called_new(made: MadeProject) -> None:
    made.revision(
        "first",
        """
        op.add_column("stock", sa.Column("place", sa.String(9)))
        op.drop_column("stock", "colour")
        """,
    )
    page = page_of(made)
    (caption,) = re.findall(r"<caption>(.*?)</caption>", page, re.DOTALL)
    assert " ".join(Read(caption).text.split()) == "~ changed stock known in part"
    assert row(page, "place").startswith("+ added")
    assert row(page, "colour") == "\N{MINUS SIGN} removed colour not known none"


def test_a_lock_says_who_waits_and_how_that_is_known(made: MadeProject) -> None:
    page = two_steps(made, 'op.create_foreign_key("fk", "orders", "customers", ["customer"], ["id"])')
    (found,) = re.findall(r'<ul class="locks">(.*?)</ul>', page, re.DOTALL)
    said = " ".join(Read(found).text.split())
    assert said == (
        "orders: SHARE ROW EXCLUSIVE, customers: SHARE ROW EXCLUSIVE; writes wait; reads every row "
        "measured on 10-18"
    )
    timeline = page.partition('class="timeline"')[2].partition("</table>")[0]
    assert "<code>customers</code>" in timeline, "whoever writes customers waits too"


def test_every_statement_is_there_with_its_origin(made: MadeProject) -> None:
    made.revision("first", ORDERS)
    made.revision("many", 'for n in range(200):\n    op.execute(f"INSERT INTO orders (id) VALUES ({n})")')
    page = page_of(made)
    articles = [one for one in Read(page).all_of("article") if one["id"]]
    (script,) = made.scripts(dialect="postgresql@15")
    said = [number for number, one in enumerate(script.statements, 1) if one.purpose.value != "transaction"]
    assert [one["id"] for one in articles] == [f"postgresql-15-s{number}" for number in said]
    text = Read(page).text
    assert all(f"INSERT INTO orders (id) VALUES ({n})" in " ".join(text.split()) for n in range(200))
    assert "migrations/versions/many.py:" in text


def test_a_finding_stands_at_its_statement_with_the_safe_way(made: MadeProject) -> None:
    page = two_steps(made, 'op.create_index("ix_state", "orders", ["state"])')
    (article,) = re.findall(r"<article [^>]*found.*?</article>", page, re.DOTALL)
    assert "require-concurrent-index-creation" in article
    assert "CONCURRENTLY" in Read(article).text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_a_release_says_becomes_markup(made: MadeProject, hostile: str) -> None:
    plain = two_steps(made, change_saying("x" * len(hostile)))
    other = MadeProject(made.folder / "other")
    page = two_steps(other, change_saying(hostile))
    shapes = [[(tag, set(attributes)) for tag, attributes in Read(one).elements] for one in (plain, page)]
    # Its quotes may be lexed otherwise and its colours differ; no element but that comes of it.
    kept = [[one for one in shape if one[0] != "span"] for shape in shapes]
    assert kept[0] == kept[1]
    assert hostile in Read(page).text


def change_saying(text: str) -> str:
    return f"""
    op.create_table(
        {text[:20]!r}, sa.Column({text!r}, sa.Integer, comment={text!r}), comment={text!r},
    )
    op.execute("SELECT 1 -- " + {text!r})
    """


def test_marks_that_turn_writing_around_are_shown() -> None:
    assert escaped("a\u202eb\u200bc\x00") == "a[U+202E]b[U+200B]c[U+0000]"
    assert escaped('<a href="x">\'&') == "&lt;a href=&quot;x&quot;&gt;&#x27;&amp;"


def test_the_page_lets_in_its_own_style_and_script_alone(made: MadeProject) -> None:
    page = two_steps(made, "pass")
    read = Read(page)
    (policy,) = [
        one["content"] or ""
        for one in read.all_of("meta")
        if one.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not [
        (tag, name)
        for tag, attributes in read.elements
        for name in attributes
        if name.startswith("on") or name in ("style", "src", "srcset", "action", "data")
    ]
    links = {one.get("href") or "" for tag in ("a", "link") for one in read.all_of(tag)}
    assert not [link for link in links if "//" in link or ":" in link]


def test_links_within_the_page_lead_somewhere(made: MadeProject) -> None:
    page = two_steps(made, 'op.drop_table("orders")', downgrade=ORDERS)
    read = Read(page)
    places = [attributes["id"] for _, attributes in read.elements if attributes.get("id")]
    assert len(places) == len(set(places)), "an id stands for one place"
    aims = {(one["href"] or "")[1:] for one in read.all_of("a") if (one["href"] or "").startswith("#")}
    assert aims <= set(places)


def test_the_same_release_gives_the_same_page(made: MadeProject) -> None:
    page = two_steps(made, 'op.add_column("orders", sa.Column("x", sa.Integer))')
    assert page == page_of(made, "first:second")
