"""Meetings on paper: rows → flowables. Only what the visitor may read comes in."""

from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from alignment_meetings import minutes
from alignment_meetings.models import Answer, Meeting
from groeiplan import dates, pdf
from groeiplan.models import Agreement


def story(visit):
    """All meetings that are planned or were held, the first first; nothing when there are none."""
    shown = [one for one in minutes.meetings(visit) if one.status != Meeting.Status.CANCELLED]
    reports = minutes.reports(visit, shown)
    if not reports:
        return []
    flowables = pdf.heading(_("Onze gesprekken"))
    for report in reports:
        flowables += _meeting(report)
    return flowables


def _meeting(report):
    meeting = report.meeting
    names = ", ".join(one.person.shown_name for one in report.came)
    made = pdf.heading(_("Gesprek op %s") % say(meeting.on), 2)
    made += pdf.text(meeting.question, "words")
    facts = [
        (_("Waar"), meeting.place),
        (_("Waarom nu"), meeting.reason),
        (_("Wie zit voor"), meeting.chair.shown_name if meeting.chair else ""),
        (_("Wie waren er") if report.is_over else _("Wie komen er"), names),
        (_("Niet erbij"), ", ".join(one.person.shown_name for one in report.absent)),
    ]
    made += pdf.pairs([fact for fact in facts if fact[1]])
    made += _notes(report) if report.is_over else _agenda(report)
    made += _points(report) + _agreements(report) + _answers(report)
    return [*made, pdf.rule()]


def say(moment):
    """A meeting's moment in words: "donderdag 4 december 2026, 15.30 uur"."""
    local = localtime(moment)
    return f"{formats.date_format(local, 'l j F Y')}, {local:%H.%M} {_('uur')}"


def _agenda(report):
    lines = (
        _("%(title)s, %(minutes)d minuten") % {"title": item.shown_title, "minutes": item.minutes}
        if item.minutes
        else str(item.shown_title)
        for item in report.agenda
    )
    return [*pdf.heading(_("Agenda"), 3), *pdf.bullets(lines)]


def _notes(report):
    told = [item for item in report.agenda if item.notes]
    if not told:
        return []
    return [
        *pdf.heading(_("Verslag"), 3),
        *pdf.pairs([(str(item.shown_title), item.notes) for item in told]),
    ]


def _points(report):
    if not report.points:
        return []
    made = pdf.heading(_("Eigen punten"), 3)
    for point in report.points:
        by = point.told_by.shown_name
        made += pdf.quote(point.text, by, pdf.HUE_OF[point.told_by.kind])
    return made


def _agreements(report):
    if not report.agreements:
        return []
    return [
        *pdf.heading(_("Wat we hier afspraken"), 3),
        *pdf.bullets(_agreement(one) for one in report.agreements),
    ]


def _agreement(one):
    parts = [f"{Agreement.Kind(one.kind).label}: {one.what}", one.who.shown_name]
    if one.by_when:
        parts.append(dates.say(one.by_when))
    if one.checked_by:
        parts.append(_("%s kijkt of het lukt") % one.checked_by.shown_name)
    if one.look_back_on:
        parts.append(_("terugkijken op %s") % formats.date_format(one.look_back_on, "j F Y"))
    return " · ".join(str(part) for part in parts)


def _answers(report):
    made = []
    for answer in report.answers.values():
        name = answer.told_by.shown_name
        if answer.says == Answer.Says.DIFFERS:
            made += pdf.text(_("%s zegt dat het niet klopt, want:") % name)
            made += pdf.quote(answer.because, name, pdf.HUE_OF[answer.told_by.kind])
    fits = [
        one.told_by.shown_name for one in report.answers.values() if one.says == Answer.Says.FITS
    ]
    if fits:
        made += pdf.text(_("Dit klopt volgens %s.") % ", ".join(fits))
    return [*pdf.heading(_("Klopt dit verslag?"), 3), *made] if made else []
