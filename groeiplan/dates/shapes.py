"""How the dates in one answer belong together, between the words people type and EDTF text."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext

from groeiplan.dates.told import Unreadable, edtf_of, neighbour, nonsense, read, sides

_AGE = re.compile(r"@(\S+):(was|half|werd):([0-9]{1,3})(~?)", re.ASCII)

_WRITTEN = {"point": "%s", "since": "%s/..", "until": "/%s", "by": "[..%s]", "from": "[%s..]"}
KINDS = {**dict.fromkeys([*_WRITTEN, "before", "after"], 1), "period": 2, "between": 2}


class Birth(NamedTuple):
    """When somebody was born, and the key by which a date that follows from it finds them."""

    born: date
    who: str


class Shape(NamedTuple):
    """A kind, and the dates in it as they are said.

    `point` · `period` · `since` · `until` · `between` · `before` and `after` (that date itself not
    included) · `by` and `from` (included). A side is EDTF text, or an age: `@key:was:6`."""

    kind: str
    sides: tuple[str, ...]

    @property
    def edtf(self) -> str:
        """The EDTF text. "Voor 2010" is some day in 2009 or earlier: `[..2009]`, an open set,
        which stays apart from a period that goes on (`2019/..`) or whose begin nobody knows
        (`/2015`)."""
        one, two = self.sides[0], self.sides[-1]
        match self.kind:
            case "period":
                return f"{one}/{two}"
            case "between":
                return one if one == two else f"[{one}..{two}]"
            case "before":
                return f"[..{neighbour(one, -1)}]"
            case "after":
                return f"[{neighbour(one, 1)}..]"
        return _WRITTEN[self.kind] % one

    @property
    def follows(self) -> str:
        """Its ages, as text to keep beside the EDTF text; "" when it has none."""
        aged = any(side.startswith("@") for side in self.sides)
        return " ".join((self.kind, *self.sides)) if aged else ""

    def filled(self, born: Mapping[str, date]) -> "Shape":
        """The same with the years that follow from these birth dates ({key: birth date})."""
        return self._replace(sides=tuple(year_of(side, born) for side in self.sides))

    @classmethod
    def of(cls, edtf: str) -> "Shape":
        """The shape of a text that `read` knows."""
        found = tuple(sides(edtf))
        if edtf.startswith("[.."):
            return cls._beside(found[0], 1, "before", "by")
        if edtf.endswith("..]"):
            return cls._beside(found[0], -1, "after", "from")
        if edtf.startswith("["):
            return cls("between", found)
        if "/" not in edtf:
            return cls("point", found)
        kind = "since" if edtf.endswith("..") else "until" if edtf.startswith("/") else "period"
        return cls(kind, found)

    @classmethod
    def _beside(cls, side: str, step: int, kind: str, at_the_edge: str) -> "Shape":
        try:
            return cls(kind, (neighbour(side, step),))
        except Unreadable:  # past the years we know
            return cls(at_the_edge, (side,))


class Kept(str):
    """EDTF text as a row keeps it, that also knows from which ages it follows (`follow`)."""

    follows: str

    def __new__(cls, edtf: str, follows: str = ""):
        made = super().__new__(cls, edtf)
        made.follows = follows
        return made


def follow(follows: str, born: Mapping[str, date]) -> str:
    """The EDTF text that follows from these birth dates ({key: birth date}), for `Told.follows`.

    Raises Unreadable when a birth date is missing, or when nothing sensible follows any more:
    what was kept then stays as it was."""
    kind, *found = follows.split(" ")
    if KINDS.get(kind) != len(found):
        raise nonsense()
    return read(Shape(kind, tuple(found)).filled(born).edtf).edtf


def followed(follows: str) -> set[str]:
    """The keys of those from whose birth dates this follows (`Told.follows`); none for ""."""
    return {found[0] for side in follows.split(" ") if (found := age_in(side))}


def follows_as(follows: str, keys: Mapping[str, str]) -> str:
    """The same with other keys ({key: its new one}); "" where one of them is not known."""
    if not followed(follows) <= keys.keys():
        return ""
    return " ".join(
        side.replace(f"@{found[0]}:", f"@{keys[found[0]]}:", 1) if (found := age_in(side)) else side
        for side in follows.split(" ")
    )


def age(who: str, years: int, *, turned: bool, half: bool = False) -> str:
    """A side that says when somebody was, or turned, so many years old; or was that and a half."""
    return f"@{who}:{'half' if half else 'werd' if turned else 'was'}:{years}"


def is_half(side: str) -> bool:
    """Is this an age and a half?"""
    match = _AGE.fullmatch(side)
    return bool(match) and match[2] == "half"


def age_in(side: str) -> tuple[str, bool, int] | None:
    """Who, turned or was, how many years; None when this side is no age."""
    match = _AGE.fullmatch(side)
    return (match[1], match[2] == "werd", int(match[3])) if match else None


def year_of(side: str, born: Mapping[str, date]) -> str:
    """This side as EDTF text. An age becomes the one calendar year in which it lasted longest, as
    *ongeveer*: who reads the date does not learn a birthday from it. (Born on 2 July or later:
    more of that year of life lies in the next calendar year. In that year somebody also was so old
    and a half.)"""
    match = _AGE.fullmatch(side)
    if not match:
        return side
    birth = born.get(match[1])
    if not birth:
        raise Unreadable(
            gettext(
                "We weten niet wanneer die persoon geboren is. "
                "Schrijf het jaar, bijvoorbeeld: 2015."
            )
        )
    year = birth.year + int(match[3])
    if match[2] == "werd":
        return edtf_of(year) + match[4]
    return edtf_of(year if (birth.month, birth.day) <= (7, 1) else year + 1) + "~"
