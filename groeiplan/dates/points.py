"""A single date by the calendar: "14 maart 2013", "zomer '15", "kerst 2015", "jaren negentig"."""

import re
from datetime import date

from django.utils.translation import gettext

from groeiplan.dates.feasts import feast
from groeiplan.dates.told import Unreadable, check, edtf_of, read_point
from groeiplan.dates.words import (
    PART_OF_YEAR,
    THIRDS,
    WORD_FOR_DECADE,
    WORD_FOR_MONTH,
    WORD_FOR_SEASON,
)

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")
_FIGURES = re.compile(r"(?:([0-9]{1,2}) ?[-/. ] ?)?([0-9]{1,2}) ?[-/. ] ?('?[0-9]+)")
_DAY_AND_WORD = re.compile(r"(?:([0-9]{1,2})(?:e|de|ste)? ?-?)?([a-z]+)\.?[ -]?(?:van )?('?[0-9]+)")
_WORDS = re.compile(r"([a-z][a-z ]*?) (?:van |in )?('?[0-9]+)")
_YEAR = re.compile(r"'?[0-9]+")
_WINTER = re.compile(r"winter (?:van )?([0-9]{4}) ?[-/] ?([0-9]{4}|[0-9]{2})")
_JAREN = re.compile(
    r"(?:de )?(?:jaren '?(?P<named>[a-z]+|[0-9]{2}|[0-9]{4})"
    r"|'?(?P<short>[0-9]{2}|[0-9]{4})'?(?:er jaren|s))"
)
_THIRD_OF = re.compile(
    r"(begin|midden|half|halverwege|medio|eind|einde)(?: van)? ((?:de |in de )?.+)"
)
_THIRD = {"begin": 0, "eind": 2, "einde": 2}  # else 1


def calendar(said: str, today: date) -> str | None:
    """The EDTF text of a date that names its own year. "Begin jaren tachtig" is some time in
    those first years: `[1980~..1983~]`."""
    if match := _WINTER.fullmatch(said):
        begin, end = int(match[1]), int(match[2])
        return f"{edtf_of(begin)}-24" if end % 100 == (begin + 1) % 100 else None
    if match := _ISO.fullmatch(said):
        return edtf_of(*(int(part) for part in match.groups() if part))
    if match := _FIGURES.fullmatch(said):
        day = int(match[1]) if match[1] else None
        return edtf_of(_year(match[3], today, whole=bool(day)), int(match[2]), day)
    if match := _DAY_AND_WORD.fullmatch(said):
        day = int(match[1]) if match[1] else None
        if match[2] in WORD_FOR_MONTH or (match[2] in WORD_FOR_SEASON | PART_OF_YEAR and not day):
            return named(match[2], _year(match[3], today, whole=bool(day)), day)
    if match := _WORDS.fullmatch(said):
        year = match[2] if match[2][0] == "'" or len(match[2]) == 4 else None
        if year and (found := named(match[1], _year(year, today))):
            return found
    return edtf_of(_year(said, today)) if _YEAR.fullmatch(said) else None


def named(name: str, year: int, day: int | None = None) -> str | None:
    """This month (and day), season, part of the year or feast of that year; None for another
    word."""
    if name in WORD_FOR_MONTH:
        return edtf_of(year, WORD_FOR_MONTH[name], day)
    if day is not None:
        return None
    check(year)
    if name in WORD_FOR_SEASON:
        return f"{year:04}-{WORD_FOR_SEASON[name]}"
    if name in PART_OF_YEAR:
        return edtf_of(year, PART_OF_YEAR[name]) + "~"
    return feast(name, year)


def decade(said: str) -> str | None:
    """ "de jaren negentig", "jaren '80", "eind jaren 90"."""
    if match := _THIRD_OF.fullmatch(said):
        whole = decade(match[2].removeprefix("in "))
        return _third(whole, _THIRD.get(match[1], 1)) if whole else None
    match = _JAREN.fullmatch(said)
    first = match and _first_year(match["named"] or match["short"])
    if first is None:
        return None
    return read_point(f"{first // 10:03}X").edtf


def part_of(said: str) -> tuple[str, str] | None:
    """ "begin vorig jaar", "eind mei 2012" as the part and the rest."""
    match = _THIRD_OF.fullmatch(said)
    return (match[1], match[2]) if match else None


def at_part(part: str, whole: str) -> str:
    """That part of a year, as the month it is about; of anything shorter, about then."""
    if re.fullmatch(r"[0-9]{4}~?", whole):
        return edtf_of(int(whole[:4]), PART_OF_YEAR[part]) + "~"
    return whole.rstrip("~") + "~"


def _third(whole: str, number: int) -> str:
    first, last = list(THIRDS)[number]
    year = int(whole[:3]) * 10
    return f"[{year + first}~..{year + last}~]"


def _first_year(words: str) -> int | None:
    if words in WORD_FOR_DECADE:
        return WORD_FOR_DECADE[words]
    if not words.isdigit() or words[-1] != "0":
        return None
    years = int(words)
    return years if len(words) == 4 else years + (2000 if years < 30 else 1900)


def _year(digits: str, today: date, *, whole: bool = False) -> int:
    """Four figures; or two, behind a stroke ('12) or in a whole date (14-3-13): the year in
    this century up to next year, else in the one before."""
    figures = digits.removeprefix("'")
    if len(figures) == 2 and (whole or figures != digits):
        century = today.year // 100 * 100
        return century + int(figures) - (100 if century + int(figures) > today.year + 1 else 0)
    if len(figures) != 4:
        raise Unreadable(gettext("Schrijf het jaar met vier cijfers, bijvoorbeeld: 2013."))
    return int(figures)
