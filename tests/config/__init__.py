"""Tests of sqlgen.config."""
