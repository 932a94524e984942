"""The configuration object that env.py files read and programs build."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from sqlgen.config import Config
from sqlgen.errors import ConfigError


@pytest.fixture
def ini(tmp_path: Path) -> Path:
    file = tmp_path / "alembic.ini"
    file.write_text(
        "[alembic]\n"
        "script_location = %(here)s/migrations\n"
        "sqlalchemy.url = sqlite:///%(name)s.db\n"
        "file_template = %%(rev)s\n"
        "sourceless = true\n"
        "[other]\nscript_location = elsewhere\n"
        "[logging]\nlevel = Prüfung\n",
        encoding="utf-8",
    )
    return file


def test_options_of_an_ini_file(ini: Path) -> None:
    config = Config(ini, config_args={"name": "shop"})
    assert config.get_main_option("script_location") == f"{ini.parent.as_posix()}/migrations"
    assert config.get_main_option("sqlalchemy.url") == "sqlite:///shop.db"
    assert config.get_main_option("file_template") == "%(rev)s"
    assert config.get_main_option("nothing") is None
    assert config.get_main_option("nothing", "x") == "x"
    assert config.get_section_option("logging", "level") == "Prüfung"
    assert config.get_alembic_boolean_option("sourceless") is True
    assert config.config_file_name == str(ini)
    assert config.file_config.has_section("logging")
    section = config.get_section("logging")
    assert section is not None
    assert section["level"] == "Prüfung"
    assert config.get_section("nothing", {"a": "b"}) == {"a": "b"}


def test_another_main_section(ini: Path) -> None:
    config = Config(ini, ini_section="other")
    assert config.get_main_option("script_location") == "elsewhere"
    assert config.config_ini_section == "other"


def test_a_section_that_is_not_there(ini: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[nothing\]"):
        Config(ini, ini_section="nothing").get_main_option("script_location")


def test_a_program_sets_everything_itself() -> None:
    """Applications run their migrations at start-up without any file."""
    config = Config(attributes={"connection": 1})
    config.set_main_option("script_location", "app:migrations")
    config.set_section_option("extra", "key", "100%%")
    assert config.get_main_option("script_location") == "app:migrations"
    assert config.get_section_option("extra", "key") == "100%"
    assert config.attributes["connection"] == 1
    config.remove_main_option("script_location")
    assert config.get_main_option("script_location") is None
    with pytest.raises(ConfigError, match="%%"):
        config.set_main_option("sqlalchemy.url", "postgresql://u:p%40ss@h/d")


def test_toml_is_asked_after_the_ini_file(ini: Path) -> None:
    toml = ini.with_name("pyproject.toml")
    toml.write_text(
        "[tool.alembic]\n"
        'script_location = "not this"\n'
        'version_locations = ["%(here)s/a", "b"]\n'
        "recursive_version_locations = true\n"
        'timezone = "UTC"\ncount = 3\n'
        "[tool.sqlgen]\n"
        'timezone = "Europe/Berlin"\n',
        encoding="utf-8",
    )
    config = Config(ini, toml)
    here = ini.parent.as_posix()
    assert config.get_alembic_option("script_location") == f"{here}/migrations"
    assert config.get_alembic_option("version_locations") == [f"{here}/a", "b"]
    assert config.get_alembic_boolean_option("recursive_version_locations") is True
    assert config.get_alembic_option("timezone") == "Europe/Berlin"
    assert config.get_alembic_option("count") == 3
    assert config.get_main_option("version_locations") is None
    assert config.toml_alembic_config["timezone"] == "UTC"


def test_sqlgen_toml_is_the_table_itself(tmp_path: Path) -> None:
    own = tmp_path / "sqlgen.toml"
    own.write_text('script_location = "%(here)s/m"\n', encoding="utf-8")
    config = Config(sqlgen_file=own)
    assert config.get_alembic_option("script_location") == f"{tmp_path.as_posix()}/m"


def test_a_percent_sign_in_the_folder_is_no_interpolation(tmp_path: Path) -> None:
    folder = tmp_path / "100%"
    folder.mkdir()
    file = folder / "alembic.ini"
    file.write_text("[alembic]\nscript_location = %(here)s/m\n", encoding="utf-8")
    assert Config(file).get_main_option("script_location") == f"{folder.as_posix()}/m"


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("alembic.ini", b"[alembic]\nkey = Pr\xfcfung\n", "not UTF-8"),
        ("alembic.ini", b"key = value\n", "no ini file"),
        ("alembic.ini", b"[alembic]\na = 1\na = 2\n", "no ini file"),
        ("alembic.ini", b"[alembic]\nkey = %(nobody)s\n", "%%"),
        ("alembic.ini", b"[alembic]\nkey = 100%\n", "%%"),
        ("pyproject.toml", b"[tool.alembic\n", "no TOML file"),
        ("pyproject.toml", b"[tool]\nalembic = 1\n", "no table"),
        ("pyproject.toml", b'[tool.alembic]\nkey = "%(nobody)s"\n', "cannot be interpolated"),
        ("pyproject.toml", b"[tool.alembic]\nkey = 1.5\n", "no option can be"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    config = Config(file) if name.endswith(".ini") else Config(toml_file=file)
    with pytest.raises(ConfigError) as caught:
        config.get_alembic_option("key")
    assert words in str(caught.value)
    assert str(file) in str(caught.value)


def test_print_stdout_formats_and_keeps_quiet() -> None:
    out = io.StringIO()
    config = Config(stdout=out)
    config.print_stdout("%s -> %s", "a", "b")
    config.print_stdout("100%")
    assert out.getvalue() == "a -> b\n100%\n"


def test_booleans_of_toml_files_are_booleans(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('[tool.alembic]\nsourceless = "true"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="true or false"):
        Config(toml_file=file).get_alembic_boolean_option("sourceless")
