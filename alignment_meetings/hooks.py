"""What meetings tell the rest of the house: a card, changes, dated things, data to take along."""

from django.urls import reverse
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from alignment_meetings import minutes
from alignment_meetings.models import Answer, Meeting, OwnPoint, Presence
from groeiplan.models import Story
from groeiplan.tools import Change, Dated


def card(visit):
    """The next meeting, as the band above all cards; the family without one is asked when."""
    if not visit.opens("alignment_meetings"):
        return None
    meeting = next(iter(minutes.upcoming(visit)), None)
    if meeting is None and not visit.is_family:
        return None
    return {"band": True, "meeting": meeting}


def beside_rows(visit):
    """Who comes, and who came, to the meetings this visitor sees."""
    seen = [row.pk for row in visit.glance(Meeting)] if visit.opens("alignment_meetings") else []
    found = Presence.objects.filter(meeting__in=seen).order_by("pk") if seen else ()
    return [(one.pk, one.person_id, one.state) for one in found]


def changes(visit, since):
    """Meetings planned, held or called off since then, own points and answers."""
    found = {one.pk: one for one in minutes.meetings(visit)}
    made = [_meeting(one) for one in found.values() if one.changed >= since]
    for model, say in ((OwnPoint, _point), (Answer, _answer)):
        made += [
            Change(row.created, say(row, found[row.meeting_id]), url(found[row.meeting_id]))
            for row in visit.all(model)
            if row.created >= since and row.meeting_id in found
        ]
    return made


def moments(visit):
    """Meetings as dated things another room may show; not those that were called off."""
    return [
        Dated(
            when=localtime(one.on).date().isoformat(),
            title=one.question or _("Gesprek"),
            url=url(one),
            kind="meeting",
        )
        for one in minutes.meetings(visit)
        if one.status != Meeting.Status.CANCELLED
    ]


def export(visit):
    """All meetings this visitor may read, as dicts with English keys; None when this tool does
    not open to them."""
    if not visit.opens("alignment_meetings"):
        return None
    return {"meetings": [plain(one) for one in minutes.reports(visit, minutes.meetings(visit))]}


def carry(luggage):
    """Own points go along as stories ("dit vind ik belangrijk"): a meeting is of everybody in it,
    and stays behind."""
    for row in luggage.rows(OwnPoint):
        luggage.lay(row, Story(kind=Story.Kind.IMPORTANT, text=row.text))


def plain(report):
    """One meeting. Agreements are named by the id they have on the growth plan."""
    meeting = report.meeting
    return {
        "id": str(meeting.pk),
        "on": localtime(meeting.on).isoformat(),
        "place": meeting.place,
        "reason": meeting.reason,
        "question": meeting.question,
        "chair": meeting.chair.shown_name if meeting.chair else None,
        "minutes": meeting.minutes,
        "status": meeting.status,
        "audience": meeting.audience,
        "told_by": meeting.told_by.shown_name,
        "people": [{"name": one.person.shown_name, "state": one.state} for one in report.presences],
        "agenda": [_item(item) for item in report.items],
        "own_points": [_words(point, text=point.text) for point in report.points],
        "answers": [
            _words(one, says=one.says, because=one.because) for one in report.answers.values()
        ],
        "agreements": [str(one.pk) for one in report.agreements],
    }


def url(meeting):
    """The page of this meeting."""
    return reverse("alignment_meetings:meeting", args=[meeting.plan_id, meeting.pk])


def _meeting(meeting):
    sentences = {
        Meeting.Status.PLANNED: _("%(who)s plande een gesprek op %(day)s."),
        Meeting.Status.HELD: _("Het gesprek van %(day)s is geweest."),
        Meeting.Status.CANCELLED: _("Het gesprek van %(day)s gaat niet door."),
    }
    words = {"who": meeting.told_by.shown_name, "day": _day(meeting)}
    return Change(meeting.changed, sentences[meeting.status] % words, url(meeting))


def _point(point, meeting):
    words = {"who": point.told_by.shown_name, "day": _day(meeting)}
    return _("%(who)s zette een eigen punt bij het gesprek van %(day)s.") % words


def _answer(answer, meeting):
    words = {"who": answer.told_by.shown_name, "day": _day(meeting)}
    if answer.says == Answer.Says.FITS:
        return _("%(who)s zegt dat het verslag van %(day)s klopt.") % words
    return _("%(who)s zegt wat er niet klopt in het verslag van %(day)s.") % words


def _day(meeting):
    return formats.date_format(localtime(meeting.on), "j F")


def _item(item):
    return {
        "key": item.key,
        "title": str(item.shown_title),
        "on": item.on,
        "minutes": item.minutes,
        "notes": item.notes,
    }


def _words(row, **values):
    return {
        "told_by": row.told_by.shown_name,
        "audience": row.audience,
        "created": row.created.isoformat(),
        **values,
    }
