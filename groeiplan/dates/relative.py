"""Dates named from today: "gisteren", "vorige zomer", "drie jaar geleden"."""

import re
from datetime import date

from groeiplan.dates import points
from groeiplan.dates.days import monday
from groeiplan.dates.told import edtf_of, read
from groeiplan.dates.words import WEEKDAYS, number

_DAYS = {"eergisteren": -2, "gisteren": -1, "vandaag": 0, "nu": 0, "morgen": 1, "overmorgen": 2}
_STEPS = {
    "vorig": -1,
    "vorige": -1,
    "afgelopen": -1,
    "dit": 0,
    "deze": 0,
    "volgend": 1,
    "volgende": 1,
    "komend": 1,
    "komende": 1,
}
_WEEKS = {
    "vorige week": -1,
    "afgelopen week": -1,
    "deze week": 0,
    "volgende week": 1,
}
_WEEKDAY = re.compile(rf"(vorige week|deze week|afgelopen|vorige)? ?({'|'.join(WEEKDAYS)})")
_AGO = re.compile(
    r"(?:zo'n )?(een paar|een half|een|anderhalf|anderhalve|\w+)"
    r" (dag|dagen|week|weken|maand|maanden|jaar|jaren) (?:geleden|terug)"
)
_IN_THAT_YEAR = re.compile(r"(.+ jaar(?: geleden)?) (?:(?:in|met|rond) )?(?:de |het )?(\D+)")
_OF_THAT_YEAR = re.compile(r"(\D+?) (?:van )?((?:vorig|dit|volgend) jaar)")
_FEW, _HALF = 3, 6


def week(said: str, today: date) -> str | None:
    """ "vorige week" as its Monday to Sunday."""
    if said not in _WEEKS:
        return None
    first = shift(monday(today), 7 * _WEEKS[said])
    return f"{first.isoformat()}/{shift(first, 6).isoformat()}"


def from_today(said: str, today: date) -> str | None:
    """A day, month, season or year named from today. Near the end of the calendar there are
    none."""
    return (
        _named_day(said, today)
        or _named_step(said, today)
        or _ago(said, today)
        or _in_a_year(said, today)
    )


def _named_day(said: str, today: date) -> str | None:
    if said in _DAYS:
        return shift(today, _DAYS[said]).isoformat()
    match = _WEEKDAY.fullmatch(said)
    if not match:
        return None
    back = today.weekday() - WEEKDAYS.index(match[2])
    if match[1] not in ("vorige week", "deze week"):
        back = back % 7 or 7
    return shift(today, -back - 7 * (match[1] == "vorige week")).isoformat()


def _named_step(said: str, today: date) -> str | None:
    word, _, unit = said.partition(" ")
    if word not in _STEPS or not unit:
        return None
    if unit == "jaar":
        return edtf_of(today.year + _STEPS[word])
    if unit == "maand":
        return months_on(today, _STEPS[word])
    return _nearest(unit, _STEPS[word], today)


def _nearest(name: str, step: int, today: date) -> str | None:
    """The season, month or feast of this year, or the nearest one that is past or to come."""
    if not step:
        return points.named(name, today.year)
    for year in (today.year - step, today.year, today.year + step, today.year + 2 * step):
        found = points.named(name, year)
        if found is None:
            return None
        told = read(found)
        if told.last < today if step < 0 else told.first > today:
            return found
    return None


def _ago(said: str, today: date) -> str | None:
    match = _AGO.fullmatch(said)
    if not match:
        return None
    unit = match[2][0]
    if match[1].startswith(("een half", "anderhal")):
        months = _HALF if match[1] == "een half" else 12 + _HALF
        return months_on(today, -months) + "~" if unit == "j" else None
    count = _FEW if match[1] == "een paar" else number(match[1])
    if count is None:
        return None
    about = "~" if unit != "d" or match[1] == "een paar" else ""
    return _back(unit, count, today) + about


def _back(unit: str, count: int, today: date) -> str:
    if unit == "j":
        return edtf_of(today.year - count)
    if unit == "m":
        return months_on(today, -count)
    return shift(today, -count * (7 if unit == "w" else 1)).isoformat()


def _in_a_year(said: str, today: date) -> str | None:
    """ "vorig jaar in de zomer", "twee jaar geleden met kerst", "de zomer van vorig jaar"."""
    if match := _IN_THAT_YEAR.fullmatch(said):
        words, name = match[1], match[2]
    elif match := _OF_THAT_YEAR.fullmatch(said):
        words, name = match[2], match[1]
    else:
        return None
    year = _named_step(words, today) or _ago(words, today)
    return points.named(name, int(year[:4])) if year else None


def shift(today: date, days: int) -> date:
    """So many days on or back, no further than the calendar goes."""
    return date.fromordinal(min(max(1, today.toordinal() + days), date.max.toordinal()))


def months_on(today: date, months: int) -> str:
    """The month so many months on or back, as EDTF text."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return edtf_of(year, month + 1)
