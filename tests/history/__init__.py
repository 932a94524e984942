"""Tests of sqlgen.history."""
