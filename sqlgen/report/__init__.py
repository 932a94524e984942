"""Findings told: one format a file."""
