"""The page of a release, as one file that needs nothing from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib import resources

from mako.template import Template

from sqlgen.bundle.manifest import Manifest
from sqlgen.bundle.review.graph import graph
from sqlgen.bundle.review.shown import ShownTarget
from sqlgen.history.history import History

NAME = "review.html"


def review_page(manifest: Manifest, title: str, history: History, shown: Sequence[ShownTarget]) -> str:
    """The page; the same bytes for the same release. `title` names the project."""
    style, script = _text("review.css"), _text("review.js")
    template = Template(  # noqa: S702
        # Everything that the page says is escaped by the default filter; what is HTML says so by `| n`.
        _text("review.html.mako"),
        default_filters=["escaped"],
        imports=["from sqlgen.bundle.review.markup import escaped"],
        strict_undefined=True,
    )
    revisions = [each.id for each in manifest.revisions]
    page = template.render(
        manifest=manifest,
        headline=f"{title} {manifest.tag}".strip(),
        shown=shown,
        drawing=graph(history, revisions),
        follows={one: history[one].down for one in revisions},
        messages=_messages(manifest),
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hashed(style)}; script-src {_hashed(script)}; "
        "base-uri 'none'; form-action 'none'",
    )
    return str(page)


def _messages(manifest: Manifest) -> Mapping[str, str]:
    return {each.id: each.message for each in manifest.revisions}


def _text(name: str) -> str:
    return (resources.files("sqlgen.templates") / name).read_text(encoding="utf-8")


def _hashed(text: str) -> str:
    """The source by which a browser lets an inline style or script in."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
