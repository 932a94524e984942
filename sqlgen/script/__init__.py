"""Statements as the text that somebody will run."""
