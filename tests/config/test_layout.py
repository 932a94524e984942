"""Where the migrations of a project lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sqlgen.config import Config, read_layout
from sqlgen.config.layout import prepend_sys_path, version_locations
from sqlgen.errors import ConfigError


def configured(**options: str) -> Config:
    config = Config()
    for name, value in options.items():
        config.set_main_option(name, value)
    return config


def test_what_holds_when_nothing_is_said(tmp_path: Path) -> None:
    layout = read_layout(configured(script_location=str(tmp_path)))
    assert layout.script_location == tmp_path
    assert layout.version_locations == (tmp_path / "versions",)
    assert layout.file_template == "%(rev)s_%(slug)s"
    assert layout.truncate_slug_length == 40
    assert layout.output_encoding == "utf-8"
    assert layout.timezone is None
    assert not layout.recursive
    assert not layout.sourceless
    assert not layout.revision_environment
    assert layout.prepend_sys_path == ()


@pytest.mark.parametrize(
    "separator, written",
    [
        ({}, "a b,c"),
        ({}, "a, b c"),
        ({"path_separator": "space"}, "a  b c"),
        ({"path_separator": "newline"}, "\na\nb\nc"),
        ({"path_separator": ":"}, "a:b:c"),
        ({"path_separator": ";"}, "a;b; c"),
        ({"path_separator": "os"}, os.pathsep.join("abc")),
        ({"version_path_separator": ";"}, "a;b;c"),
    ],
)
def test_lists_in_ini_files(separator: dict[str, str], written: str) -> None:
    assert version_locations(configured(version_locations=written, **separator)) == ["a", "b", "c"]


def test_without_a_separator_sys_path_is_split_at_colons_too() -> None:
    assert prepend_sys_path(configured(prepend_sys_path="a:b c")) == ["a", "b", "c"]
    assert prepend_sys_path(configured(prepend_sys_path=".", path_separator="os")) == ["."]


def test_a_separator_that_is_none() -> None:
    with pytest.raises(ConfigError, match="'comma' is no path_separator"):
        version_locations(configured(version_locations="a,b", path_separator="comma"))


def test_a_folder_in_a_package_is_found_without_importing_it(tmp_path: Path) -> None:
    """The application may need settings, a database or packages that are not there."""
    folder = tmp_path / "shop" / "db" / "migrations" / "versions"
    folder.mkdir(parents=True)
    for package in (tmp_path / "shop", tmp_path / "shop" / "db"):
        (package / "__init__.py").write_text("raise SystemExit\n", encoding="utf-8")
    layout = read_layout(
        configured(script_location="shop.db:migrations", prepend_sys_path=str(tmp_path), path_separator="os")
    )
    assert layout.version_locations == (folder,)


@pytest.mark.parametrize(
    "options, words",
    [
        ({}, "no script_location"),
        ({"script_location": "nowhere"}, "no folder"),
        ({"script_location": "nobody_has_this:migrations"}, "not installed"),
        ({"script_location": ".", "truncate_slug_length": "long"}, "whole number"),
        ({"script_location": ".", "revision_environment": "maybe"}, "true or false"),
    ],
)
def test_layouts_that_cannot_be(options: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_layout(configured(**options))
    assert words in str(caught.value)
