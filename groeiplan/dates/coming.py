"""What people type of a day still to come: "14 december", "over twee weken", "voor de zomer"."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext

from groeiplan.dates import points, relative
from groeiplan.dates.ages import Births
from groeiplan.dates.days import monday
from groeiplan.dates.plain import plain
from groeiplan.dates.shapes import Shape
from groeiplan.dates.told import Told, Unknown, Unreadable, edtf_of, read, sides
from groeiplan.dates.understanding import AFTER, BEFORE, BY, LONGEST, Listener
from groeiplan.dates.words import WEEKDAYS, WORD_FOR_MONTH, number

_FULL_YEAR = re.compile(r"\b[0-9]{4}\b")
_DAY_AND_MONTH = re.compile(
    r"([0-9]{1,2})(?:e|de|ste)? ?(?:van )?([a-z]+)|([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})"
)
_WEEKDAY = re.compile(
    rf"(?:(volgende week|komende|aanstaande|a\.s\.?) )?({'|'.join(WEEKDAYS)})( volgende week)?"
)
_TWO_FRIDAYS = re.compile(rf"volgende ({'|'.join(WEEKDAYS)})")
_OVER = re.compile(
    r"over (?:zo'n |ongeveer )?(een paar|een half|een|anderhalf|anderhalve|\w+)"
    r" (dag|dagen|week|weken|maand|maanden|jaar|jaren)"
)
_PARTS_OF_DAY = {"vanmiddag": 0, "vanavond": 0, "vannacht": 0} | dict.fromkeys(
    ("morgenochtend", "morgenmiddag", "morgenavond"), 1
)
_WEEKENDS = {
    "weekend": 0, "dit weekend": 0, "komend weekend": 0, "volgend weekend": 7,
}  # fmt: skip
_FEW, _AHEAD = 3, 60  # years ahead in which two figures are looked for


def understand_coming(text: str, today: date, births: Births = MappingProxyType({})) -> Told:
    """What somebody typed in Dutch of a day still to come. Raises Unreadable, as `understand` does,
    which it follows in all else.

    A day, month, season or feast without a year is the next one, today's own included; "vrijdag" is
    the first one after today. Years of two figures lie ahead. What lies behind is read all the
    same: whether that was meant is for who asks (`has_passed`)."""
    if not isinstance(text, str):
        raise _nonsense()
    if len(text) > LONGEST:
        raise Unreadable(
            gettext("Dat is te lang. Schrijf alleen voor wanneer, bijvoorbeeld: 14 december.")
        )
    said = plain(text)
    listener = _Ahead(today, births)
    try:
        return listener.told(said)
    except Unknown:
        try:
            return listener.mended(said)
        except Unknown:
            raise _nonsense() from None


def has_passed(told: Told, today: date) -> bool:
    """Does all of it lie before today? Of what goes on, or comes some time after, it does not."""
    return bool(told.last and told.last < today and told.precision != "after")


def meant_instead(text: str, told: Told, today: date) -> str:
    """The EDTF text of the next such day, month or season, where somebody wrote the year of one
    that has passed; "" where no other year can be what was meant."""
    if told.precision not in ("day", "month", "season") or not _FULL_YEAR.search(text):
        return ""
    rest = told.edtf[4:]
    try:
        return _next(lambda year: f"{year:04}{rest}", today)
    except Unreadable:
        return ""


class _Ahead(Listener):
    """Somebody who knows what day it is, and listens for a day that comes."""

    def _shape(self, said: str) -> Shape:
        if span := _days_on_end(said, self.today):
            return Shape.of("/".join(day.isoformat() for day in span))
        return super()._shape(said)

    def _beside(self, said: str) -> Shape | None:
        """Before or after a whole week or weekend, else as ever."""
        for kind, words, edge in (("before", BEFORE, 0), ("after", AFTER, 1), ("by", BY, 1)):
            match = words.fullmatch(said)
            if match and (span := _days_on_end(match[1], self.today)):
                return Shape(kind, (span[edge].isoformat(),))
        return super()._beside(said)

    def _calendar(self, said: str) -> str | None:
        """Years of two figures are those to come."""
        return points.calendar(said, date(min(self.today.year + _AHEAD, date.max.year), 1, 1))

    def _known(self, said: str) -> str | None:
        return (
            _day_and_month(said, self.today)
            or _weekday(said, self.today)
            or _over(said, self.today)
            or _named(said, self.today)
            or super()._known(said)
        )


def _next(of_year: Callable[[int], str | None], today: date) -> str | None:
    """The first of these that has not passed, this year or later; 29 February may be years away.
    Raises Unreadable for a day no year has."""
    wrong = None
    for year in range(today.year - 1, today.year + 9):
        try:
            found = of_year(year)
            if found is None or read(found).last >= today:
                return found
        except Unreadable as error:
            wrong = error if year <= today.year else wrong
    raise wrong or _nonsense()


def _day_and_month(said: str, today: date) -> str | None:
    match = _DAY_AND_MONTH.fullmatch(said)
    if not match:
        return None
    month = WORD_FOR_MONTH.get(match[2]) if match[2] else int(match[4])
    if not month:
        return None
    return _next(lambda year: edtf_of(year, month, int(match[1] or match[3])), today)


def _weekday(said: str, today: date) -> str | None:
    if match := _TWO_FRIDAYS.fullmatch(said):
        asked = gettext("Bedoel je %(day)s, of volgende week %(day)s?")
        raise Unreadable(asked % {"day": match[1]})
    match = _WEEKDAY.fullmatch(said)
    if not match:
        return None
    day = WEEKDAYS.index(match[2])
    if match[1] == "volgende week" or match[3]:
        return relative.shift(monday(today), 7 + day).isoformat()
    return relative.shift(today, (day - today.weekday()) % 7 or 7).isoformat()


def _over(said: str, today: date) -> str | None:
    """ "over twee weken" is that day, "over een paar maanden" about that month."""
    if said in _PARTS_OF_DAY:
        return relative.shift(today, _PARTS_OF_DAY[said]).isoformat()
    match = _OVER.fullmatch(said)
    if not match:
        return None
    unit, some = match[2][0], match[1] == "een paar"
    if match[1].startswith(("een half", "anderhal")):
        months = 6 if match[1] == "een half" else 18
        return relative.months_on(today, months) + "~" if unit == "j" else None
    count = _FEW if some else number(match[1])
    if count is None:
        return None
    about = "~" if some or unit == "j" else ""
    if unit in "dw":
        return relative.shift(today, count * (7 if unit == "w" else 1)).isoformat() + about
    if unit == "j":
        return relative.months_on(today, 12 * count) + about
    return _same_day(relative.months_on(today, count), today) + about


def _same_day(month: str, today: date) -> str:
    year, number_of_month = int(month[:4]), int(month[5:7])
    return edtf_of(year, number_of_month, min(today.day, monthrange(year, number_of_month)[1]))


def _named(said: str, today: date) -> str | None:
    """A month, season or feast, the next one; "de maand" and "het jaar" are those of today."""
    if said == "maand":
        return edtf_of(today.year, today.month)
    if said == "jaar":
        return edtf_of(today.year)
    if points.named(said, today.year) is None or said in points.PART_OF_YEAR:
        return None
    return _next(lambda year: points.named(said, year), today)


def _days_on_end(said: str, today: date) -> tuple[date, date] | None:
    """The first and last day of a week or weekend."""
    said = re.sub(r"^(?:in |het |de )+", "", said)
    if said in _WEEKENDS:
        saturday = relative.shift(monday(today), 5 + _WEEKENDS[said])
        return saturday, relative.shift(saturday, 1)
    if text := relative.week("deze week" if said == "week" else said, today):
        first, last = sides(text)
        return date.fromisoformat(first), date.fromisoformat(last)
    return None


def _nonsense() -> Unknown:
    """Not a day to come, with examples of what is."""
    return Unknown(
        gettext(
            "Dat herkennen we niet als dag. Schrijf bijvoorbeeld: 14 december, volgende week "
            "vrijdag, over twee weken, voor de zomer of voorjaar 2027."
        )
    )
