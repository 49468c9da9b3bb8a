"""Text buffers that are lent out and given back, since mailings of a million messages would make one each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

BENCH_LENGTH = 32
LARGEST_KEPT = 64 * 1024


class TextBench:
    """A bench of idle buffers; a borrower gets an idle one or a new one, and its return is wiped."""

    def __init__(self, length: int = BENCH_LENGTH) -> None:
        self._idle: list[io.StringIO] = []
        self._length = length
        self.made = 0
        self.lent_out = 0

    def borrow(self) -> io.StringIO:
        """An empty buffer."""
        self.lent_out += 1
        if self._idle:
            return self._idle.pop()
        self.made += 1
        return io.StringIO()

    def give_back(self, buffer: io.StringIO) -> None:
        """Take a buffer back; one that grew large is let go, and so is one too many."""
        self.lent_out -= 1
        if buffer.tell() > LARGEST_KEPT or len(self._idle) >= self._length:
            buffer.close()
            return
        buffer.seek(0)
        buffer.truncate()
        self._idle.append(buffer)

    @contextmanager
    def lent(self) -> Iterator[io.StringIO]:
        """A buffer for the length of a `with` block."""
        buffer = self.borrow()
        try:
            yield buffer
        finally:
            self.give_back(buffer)

    def shed(self) -> None:
        """Let all idle buffers go."""
        while self._idle:
            self._idle.pop().close()
