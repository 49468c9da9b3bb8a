"""A window of the latest measurements."""

from __future__ import annotations

import math


class SampleWindow:
    """A ring of the last `size` measurements, with what can be said of them."""

    def __init__(self, size: int = 250) -> None:
        if size < 1:
            raise ValueError("a window holds one sample at least")
        self._ring: list[float] = []
        self._size = size
        self._next = 0
        self.seen = 0

    def push(self, sample: float) -> None:
        """Take a sample; the oldest goes where the ring is full."""
        self.seen += 1
        if len(self._ring) < self._size:
            self._ring.append(sample)
        else:
            self._ring[self._next] = sample
        self._next = (self._next + 1) % self._size

    @property
    def mean(self) -> float:
        """Mean of the window, 0 where it is empty."""
        return math.fsum(self._ring) / len(self._ring) if self._ring else 0.0

    @property
    def deviation(self) -> float:
        """Standard deviation of the window, 0 below two samples."""
        if len(self._ring) < 2:
            return 0.0
        mean = self.mean
        return math.sqrt(math.fsum((sample - mean) ** 2 for sample in self._ring) / (len(self._ring) - 1))

    def quantile(self, share: float) -> float:
        """The sample below which this share of the window lies; 0 where it is empty."""
        ranked = sorted(self._ring)
        if not ranked:
            return 0.0
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    def outliers(self, deviations: float = 3.0) -> list[float]:
        """Samples further from the mean than so many standard deviations."""
        reach = self.deviation * deviations
        return [sample for sample in self._ring if reach and abs(sample - self.mean) > reach]

    def __len__(self) -> int:
        return len(self._ring)
