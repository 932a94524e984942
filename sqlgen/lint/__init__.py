"""Lint: what a DBA should know about statements before running them."""
