"""The past of a recorder, taken from it and given to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from sqlgen.catalog import Catalog
from sqlgen.replay.past.keeping import Place
from sqlgen.replay.past.past import Modules, Past
from sqlgen.replay.recorder import Recorder
from sqlgen.replay.snapshots import KnownSchema


def past_of(recorder: Recorder, said: Iterable[str]) -> Past:
    """What has been recorded so far, behind the start of a range.

    Raises ValueError where rows are known of a table that the catalog does not have.
    """
    return Past(
        recorder.catalog,
        recorder.certain,
        recorder.rows.past(),
        recorder.premise.past(),
        frozenset(recorder.assumed.used),
        frozenset(recorder.remarks),
        tuple(said),
    )


def keep(
    place: Place,
    recorder: Recorder,
    said: Iterable[str],
    revisions: Modules,
    roots: Callable[[], Iterable[Any]],
) -> None:
    """Keep what has been recorded so far at its place. `roots` are what revisions can leave something in."""

    def document(catalog: Catalog) -> Any:
        return KnownSchema(recorder.lowering, None, catalog).document()

    place.keep(partial(past_of, recorder, said), document, recorder.catalog.server, revisions, roots)


def resume(recorder: Recorder, past: Past) -> None:
    """Go on as if all of a past had been recorded, and tell what it told."""
    recorder.catalog = past.catalog
    recorder.certain = past.certain
    recorder.rows.resume(past.rows, past.catalog)
    recorder.premise.resume(past.premise)
    recorder.assumed.used |= past.used
    recorder.remarks |= past.remarks
    for text in past.said:
        recorder.notice(text)
