"""What sqlgen.toml and [tool.sqlgen] say about sqlgen itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqlgen.config import Base, Config, Settings, read_settings
from sqlgen.errors import ConfigError


def settings(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "sqlgen.toml"
    file.write_text(text, encoding="utf-8")
    return read_settings(Config(sqlgen_file=file))


def test_settings(tmp_path: Path) -> None:
    text = 'script_location = "m"\ndialect = "postgresql@16"\ntargets = ["postgresql@16", "mssql@2019"]\n'
    read = settings(tmp_path, text)
    assert read == Settings(dialect="postgresql@16", targets=("postgresql@16", "mssql@2019"))
    assert settings(tmp_path, "") == Settings()


def test_sqlgen_toml_goes_over_the_table_in_pyproject(tmp_path: Path) -> None:
    own, shared = tmp_path / "sqlgen.toml", tmp_path / "pyproject.toml"
    own.write_text('dialect = "oracle"\n', encoding="utf-8")
    shared.write_text('[tool.sqlgen]\ndialect = "mssql"\ntargets = ["mssql"]\n', encoding="utf-8")
    assert read_settings(Config(toml_file=shared)).dialect == "mssql"
    both = read_settings(Config(toml_file=shared, sqlgen_file=own))
    assert both == Settings("oracle", ("mssql",))


@pytest.mark.parametrize(
    "text, base",
    [
        ("", Base()),
        ('base = "empty"\n', Base("empty")),
        ('base = "existing"\n', Base("existing")),
        ('models = "shop.old:metadata"\n', Base(models="shop.old:metadata")),
        ('base = "existing"\nmodels = "shop:Base"\n', Base("existing", models="shop:Base")),
        ('models = "shop:Base"\nrows = "none"\n', Base(models="shop:Base", unfilled=True)),
    ],
)
def test_what_the_first_revision_finds(tmp_path: Path, text: str, base: Base) -> None:
    assert settings(tmp_path, f"[history]\n{text}").history == base


def test_a_snapshot_lies_beside_the_file_that_names_it(tmp_path: Path) -> None:
    """Wherever the program is called."""
    read = settings(tmp_path, '[history]\nbase = "schema/before.json"\n')
    assert read.history == Base(file=tmp_path / "schema" / "before.json")


@pytest.mark.parametrize(
    "text, words",
    [
        ("history = 1\n", "a table belongs"),
        ('[history]\nbsae = "empty"\n', "Known are base, models, rows"),
        ("[history]\nbase = true\n", "a text belongs"),
        ('[history]\nmodels = "shop.models"\n', "package.module:metadata"),
        ('[history]\nmodels = "shop:Base"\nrows = "some"\n', "history.rows is 'some'"),
        ('[history]\nrows = "none"\n', "nothing that says which tables"),
        ('[history]\nbase = "existing"\nrows = "none"\n', "nothing that says which tables"),
        ('[history]\nbase = "empty"\nmodels = "shop:Base"\n', "beside base = 'empty'"),
        ('dialetc = "mssql"\n', "Did you mean dialect?"),
        ("unheard_of_key = 1\n", "Known are"),
        ("dialect = 1\n", "a text belongs"),
        ('targets = "mssql"\n', "a list of texts belongs"),
    ],
)
def test_a_misspelt_key_is_an_error(tmp_path: Path, text: str, words: str) -> None:
    """A key that nobody reads would leave a rule off without a word."""
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, text)
    assert words in str(caught.value)
    assert "sqlgen.toml" in str(caught.value)
