"""An application's models, imported."""

from __future__ import annotations

from functools import reduce
from importlib import import_module
from typing import Any

import sqlalchemy as sa

from sqlgen.errors import ConfigError
from sqlgen.replay.running import described
from sqlgen.replay.standins import is_stub


def models_named(text: str) -> sa.MetaData:
    """What `package.module:name` is: a `MetaData`, or whatever has one as its `metadata`.

    Raises ConfigError where there is no such thing. It has to be importable: call inside of `process_kept`.
    """
    module, _, path = text.partition(":")
    hint = "write it as package.module:name, where the name is that of a MetaData or a declarative base"
    try:
        found: Any = reduce(getattr, path.split("."), import_module(module))
    except (Exception, SystemExit) as error:
        raise ConfigError(f"{text} cannot be imported: {described(error)}", hint=hint) from error
    if not is_stub(found) and not isinstance(found, sa.MetaData):
        found = getattr(found, "metadata", None)
    if is_stub(found) or not isinstance(found, sa.MetaData):
        raise ConfigError(f"{text} is no MetaData, and has none", hint=hint)
    return found
