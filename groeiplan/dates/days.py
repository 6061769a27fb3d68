"""Exact days and moments, in Europe/Amsterdam. A naive datetime is a TypeError, never a guess."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from groeiplan.dates.words import MONTHS, WEEKDAYS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def day_of(moment: datetime) -> date:
    """The day in Amsterdam at that moment. TypeError when the datetime is naive."""
    return _local(moment).date()


def end_of_day(day: date) -> datetime:
    """24:00 of that day in Amsterdam, as an exclusive end: the next day's 00:00, aware.

    Computed on the calendar, not by adding 24 hours: the days the clock changes have 23 or 25.
    The calendar's very last day has no next one; it ends where it begins.
    """
    if isinstance(day, datetime):
        raise TypeError("end_of_day takes a date, not a datetime")
    following = min(day, date.max - timedelta(days=1)) + timedelta(days=1)
    return datetime.combine(following, time.min, tzinfo=AMSTERDAM)


def say_day(day: date | datetime, today: date) -> str:
    """A day seen from `today`: "vandaag", "dinsdag", "vorige week dinsdag", "12 november".

    Weekdays are for days gone by in this week (Monday-Sunday) and the one before. The year is
    said when it is not this year. A datetime is taken at its day in Amsterdam.
    """
    day = day_of(day) if isinstance(day, datetime) else day
    near = {0: gettext("vandaag"), -1: gettext("gisteren"), 1: gettext("morgen")}.get(
        (day - today).days
    )
    if near or day > today:
        return near or say_date(day, today)
    weeks_ago = (monday(today) - monday(day)).days // 7
    if weeks_ago > 1:
        return say_date(day, today)
    weekday = gettext(WEEKDAYS[day.weekday()])
    return gettext("vorige week %(weekday)s") % {"weekday": weekday} if weeks_ago else weekday


def say_moment(moment: datetime, now: datetime) -> str:
    """Day and time in Amsterdam, seen from `now`: "gisteren, 16.10 uur". Both must be aware."""
    words = {"day": say_day(moment, day_of(now)), "time": f"{_local(moment):%H.%M}"}
    return gettext("%(day)s, %(time)s uur") % words


def say_until(end: datetime, today: date | None = None) -> str:
    """An exclusive end, told by the last day that still counts: "tot en met 28 februari 2027".

    A yes ends at 24:00 of the day that was chosen (`end_of_day`), which a calendar calls 00:00
    of the next; people would read "tot 1 maart" either way, so the chosen day is named. An end
    in the middle of a day is told with its time. The year is left out when it is today's.
    """
    local = _local(end)
    if local.time() == time.min:
        return gettext("tot en met %(day)s") % {
            "day": say_date(local.date() - timedelta(days=1), today)
        }
    return gettext("tot %(day)s, %(time)s uur") % {
        "day": say_date(local.date(), today),
        "time": f"{local:%H.%M}",
    }


def birthday(born: date, age: int) -> date:
    """The day somebody turns `age`. Born on 29 February: 1 March in years without one.

    That is the day on which the age is fully reached, as civil practice counts; our choice,
    because no right may open a day too early.
    """
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_on(born: date, day: date) -> int:
    """Whole years on that day, the birthday included. Below zero for a day before the birth."""
    return day.year - born.year - (day < birthday(born, day.year - born.year))


def _local(moment: datetime) -> datetime:
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise TypeError("a datetime with a time zone is needed")
    return moment.astimezone(AMSTERDAM)


def monday(day: date) -> date:
    """The Monday of that day's week."""
    return date.fromordinal(max(1, day.toordinal() - day.weekday()))


def say_date(day: date, today: date | None = None) -> str:
    """A day in full: "14 maart 2013"; without the year when that is today's."""
    words = {"day": day.day, "month": gettext(MONTHS[day.month - 1]), "year": day.year}
    if today and today.year == day.year:
        return gettext("%(day)d %(month)s") % words
    return gettext("%(day)d %(month)s %(year)d") % words
