"""Times that everybody dates by: a school year, "toen Noor naar groep 3 ging", "voor corona"."""

import re

from groeiplan.dates.ages import Births, whose
from groeiplan.dates.shapes import Birth, Shape, age, year_of
from groeiplan.dates.told import check

_SCHOOL_YEAR = re.compile(
    r"(?:in |tijdens |gedurende )?(?:het )?schooljaar '?([0-9]{2}|[0-9]{4}) ?[-/–—] ?"
    r"'?([0-9]{2}|[0-9]{4})"
)
_GROUP = re.compile(
    r"(?:toen|als) (.+?) (?:(?P<goes>naar groep (?P<to>[1-8]) (?:ging|gaat|mocht)"
    r"|in groep (?P<began>[1-8]) (?:kwam|begon)|begon in groep (?P<begun>[1-8]))"
    r"|in groep (?P<sat>[1-8]) zat)"
)
_CORONA = re.compile(
    r"(?:(?:net|vlak|kort|ergens) )?(?:(voor|na|sinds|tijdens|in|gedurende) )?(?:de )?"
    r"corona(?:tijd|jaren|crisis|pandemie)?"
)
# In the Netherlands it began in March 2020; the last rules ended in the course of 2022.
_AROUND_CORONA = {
    "voor": Shape("before", ("2020-03~",)),
    "na": Shape("after", ("2022~",)),
    "sinds": Shape("since", ("2020-03~",)),
}
_DURING_CORONA = Shape("between", ("2020~", "2022~"))
_AUTUMN = (10, 1)  # born from this day on, a child comes in each group a year later
_AGE_BEFORE_GROUP_1 = 3


def known_time(said: str, births: Births) -> Shape | None:
    """What these plain words mean; None where they name no such time."""
    if match := _CORONA.fullmatch(said):
        return _AROUND_CORONA.get(match[1], _DURING_CORONA)
    if match := _SCHOOL_YEAR.fullmatch(said):
        return _school_year(match[1], match[2])
    if match := _GROUP.fullmatch(said):
        group = match["to"] or match["began"] or match["begun"] or match["sat"]
        return _in_group(match[1], int(group), births, goes=bool(match["goes"]))
    return None


def _school_year(one: str, two: str) -> Shape | None:
    """August to July."""
    first = int(one) if len(one) == 4 else 2000 + int(one)
    check(first)
    check(first + 1)
    if int(two) % 100 != (first + 1) % 100:
        return None
    return Shape("period", (f"{first}-08", f"{first + 1}-07"))


def _in_group(name: str, group: int, births: Births, *, goes: bool) -> Shape:
    """About that school year, or about the year in which it began. Children are six or turn six
    when groep 3 begins; one may have stayed down, so it is never more than about."""
    birth = whose(name, births)
    born = birth.born if isinstance(birth, Birth) else birth
    if born is None:  # says that nobody knows when that was
        return Shape("point", (year_of(age("somebody", group, turned=False), {}),))
    year = born.year + group + _AGE_BEFORE_GROUP_1 + ((born.month, born.day) >= _AUTUMN)
    check(year)
    check(year + 1)
    if goes:
        return Shape("point", (f"{year}~",))
    return Shape("period", (f"{year}-08~", f"{year + 1}-07~"))
