"""The stretch of time that is looked at, in whole months: nearer, farther, earlier, later. Pure
arithmetic. A month is counted from the year 0; None is the whole history."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from groeiplan.dates import FIRST_YEAR, LAST_YEAR

SPANS = (1, 3, 6, 12, 24, 60, 120, 240, 480)  # months in view, from near to far


@dataclass(frozen=True, order=True)
class Months:
    """From one month to another, both included."""

    first: int
    last: int

    @property
    def count(self):
        return self.last - self.first + 1

    @property
    def days(self):
        """Its first and last day."""
        year, month = divmod(self.last, 12)
        end = date(year, month + 1, monthrange(year, month + 1)[1])
        return date(self.first // 12, self.first % 12 + 1, 1), end

    @property
    def van(self):
        """Its first month as it stands in an address: "2015-03"."""
        return _written(self.first)

    @property
    def tot(self):
        return _written(self.last)


def between(first, last):
    """The months in which these two days fall, and all in between."""
    return Months(first.year * 12 + first.month - 1, last.year * 12 + last.month - 1)


def asked(van, tot):
    """The months from `van` to `tot` as they stand in an address ("2015", "2015-03"), in either
    order; None where that says nothing."""
    start, end = _read(van), _read(tot)
    if not start or not end:
        return None
    return Months(min(start.first, end.first), max(start.last, end.last))


def year(text):
    """The twelve months of a year in figures; None for anything else."""
    return _read(text) if len(text) == 4 else None


def nearer(months, everything):
    """The next smaller stretch with the same middle; None when it cannot be smaller."""
    now = months or everything
    span = max((one for one in SPANS if one < now.count), default=None)
    return span and _around(now, span, everything)


def farther(months, everything):
    """The next larger stretch around this one; None when that is all of it."""
    span = min((one for one in SPANS if one > months.count), default=everything.count)
    return None if span >= everything.count else _around(months, span, everything)


def earlier(months, everything):
    """Half of it back, as far as there is something; None at the begin."""
    return _moved(months, -max(months.count // 2, 1), everything)


def later(months, everything):
    """Half of it on; None at the end."""
    return _moved(months, max(months.count // 2, 1), everything)


def _around(months, span, everything):
    first = (months.first + months.last + 1 - span) // 2
    return _inside(first, span, everything)


def _moved(months, by, everything):
    wanted = _inside(months.first + by, months.count, everything)
    forward = (wanted.first - months.first) * by > 0
    return wanted if forward else None


def _inside(first, span, everything):
    first = max(min(first, everything.last - span + 1), everything.first)
    return Months(first, first + span - 1)


def _read(text):
    year, _dash, month = text.partition("-")
    known = all(part.isascii() and part.isdigit() for part in (year, month or "1"))
    if not known or len(year) != 4 or len(month) > 2:
        return None
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    if not month:
        return Months(int(year) * 12, int(year) * 12 + 11)
    if not 1 <= int(month) <= 12:
        return None
    number = int(year) * 12 + int(month) - 1
    return Months(number, number)


def _written(month):
    return f"{month // 12:04}-{month % 12 + 1:02}"
