"""The moments as files to take along, as far as one visitor may read them."""

import csv
from datetime import timedelta
from io import StringIO

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from groeiplan import dates
from timeline import seen
from timeline.columns import COLUMNS, harmless
from timeline.seen import line_names

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know it is UTF-8


def as_csv(visit):
    """A row for each telling, in time order; tellings of one moment have its number."""
    names = line_names(visit)
    made = StringIO(newline="")
    sheet = csv.writer(made, delimiter=";", lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    for number, one in enumerate(seen.everything(visit, "about"), 1):
        for telling in one.tellings:
            row = _row(number, one, telling, names[one.strand])
            sheet.writerow([harmless(cell) for cell in row])
    return BYTE_ORDER_MARK + made.getvalue()


def _row(number, one, telling, line):
    return (
        number,
        dates.say(one.told) if one.told else "",
        line,
        telling.title,
        telling.text,
        ", ".join(person.shown_name for person in telling.about.all()),
        telling.told_by.shown_name,
        telling.get_weight_display() if telling.weight else "",
        telling.helped,
        telling.get_talk_display() if telling.talk else "",
        telling.get_audience_display(),
        telling.get_proposal_display() if telling.proposal else "",
    )


def as_calendar(visit):
    """The moments with a date as an iCalendar file (RFC 5545), bytes. A day or a period stands on
    its days; of a date that is less sure the first day, and its title says in words when it was."""
    calendar = Calendar()
    calendar.add("prodid", "-//Groeiplan//Tijdlijn//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Dit zijn wij"))
    calendar.add("x-wr-timezone", str(dates.AMSTERDAM))
    names = line_names(visit)
    for one in seen.everything(visit):
        if one.told and one.drawn:
            calendar.add_component(_event(one, names[one.strand]))
    return calendar.to_ical()


def _event(one, line):
    event, told = Event(), one.told
    event.add("uid", f"{one.moment.pk}@groeiplan")
    event.add("dtstamp", max(telling.changed for telling in one.drawn))
    event.add("summary", _summary(one))
    event.add("dtstart", told.first)
    if told.is_period and told.last:
        event.add("dtend", told.last + timedelta(days=1))
    event.add("description", "\n\n".join(_told(telling) for telling in one.drawn))
    event.add("categories", [line])
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("status", "TENTATIVE" if one.is_proposal else "CONFIRMED")
    return event


def _summary(one):
    """The title; what a calendar cannot show of the date stands behind it in words."""
    title = " ".join(one.title.split())
    return title if one.told.precision == "day" and not one.told.about else f"{title} ({one.when})"


def _told(telling):
    name = telling.told_by.shown_name
    if telling.proposal:
        name = _("%s, een voorstel") % name
    return f"{name}: {telling.text or telling.title}"
