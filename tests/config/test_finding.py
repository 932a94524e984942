"""Which configuration files count."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqlgen.config import find_config
from sqlgen.errors import ConfigError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_all_files_of_the_working_directory(project: Path) -> None:
    for name, text in (
        ("alembic.ini", "[alembic]\n"),
        ("pyproject.toml", "[tool.alembic]\n"),
        ("sqlgen.toml", ""),
    ):
        (project / name).write_text(text, encoding="utf-8")
    config = find_config(environ={})
    assert config.config_file_name == "alembic.ini"
    assert config.toml_file_name == "pyproject.toml"
    assert config.sqlgen_file_name == "sqlgen.toml"


def test_a_pyproject_of_something_else_is_no_configuration(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.ruff]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="no configuration in"):
        find_config(environ={})


def test_files_named_on_the_command_line(project: Path) -> None:
    (project / "deploy").mkdir()
    ini = project / "deploy" / "prod.ini"
    toml = project / "deploy" / "pyproject.toml"
    for file in (ini, toml):
        file.write_text("", encoding="utf-8")
    config = find_config([ini, toml], "prod", ["tenant=a"], environ={})
    assert (config.config_file_name, config.toml_file_name) == (str(ini), str(toml))
    assert config.config_ini_section == "prod"
    assert config.cmd_opts is not None
    assert config.cmd_opts.x == ["tenant=a"]


@pytest.mark.parametrize("variable", ["SQLGEN_CONFIG", "ALEMBIC_CONFIG"])
def test_a_file_named_by_the_environment(project: Path, variable: str) -> None:
    (project / "alembic.ini").write_text("[alembic]\n", encoding="utf-8")
    (project / "other.ini").write_text("[alembic]\n", encoding="utf-8")
    assert find_config(environ={variable: "other.ini"}).config_file_name == "other.ini"


def test_files_that_are_missing_or_too_many(project: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.ini"):
        find_config([Path("gone.ini")], environ={})
    for name in ("a.ini", "b.ini"):
        (project / name).write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="both given"):
        find_config([Path("a.ini"), Path("b.ini")], environ={})
