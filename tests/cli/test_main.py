"""The program as a whole: its help, its errors, its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sqlgen.cli.main import command_line

COMMANDS = click.Context(command_line)


ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.endswith(("_CONFIG", "_COLOR"))},
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "PYTHONIOENCODING": "utf-8",
}


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return python("-m", "sqlgen", *arguments, cwd=cwd)


def python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, env=ENVIRONMENT, check=False
    )


HEAVY = {"sqlalchemy", "sqlglot", "mako", "git", "rich"}


@pytest.mark.parametrize("arguments", [["--help"], ["history"], ["heads", "--help"]])
def test_what_needs_no_sql_imports_nothing_heavy(project: Path, arguments: list[str]) -> None:
    """Half a second of imports at every tab key and every CI step is what people notice first."""
    program = (
        "import atexit, json, sys\n"
        "from sqlgen.cli.main import main\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        f"main({arguments!r})\n"
    )
    done = python("-c", program, cwd=project)
    modules = json.loads(done.stderr.splitlines()[-1])
    assert done.stdout
    assert not HEAVY & {name.partition(".")[0] for name in modules}


def test_help_lists_every_command_without_importing_it(project: Path) -> None:
    done = run("--help", cwd=project)
    assert done.returncode == 0
    for name in command_line.list_commands(COMMANDS):
        assert name in done.stdout


@pytest.mark.parametrize("name", command_line.list_commands(COMMANDS))
def test_every_command_shows_an_example(name: str) -> None:
    command = command_line.get_command(COMMANDS, name)
    assert command is not None
    done = CliRunner().invoke(command_line, [name, "--help"])
    assert "Example:" in done.output
    assert f"sqlgen {name}" in done.output


def test_the_version() -> None:
    assert CliRunner().invoke(command_line, ["--version"]).output.startswith("sqlgen ")


def test_a_misspelt_command(project: Path) -> None:
    done = run("histroy", cwd=project)
    assert done.returncode == 2
    assert "Did you mean history?" in done.stderr
    assert done.stdout == ""


def test_an_unknown_option(project: Path) -> None:
    done = run("heads", "--nothing", cwd=project)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")


def test_errors_go_to_stderr_with_place_and_hint(project: Path) -> None:
    broken = project / "migrations" / "versions" / "x.py"
    broken.write_text("revision = 'x'\ndown_revision = 'gone'\n", encoding="utf-8")
    done = run("heads", cwd=project)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: revision x (")
    assert f"  at revision x, {broken}" in done.stderr
    assert "  hint: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in run("--raiseerr", "heads", cwd=project).stderr


def test_colours_when_asked_for(project: Path) -> None:
    assert "\x1b[" in run("--color", "show", "nobody", cwd=project).stderr
    assert "\x1b[" not in run("show", "nobody", cwd=project).stderr


def test_what_only_a_database_knows_has_its_own_exit_code(project: Path) -> None:
    for arguments in (["show", "current"], ["history", "-i"], ["history", "-r", "current:"]):
        assert run(*arguments, cwd=project).returncode == 3


def test_no_configuration(tmp_path: Path) -> None:
    done = run("heads", cwd=tmp_path)
    assert done.returncode == 2
    assert "-c names a file elsewhere" in done.stderr


def test_a_defect_says_that_it_is_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody whose history is fine must not look for the mistake in it."""
    command = command_line.get_command(COMMANDS, "heads")
    assert command is not None

    def fail(**_: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.chdir(project)
    monkeypatch.setattr(command, "callback", fail)
    done = CliRunner().invoke(command_line, ["heads"])
    assert done.exit_code == 70
    assert "defect of sqlgen" in done.stderr


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    for number in range(3000):
        file = project / "migrations" / "versions" / f"r{number}.py"
        file.write_text(f"revision = 'r{number}'\ndown_revision = None\n", encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m sqlgen history | head -1"],
        cwd=project,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )
    assert done.stderr == ""
