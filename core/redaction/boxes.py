"""Boxes on pages, in percent of the page as it is shown."""

from dataclasses import dataclass
from math import ceil, floor

DPI, POINTS = 200, 72  # of a copy; points of a PDF page
LEAST = 0.2  # percent; what is smaller is a slip of the hand


@dataclass(frozen=True)
class Box:
    """An upright rectangle on the page ``page``, counted from 1; all other numbers in percent from left and top."""

    page: int
    left: float
    top: float
    width: float
    height: float

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom pixel, the last two included, on a picture of that size; rounded outward."""
        right, bottom = self.left + self.width, self.top + self.height
        return (
            max(0, floor(self.left * width / 100)),
            max(0, floor(self.top * height / 100)),
            min(width - 1, ceil(right * width / 100)),
            min(height - 1, ceil(bottom * height / 100)),
        )
