"""Statements laid out to be read: white space and the case of keywords, and nothing else."""

from sqlgen.layout.statement import Layout, laid_out

__all__ = ["Layout", "laid_out"]
