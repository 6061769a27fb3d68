"""Where there is room: rows that fill up from one side."""

from dataclasses import dataclass, field

NEVER = float("-inf")  # how far a row reaches in which nothing stands yet


@dataclass(slots=True)
class Rows:
    """Rows beside each other, each filled from left to right. The first one with room is found in
    as many steps as the number of rows has digits, in base two: `_ends` is a tree in which every
    knot knows the least of the two below it. `most`: how many rows there may be."""

    most: int | None = None
    _ends: list = field(default_factory=lambda: [NEVER, NEVER])

    def take(self, begin: float, end: float) -> int | None:
        """The first row in which nothing reaches past `begin`, now filled up to `end`; None when
        there may be no more rows."""
        found = self.free(begin)
        if found is None:
            return None
        self.fill(found[0], end)
        return found[0]

    def free(self, begin: float) -> tuple[int, float] | None:
        """The row `take` would choose and how far it is filled, without taking it."""
        if self._ends[1] > begin:
            self._grow()
        row = self._first(begin)
        if self.most is not None and row >= self.most:
            return None
        return row, self._ends[row + len(self._ends) // 2]

    def fill(self, row: int, end: float) -> None:
        """This row is now filled up to there."""
        ends = self._ends
        knot = row + len(ends) // 2
        ends[knot] = end
        while knot > 1:
            knot //= 2
            one, other = ends[2 * knot], ends[2 * knot + 1]
            least = one if one < other else other
            if ends[knot] == least:
                return  # and so for all that stand above it
            ends[knot] = least

    def _first(self, begin: float) -> int:
        ends, knot, size = self._ends, 1, len(self._ends) // 2
        while knot < size:
            knot *= 2
            if ends[knot] > begin:
                knot += 1
        return knot - size

    def _grow(self) -> None:
        """Twice as many rows."""
        size = len(self._ends) // 2
        leaves = self._ends[size:] + [NEVER] * size
        self._ends = [NEVER] * (2 * size) + leaves
        for knot in range(2 * size - 1, 0, -1):
            self._ends[knot] = min(self._ends[2 * knot], self._ends[2 * knot + 1])
