"""What people type in Dutch, as a date. Each step gives a shape or EDTF text, or None when the
words are not its kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext

from groeiplan.dates.ages import Births, at_age, either_age
from groeiplan.dates.feasts import NAMES
from groeiplan.dates.known_times import known_time
from groeiplan.dates.plain import plain
from groeiplan.dates.points import at_part, calendar, decade, part_of
from groeiplan.dates.relative import from_today, week
from groeiplan.dates.shapes import Birth, Shape, year_of
from groeiplan.dates.spelling import mended
from groeiplan.dates.told import Told, Unknown, Unreadable, nonsense, read
from groeiplan.dates.words import WEEKDAYS, WORD_FOR_MONTH, WORD_FOR_SEASON

LONGEST = 200

_ABOUT = re.compile(
    r"(?:(?:(?:zo )?(?:ongeveer|rond)|rondom|ca|circa|omstreeks|plusminus|misschien|waarschijnlijk)"
    r" |ca\. ?|[±~] ?)(.+)"
)
_FILLER = re.compile(
    "(?:ergens in|in|op|met|tijdens|gedurende|het jaar|het|de|dat was|"
    rf"{'|'.join(WEEKDAYS)}) (.+)"
)
_BETWEEN = re.compile(r"(?:ergens |in de periode )?tussen (.+?) en (.+)")
_EITHER = re.compile(r"(?:in )?(.+?) of (?:in )?(.+)")
BY = re.compile(r"(?:uiterlijk(?: in| op)?|(?:in|op) of voor|niet later dan) (.+)")
_FROM = re.compile(r"(?:(?:in|op) of na|niet eerder dan|op z(?:ij|')n vroegst(?: in| op)?) (.+)")
BEFORE = re.compile(
    r"(?:(?:ergens |kort |vlak |net )?(?:voor|voordat)|(?:eerder|vroeger) dan) (.+)"
)
AFTER = re.compile(r"(?:(?:ergens |kort |vlak |net )?(?:na|nadat)|later dan) (.+)")
_UNTIL = re.compile(r"(?:tot en met|t/m|tot aan|tot) (.+)")
_TIED = re.compile(
    r"(?:van(?:af)? |sinds )?(.+?)(?: (?:tot en met|t/m|tot aan|tot) | - | ?[–—] ?)(.+)"
)
_SINCE = re.compile(r"(?:al )?(?:sinds|sedert|vanaf) (.+?)(?: (?:al|nog steeds))?")
_YEARS = re.compile(r"('?[0-9]{4}|'[0-9]{2}) ?[-/] ?('?[0-9]{4}|'[0-9]{2}|nu|heden)")
_OF_SOMEBODY = re.compile(r".+ (?:was|werd|is|wordt|geboren)")
_NOW = {"nu", "nu toe", "heden", "vandaag", "vandaag de dag", "nu nog", "op heden"}
_UNKNOWN = {
    "weet ik niet", "weten we niet", "dat weet ik niet", "dat weten we niet", "weet niet",
    "ik weet het niet", "we weten het niet", "onbekend", "niet bekend", "geen idee",
}  # fmt: skip


def understand(text: str, today: date, births: Births = MappingProxyType({})) -> Told:
    """What somebody typed in Dutch, as a date. Raises Unreadable (in Dutch), and nothing else.

    `births` maps names to birth dates, for "toen Noor 6 was". That becomes the one calendar year
    in which Noor was six longest, as *ongeveer*: a helper who reads the moment does not learn her
    birthday from it. Given as `Birth`, the answer's `follows` says from whose it follows.

    A season, month or day without a year is asked back. A typing mistake that can mean but one
    word is read as that word; else it is asked back too. Years of two figures are read in a whole
    date (14-3-13) and behind a stroke ('13).
    """
    if not isinstance(text, str):
        raise nonsense()
    if len(text) > LONGEST:
        raise Unreadable(
            gettext("Dat is te lang. Schrijf alleen wanneer het was, bijvoorbeeld: maart 2013.")
        )
    said = plain(text)
    if not said:
        raise Unreadable(
            gettext(
                "Schrijf wanneer het was, bijvoorbeeld: maart 2013, zomer 2015 of ongeveer 2015."
            )
        )
    listener = Listener(today, births)
    try:
        return listener.told(said)
    except Unknown:
        return listener.mended(said)


def says_unknown(text: str) -> bool:
    """Does somebody say here that they do not know when it was?"""
    return plain(text) in _UNKNOWN or set(text.strip()) == {"?"}


@dataclass(frozen=True)
class Listener:
    """Somebody who knows what day it is and when people were born."""

    today: date
    births: Births

    def told(self, said: str) -> Told:
        """The date in these plain words."""
        shape = self._shape(said)
        return replace(read(self._filled(shape).edtf), follows=shape.follows)

    def mended(self, said: str) -> Told:
        """The same, where the words were not known as they stand."""
        names = [plain(name) for name in self.births]
        found = mended(said, names)
        if found is None:
            raise _no_year(said) or nonsense()
        meant, surely = found
        if surely:
            try:
                return self.told(meant[0])
            except Unknown:
                raise _no_year(meant[0]) or nonsense() from None
        words = gettext(" of ").join(meant)
        raise Unreadable(gettext("Dat herkennen we niet. Bedoel je: %(meant)s?") % {"meant": words})

    def _filled(self, shape: Shape) -> Shape:
        return shape.filled(self._born)

    @property
    def _born(self) -> Mapping[str, date]:
        return {one.who: one.born for one in self.births.values() if isinstance(one, Birth)}

    def _read(self, side: str) -> Told:
        """The date of one side, an age filled in."""
        return read(year_of(side, self._born))

    def _shape(self, said: str) -> Shape:
        if text := week(said, self.today):
            return Shape.of(text)
        if shape := known_time(said, self.births):
            return shape
        if ages := either_age(said):
            return self._between(*ages)
        if text := decade(said.removeprefix("in ").removeprefix("ergens in ")):
            return Shape.of(text)
        return self._beside(said) or self._span(said) or Shape("point", (self._point(said),))

    def _beside(self, said: str) -> Shape | None:
        """Before, after or between."""
        if match := _BETWEEN.fullmatch(said):
            return self._between(match[1], match[2])
        for kind, words in (("by", BY), ("from", _FROM), ("before", BEFORE), ("after", AFTER)):
            if match := words.fullmatch(said):
                rest = match[1]
                if _OF_SOMEBODY.fullmatch(rest) and not rest.startswith(("toen ", "als ")):
                    rest = f"toen {rest}"
                return Shape(kind, (self._side(rest),))
        if match := _EITHER.fullmatch(said):
            return self._between(match[1], match[2])
        return None

    def _between(self, start: str, end: str) -> Shape:
        shape = self._tie(start, end)
        if shape.kind != "period":  # tussen 2014 en nu
            return Shape("between", (shape.sides[0], self.today.isoformat()))
        return Shape("between", shape.sides)

    def _span(self, said: str) -> Shape | None:
        """A period, its begin or end perhaps not known."""
        if match := _UNTIL.fullmatch(said):
            if match[1] in _NOW:
                raise Unreadable(
                    gettext("Schrijf ook wanneer het begon, bijvoorbeeld: ongeveer 2015 tot nu.")
                )
            return Shape("until", (self._side(match[1]),))
        if match := _YEARS.fullmatch(said) or _TIED.fullmatch(said):
            return self._tie(match[1], match[2])
        if match := _SINCE.fullmatch(said):
            return Shape("since", (self._side(match[1]),))
        return None

    def _tie(self, start: str, end: str) -> Shape:
        if end in _NOW:
            begin = self._side(start)
            if self._read(begin).first > self.today:
                raise Unreadable(gettext("Het begin ligt na vandaag. Kijk de datum nog eens na."))
            return Shape("since", (begin,))
        finish = self._side(end)
        return Shape("period", (self._lent_year(start, end, finish) or self._side(start), finish))

    def _lent_year(self, start: str, end: str, finish: str) -> str | None:
        """Of "mei tot juni 2019" and "3 tot 5 mei 2019": the begin borrows what only the end
        says."""
        last = self._read(finish)
        if re.fullmatch(r"[0-9]{1,2}", start) and last.precision == "day":
            return self._calendar(f"{start}-{last.first.month}-{last.first.year}")
        for year in (last.first.year, last.first.year - 1):  # "december tot februari 2019"
            words = re.search(r"[a-z]$", start) and not _OF_SOMEBODY.fullmatch(start)
            begin = self._calendar(f"{start} {year}") if words else None
            if begin and self._read(begin).first <= last.last:
                return begin
        return None

    def _calendar(self, said: str) -> str | None:
        return calendar(said, self.today)

    def _side(self, said: str) -> str:
        """The date on one side. Of "begin jaren tachtig" the second year, about."""
        text = decade(said)
        if text is None:
            text = self._point(said)
        if text.startswith("["):
            return f"{read(text).first.year + 1}~"
        if "/" in text:
            raise nonsense()
        return text

    def _point(self, said: str) -> str:
        if match := _ABOUT.fullmatch(said):
            return self._side(match[1]).rstrip("~") + "~"
        if match := _FILLER.fullmatch(said):
            return self._known(said) or self._point(match[1])
        if found := self._known(said):
            return found
        if (part := part_of(said)) and part[1] != said:
            return at_part(part[0], self._point(part[1]))
        raise _no_year(said) or nonsense()

    def _known(self, said: str) -> str | None:
        return (
            self._calendar(said)
            or from_today(said, self.today)
            or at_age(said, self.births)
            or decade(said)
        )


def _no_year(said: str) -> Unreadable | None:
    match = re.fullmatch(r"(?:[0-9]{1,2} )?([a-z ]+)", said)
    if match and (match[1] in WORD_FOR_MONTH | WORD_FOR_SEASON or match[1] in NAMES):
        asked = gettext("Welk jaar was dat? Schrijf het erbij, bijvoorbeeld: %(said)s 2015.")
        return Unreadable(asked % {"said": said})
    return None
