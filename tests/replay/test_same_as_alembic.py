"""Whole env.py files, run by Alembic and by sqlgen: the statements are the same, in the same order.

Alembic is asked in an environment of its own, so that it need not be installed beside sqlgen: set
SQLGEN_PEER_PYTHON to a Python that has Alembic to run these.
"""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from tests.projects import GENERIC, LOGGERS, OFFLINE, MadeProject

PEER = os.environ.get("SQLGEN_PEER_PYTHON", "")

pytestmark = pytest.mark.skipif(not PEER, reason="SQLGEN_PEER_PYTHON names no Python that has Alembic")


def env(*lines: str, **keywords: str) -> str:
    """An env.py that configures PostgreSQL with keywords, and then runs lines of its own."""
    said = "".join(f", {name}={value}" for name, value in keywords.items())
    head = "import sqlalchemy as sa\nfrom alembic import context, op\n"
    head += "def log(ctx, step, heads, run_args, **_):\n"
    head += "    ctx.execute(f'-- {step.is_upgrade} {step.source_revision_ids} {sorted(heads)}')\n"
    head += "    reached = [revision.revision for revision in step.destination_revisions]\n"
    head += "    ctx.execute(f'-- {step.down_revision_ids} {reached}')\n"
    return head + f"context.configure(url='postgresql://', literal_binds=True{said})\n" + "\n".join(lines)


RUN = "with context.begin_transaction(): context.run_migrations()"
ENVIRONMENTS = {
    "shortest": OFFLINE,
    "generic": GENERIC,
    "no transaction": env("context.run_migrations()"),
    "transaction per migration": env(RUN, transaction_per_migration="True"),
    "not transactional": env(RUN, transactional_ddl="False"),
    "version table": env(RUN, version_table="'ours'", version_table_schema="'meta'"),
    "version table without key": env(RUN, version_table_pk="False"),
    "callbacks": env(RUN, on_version_apply="[log, log]"),
    "tenants": env("for t in 'ab':", "    context.execute(f'SET search_path TO {t}')", f"    {RUN}"),
    "around": env("context.static_output('-- before')", RUN, "context.execute(sa.text('SELECT 1'))"),
    "starting": env(RUN, starting_rev="'orders'"),
    "starting twice": env(RUN, starting_rev="['orders', 'side']"),
    "options": env(
        "o = context.get_context().opts",
        "seen = [o[name] for name in ('include_schemas', 'mine', 'as_sql', 'compare_type')]",
        "context.static_output(f'-- {seen}')",
        "context.static_output(f'-- {context.get_starting_revision_argument()}')",
        # Alembic's order of several heads is that of a set.
        "end = context.get_revision_argument()",
        "context.static_output(f'-- {sorted(end) if isinstance(end, tuple) else end}')",
        "context.static_output(f'-- {sorted(context.get_head_revisions())} {context.get_tag_argument()}')",
        "context.static_output(f'-- {context.config.cmd_opts.cmd[0].__name__}')",
        "below = context.script.get_revision('lines').down_revision",
        "context.static_output(f'-- {below}')",
        RUN,
        mine="1",
    ),
}


def statements(text: str) -> list[str]:
    """Statements and comments, without what the two are known to differ in: RETURNING on version rows, the
    place of the remark that a revision begins, and a semicolon that a comment hides."""
    text = re.sub(r" RETURNING \S+(?=;)", "", text)
    parts = (" ".join(part.split()) for part in text.split("\n\n"))
    told = (part for part in parts if part and not part.startswith("-- Running"))
    return [part.rstrip("; ") if part.startswith("--") else part for part in told]


@pytest.mark.parametrize("name", list(ENVIRONMENTS))
@pytest.mark.parametrize("command, text", [("upgrade", "base:heads"), ("downgrade", "lines:base")])
def test_env_py_means_the_same(made: MadeProject, name: str, command: str, text: str) -> None:
    if command == "downgrade" and "starting" in name:
        pytest.skip("a downgrade begins where the range does")
    made.ini("sqlalchemy.url = postgresql://", LOGGERS)
    made.env(ENVIRONMENTS[name])
    made.table("orders")
    made.table("lines")
    made.revision("side", "op.execute('SELECT 2')", above=None)

    theirs = subprocess.run(
        [PEER, "-m", "alembic", command, text, "--sql", "--tag", "v1"],
        cwd=made.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    ours = made.call("render", text, "--plain", "--tag", "v1")

    assert ours.code == 0, ours.err
    assert statements(ours.out) == statements(theirs.stdout)
