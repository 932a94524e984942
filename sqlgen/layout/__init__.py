"""SQL laid out to be read: white space and the case of keywords, and nothing else."""

from sqlgen.layout.statement import Layout
from sqlgen.layout.texts import Formatted, Remark, Unfinished, formatted, laid_out

__all__ = ["Formatted", "Layout", "Remark", "Unfinished", "formatted", "laid_out"]
