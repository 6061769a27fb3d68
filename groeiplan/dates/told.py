"""What a date's EDTF text covers: its first and last day, and which of the two are soft."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext

from groeiplan.dates.words import MONTHS, SEASONS

FIRST_YEAR, LAST_YEAR = 1900, 2100
BEFORE_ALL, AFTER_ALL = -date.max.toordinal() - 1, -date.max.toordinal()


class Unreadable(ValueError):
    """This is no date we know. Its text is Dutch and says what to write instead."""


class Unknown(Unreadable):
    """None of it was recognised: these may be the first letters of something that will be."""


@dataclass(frozen=True, slots=True)
class Told:
    """When something was, as precise as it was told.

    `first` and `last` are the earliest and latest day it covers, both included; `last` is None
    while it still goes on. `about` is True when any part of it was told as *ongeveer*: the
    bounds are then those of the words themselves, without a margin of our own.

    Where nobody knows how far it reaches ("voor 2010", "na 2012", "tot 2015"), that bound is the
    far edge of the part that was named (1 January 2009 for "voor 2010"), and it is soft.
    """

    edtf: str
    first: date
    last: date | None
    about: bool
    precision: str
    """One of "day", "month", "season", "year", "decade", "period", "before", "after", "between"."""
    soft_first: bool = False
    """A drawing fades at its begin: it is not known there, or told as *ongeveer*."""
    soft_last: bool = False
    """A drawing fades at its end: not known, told as *ongeveer*, or still going on."""
    follows: str = ""
    """From whose birth date it follows ("toen Noor 6 was"), for `follow`; "" for none."""

    @property
    def is_period(self) -> bool:
        """True when it has its own begin and end (or goes on), not merely a coarse date."""
        return self.precision == "period"


def read(edtf: str) -> Told:
    """The date behind our EDTF text. Raises Unreadable for anything else.

    Seasons are whole months: lente March-May, zomer June-August, herfst September-November, and
    winter December-February: winter 2024 runs from 1 December 2024 to 28 February 2025.
    """
    if not isinstance(edtf, str):
        raise nonsense()
    return _read(edtf)


def sides(edtf: str) -> list[str]:
    """The dates a text is made of: one, or those of its begin and its end as far as known."""
    return [side for side in re.split(r"/|\.\.", edtf.strip("[]")) if side]


def sort_key(told: Told) -> tuple[int, int, str]:
    """Orders by first day. Of those that begin together comes first what may have begun earlier,
    then what lasts longest; then the EDTF text decides."""
    if told.precision == "before" or told.edtf.startswith("/"):
        length = BEFORE_ALL
    elif told.precision == "after" or told.last is None:
        length = AFTER_ALL
    else:
        length = -told.last.toordinal()
    return told.first.toordinal(), length, told.edtf


@lru_cache(4096)  # a page reads the same few dates again and again
def _read(edtf: str) -> Told:
    if edtf[:1] == "[" and edtf[-1:] == "]":
        return _read_some_time(edtf, *_two(edtf[1:-1], ".."))
    return _read_period(edtf, *_two(edtf, "/")) if "/" in edtf else read_point(edtf)


def _two(text: str, middle: str) -> tuple[str, str]:
    start, found, end = text.partition(middle)
    if not found:
        raise nonsense()
    return start, end


def _read_some_time(edtf: str, start: str, end: str) -> Told:
    """One moment that lies somewhere between these, or before or after it."""
    if not end:
        point = read_point(start)
        return Told(
            edtf, point.first, point.last, point.about, "after", soft_first=point.about,
            soft_last=True,
        )  # fmt: skip
    point = read_point(end)
    if not start:
        return Told(
            edtf, point.first, point.last, point.about, "before", soft_first=True,
            soft_last=point.about,
        )  # fmt: skip
    begin = read_point(start)
    _in_order(begin, point)
    about = begin.about or point.about
    return Told(edtf, begin.first, point.last, about, "between", soft_first=True, soft_last=True)


def _read_period(edtf: str, start: str, end: str) -> Told:
    if not start:
        finish = read_point(end)
        return Told(
            edtf, finish.first, finish.last, finish.about, "period", soft_first=True,
            soft_last=finish.about,
        )  # fmt: skip
    begin = read_point(start)
    if end == "..":
        return Told(
            edtf, begin.first, None, begin.about, "period", soft_first=begin.about, soft_last=True
        )
    finish = read_point(end)
    _in_order(begin, finish)
    return Told(
        edtf, begin.first, finish.last, begin.about or finish.about, "period",
        soft_first=begin.about, soft_last=finish.about,
    )  # fmt: skip


def _in_order(begin: Told, finish: Told) -> None:
    if finish.last < begin.first:
        raise Unreadable(
            gettext("Het einde ligt voor het begin. Draai de twee om, of kijk de jaren na.")
        )


_EDTF = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)", re.ASCII)
_DECADE = re.compile(r"([0-9]{3})X(~?)", re.ASCII)


def read_point(edtf: str) -> Told:
    """The date behind one side: a day, month, season, year or ten years."""
    if match := _DECADE.fullmatch(edtf):
        return _decade(edtf, int(match[1]) * 10, bool(match[2]))
    match = _EDTF.fullmatch(edtf)
    if not match:
        raise nonsense()
    year, month, day = (int(part) if part else None for part in match.group(1, 2, 3))
    check(year, month if month not in SEASONS or day else None, day)
    first, last, precision = _bounds(year, month, day)
    about = bool(match[4])
    return Told(edtf, first, last, about, precision, soft_first=about, soft_last=about)


def _decade(edtf: str, year: int, about: bool) -> Told:
    check(year)
    check(year + 9)
    first, last = date(year, 1, 1), date(year + 9, 12, 31)
    return Told(edtf, first, last, about, "decade", soft_first=about, soft_last=about)


def _bounds(year: int, month: int | None, day: int | None) -> tuple[date, date, str]:
    if day:
        return date(year, month, day), date(year, month, day), "day"
    if month in SEASONS:
        opens = date(year, (month - 20) * 3, 1)
        ends_in = date(year + (month == 24), (month - 20) * 3 % 12 + 2, 1)
        return opens, _month_end(ends_in), "season"
    if month:
        return date(year, month, 1), _month_end(date(year, month, 1)), "month"
    return date(year, 1, 1), date(year, 12, 31), "year"


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def neighbour(edtf: str, step: int) -> str:
    """The day, month, season, year or ten years just before (-1) or after (1) this one. Raises
    Unreadable past the years we know."""
    point = read_point(edtf)
    year, rest = point.first.year, edtf[5:7]
    if point.precision == "day":
        near = (point.first + timedelta(days=step)).isoformat()
    elif point.precision == "month":
        year, month = divmod(year * 12 + int(rest) - 1 + step, 12)
        near = f"{year:04}-{month + 1:02}"
    elif point.precision == "season":
        year, season = divmod(year * 4 + int(rest) - 21 + step, 4)
        near = f"{year:04}-{season + 21}"
    elif point.precision == "decade":
        near = f"{year // 10 + step:03}X"
    else:
        near = f"{year + step:04}"
    near += "~" if point.about else ""
    read_point(near)
    return near


def edtf_of(year: int, month: int | None = None, day: int | None = None) -> str:
    """A day, month or year as EDTF text. Unreadable when there is none like it."""
    check(year, month, day)
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def check(year: int, month: int | None = None, day: int | None = None) -> None:
    """Raises Unreadable, which says what would do instead, when this does not exist."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise Unreadable(
            gettext("Kies een jaar tussen %(first)d en %(last)d, met vier cijfers.") % limits
        )
    if month is not None and not 1 <= month <= 12:
        raise Unreadable(
            gettext("Maand %(month)d bestaat niet. Kies 1 tot en met 12.") % {"month": month}
        )
    if day is None:
        return
    length = monthrange(year, month)[1]
    if not 1 <= day <= length:
        asked = {
            "day": day,
            "month": gettext(MONTHS[month - 1]),
            "year": year,
            "last": length if day else 1,
        }
        raise Unreadable(
            gettext(
                "%(day)d %(month)s %(year)d bestaat niet. Bedoel je %(last)d %(month)s %(year)d?"
            )
            % asked
        )


def nonsense() -> Unknown:
    """Not a date, with examples of what is."""
    return Unknown(
        gettext(
            "Dat herkennen we niet als datum. Schrijf bijvoorbeeld: 14 maart 2013, maart 2013, "
            "zomer 2015, ongeveer 2015, voor 2010, 2014 tot 2019 of sinds 2020."
        )
    )
