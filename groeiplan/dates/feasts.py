"""The days everybody knows by name: "rond Kerst 2015", "met Pasen 2018"."""

from datetime import date, timedelta

_FIXED = {
    "nieuwjaar": (1, 1),
    "nieuwjaarsdag": (1, 1),
    "driekoningen": (1, 6),
    "valentijnsdag": (2, 14),
    "koninginnedag": (4, 30),
    "dodenherdenking": (5, 4),
    "bevrijdingsdag": (5, 5),
    "dierendag": (10, 4),
    "sint maarten": (11, 11),
    "sinterklaas": (12, 5),
    "pakjesavond": (12, 5),
    "kerstavond": (12, 24),
    "kerst": (12, 25),
    "kerstmis": (12, 25),
    "kerstdag": (12, 25),
    "eerste kerstdag": (12, 25),
    "tweede kerstdag": (12, 26),
    "oudjaar": (12, 31),
    "oudejaarsavond": (12, 31),
    "oud en nieuw": (12, 31),
}
_FROM_EASTER = {
    "carnaval": -49,
    "goede vrijdag": -2,
    "pasen": 0,
    "eerste paasdag": 0,
    "tweede paasdag": 1,
    "hemelvaart": 39,
    "hemelvaartsdag": 39,
    "pinksteren": 49,
}
_SUNDAY = {"moederdag": (5, 2), "vaderdag": (6, 3)}  # the month, and which Sunday of it
_MOON = {"suikerfeest": (10, 1), "offerfeest": (12, 10)}  # month and day of the Islamic year
# School holidays differ by region and year: the month or season is near enough.
_HOLIDAYS = {
    "voorjaarsvakantie": "02~",
    "krokusvakantie": "02~",
    "meivakantie": "05~",
    "zomervakantie": "22~",
    "herfstvakantie": "10~",
    "kerstvakantie": "12~",
}
NAMES = (*_FIXED, *_FROM_EASTER, *_SUNDAY, *_MOON, *_HOLIDAYS, "koningsdag")


def feast(name: str, year: int) -> str | None:
    """The EDTF text of this day in this year (one we know); None when it is no such name. The
    feasts that follow the moon can be a day off, so they are *ongeveer*."""
    if name in _HOLIDAYS:
        return f"{year:04}-{_HOLIDAYS[name]}"
    if name in _MOON:
        return f"{_by_the_moon(*_MOON[name], year).isoformat()}~"
    day = _day(name, year)
    return day.isoformat() if day else None


def _day(name: str, year: int) -> date | None:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        return _easter(year) + timedelta(days=_FROM_EASTER[name])
    if name in _SUNDAY:
        month, nth = _SUNDAY[name]
        first = date(year, month, 1)
        return first + timedelta(days=6 - first.weekday() + 7 * (nth - 1))
    if name == "koningsdag":
        day = date(year, 4, 27)
        return day if day.weekday() < 6 else day - timedelta(days=1)
    return None


def _easter(year: int) -> date:
    """Easter Sunday, by the Gregorian computus."""
    century, moon = year // 100, year % 19
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * moon + 15) % 30
    epact -= (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - moon) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=epact - weekday)


def _by_the_moon(month: int, day: int, year: int) -> date:
    """The day of the tabular Islamic calendar that falls in this year; the first when two do."""
    islamic = (year - 622) * 33 // 32 - 1
    while (found := _islamic(islamic, month, day)).year < year:
        islamic += 1
    return found


def _islamic(year: int, month: int, day: int) -> date:
    before = (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2 + day
    return date(622, 7, 18) + timedelta(days=before - 1)
