"""The output buffers that env.py hands over."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any


class Buffer:
    """One `output_buffer`, and where in it sqlgen began to write.

    A buffer with an encoding of its own takes bytes, as Alembic's `output_encoding` wants it.
    """

    def __init__(self, stream: Any, encoding: str | None) -> None:
        self._stream = stream
        self._encoding = encoding
        self._path: str | None = None
        self._start: int | None = None
        self._written = False
        name = getattr(stream, "name", None)
        if isinstance(name, str | os.PathLike):
            # The working directory may be another one by the time that the file is taken back.
            self._path = os.path.abspath(name)  # noqa: PTH100 - links are not followed

    def write(self, text: str) -> None:
        """Write a piece of script. Raises whatever the stream raises."""
        if not self._written:
            self._written = True
            with suppress(OSError, AttributeError, ValueError):
                self._stream.flush()
                self._start = self._stream.tell()
        if self._encoding is not None and not isinstance(self._stream, io.TextIOBase):
            self._stream.write(text.encode(self._encoding))
        else:
            self._stream.write(text)

    def take_back(self) -> None:
        """Leave nothing of what was written, as far as the stream allows."""
        if not self._written or self._start is None:
            return
        if not self._stream.closed:
            self._stream.seek(self._start)
            self._stream.truncate()
        elif self._path is not None:
            os.truncate(self._path, self._start)


def buffer_for(stream: Any, encoding: str | None) -> Buffer | None:
    """The buffer to write to; None for the standard streams, where the script goes anyway or must not go."""
    standard = (None, sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)
    if any(stream is each for each in standard):
        return None
    return Buffer(stream, encoding)
