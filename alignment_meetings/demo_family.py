"""The demo families' meetings, from their data files, held through the same actions people use."""

from datetime import timedelta

from django.utils.timezone import now as clock

from alignment_meetings import actions
from alignment_meetings.agenda import ITEMS
from alignment_meetings.models import AgendaItem, Answer, Meeting, OwnPoint, Presence
from groeiplan import demo
from groeiplan.actions import items
from groeiplan.models import Agreement
from groeiplan.models.items import Audience

PLANNED = 9  # days ago, for a meeting that is still to come
AHEAD = timedelta(days=21)  # how long before it a meeting that was held was planned
POINTS = (6, 4, 3, 2)  # days ago: what people want to bring up at a meeting still to come


def fill(plan, people, family):
    """Make the meetings of this family; `people`: {key: Person}. Does nothing without a file."""
    agreements = _agreements(plan, family)
    for told in demo.read("alignment_meetings", family).get("meetings", ()):
        _meeting(told, people, agreements)


def _meeting(told, people, agreements):
    chair = people[told["chair"]]
    writer = next(one for one in people.values() if one.family_since and one.user_id)
    by = chair if chair.family_since and chair.user_id else writer
    seats = [people[one["person"]] for one in told["present"]]
    absent = [people[key] for key in told.get("absent", ())]
    meeting = Meeting(
        on=demo.moment(told["on"], told["at"]),
        place=told["place"],
        reason=told["reason"],
        question=told["question"],
        chair=chair,
    )
    meeting = actions.plan_meeting(meeting, by=by, people=[*seats, *absent])
    _agenda(meeting, told.get("items", ()), by)
    held = told["status"] == Meeting.Status.HELD
    for number, point in enumerate(told.get("points", ())):
        _point(meeting, point, people, at=_brought_up(meeting, held, number))
    meeting.presences.filter(person__in=absent).update(state=Presence.State.ABSENT)
    if held:
        actions.hold(meeting, by=by, version=meeting.version, there=seats)
        _answers(meeting, told["present"], people, by)
    for key in told.get("agreements", ()):
        if key in agreements:
            actions.link(meeting, agreements[key])
    _date(meeting, held=held)


def _date(meeting, held):
    """Everything about a meeting was written when it would be: planned and brought up before,
    noted while it was held."""
    planned = meeting.on - AHEAD if held else demo.evening(PLANNED)
    noted = meeting.on + timedelta(hours=2) if held else planned
    for row in (meeting, *meeting.items.all()):
        demo.dated(row, planned, changed=noted)


def _brought_up(meeting, held, number):
    """When the nth point was brought up: a few days before the meeting, or before today."""
    before = POINTS[min(number, len(POINTS) - 1)]
    return meeting.on - timedelta(days=before) if held else demo.evening(before)


def _agenda(meeting, told, by):
    rows = {row.key: row for row in meeting.items.all()}
    for one in told:
        item: AgendaItem = rows[ITEMS[one["number"]].key]
        values = {name: one[name] for name in ("on", "minutes", "notes") if name in one}
        if any(getattr(item, name) != value for name, value in values.items()):
            items.change(item, by=by, version=item.version, **values)


def _point(meeting, told, people, at):
    teller = people[told["told_by"]]
    writer = people[told.get("written_by", told["told_by"])]
    held_back = Audience.TELLER if teller.family_since else Audience.FAMILY
    audience = Audience.KEYHOLDERS if told.get("released", True) else held_back
    point = OwnPoint(meeting=meeting, told_by=teller, text=told["text"], audience=audience)
    items.write(point, by=writer, at=at)


def _answers(meeting, told, people, by):
    """Each says the day after whether the notes are right."""
    said = [one for one in told if one.get("says")]
    for number, one in enumerate(said):
        person = people[one["person"]]
        actions.answer(
            meeting,
            by=person if person.user_id else by,
            person=person,
            says=Answer.Says(one["says"]),
            because=one.get("because", ""),
            at=min(clock(), meeting.on + timedelta(days=1, minutes=20 * number)),
        )


def _agreements(plan, family):
    """{key in the ground floor's data file: the agreement made from it}, matched by its words."""
    told = demo.read("groeiplan", family).get("agreements", ())
    made = {one.what: one for one in Agreement.objects.filter(plan=plan, removed=None)}
    return {one["key"]: made[one["what"]] for one in told if one["what"] in made}
