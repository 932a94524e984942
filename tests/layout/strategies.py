"""Literals, names and gaps as each database has them, and as nobody writes them."""

from __future__ import annotations

from hypothesis import strategies as st

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
        comments += [PLAIN.map(lambda text: f" # {text}\n"), st.just(" /*!99999 a */ ")]
    if dialect in ("postgresql", "mssql"):
        comments.append(st.just(" /* a /* ' */ ; */ "))
    # Mostly a space, so that most statements can be read.
    return st.one_of(*[st.just(" ")] * 6, st.sampled_from(["\n", "  \n\t", "\t"]), *comments)
