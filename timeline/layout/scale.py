"""From days to pixels. A busy year, or month, is wider than a quiet one."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from timeline.layout.lettering import text_width
from timeline.layout.shapes import EDGE, SMALL, Spot, Tick

Window = tuple[date, date]  # the first and last day shown, both included

YEARS, MONTHS = 6 * 366, 100  # days from which on lines stand between years, and between months
BUSY = {"year": 4, "month": 1, "day": 0}  # how much each moment of the fullest lane widens a unit
FULL = 12  # moments in one unit, above which it grows no wider
APART = 12  # pixels between two labels


@dataclass(frozen=True, slots=True)
class Scale:
    """Units (years, months or days) side by side: the day with which each begins, as a number,
    and its pixel; the last of both is where the last unit ends."""

    unit: str
    days: tuple[int, ...]
    edges: tuple[int, ...]

    def x(self, day: date) -> int:
        """The pixel where this day begins, kept inside the picture."""
        days, edges = self.days, self.edges
        number = day.toordinal()
        if number <= days[0]:
            return edges[0]
        if number >= days[-1]:
            return edges[-1]
        at = bisect_right(days, number) - 1
        part = (number - days[at]) / (days[at + 1] - days[at])
        return round(edges[at] + part * (edges[at + 1] - edges[at]))

    @property
    def first(self) -> date:
        """The first day it shows."""
        return date.fromordinal(self.days[0])

    @property
    def last(self) -> date:
        """The last day it shows."""
        return date.fromordinal(self.days[-1] - 1)

    def shows(self, day: date) -> bool:
        """Is this day inside?"""
        return self.days[0] <= day.toordinal() < self.days[-1]


def scale_of(
    spots: Sequence[Spot], today: date, left: int, width: int, window: Window | None = None
) -> Scale:
    """The scale of this window, or of the whole history."""
    first, last = window or whole(spots, today)
    unit = unit_of(first, last)
    days = [*_begins(first, last, unit), last.toordinal() + 1]
    begun: Counter = Counter()
    for spot in spots:
        if first <= spot.first <= last:
            begun[spot.strand, bisect_right(days, spot.first.toordinal()) - 1] += 1
    busiest: Counter = Counter()
    for (_strand, number), count in begun.items():
        busiest[number] = max(busiest[number], min(count, FULL))
    parts = [(end - begin) / _LONG[unit] for begin, end in pairwise(days)]
    weights = [part * (1 + BUSY[unit] * busiest[at]) for at, part in enumerate(parts)]
    edges, passed, all_of_it = [left], 0.0, sum(weights)
    for weight in weights:
        passed += weight
        edges.append(left + round(width * passed / all_of_it))
    return Scale(unit, tuple(days), tuple(edges))


_LONG = {"year": 365.25, "month": 30.44, "day": 1}


def whole(spots: Iterable[Spot], today: date) -> Window:
    """Whole years from the first moment to the last, or today; two at least."""
    begin, end = today.year - 1, today.year
    for spot in spots:
        begin = min(begin, spot.first.year)
        end = max(end, (spot.last or spot.first).year)
    return date(begin, 1, 1), date(end, 12, 31)


def unit_of(first: date, last: date) -> str:
    """Between what the lines stand when these days are drawn."""
    days = (last - first).days
    return "year" if days > YEARS else "month" if days > MONTHS else "day"


def _begins(first: date, last: date, unit: str) -> Iterator[int]:
    """The days, as numbers, with which the units begin; the first may begin halfway."""
    day = first
    while day <= last:
        yield day.toordinal()
        if day.year == date.max.year:
            return
        if unit == "year":
            day = date(day.year + 1, 1, 1)
        elif unit == "month":
            day = (day.replace(day=1) + timedelta(31)).replace(day=1)
        else:
            day += timedelta(1)


def ticks(scale: Scale, months: Sequence[str]) -> Iterator[Tick]:
    """A line where each unit begins; its label over it, or beside it where the label before leaves
    too little room and it does not go far from its line."""
    free = -100
    for number, x in zip(scale.days[:-1], scale.edges[:-1], strict=True):
        day = date.fromordinal(number)
        label = _label(day, scale, months)
        half = text_width(label, SMALL) // 2
        at = max(x, free + half)
        fits = at - x <= half + APART // 2 and max(x, at + half - EDGE) <= scale.edges[-1]
        free = at + half + APART if fits else free
        yield Tick(x, label if fits else "", day, at)


def _label(day: date, scale: Scale, months: Sequence[str]) -> str:
    if scale.unit == "year":
        return str(day.year)
    month = months[day.month - 1]
    opens = day.toordinal() == scale.days[0]
    if scale.unit == "month":
        return f"{month} {day.year}" if opens or day.month == 1 else month
    return f"{day.day} {month}" if opens or day.day == 1 else str(day.day)


def x_inside(x: int, width: int, room: int = 34) -> int:
    """Where a label over this pixel stands whole."""
    return min(max(x, room), width - room)
