"""An application that cannot start here loses what fails in it, and nothing besides.

Whoever renders without the application's settings and packages still gets the types, tables and constants
that its modules hold, and never a value that the part which failed would have changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sqlgen.errors import StubError
from sqlgen.pipeline import Watch
from tests.projects import MadeProject

MODELS = """
    import sqlalchemy as sa
    from sqlalchemy.orm import declarative_base
    import shop_settings

    Base = declarative_base()
    if shop_settings.TRACING:
        import tracer

    class Packed(sa.TypeDecorator):
        impl = sa.Text
        cache_ok = True

    class User(Base):
        __tablename__ = "users"
        id = sa.Column(sa.Integer, primary_key=True)

    class Order(Base):
        __tablename__ = "orders"
        id = sa.Column(sa.Integer, primary_key=True)
        state = sa.Column(sa.Enum(shop_settings.State))
    """


@pytest.fixture(autouse=True)
def in_the_projects_folder(made: MadeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made.folder)


def render(made: MadeProject, upgrade: str, header: str) -> tuple[str, list[str]]:
    """The statements of a revision besides those for the version table, and what a person is told."""
    told: list[str] = []
    made.revision("one", upgrade, header=header)
    (script,) = made.scripts(stub_missing=True, use_env=False, dialect="postgresql", watch=Watch(told.append))
    for failure in script.failures:
        raise failure.error
    return "\n".join(each.sql for each in script.statements if each.operation), told


def test_what_stands_behind_a_statement_that_fails_is_real(made: MadeProject) -> None:
    made.write("shop/models.py", MODELS)
    sql, told = render(
        made,
        "op.add_column('users', sa.Column('notes', Packed))",
        "from shop.models import Packed",
    )
    assert sql == "ALTER TABLE users ADD COLUMN notes TEXT"
    assert told[:2] == [
        "shop_settings stands in as a stub: it is not installed",
        (
            "shop.models stands in as a stub in part: line 6 raises StubError: "
            "shop_settings.TRACING is missing, and a condition depends on it"
        ),
    ]


def test_a_model_that_needs_nothing_of_what_is_missing_is_whole(made: MadeProject) -> None:
    made.write("shop/models.py", MODELS)
    sql, _ = render(made, "User.__table__.create(op.get_bind())", "from shop.models import User")
    assert sql.startswith("CREATE TABLE users (")


@pytest.mark.parametrize(
    "upgrade",
    [
        "Order.__table__.create(op.get_bind())",
        "Base.metadata.create_all(op.get_bind())",
        "Base.metadata.drop_all(op.get_bind())",
    ],
)
def test_a_model_that_failed_is_refused_and_so_are_all_models(made: MadeProject, upgrade: str) -> None:
    """The script would lack a table."""
    made.write("shop/models.py", MODELS)
    with pytest.raises(StubError) as caught:
        render(made, upgrade, "from shop.models import Base, Order")
    assert caught.value.origin is not None
    assert caught.value.origin.revision == "one"


def test_a_model_with_a_missing_base_is_lacking_too(made: MadeProject) -> None:
    made.write("shop/base.py", "from sqlalchemy.orm import declarative_base\nBase = declarative_base()")
    made.write("shop/models.py", "import mixins\nfrom shop.base import Base\nclass A(mixins.T, Base): ...")
    with pytest.raises(StubError, match="some are missing because of mixins"):
        render(
            made,
            "Base.metadata.create_all(op.get_bind())",
            "import shop.models\nfrom shop.base import Base",
        )


def test_tables_that_are_named_can_be_made(made: MadeProject) -> None:
    made.write("shop/models.py", MODELS)
    sql, _ = render(
        made,
        "Base.metadata.create_all(op.get_bind(), tables=[User.__table__])",
        "from shop.models import Base, User",
    )
    assert "CREATE TABLE users" in sql


def test_a_revisions_own_metadata_is_no_applications(made: MadeProject) -> None:
    made.write("shop/models.py", MODELS)
    sql, _ = render(
        made,
        """
        metadata = sa.MetaData()
        sa.Table("notes", metadata, sa.Column("id", sa.Integer))
        metadata.create_all(op.get_bind())
        """,
        "import shop.models",
    )
    assert "CREATE TABLE notes" in sql


# What a statement that failed leaves uncertain.

UNCERTAIN = {
    "what it binds": ("NAME = int(missing.x)", "NAME"),
    "what it binds in a branch not taken": ("NAME = 'n'\nif missing.x:\n    NAME = 'm'", "NAME"),
    "what it imports": ("from os import nothing as NAME", "NAME"),
    "what it defines": ("@int(missing.x)\ndef NAME(): pass", "NAME"),
    "what it matches": ("NAME = 'n'\nmatch 1:\n    case NAME if missing.x: pass", "NAME"),
    "a list that it may have filled": ("NAMES = []\nfor x in missing.x: NAMES.append(x)", "NAMES"),
    "a dictionary that it hands over": ("OPTIONS = {}\nOPTIONS.update(x=int(missing.y))", "OPTIONS"),
    "a name that a function of the module sets": (
        "NAME = 'n'\ndef start():\n    global NAME\n    NAME = 'm'\n    int(missing.x)\nstart()",
        "NAME",
    ),
    "a class of the project's that it changes": (
        "class C:\n    NAME = 'n'\nsetattr(C, 'NAME', str(missing.x))",
        "C",
    ),
    "a table that it adds to": (
        "import sqlalchemy as sa\nT = sa.table('t')\nT.append_column(sa.column(missing.x))",
        "T",
    ),
    "what it swallowed": ("try:\n    NAME = str(missing.x)\nexcept Exception:\n    NAME = 'n'", "NAME"),
}


@pytest.mark.parametrize("case", UNCERTAIN)
def test_what_a_failed_statement_may_have_changed_is_not_used(made: MadeProject, case: str) -> None:
    source, name = UNCERTAIN[case]
    made.write("shop/names.py", f"import missing\n{source}\n")
    with pytest.raises(StubError, match=rf"shop\.names\.{name}\S* is missing") as caught:
        render(made, f"op.execute(f'-- {{{name}}}')", f"from shop.names import {name}")
    assert "Module shop.names stands in as a stub (line" in caught.value.hint


CERTAIN = {
    "a constant that the statement mentions": "NAME = 'n'\nprint(NAME, int(missing.x))",
    "what another statement binds": "from os import nothing\nNAME = 'n'",
    "what the statement defines in a scope of its own": (
        "NAME = 'n'\nclass C(int(missing.x)):\n    NAME = 'm'\n    def f(self):\n        NAME = 'o'"
    ),
    "a refusal that a caught statement raised": (
        "NAME = 'n'\ntry:\n    import missing.x\n    if missing.x: pass\nexcept Exception:\n    pass"
    ),
}


@pytest.mark.parametrize("case", CERTAIN)
def test_what_it_cannot_have_changed_keeps_its_value(made: MadeProject, case: str) -> None:
    made.write("shop/names.py", f"import missing\n{CERTAIN[case]}\n")
    sql, _ = render(made, "op.execute(f'-- {NAME}')", "from shop.names import NAME")
    assert sql == "-- n"


def test_after_a_failed_star_import_the_whole_module_is_missing(made: MadeProject) -> None:
    """Which names it would have brought, or replaced, nobody can say."""
    made.write("shop/late.py", "NAME = 'n'\nimport nothing\nif nothing.x: NAME = 'm'\n__all__ = [nothing.y]")
    made.write("shop/names.py", "NAME = 'n'\nfrom shop.late import *\n")
    with pytest.raises(StubError, match=r"shop\.names\.NAME is missing") as caught:
        render(made, "op.execute(f'-- {NAME}')", "from shop.names import NAME")
    assert "Module shop.names stands in as a stub (importing it raises" in caught.value.hint


def test_a_module_keeps_its_docstring_and_its_future(made: MadeProject) -> None:
    made.write(
        "shop/names.py",
        '''
        """About names."""
        from __future__ import annotations
        import missing
        if missing.x: pass
        def f(x: nothing.at.all) -> None: pass
        NAME = __doc__
        ''',
    )
    sql, _ = render(made, "op.execute(f'-- {NAME}')", "from shop.names import NAME")
    assert sql == "-- About names."


# Libraries that look at types.


@pytest.fixture
def pydantic_like(made: MadeProject) -> Callable[[str], Any]:
    """A library that asks a type for its schema as pydantic does; gives the header of a revision with it."""
    library = made.folder / "site-packages"
    made.write(
        "site-packages/checking.py",
        """
        class Adapter:
            def __init__(self, kind):
                self.schema = kind.__get_pydantic_core_schema__(kind, None)

            def check(self, value):
                return self.schema["function"]["function"](value)
        """,
    )
    return lambda line: f"import sys\nsys.path.append({str(library)!r})\nimport checking, missing\n{line}"


def test_a_model_may_have_a_field_of_a_missing_type(
    made: MadeProject, pydantic_like: Callable[[str], Any]
) -> None:
    sql, _ = render(made, "op.execute('-- fine')", pydantic_like("A = checking.Adapter(missing.Type)"))
    assert sql == "-- fine"


def test_no_value_is_taken_for_one_of_a_missing_type(
    made: MadeProject, pydantic_like: Callable[[str], Any]
) -> None:
    with pytest.raises(StubError, match="a value was checked by it"):
        render(
            made,
            "op.execute(f'-- {checking.Adapter(missing.Type).check(1)}')",
            pydantic_like(""),
        )
