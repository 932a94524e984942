"""Batches of T-SQL, where no semicolon has to stand between statements."""

from __future__ import annotations

from sqlgen.layout.definitions import IF_EXISTS
from sqlgen.layout.lists import Nodes, phrase_at, word_at
from sqlgen.layout.tokens import Token
from sqlgen.layout.words import OTHERS, words

ALWAYS = words(
    "DECLARE EXEC EXECUTE IF WHILE BEGIN PRINT RETURN TRUNCATE GRANT CREATE GOTO WAITFOR RAISERROR THROW"
)
CHANGES = words("INSERT UPDATE DELETE MERGE")


def is_several(nodes: Nodes) -> bool:
    """Whether a line begins with a word that no statement of this verb has there."""
    verb = word_at(nodes, 0)
    begins = _begins(verb)
    return any(
        isinstance(node, Token)
        and node.newline
        and word_at(nodes, place) in begins
        and not _is_condition(nodes, place)
        for place, node in enumerate(nodes)
        if place
    )


def _is_condition(nodes: Nodes, place: int) -> bool:
    """Whether IF [NOT] EXISTS stands there, and no query behind it."""
    found = phrase_at(nodes, place, IF_EXISTS)
    behind = place + len(found)
    return bool(found) and behind < len(nodes) and isinstance(nodes[behind], Token)


def _begins(verb: str) -> frozenset[str]:
    """The words that begin another statement behind one of this verb."""
    begins = ALWAYS
    if verb == "INSERT":
        begins -= {"EXEC", "EXECUTE"}
    if verb not in ("CREATE", "ALTER", "GRANT", "REVOKE"):
        begins |= {"ALTER", "DROP"}
    if verb in ("SELECT", "UPDATE", "DELETE", "CREATE", "ALTER", "DECLARE", "INSERT"):
        begins |= CHANGES
    if verb in OTHERS - {"GRANT", "REVOKE"} | {"DECLARE", "ALTER"}:
        begins |= CHANGES | {"SELECT"}
    return begins
