"""Superset's application: its revisions run inside of one, and encrypt columns with its settings."""

from __future__ import annotations

from flask import Flask  # type: ignore[import-not-found]
from superset.extensions import db, encrypted_field_factory  # type: ignore[import-not-found]
from superset.utils.encrypt import SQLAlchemyUtilsAdapter  # type: ignore[import-not-found]


def prepare() -> None:
    """An application with the settings that revisions ask for, and its context for as long as they run."""
    application = Flask("superset")
    application.config.update(
        SECRET_KEY="no secret",  # noqa: S106  nothing is ever encrypted with it
        SQLALCHEMY_DATABASE_URI="sqlite://",
        SQLALCHEMY_ENCRYPTED_FIELD_TYPE_ADAPTER=SQLAlchemyUtilsAdapter,
    )
    db.init_app(application)
    encrypted_field_factory.init_app(application)
    application.app_context().push()
