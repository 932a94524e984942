"""The configuration of a project."""

from sqlgen.config.answers import Answer
from sqlgen.config.base import EMPTY, EXISTING, Base
from sqlgen.config.config import Config
from sqlgen.config.finding import find_config
from sqlgen.config.layout import Layout, read_layout
from sqlgen.config.script import ScriptSettings
from sqlgen.config.settings import Settings, approval_of, read_settings

__all__ = [
    "EMPTY",
    "EXISTING",
    "Answer",
    "Base",
    "Config",
    "Layout",
    "ScriptSettings",
    "Settings",
    "approval_of",
    "find_config",
    "read_layout",
    "read_settings",
]
