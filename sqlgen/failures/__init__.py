"""Revisions that could not be rendered, and the ways out."""

from sqlgen.failures.chain import followers
from sqlgen.failures.ways import Kind, WayOut, ways_out

__all__ = ["Kind", "WayOut", "followers", "ways_out"]
