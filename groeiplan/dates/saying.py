"""The date as people say it, and what we say back to make sure."""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import get_language, gettext

from groeiplan.dates.days import say_date
from groeiplan.dates.shapes import Shape, age_in, is_half
from groeiplan.dates.told import Told, read, read_point
from groeiplan.dates.words import DECADES, MONTHS, SEASONS, THIRDS, WEEKDAYS

_ABOUT_A_YEAR = re.compile(r"[0-9]{4}~")


def say(told: Told | str) -> str:
    """The date as people say it: "zomer 2015", "ongeveer 2015", "voor de zomer van 2012".

    Takes a Told or its EDTF text (Unreadable when that is wrong). `understand` reads every
    answer back as the same date, so it can stand in a form field.
    """
    return _said(told.edtf if isinstance(told, Told) else read(told).edtf, get_language())


def say_follows(follows: str, names: Mapping[str, str]) -> str:
    """ "toen Noor 6 was", for `Told.follows` and {key: name}; "" where a name is not known, and for
    a date that follows from nobody. Only for who may know when these people were born."""
    kind, *sides = follows.split(" ")
    ages = [age_in(side) for side in sides]
    if not any(ages) or any(one and one[0] not in names for one in ages):
        return ""
    return _phrase(Shape(kind, tuple(sides)), names)


def explain(told: Told) -> str:
    """What the words alone do not say: which months a season has, whether an end counts, that
    something is not known. "" where there is nothing to add."""
    if told.follows:
        return say(told)
    shape = Shape.of(told.edtf)
    if _third(told.edtf):
        return _years(told)
    plain = {
        "since": gettext("het duurt nog"),
        "before": gettext("wanneer precies, weten we niet"),
        "by": gettext("wanneer precies, weten we niet"),
        "after": gettext("wanneer precies, weten we niet"),
        "from": gettext("wanneer precies, weten we niet"),
        "between": gettext("ergens in die tijd"),
    }
    if shape.kind == "point":
        return _explain_point(told)
    if shape.kind in ("period", "until"):
        return _explain_end(shape)
    return plain[shape.kind]


def _explain_end(shape: Shape) -> str:
    end = shape.sides[-1]
    counts = "" if read_point(end).precision == "day" else gettext("%(end)s telt mee")
    counts = counts and counts % {"end": _side(end.rstrip("~"))}
    begun = gettext("wanneer het begon, weten we niet") if shape.kind == "until" else ""
    return "; ".join(part for part in (counts, begun) if part)


def _explain_point(told: Told) -> str:
    if told.precision == "day" and not told.about:
        return gettext("een %(weekday)s") % {"weekday": gettext(WEEKDAYS[told.first.weekday()])}
    if told.precision == "decade":
        return _years(told)
    if told.precision != "season":
        return ""
    first, last = (gettext(MONTHS[day.month - 1]) for day in (told.first, told.last))
    if told.first.year != told.last.year:
        first, last = f"{first} {told.first.year}", f"{last} {told.last.year}"
    return gettext("%(first)s tot en met %(last)s") % {"first": first, "last": last}


def _years(told: Told) -> str:
    years = {"first": told.first.year, "last": told.last.year}
    return gettext("%(first)d tot en met %(last)d") % years


@lru_cache(4096)
def _said(edtf: str, language: str | None) -> str:
    return _third(edtf) or _phrase(Shape.of(edtf))


def _phrase(shape: Shape, names: Mapping[str, str] | None = None) -> str:
    article = shape.kind in ("before", "after", "by", "from")
    words = [_side(side, names, article=article) for side in shape.sides]
    if shape.kind in ("before", "after") and age_in(shape.sides[0]):
        word = gettext("voordat") if shape.kind == "before" else gettext("nadat")
        return f"{word} {words[0].removeprefix(gettext('toen '))}"
    ends_on_day = not age_in(shape.sides[-1]) and read_point(shape.sides[-1]).precision == "day"
    said = {"start": words[0], "end": words[-1]}
    if shape.kind in ("period", "until") and ends_on_day:
        # the last day counts, so "tot" alone would be one day short
        if shape.kind == "until":
            return gettext("tot en met %(end)s") % said
        return gettext("%(start)s tot en met %(end)s") % said
    if shape.kind in ("by", "from") and ends_on_day:
        if shape.kind == "by":
            return gettext("op of voor %(end)s") % said
        return gettext("op of na %(end)s") % said
    return {
        "point": "%(start)s",
        "since": gettext("sinds %(start)s"),
        "until": gettext("tot %(end)s"),
        "period": gettext("%(start)s tot %(end)s"),
        "between": gettext("tussen %(start)s en %(end)s"),
        "before": gettext("voor %(end)s"),
        "after": gettext("na %(end)s"),
        "by": gettext("in of voor %(end)s"),
        "from": gettext("in of na %(end)s"),
    }[shape.kind] % said


def _side(edtf: str, names: Mapping[str, str] | None = None, *, article: bool = False) -> str:
    if found := age_in(edtf):
        words = _age(names[found[0]], *found[1:], half=is_half(edtf))
        about = found[1] and edtf[-1] == "~"
        return gettext("ongeveer %(when)s") % {"when": words} if about else words
    told = read_point(edtf)
    if told.precision == "day":
        words = say_date(told.first)
    elif told.precision == "year":
        words = str(told.first.year)
    elif told.precision == "decade":
        words = _decade(told.first.year)
    else:
        words = _month_or_season(edtf, told.first.year, article=article and not told.about)
    return gettext("ongeveer %(when)s") % {"when": words} if told.about else words


def _age(name: str, turned: bool, years: int, *, half: bool = False) -> str:
    words = {"name": name, "age": years}
    if half:
        return gettext("toen %(name)s %(age)d en een half was") % words
    if turned and not years:
        return gettext("toen %(name)s geboren werd") % words
    if turned:
        return gettext("toen %(name)s %(age)d werd") % words
    return gettext("toen %(name)s %(age)d was") % words


def _month_or_season(edtf: str, year: int, *, article: bool) -> str:
    month = int(edtf[5:7])
    words = {"name": gettext(SEASONS.get(month) or MONTHS[month - 1]), "year": year}
    if month in SEASONS and article:
        return gettext("de %(name)s van %(year)d") % words
    return gettext("%(name)s %(year)d") % words


def _decade(first: int) -> str:
    name = DECADES.get(first)
    return gettext(name) if name else gettext("de jaren %(year)d") % {"year": first}


def _third(edtf: str) -> str:
    """ "begin jaren tachtig", for the years that mean just that."""
    shape = Shape.of(edtf)
    if shape.kind != "between" or not all(map(_ABOUT_A_YEAR.fullmatch, shape.sides)):
        return ""
    one, two = (int(side[:4]) for side in shape.sides)
    name = THIRDS.get((one % 10, one % 10 + two - one))
    return gettext(name) % {"decade": _decade(one - one % 10).removeprefix("de ")} if name else ""
