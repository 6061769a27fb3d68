""" "Toen Noor 6 was": dates that follow from when somebody was born."""

import difflib
import re
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext

from groeiplan.dates.plain import plain
from groeiplan.dates.shapes import Birth, age, year_of
from groeiplan.dates.told import Unreadable
from groeiplan.dates.words import number

_AT_AGE = re.compile(
    r"(?:toen|als) (.+?) (?:(net|nog net|bijna|ongeveer) )?(\w+)(?: jaar(?: oud)?)?"
    r" (was|werd|is|wordt)"
)
_AND_A_HALF = re.compile(
    r"(?:toen|als) (.+?) (?:(?:net|nog net|bijna|ongeveer) )?(?:(\w+) en een half|anderhalf)"
    r"(?: jaar(?: oud)?)? (?:was|werd|is|wordt)"
)
_BORN = re.compile(
    r"(?:toen (.+) (?:geboren werd|werd geboren|geboren is|is geboren)"
    r"|(?:bij )?(?:de )?geboorte van (.+)|toen (.+?) (?:net )?(?:een )?baby was)"
)
_EITHER = re.compile(r"toen (.+?) (\w+) (?:of|a|tot) (\w+)(?: jaar(?: oud)?)? was")

Births = Mapping[str, date | Birth]


def at_age(said: str, births: Births) -> str | None:
    """A side for "toen Noor 6 was": an age that keeps following her birth date where `births`
    gives a key for it, else the year. Unreadable when nobody here is called so."""
    if match := _BORN.fullmatch(said):
        return _side(match[1] or match[2] or match[3], 0, births, turned=True)
    if match := _AND_A_HALF.fullmatch(said):
        years = number(match[2]) if match[2] else 1
        return None if years is None else _side(match[1], years, births, turned=False, half=True)
    match = _AT_AGE.fullmatch(said)
    if not match or (years := number(match[3])) is None:
        return None
    turned = match[4] in ("werd", "wordt")
    return _side(match[1], years, births, turned=turned) + ("~" if match[2] and turned else "")


def either_age(said: str) -> tuple[str, str] | None:
    """ "toen Noor 6 of 7 was" as the two it lies between."""
    match = _EITHER.fullmatch(said)
    if not match or None in (number(match[2]), number(match[3])):
        return None
    return f"toen {match[1]} {match[2]} was", f"toen {match[1]} {match[3]} was"


def _side(name: str, years: int, births: Births, *, turned: bool, half: bool = False) -> str:
    birth = whose(name, births)
    if isinstance(birth, Birth):
        side = age(birth.who, years, turned=turned, half=half)
        year_of(side, {birth.who: birth.born})  # refuses what lies past the years we know
        return side
    side = age("somebody", years, turned=turned, half=half)
    return year_of(side, {"somebody": birth} if birth else {})


def whose(name: str, births: Births) -> date | Birth | None:
    """The one who is called so: by the whole name, else by a first name only one of them has."""
    if name == "ik" and name not in births:
        raise Unreadable(
            gettext(
                "We weten niet wanneer jij geboren bent. Schrijf een jaar, bijvoorbeeld: 2015. Hoor"
                " je bij het gezin? Zet dan je geboortedatum op je eigen kaartje."
            )
        )
    known = {plain(one): birth for one, birth in births.items()}
    if name in known:
        return known[name]
    first = {one: one.split(" ")[0] for one in known}
    found = [known[one] for one in known if first[one] == name]
    if not found and (close := difflib.get_close_matches(name, [*known, *first.values()], 1, 0.7)):
        named = next(one for one in births if close[0] in (plain(one), first[plain(one)]))
        asked = gettext("Wie bedoel je? Is dat %(name)s? Schrijf dan die naam.")
        raise Unreadable(asked % {"name": named})
    if len(found) > 1:
        raise Unreadable(
            gettext("Er zijn er meer die zo heten. Schrijf de hele naam, of schrijf het jaar.")
        )
    return found[0] if found else None
