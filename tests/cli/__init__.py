"""Tests of sqlgen.cli."""
