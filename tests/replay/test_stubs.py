"""Where the application is not installed, a history renders as far as it needs none of it, and never further.

Whoever renders on a laptop or in CI trusts that what is printed is what the installed application would have
printed. So every way in which a stand-in could decide something is tried here with the real SQLAlchemy.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import CreateIndex

from sqlgen.errors import StubError
from sqlgen.replay.standins import is_stub
from sqlgen.replay.stubs import MissingModules, stub_missing
from sqlgen.replay.watch import run_watched

DIALECTS = (postgresql, mysql, sqlite, mssql, oracle)
HEAD = """
import string
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
import app
from app.models import stub

class Derived(app.Base):
    __tablename__ = "derived"
    id = sa.Column("id", sa.Integer)

@app.decorator
def decorated():
    pass

t = sa.Table("t", sa.MetaData(), sa.Column("a", sa.String(10)), sa.Column("b", sa.Integer))

def table(*args, name="t", **options):
    return sa.Table(name, sa.MetaData(), sa.Column("x", sa.Integer), *args, **options)

def index(*args, **options):
    return sa.Index("i", sa.Table("t", sa.MetaData(), sa.Column("a", sa.String(10))).c.a, *args, **options)
"""


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def missing(told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MissingModules]:
    monkeypatch.syspath_prepend(tmp_path)
    with stub_missing(told.append) as missing:
        yield missing


def load(folder: Path, source: str) -> ModuleType:
    """A revision as replay loads it."""
    file = folder / "revision.py"
    file.write_text(source)
    module = ModuleType("revision")
    module.__file__ = str(file)
    run_watched(file.read_bytes(), str(file), vars(module))
    return module


def run(folder: Path, body: str, head: str = HEAD) -> Any:
    """What `upgrade()` with this body returns."""
    lines = body.splitlines()
    lines[-1] = f"return {lines[-1]}"
    source = head + "\ndef upgrade():\n" + "".join(f"    {line}\n" for line in lines)
    return load(folder, source).upgrade()


def line_of(folder: Path, text: str) -> int:
    lines = (folder / "revision.py").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def sql(made: Any, dialect: Any) -> str:
    """What SQLAlchemy makes of it."""
    if isinstance(made, sa.Column):
        made = sa.Table("tt", sa.MetaData(), made)
    if isinstance(made, sa.Table):
        lines: list[str] = []
        sa.Table("u", made.metadata, sa.Column("id", sa.Integer))
        connection = MockConnection(dialect, lambda ddl, *_: lines.append(str(ddl.compile(dialect=dialect))))
        made.create(connection, checkfirst=False)
        return "".join(lines)
    if isinstance(made, sa.Index):
        return str(CreateIndex(made).compile(dialect=dialect))
    return str(made.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


# What a revision may do with a missing module without harm.


def test_a_revision_that_only_imports_the_application_renders(
    missing: MissingModules, told: list[str], tmp_path: Path
) -> None:
    run(tmp_path, 'sa.text("CREATE TABLE t (a int)")')
    assert told == [
        "app stands in as a stub: it is not installed",
        "app.models stands in as a stub: it is not installed",
    ]
    assert list(missing.modules) == ["app", "app.models"]


@pytest.mark.parametrize(
    "line",
    [
        "from app import a, b as c",
        "import app.deep.down as down",
        "from app.deep import down; down.x.y",
        "x = app.Type(length=5)",
        "class C(app.Base, int): x = app.Column()",
        "import enum\nclass C(app.Mixin, enum.Enum): A = 1",
        "import abc\nclass C(abc.ABC, app.Mixin): pass",
        "import abc\nclass C(app.One, app.Two, abc.ABC): pass",
        "from sqlalchemy import orm\nclass C(app.Mixin, orm.declarative_base()): __tablename__ = 'c'",
        "class C(metaclass=app.Meta): pass",
        "@app.decorator(1)\ndef f(): pass",
        "import typing\ndef f(x: app.T, y: app.T | None, z: typing.Optional[app.T]): pass",
        "def f(w: list[app.T[int]]): pass",
        "from typing import Optional, Union\nX = Optional[app.A]; Y = Union[app.A, app.B]",
        "X = app.Enum.MEMBER.value",
        "X = {app.Enum.A: 1, app.Enum.B: 2}",
        "with app.context() as c: pass",
        "app.registry['x'] = 1; app.x = 2; del app.x",
        "X = app.SIZE * 2 + 1 - -app.SIZE",
        "import copy, functools\nX = copy.deepcopy(app.x); Y = functools.partial(app.f, 1)",
        "import functools\n@functools.wraps(app.f)\ndef f(): pass",
        "try:\n    pass\nexcept app.Error:\n    pass",
        "log = app.get_logger(__name__)\ndef upgrade(): log.info('moving %s', app.x)\nupgrade()",
        "import logging\nlogging.getLogger('x').warning('%s', app.x)",
    ],
)
def test_imports_and_declarations_bear_stubs(missing: MissingModules, tmp_path: Path, line: str) -> None:
    load(tmp_path, f"import app\n{line}\n")
    assert not missing.refusals


# What decides, or reaches the SQL.

REFUSED = """
sa.Column("x", app.Type)
sa.Column("x", app.Type())
sa.Column(stub, sa.Integer)
sa.Column("x", sa.Integer, server_default=stub)
sa.Column("x", sa.Integer, default=stub)
sa.Column("x", sa.Integer, comment=stub)
sa.Column("x", sa.Integer, nullable=stub)
sa.Column("x", sa.Integer, primary_key=stub)
sa.Column("x", sa.Integer, unique=stub)
sa.Column("x", sa.Integer, autoincrement=stub)
sa.Column("x", sa.Integer, sa.ForeignKey(stub))
sa.Column("x", sa.Integer, sa.ForeignKey("u.id", ondelete=stub))
sa.Column("x", sa.Integer, sa.Identity(start=stub))
sa.Column("x", sa.Integer, sa.Computed("1", persisted=stub))
sa.Column("x", sa.Integer, sa.CheckConstraint(stub))
sa.Column("x", sa.String(stub))
sa.Column("x", sa.String(5, collation=stub))
sa.Column("x", sa.Numeric(5, stub))
sa.Column("x", sa.DateTime(timezone=stub))
sa.Column("x", sa.Enum(stub))
sa.Column("x", sa.Enum(*stub))
sa.Column("x", sa.Enum("a", name=stub))
sa.Column("x", sa.Enum("a", name="e", native_enum=stub))
sa.Column("x", sa.ARRAY(stub))
sa.Column("x", sa.Text().with_variant(stub, "postgresql"))
sa.Column("x", postgresql.ENUM(stub))
sa.Column("x", mysql.INTEGER(unsigned=stub))
table(name=stub)
table(schema=stub)
table(comment=stub)
table(mysql_engine=stub)
table(postgresql_partition_by=stub)
table(prefixes=[stub])
table(sa.UniqueConstraint(stub))
table(sa.UniqueConstraint("x", postgresql_nulls_not_distinct=stub))
table(sa.ForeignKeyConstraint(["x"], [stub]))
index(stub)
index(unique=stub)
index(postgresql_using=stub)
index(postgresql_where=stub)
index(postgresql_ops={"a": stub})
index(mssql_include=[stub])
sa.select(stub)
sa.select(app.Model.id)
sa.select(Derived)
sa.select(Derived.id)
sa.select(t).where(stub)
sa.select(t).where(t.c.a == stub)
sa.select(t).where(stub == t.c.a)
sa.select(t).where(t.c.a.in_([stub]))
sa.select(t).where(sa.and_(t.c.a == 1, stub))
sa.select(t).limit(stub)
sa.select(t).order_by(stub)
sa.select(sa.func.f(stub))
sa.select(sa.literal(stub, sa.String))
sa.select(sa.cast(t.c.a, stub))
sa.select(sa.case((stub, 1)))
sa.select(t.c.a + stub)
sa.text("select :q").bindparams(q=stub)
sa.insert(t).values(a=stub)
sa.insert(t).values([{"a": stub}])
sa.insert(stub)
sa.update(t).values({"a": stub})
sa.table(stub, sa.column("a"))
sa.text(stub)
sa.DDL(stub)
sa.text(f"x {stub}")
sa.text(f"x {stub!r}")
sa.text("x %s" % stub)
sa.text("x {}".format(stub))
sa.text("x " + stub)
sa.text("x" * stub)
sa.text(str([stub]))
sa.text(string.Template("$x").substitute(x=stub))
sa.text(stub.__doc__)
sa.text(Derived.__tablename__)
sa.text("a" if stub else "b")
sa.text("a" if stub is None else "b")
sa.text("a" if stub is not None else "b")
sa.text("a" if stub == 1 else "b")
sa.text("a" if 1 < stub else "b")
sa.text("a" if stub in (1, 2) else "b")
sa.text("a" if 1 in stub else "b")
sa.text("a" if 1 in {stub} else "b")
sa.text({1: "a"}.get(stub, "b"))
sa.text("a" if isinstance(stub, str) else "b")
sa.text("a" if isinstance(1, stub) else "b")
sa.text("a" if issubclass(stub, int) else "b")
sa.text("a" if hasattr(stub, "x") else "b")
sa.text("a" if callable(stub) else "b")
sa.text("a" if type(stub) is str else "b")
sa.text("a" if app else "b")
sa.text("a" if any([stub]) else "b")
sa.text("abc"[stub])
sa.text(max(["a", stub]))
[x for x in stub]
float(stub)
dict(**stub)
app.create_tables()
app.tools.session().execute(sa.text("x"))
decorated()
Derived(id=1)
""".strip().splitlines()


@pytest.mark.parametrize("line", REFUSED)
def test_no_stub_decides_or_reaches_the_sql(missing: MissingModules, tmp_path: Path, line: str) -> None:
    with pytest.raises(StubError) as caught:
        run(tmp_path, line)
    assert caught.value.origin is not None
    assert caught.value.origin.file == tmp_path / "revision.py"
    helpers = ("return sa.Table(", "return sa.Index(")
    assert caught.value.origin.line in [line_of(tmp_path, text) for text in (f"return {line}", *helpers)]
    assert missing.refusals == [caught.value]


UNWATCHED = [line for line in REFUSED if line.startswith(("sa.Column", "table(", "index(", "sa.select"))]
# SQLAlchemy tests these with `is`, which only watched code makes visible.
UNSEEN = ("persisted=", "autoincrement=", "nulls_not_distinct=")


@pytest.mark.parametrize("line", [line for line in UNWATCHED if not any(part in line for part in UNSEEN)])
@pytest.mark.usefixtures("missing")
def test_sqlalchemy_itself_cannot_print_a_stub(tmp_path: Path, line: str) -> None:
    """Constructs made at import, or by a library, are not watched; compiling them must not work either."""
    namespace: dict[str, Any] = {}
    code = compile(HEAD + f"\ndef upgrade():\n    return {line}\n", str(tmp_path / "revision.py"), "exec")
    exec(code, namespace)  # noqa: S102
    outcomes = []
    for module in DIALECTS:
        dialect = module.dialect()
        try:
            outcomes.append(sql(namespace["upgrade"](), dialect))
        except Exception as error:  # noqa: BLE001 - the point is that it is no SQL
            outcomes.append(type(error).__name__)
    # Options of one database do not show in the SQL of another.
    assert any(outcome.endswith("Error") for outcome in outcomes), outcomes
    assert not any("stub" in outcome.lower().replace("stuberror", "") for outcome in outcomes), outcomes


@pytest.mark.usefixtures("missing")
def test_an_exception_handler_that_is_a_stub_is_refused_only_when_it_decides(tmp_path: Path) -> None:
    body = "try:\n    x = {}[1]\nexcept app.Error:\n    x = 1\nx"
    with pytest.raises(StubError, match=r"app\.Error is missing, and whether it catches an exception"):
        run(tmp_path, body)


@pytest.mark.usefixtures("missing")
def test_raising_a_stub_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StubError, match="it was raised"):
        load(tmp_path, "import app\nraise app.Error\n")


def test_code_that_swallows_the_refusal_is_found_out(missing: MissingModules, tmp_path: Path) -> None:
    """`except Exception: pass` around a stub would otherwise print the other branch's SQL."""
    run(tmp_path, "try:\n    x = str(stub)\nexcept Exception:\n    x = 'public'\nx")
    with pytest.raises(StubError, match="its text was asked for"):
        missing.raise_swallowed()


@pytest.mark.usefixtures("missing")
def test_the_error_says_what_is_missing_where_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StubError) as caught:
        run(tmp_path, "sa.text(f'{app.config.SCHEMA}.t')")
    assert str(caught.value).splitlines() == [
        "app.config.SCHEMA is missing, and its text was asked for",
        f"  at {tmp_path / 'revision.py'}:{line_of(tmp_path, 'return sa.text')}",
        (
            "  Module app stands in as a stub (it is not installed). "
            "Install it, or write its value into the revision."
        ),
    ]


def test_watched_code_keeps_its_meaning(tmp_path: Path) -> None:
    source = """
def f(type, *, x=None):
    return type(x), x is None, 1 < 2 > 0

class A:
    def m(self):
        return super().__repr__() is not None, hasattr(self, "m"), callable(self.m), type(self) is A

B = type("B", (A,), {})
try:
    raise KeyError(1)
except (ValueError, KeyError) as error:
    caught = error
try:
    raise KeyError(1) from caught
except KeyError as error:
    cause = error.__cause__
"""
    module = load(tmp_path, source)
    assert module.f(str) == ("None", True, True)
    assert module.A().m() == (True, True, True, True)
    assert module.B.__module__ == module.A.__module__
    assert module.cause is module.caught


# Modules that are there and fail.


def write(folder: Path, files: dict[str, str]) -> None:
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)


@pytest.mark.usefixtures("missing")
def test_an_application_that_fails_without_configuration_stands_in_with_its_reason(
    told: list[str], tmp_path: Path
) -> None:
    write(tmp_path, {"shop/__init__.py": "", "shop/settings.py": "import os\nURL = os.environ['SHOP_URL']\n"})
    load(tmp_path, "from shop.settings import URL\n")
    assert told == ["shop.settings stands in as a stub in part: line 2 raises KeyError: 'SHOP_URL'"]


@pytest.mark.usefixtures("missing")
def test_what_can_be_imported_is_real(told: list[str], tmp_path: Path) -> None:
    """Constants and helpers that need nothing of the application keep their values."""
    write(
        tmp_path,
        {
            "shop/__init__.py": "from flask import Flask\napp = Flask(__name__)\nif app.debug: pass\n",
            "shop/names.py": "from shop import app\nSCHEMA = 'shop'\n",
        },
    )
    module = load(tmp_path, "from shop.names import SCHEMA\nfrom shop import names, app\n")
    assert module.SCHEMA == module.names.SCHEMA == "shop"
    assert is_stub(module.app)
    assert told == [
        "flask stands in as a stub: it is not installed",
        (
            "shop stands in as a stub in part: line 3 raises StubError: "
            "flask.Flask().debug is missing, and a condition depends on it"
        ),
    ]


def test_a_failed_module_leaves_no_refusal_behind(missing: MissingModules, tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": "from flask import x\nif x: pass\n"})
    load(tmp_path, "import shop\n")
    missing.raise_swallowed()


@pytest.mark.usefixtures("missing")
def test_submodules_that_a_failed_module_would_have_imported_are_found(tmp_path: Path) -> None:
    """`import shop` alone often is enough, because something in it imports the rest."""
    files = {
        "shop/__init__.py": "import shop.start\n",
        "shop/start.py": "import flask\nif flask.x: pass\nimport shop.db.types\n",
        "shop/db/__init__.py": "",
        "shop/db/types.py": "SIZE = 36\n",
    }
    write(tmp_path, files)
    assert load(tmp_path, "import shop\nSIZE = shop.db.types.SIZE\n").SIZE == 36
    with pytest.raises(AttributeError, match="has no attribute 'gone'"):
        load(tmp_path, "import shop\nshop.db.gone\n")


@pytest.mark.usefixtures("missing")
def test_a_name_missing_from_a_real_module_stays_an_import_error(tmp_path: Path) -> None:
    write(tmp_path, {"shop/__init__.py": "", "real.py": ""})
    for line in ("from shop import Gone", "from real import Gone", "from decimal import Gone"):
        with pytest.raises(ImportError, match="Gone"):
            load(tmp_path, line)


@pytest.mark.parametrize("name", ["sqlalchemy.gone", "alembic.gone", "sqlgen.gone", "mako.gone", "json.gone"])
@pytest.mark.usefixtures("missing")
def test_some_packages_are_never_stubbed(tmp_path: Path, name: str) -> None:
    """A stub of SQLAlchemy or of sqlgen could only print wrong SQL."""
    with pytest.raises(ImportError):
        load(tmp_path, f"import {name}\n")


@pytest.mark.usefixtures("missing")
def test_a_library_is_told_the_truth_about_its_optional_dependencies(told: list[str], tmp_path: Path) -> None:
    """SQLAlchemy looking for a driver is such a case: it must say that the driver is missing."""
    library = tmp_path / "site-packages"
    write(library, {"lib.py": "try:\n    import speedups\nexcept ImportError:\n    speedups = None\n"})
    sys.path.insert(0, str(library))
    try:
        assert load(tmp_path, "from lib import speedups\n").speedups is None
    finally:
        sys.path.remove(str(library))
    assert told == []
    with pytest.raises(ModuleNotFoundError):
        sa.create_engine("mysql+cymysql://")


@pytest.mark.usefixtures("missing")
def test_a_driver_that_a_revision_imports_stands_in(tmp_path: Path) -> None:
    head = HEAD + "from cymysql import Binary, Error\n"
    assert sql(run(tmp_path, "sa.text('select 1')", head), sqlite.dialect()) == "select 1"
    with pytest.raises(StubError, match=r"cymysql\.Binary is missing"):
        run(tmp_path, "sa.insert(t).values(a=Binary(b'1'))", head)


@pytest.mark.usefixtures("missing")
def test_asking_whether_a_module_exists_gets_the_truth(tmp_path: Path) -> None:
    module = load(tmp_path, "import importlib.util\nfound = importlib.util.find_spec('app')\n")
    assert module.found is None


def test_a_project_that_is_installed_is_the_users_when_named(tmp_path: Path) -> None:
    project = tmp_path / "site-packages" / "shop"
    write(project, {"__init__.py": "", "models.py": "import flask_shop\nNAME = 'n'\n"})
    sys.path.insert(0, str(project.parent))
    told: list[str] = []
    try:
        with stub_missing(told.append, project_roots=[project]):
            assert load(tmp_path, "from shop.models import NAME\n").NAME == "n"
    finally:
        sys.path.remove(str(project.parent))
    assert told == ["flask_shop stands in as a stub: it is not installed"]


def test_with_a_folder_of_an_installed_project_the_whole_project_is_the_users(tmp_path: Path) -> None:
    """A history in `shop/db/versions` uses what `shop/models.py` has, and a neighbour is a library still."""
    installed = tmp_path / "site-packages"
    write(installed, {"shop/__init__.py": "", "shop/models.py": "import gone\nNAME = 'n'\n"})
    write(installed, {"shop/db/versions/one.py": "", "lib.py": "try: import gone\nexcept ImportError: 0"})
    sys.path.insert(0, str(installed))
    told: list[str] = []
    try:
        with stub_missing(told.append, project_roots=[installed / "shop" / "db" / "versions"]):
            assert load(tmp_path, "import lib\nfrom shop.models import NAME\n").NAME == "n"
            assert not hasattr(sys.modules["lib"], "gone")
    finally:
        sys.path.remove(str(installed))
    assert told == ["gone stands in as a stub: it is not installed"]


# Afterwards.


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later command in the same process must not meet stubs, nor modules that hold some."""
    monkeypatch.syspath_prepend(tmp_path)
    write(tmp_path, {"shop/__init__.py": "import flask\n", "shop/models.py": "import flask.ext\n"})
    modules, finders = set(sys.modules), list(sys.meta_path)
    with pytest.raises(StubError), stub_missing(lambda _: None):
        load(tmp_path, "import shop.models, a.b\nif a: pass\n")
    assert set(sys.modules) - modules == set()
    assert sys.meta_path == finders


def test_with_nothing_of_the_users_on_the_stack_an_origin_is_empty() -> None:
    """An origin is never a guess."""
    code = "from sqlgen.replay.frames import origin_of_caller; print(repr(str(origin_of_caller())))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "''"
