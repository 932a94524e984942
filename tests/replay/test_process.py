"""env.py runs in a process that others use too: it connects to nothing, and leaves nothing behind.

A program that renders, and a shell whose stdout is the script, go on as if env.py had never run.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from sqlgen.config import Config
from sqlgen.errors import NeedsDatabase, UsageError
from sqlgen.pipeline import Watch, open_project, render
from tests.projects import GENERIC, LOGGERS, MadeProject


@pytest.mark.parametrize(
    "url, connecting",
    [
        ("postgresql+pg8000://u:secret@127.0.0.1:1/d", "create_engine(URL).connect()"),
        ("sqlite:///touched.db", "create_engine(URL).connect()"),
        ("sqlite:///touched.db", "create_engine(URL).begin().__enter__()"),
        ("sqlite:///touched.db", "create_engine(URL).raw_connection()"),
        ("oracle+oracledb://u:secret@nowhere/d", "create_engine(URL).connect()"),
    ],
)
def test_an_env_py_without_an_offline_branch_connects_to_nothing(
    made: MadeProject, monkeypatch: pytest.MonkeyPatch, url: str, connecting: str
) -> None:
    """Not even to a database that could be reached, and the password stays out of the message."""
    monkeypatch.chdir(made.folder)
    made.env(f"from sqlalchemy import create_engine\nURL = {url!r}\nconnection = {connecting}\n")

    with pytest.raises(NeedsDatabase, match="rendering opens none") as raised:
        made.scripts()
    assert "is_offline_mode" in raised.value.hint
    assert str(raised.value.origin).endswith("env.py:3")
    assert "secret" not in str(raised.value)
    assert not made.folder.joinpath("touched.db").exists()


def test_engines_connect_again_afterwards(made: MadeProject) -> None:
    made.table("people")
    made.scripts()

    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 1")) == 1
    engine.dispose()


# What env.py does to the process.


def test_config_as_env_py_knows_it(made: MadeProject) -> None:
    """Some env.py files look at the command that was called."""
    made.env(
        """
        from alembic import command, context
        options = context.config.cmd_opts
        assert options.cmd[0] is command.upgrade
        assert options.cmd[0].__name__ == "upgrade"
        assert options.revision == "base:one"
        assert options.sql is True
        assert not getattr(options, "autogenerate", False)
        assert options.tag == "v1"
        assert options.x == ["a=1"]
        assert context.config.attributes == {}
        context.configure(url=context.config.get_section(context.config.config_ini_section)["sqlalchemy.url"])
        context.run_migrations()
        """
    )
    made.table("one")

    assert made.plain("base:one", x=("a=1",), tag="v1")


def test_a_program_hands_objects_to_its_env_py(made: MadeProject) -> None:
    made.env(
        """
        from alembic import context
        assert context.config.cmd_opts is None
        context.configure(**context.config.attributes["how"])
        context.run_migrations()
        """
    )
    made.table("people")
    how: Mapping[str, object] = {"dialect_name": "oracle"}
    config = Config(made.folder / "alembic.ini", attributes={"how": how})

    (script,) = render(open_project(config), "head")

    assert script.target.name == "oracle"


def test_what_env_py_does_to_the_process_is_undone(
    made: MadeProject, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT", "1")
    made.env(
        """
        import os, sys, logging
        print("loud")
        os.chdir("/")
        sys.path.insert(0, "/nowhere")
        os.environ["LEFT"] = "1"
        del os.environ["KEPT"]
        logging.getLogger("made.by.env").setLevel("DEBUG")
        """
        + GENERIC.replace("\n", "\n        ")
    )
    made.ini("sqlalchemy.url = sqlite://", LOGGERS)
    made.table("people")
    logger = logging.getLogger("tests.kept")
    logger.setLevel(logging.ERROR)
    path, folder, handlers = list(sys.path), Path.cwd(), list(logging.root.handlers)

    made.scripts()

    assert (sys.path, Path.cwd(), logging.root.handlers) == (path, folder, handlers)
    assert "LEFT" not in os.environ
    assert os.environ["KEPT"] == "1"
    assert (logger.disabled, logger.level) == (False, logging.ERROR)
    assert logging.getLogger("made.by.env").level == logging.NOTSET
    assert logging.getLogger("alembic").level == logging.NOTSET
    assert capsys.readouterr() == ("", "loud\n")


def test_stdout_is_the_script_and_nothing_else(made: MadeProject) -> None:
    """Not even what a program prints that env.py starts."""
    made.ini("sqlalchemy.url = sqlite://", LOGGERS.replace("sys.stderr", "sys.stdout"))
    made.env(
        "import logging, os, sys\nos.system('echo started')\n"
        "print('printed')\nsys.__stdout__.write('direct')\n"
        + GENERIC
        + "\nlogging.getLogger('alembic.env').info('logged')\n"
    )
    made.table("people")

    called = made.call_alone("render")

    assert called.code == 0, called.err
    assert called.out.startswith("-- ----")
    for said in ("started", "printed", "direct", "INFO [alembic.env] logged"):
        assert said not in called.out
        assert said in called.err


@pytest.mark.parametrize(
    "env, message",
    [
        ("import nothing_of_that_name", "ModuleNotFoundError: No module named 'nothing_of_that_name'"),
        ("raise RuntimeError('set SHOP_URL first')", "env.py raised RuntimeError: set SHOP_URL first"),
        ("import sys\nsys.exit(3)", "env.py called sys.exit(3)"),
        ("import sys\nsys.exit()", "env.py called sys.exit()"),
        ("def broken(:", "env.py raised SyntaxError"),
        ("from alembic import nonsense", "sqlgen has no module under the name alembic.nonsense"),
        ("from alembic.nonsense import x", "sqlgen has no module under the name alembic.nonsense"),
    ],
)
def test_an_env_py_that_fails_says_where(made: MadeProject, env: str, message: str) -> None:
    made.env(env + "\n")

    with pytest.raises(UsageError) as raised:
        made.scripts()
    assert message in raised.value.message
    assert str(raised.value.origin).endswith(f"env.py:{len(env.splitlines())}")


def test_an_env_py_may_exit_when_its_work_is_done(made: MadeProject) -> None:
    made.env(GENERIC.replace("fileConfig(config.config_file_name)", "pass") + "\nraise SystemExit\n")
    made.table("people")

    assert "CREATE TABLE people" in made.plain()


def test_an_interrupt_is_one(made: MadeProject) -> None:
    made.env("raise KeyboardInterrupt\n")
    path = list(sys.path)

    with pytest.raises(KeyboardInterrupt):
        made.scripts()
    assert sys.path == path


def test_a_stub_that_env_py_swallowed_is_an_error(made: MadeProject) -> None:
    """`except Exception: pass` around a missing setting would render for the wrong schema."""
    made.env(
        """
        from missing_application import settings
        from alembic import context
        schema = None
        try:
            if settings.MULTI:
                schema = "x"
        except Exception:
            pass
        context.configure(dialect_name="sqlite", version_table_schema=schema)
        context.run_migrations()
        """
    )
    made.table("people")
    told: list[str] = []

    with pytest.raises(UsageError, match="missing_application"):
        made.scripts(stub_missing=True, watch=Watch(notice=told.append))
    assert told == ["missing_application stands in as a stub: it is not installed"]


@pytest.mark.parametrize("named", ["url=settings.URL", "connection=settings.engine.connect()"])
def test_the_database_of_a_missing_application_is_not_missed(made: MadeProject, named: str) -> None:
    made.env(
        "from missing_application import settings\nfrom alembic import context\n"
        f"context.configure({named}, target_metadata=settings.metadata)\ncontext.run_migrations()\n"
    )
    made.table("people")

    assert "CREATE TABLE people" in made.plain(stub_missing=True, dialect="postgresql")
    with pytest.raises(UsageError, match="missing_application"):
        made.scripts(stub_missing=True)
