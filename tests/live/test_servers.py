"""The scratch servers that live tests stand on."""

from __future__ import annotations

import sqlalchemy as sa


def answer(url: sa.URL, question: str) -> object:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return connection.exec_driver_sql(question).scalar_one()


def test_postgresql_gives_a_database_that_is_empty(postgresql_url: sa.URL) -> None:
    tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"

    assert answer(postgresql_url, tables) == 0


def test_mariadb_gives_a_database_that_is_empty(mariadb_url: sa.URL) -> None:
    tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE()"

    assert answer(mariadb_url, tables) == 0
    assert "MariaDB" in str(answer(mariadb_url, "SELECT VERSION()"))
