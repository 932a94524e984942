"""Findings as one HTML page without anything from elsewhere."""

from __future__ import annotations

from html import escape

from sqlgen.lint.finding import Finding
from sqlgen.report.summary import Summary

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
article { border-left: .3rem solid; padding: .1rem 1rem; margin: 1.5rem 0; }
.error { border-color: #c62828; } .warning { border-color: #b26a00; } .info { border-color: #1565c0; }
h2 { font-size: 1rem; margin: .5rem 0; } pre { overflow-x: auto; padding: .5rem; border: 1px solid #8884; }
small { opacity: .75; }
"""


def report(summary: Summary) -> str:
    """The sum, then an article a finding."""
    articles = "".join(_article(finding, summary) for finding in summary.findings)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>sqlgen lint: {escape(summary.told())}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(summary.told())}</h1>\n<main>\n{articles}</main>\n</body>\n</html>\n"
    )


def _article(finding: Finding, summary: Summary) -> str:
    line = f":{finding.origin.line}" if finding.origin.line else ""
    place = escape(f"{summary.file(finding) or 'standard input'}{line}")
    parts = [
        f'<article class="{finding.severity}">',
        f"<h2>{escape(finding.severity)}: {escape(finding.rule)} <small>{place}</small></h2>",
        f"<p>{escape(finding.message)}</p>",
        f"<pre>{escape(finding.sql.strip())}</pre>",
    ]
    if finding.advice is not None:
        parts.append(f"<p><strong>Instead:</strong> {escape(finding.advice.text)}</p>")
        for block in (finding.advice.sql, finding.advice.revision):
            parts += [f"<pre>{escape(block)}</pre>"] if block else []
    if finding.basis:
        parts.append(f"<p><small>{escape(finding.basis)}</small></p>")
    return "\n".join([*parts, "</article>", ""])
