"""A change ticket says how long its statements took elsewhere, so that nobody has to guess the window."""

from __future__ import annotations

from typing import Any

from sqlgen.ledger.durations import durations, took

SENT = [("aa", "CREATE TABLE"), ("bb", "UPDATE ORDERS"), ("cc", "INSERT INTO")]


def ran(environment: str, state: str = "done", **seconds: float | None) -> dict[str, Any]:
    steps = [{"digest": digest, "seconds": value} for digest, value in seconds.items()]
    return {"environment": environment, "files": [{"state": state, "steps": steps}]}


def test_each_environment_is_told_with_how_much_of_the_release_it_has_seen() -> None:
    known = durations([ran("test", aa=0.5), ran("staging", aa=1, bb=12, cc=None)])
    assert list(took(SENT, known)) == [
        "13 s on staging for 2 of 3 statements, the longest 12 s (UPDATE ORDERS)",
        "0.5 s on test for 1 of 3 statements, the longest 0.5 s (CREATE TABLE)",
    ]


def test_the_last_run_counts() -> None:
    (text,) = took(SENT, durations([ran("test", aa=50), ran("test", aa=1)]))
    assert text.startswith("1 s on test")


def test_what_was_rolled_back_says_nothing() -> None:
    assert not list(took(SENT, durations([ran("test", "rolled back", aa=50)])))


def test_statements_that_nobody_ran_say_nothing() -> None:
    assert not list(took(SENT, durations([ran("test", other=50)])))
