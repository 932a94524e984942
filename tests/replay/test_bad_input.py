"""A revision may do anything that Python can; rendering it may not hurt anybody.

Whatever it does, the person is told which revision did what, on which line; nothing is written; no database
is touched; and the process, which may be a program's own, goes on as if the revision had never run.
"""

from __future__ import annotations

import gc
import locale
import logging
import os
import signal
import socket
import sqlite3
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sqlgen.errors import NeedsDatabase, RevisionError, SqlgenError
from sqlgen.pipeline import Watch
from tests.projects import MadeProject

TABLE = "op.create_table('people', sa.Column('id', sa.Integer, primary_key=True))"


def failure(made: MadeProject, **options: object) -> SqlgenError:
    """The error of the one revision that fails."""
    (script,) = made.scripts(**options)  # type: ignore[arg-type]
    (failed,) = script.failures
    return failed.error


def line(error: SqlgenError) -> str:
    """The line that an error names."""
    assert error.origin is not None
    assert error.origin.file is not None
    assert error.origin.line is not None
    return error.origin.file.read_text(encoding="utf-8").splitlines()[error.origin.line - 1].strip()


# Time


@pytest.mark.parametrize(
    "body, at",
    [
        ("while True: pass", "while True: pass"),
        ("import time\ntime.sleep(60)", "time.sleep(60)"),
        ("import threading\nthreading.Event().wait(60)", "threading.Event().wait(60)"),
        ("import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')", "re.match(r'(a+)+$', 'a' * 40 + 'b')"),
        ("try:\n    while True: pass\nexcept Exception:\n    pass", "while True: pass"),
    ],
)
def test_a_revision_that_takes_too_long(made: MadeProject, body: str, at: str) -> None:
    made.revision("one", body)
    begun = time.monotonic()

    error = failure(made, time_limit=0.2)

    assert error.message == "the revision took longer than 0.2 seconds"
    assert line(error) == at
    assert time.monotonic() - begun < 10


def test_swallowing_the_interrupt_is_of_no_use(made: MadeProject) -> None:
    """Whatever such a revision goes on to do is not what it says: part of it never ran."""
    made.revision("one", f"import time\ntry:\n    time.sleep(60)\nexcept BaseException:\n    pass\n{TABLE}")

    error = failure(made, time_limit=0.2)

    assert error.message == "the revision took longer than 0.2 seconds"
    assert line(error) == "time.sleep(60)"


def test_a_revision_that_cannot_be_stopped_ends_the_process(made: MadeProject) -> None:
    made.revision(
        "one",
        """
        import time
        while True:
            try:
                time.sleep(60)
            except BaseException:
                pass
        """,
    )

    called = made.call_alone("render", "-o", "out.sql", "--time-limit", "0.2")

    assert called.code == 2
    assert "revision one took longer than 0.2 seconds, and swallows what interrupts it" in called.err
    assert "one.py:13" in called.err
    assert not (made.folder / "out.sql").exists()


@pytest.mark.slow
def test_a_loop_in_c_ends_the_process(made: MadeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """No alarm reaches it; what is left is to say where it was."""
    made.revision("one", "import itertools, collections\ncollections.deque(itertools.repeat(1), maxlen=0)")

    called = made.call_alone("render", "-o", "out.sql", "--time-limit", "0.2")

    assert called.code == 1
    assert "one.py" in called.err
    assert "line 11 in upgrade" in called.err
    assert not (made.folder / "out.sql").exists()


@pytest.mark.parametrize("header", ["while True:\n    pass\n", "import time\ntime.sleep(60)\n"])
def test_a_file_that_takes_too_long_to_load(made: MadeProject, header: str) -> None:
    made.revision("one", header=header)
    made.revision("two", TABLE)

    (script,) = made.scripts(time_limit=0.2)

    (failed,) = script.failures
    assert failed.step.revision.id == "one"
    assert failed.error.message == "the revision took longer than 0.2 seconds"


def test_an_alarm_of_a_programs_own_still_rings(made: MadeProject) -> None:
    made.table("people")
    rang: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        made.scripts()
        deadline = time.monotonic() + 5
        while not rang and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    assert rang


# Ends


@pytest.mark.parametrize(
    "body, message",
    [
        ("import sys; sys.exit(0)", "the revision called sys.exit(0)"),
        ("import sys; sys.exit()", "the revision called sys.exit()"),
        ("raise SystemExit('no')", "the revision called sys.exit('no')"),
        ("import os; os._exit(0)", "os._exit(0) was called, which ends the process with no word"),
        ("import os; os.abort()", "os.abort() was called, which ends the process with no word"),
        ("raise GeneratorExit", "the revision raised GeneratorExit"),
        ("raise BaseException('odd')", "the revision raised BaseException: odd"),
        ("def deeper(): deeper()\ndeeper()", "the revision raised RecursionError: maximum recursion"),
        ("import os; os.fork()", "the revision splits the process in two"),
        (
            "import multiprocessing as m; m.get_context('fork').Process(target=print).start()",
            "the revision splits the process in two",
        ),
    ],
)
def test_a_revision_that_ends_more_than_itself(made: MadeProject, body: str, message: str) -> None:
    """`os._exit(0)` in a pipe would leave an empty script that nobody can tell from an empty range."""
    made.revision("one", body)
    made.revision("two", TABLE)

    error = failure(made)

    assert isinstance(error, RevisionError)
    assert error.message.startswith(message)
    assert line(error) == body.splitlines()[0 if "deeper" in body else -1]


@pytest.mark.parametrize("ending", ["os._exit(0)", "os.fork()", "sys.exit(0)"])
def test_what_is_swallowed_is_told_all_the_same(made: MadeProject, ending: str) -> None:
    made.revision("one", f"import os, sys\ntry:\n    {ending}\nexcept BaseException:\n    pass")

    if ending == "sys.exit(0)":
        # Nobody but the revision has heard of it, and it decided to go on.
        (script,) = made.scripts()
        assert script.failures == ()
    else:
        assert line(failure(made)) == ending


def test_programs_may_be_started(made: MadeProject) -> None:
    made.revision("one", "import subprocess\nsubprocess.run(['true'], check=True)\n" + TABLE)

    assert "CREATE TABLE people" in made.plain()


def test_a_thread_that_is_left_running_keeps_nobody_waiting(made: MadeProject) -> None:
    starting = "threading.Thread(target=time.sleep, args=(60,), name='odd').start()"
    made.revision("one", f"import threading, time\n{starting}")
    begun = time.monotonic()

    called = made.call_alone("render", "--plain")

    assert called.code == 0, called.err
    assert called.out.rstrip().endswith("COMMIT;")
    assert "revision one leaves the thread 'odd' running" in called.err
    assert time.monotonic() - begun < 30


# Databases of its own


@pytest.fixture
def listening() -> Iterator[tuple[str, Callable[[], int]]]:
    """A port that somebody listens at, and how often somebody came."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.2)

        def came() -> int:
            try:
                server.accept()[0].close()
            except TimeoutError:
                return 0
            return 1

        yield str(server.getsockname()[1]), came


CONNECTING = {
    "import socket\nsocket.create_connection(('127.0.0.1', PORT), 5)": "to 127.0.0.1:PORT",
    "import pymysql\npymysql.connect(host='127.0.0.1', port=PORT)": "to 127.0.0.1:PORT",
    "import psycopg\npsycopg.connect('host=127.0.0.1 port=PORT connect_timeout=2')": "with psycopg",
    "from psycopg import Connection\nConnection.connect('host=127.0.0.1 port=PORT')": "with psycopg",
    "import urllib.request as u\nu.urlopen('http://127.0.0.1:PORT/', timeout=2)": "to 127.0.0.1:PORT",
}


# What makes a socket, and is refused to connect it, leaves the closing to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("body", CONNECTING)
def test_a_revision_reaches_no_server(
    made: MadeProject, body: str, listening: tuple[str, Callable[[], int]]
) -> None:
    port, came = listening
    made.revision("one", body.replace("PORT", port))

    error = failure(made)

    assert isinstance(error, NeedsDatabase)
    where = CONNECTING[body].replace("PORT", port)
    assert error.message == f"the revision opens a connection of its own {where}, and rendering opens none"
    assert line(error) == body.replace("PORT", port).splitlines()[-1]
    assert not came()
    # The traceback holds the frame that holds the socket.
    del error
    gc.collect()


def test_a_driver_that_was_imported_by_name(made: MadeProject) -> None:
    made.revision("one", "connect('host=127.0.0.1 port=1')", header="from psycopg import connect\n")

    assert "with psycopg" in failure(made).message


@pytest.mark.parametrize(
    "opening", ["sqlite3.connect('left.db')", "sqlite3.connect('file:left.db', uri=True)"]
)
def test_a_revision_makes_no_file_of_a_database(
    made: MadeProject, opening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made.folder)
    made.revision("one", f"import sqlite3\n{opening}")

    error = failure(made)

    assert "a connection of its own to the SQLite file" in error.message
    assert line(error) == opening
    assert not list(made.folder.rglob("left.db*"))


@pytest.mark.parametrize("name", [":memory:", ""])
def test_a_database_in_memory_hurts_nobody(made: MadeProject, name: str) -> None:
    made.revision("one", f"import sqlite3\nsqlite3.connect({name!r}).close()\n{TABLE}")

    assert "CREATE TABLE people" in made.plain()


def test_a_refusal_that_is_swallowed_decides_nothing(made: MadeProject) -> None:
    """Many a data migration counts on nothing, and goes on with what it takes for no rows."""
    body = "import sqlite3\ntry:\n    sqlite3.connect('left.db')\nexcept Exception:\n    " + TABLE
    made.revision("one", body)

    assert isinstance(failure(made), NeedsDatabase)


@pytest.mark.parametrize(
    "asking",
    [
        "op.get_bind().execute(sa.text('SELECT count(*) FROM pg_stat_activity')).scalar()",
        "op.get_bind().scalar(sa.text('SELECT version()'))",
        "sa.create_engine('sqlite:///left.db').connect()",
    ],
)
def test_a_question_whose_answer_nobody_knows_cannot_be_swallowed(made: MadeProject, asking: str) -> None:
    """With `except Exception: count = 0` around it, the script would rest on a guess that nobody sees."""
    made.table("people")
    body = f"try:\n    count = {asking}\nexcept Exception:\n    count = 0\nif not count:\n    op.execute('x')"
    made.revision("two", body)

    error = failure(made)

    assert isinstance(error, NeedsDatabase)
    assert line(error) == f"count = {asking}"


def test_connections_are_opened_again_afterwards(made: MadeProject, tmp_path: Path) -> None:
    made.revision("one", "import sqlite3\nsqlite3.connect('left.db')")
    with pytest.raises(NeedsDatabase):
        made.plain()

    with closing(sqlite3.connect(tmp_path / "own.db")) as own:
        own.execute("CREATE TABLE t (a)")
    assert (tmp_path / "own.db").exists()
    assert os._exit.__module__ == "posix"
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        socket.create_connection(server.getsockname(), 5).close()


# The process


def handlers() -> list[object]:
    return [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]


def loggers() -> list[object]:
    mine = logging.getLogger("tests")
    return [logging.root.manager.disable, list(mine.handlers), list(logging.root.filters)]


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


STATE: dict[str, tuple[str, Callable[[], object]]] = {
    "working directory": ("os.chdir('/')", os.getcwd),
    "search path": ("sys.path.insert(0, '/nowhere'); del sys.path[-1]", lambda: list(sys.path)),
    "finders": (
        "sys.meta_path.append(1); sys.path_hooks.append(1)",
        lambda: [*sys.meta_path, *sys.path_hooks],
    ),
    "environment": ("os.environ.clear(); os.environ['LEFT'] = '1'", lambda: dict(os.environ)),
    "time zone": ("os.environ['TZ'] = 'Asia/Tokyo'; time.tzset()", lambda: time.localtime(0).tm_gmtoff),
    "locale": ("locale.setlocale(locale.LC_ALL, 'C')", lambda: locale.setlocale(locale.LC_ALL)),
    "logging": (
        "logging.disable(50); logging.getLogger('tests').handlers.append(1); logging.root.filters.append(1)",
        loggers,
    ),
    "filters": ("warnings.simplefilter('ignore'); warnings.resetwarnings()", lambda: list(warnings.filters)),
    "recursion": ("sys.setrecursionlimit(5000)", sys.getrecursionlimit),
    "handlers": (
        "signal.signal(signal.SIGTERM, print); signal.signal(signal.SIGINT, signal.SIG_DFL)",
        handlers,
    ),
    "collector": ("gc.disable(); gc.set_threshold(1)", lambda: (gc.isenabled(), gc.get_threshold())),
    "umask": ("os.umask(0o777)", umask),
    "streams": (
        "sys.stdout = sys.stderr = sys.stdin = None; sys.excepthook = print",
        lambda: (sys.stdout, sys.stderr, sys.stdin, sys.excepthook),
    ),
}


@pytest.mark.parametrize("what", STATE)
@pytest.mark.parametrize("end", ["", "\nraise RuntimeError('no')"])
def test_what_a_revision_does_to_the_process_is_undone(made: MadeProject, what: str, end: str) -> None:
    body, state = STATE[what]
    made.revision("one", f"import gc, locale, logging, os, signal, sys, time, warnings\n{body}{end}")
    made.revision("two", TABLE)
    before = state()

    (script,) = made.scripts()

    assert state() == before
    assert len(script.failures) == bool(end)


def test_the_next_revision_finds_its_files(made: MadeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alone, a revision runs where the program was called; so it does behind one that went elsewhere."""
    monkeypatch.chdir(made.folder)
    made.write("people.sql", "CREATE TABLE people (id INTEGER)")
    made.revision("one", "import os\nos.chdir('/')")
    made.revision("two", "import pathlib\nop.execute(pathlib.Path('people.sql').read_text())")

    assert "CREATE TABLE people" in made.plain()


def test_the_script_is_written_where_it_was_asked_for(made: MadeProject) -> None:
    made.revision("one", f"import os\nos.chdir('/')\nos.umask(0o777)\n{TABLE}")

    called = made.call_alone("render", "--plain", "-o", "out.sql")

    assert called.code == 0, called.err
    assert "CREATE TABLE people" in (made.folder / "out.sql").read_text(encoding="utf-8")


def test_a_revision_in_a_thread_of_a_program(made: MadeProject) -> None:
    """Signals are the main thread's; a program that renders in another has no time limit, and no trouble."""
    made.table("people")
    told: list[object] = []
    worker = threading.Thread(target=lambda: told.append(made.plain()))
    worker.start()
    worker.join()

    assert "CREATE TABLE people" in str(told[0])


def test_nobody_is_told_of_threads_that_ended(made: MadeProject) -> None:
    thread = "other = threading.Thread(target=print)\nother.start()\nother.join()"
    made.revision("one", f"import threading\n{thread}")
    told: list[str] = []

    made.scripts(watch=Watch(notice=told.append))

    assert told == []
