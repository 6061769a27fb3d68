"""A meeting with all that one visitor may read of it: for its page, the screen, paper and API."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.timezone import localtime, make_aware

from alignment_meetings.models import (
    AgendaItem,
    Answer,
    Meeting,
    MeetingAgreement,
    OwnPoint,
    Presence,
)
from groeiplan.models import Agreement, Person


@dataclass(frozen=True)
class Report:
    """One meeting. Every list holds only what the visitor may read, in the order to be told."""

    meeting: Meeting
    items: list[AgendaItem]
    presences: list[Presence]
    points: list[OwnPoint]
    answers: dict  # {person id: Answer}
    agreements: list[Agreement]

    @property
    def agenda(self):
        """The items that are switched on."""
        return [item for item in self.items if item.on]

    @property
    def left_out(self):
        """The items that are switched off."""
        return [item for item in self.items if not item.on]

    @property
    def minutes(self):
        """How long the items take together."""
        return sum(item.minutes for item in self.agenda)

    @property
    def came(self):
        """Who comes, or was there."""
        return [one for one in self.presences if one.state != Presence.State.ABSENT]

    @property
    def absent(self):
        """Who is not there."""
        return [one for one in self.presences if one.state == Presence.State.ABSENT]

    @property
    def is_over(self):
        """Did it take place?"""
        return self.meeting.status == Meeting.Status.HELD


def meetings(visit):
    """The meetings this visitor may read, the first first."""
    return sorted(visit.all(Meeting), key=lambda one: (one.on, one.pk))


def upcoming(visit):
    """Planned meetings from today on, the nearest first."""
    today = make_aware(datetime.combine(localtime(visit.now).date(), time.min))
    planned = (one for one in meetings(visit) if one.status == Meeting.Status.PLANNED)
    return [one for one in planned if one.on >= today]


def reports(visit, of):
    """A `Report` for each of these meetings (rows this visitor may see), in a fixed number of
    queries."""
    of = list(of)
    ids = [meeting.pk for meeting in of]
    items = _rows(visit, AgendaItem, ids, "order", "created")
    points = _rows(visit, OwnPoint, ids, "created")
    answers = _rows(visit, Answer, ids, "created")
    presences, agreements = _presences(ids), _agreements(visit, ids)
    return [
        Report(
            meeting=meeting,
            items=items[meeting.pk],
            presences=presences[meeting.pk],
            points=points[meeting.pk],
            answers={answer.told_by_id: answer for answer in answers[meeting.pk]},
            agreements=agreements[meeting.pk],
        )
        for meeting in of
    ]


def report(visit, meeting):
    """The `Report` of one meeting this visitor may see."""
    return reports(visit, [meeting])[0]


def _rows(visit, model, ids, *order):
    found = defaultdict(list)
    for row in visit.rows(model).filter(meeting__in=ids).order_by(*order):
        found[row.meeting_id].append(row)
    return found


def _presences(ids):
    found = defaultdict(list)
    for one in Presence.objects.filter(meeting__in=ids).select_related("person"):
        found[one.meeting_id].append(one)
    return defaultdict(list, {pk: sorted(rows, key=_seat) for pk, rows in found.items()})


def _seat(presence):
    return Person.Kind.values.index(presence.person.kind), presence.person.shown_name


def _agreements(visit, ids):
    links = MeetingAgreement.objects.filter(meeting__in=ids)
    readable = {row.pk: row for row in visit.all(Agreement)}
    found = defaultdict(list)
    for link in links:
        if link.agreement_id in readable:
            found[link.meeting_id].append(readable[link.agreement_id])
    return defaultdict(
        list, {pk: sorted(rows, key=lambda row: row.created) for pk, rows in found.items()}
    )
