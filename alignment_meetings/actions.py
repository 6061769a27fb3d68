"""What people do with a meeting. `by` is the Person who does it; views ask the door first."""

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import now as clock

from alignment_meetings.agenda import ITEMS
from alignment_meetings.models import (
    AgendaItem,
    Answer,
    Meeting,
    MeetingAgreement,
    Presence,
)
from groeiplan import change_number, journal
from groeiplan.actions import items
from groeiplan.models import Entry
from groeiplan.models.items import Audience


class NoFamilyError(ValueError):
    """Nobody of the family would be there: a meeting about a family without it cannot be."""


@transaction.atomic
def plan_meeting(meeting, *, by, people):
    """Save a new meeting with the whole agenda template and these people coming. Raises
    `NoFamilyError` when nobody of the family is among them. Sent twice, it is one meeting."""
    _family_among(people)
    meeting = items.write(meeting, by=by)
    if not meeting.items.exists():
        for order, template in enumerate(ITEMS):
            item = AgendaItem(
                meeting=meeting,
                key=template.key,
                on=template.on,
                minutes=template.minutes,
                order=order,
                audience=meeting.audience,
            )
            items.write(item, by=by)
        _invite(meeting, people)
    return meeting


@transaction.atomic
def change_meeting(meeting, *, by, version, people, **values):
    """Change a meeting and who comes (`people` None: as it was); its agenda and answers follow
    its audience as far as `by` may decide that. Raises `items.Conflict` or `NoFamilyError`."""
    if people is not None:
        _family_among(people)
    # Asked of the database: a form has already written the new one on the row it was given.
    before = _locked(meeting).audience
    meeting = items.change(meeting, by=by, version=version, **values)
    if meeting.audience != before:
        _follow(meeting, by)
    if people is not None:
        # Whoever left the plan cannot be chosen any more; that they were asked stays true.
        meeting.presences.exclude(person__in=people).filter(person__emptied=None).delete()
        _invite(meeting, people)
    return meeting


@transaction.atomic
def hold(meeting, *, by, version, there, next_on=None, next_id=None):
    """The meeting took place, with these people; whoever was expected and not there is absent.
    With `next_on` the next meeting is planned in the same breath and returned, else None."""
    _family_among(there)
    meeting = items.change(meeting, by=by, version=version, status=Meeting.Status.HELD)
    _invite(meeting, there)
    meeting.presences.update(state=Presence.State.ABSENT)
    meeting.presences.filter(person__in=there).update(state=Presence.State.THERE)
    return follow_up(meeting, by=by, on=next_on, new_id=next_id) if next_on else None


def follow_up(meeting, *, by, on, new_id):
    """Plan the next meeting with whoever belonged to this one; the family fills in its question
    later. Sent twice with the same `new_id`, it is one meeting."""
    following = Meeting(
        pk=new_id,
        on=on,
        place=meeting.place,
        chair=meeting.chair,
        minutes=meeting.minutes,
        audience=meeting.audience,
    )
    people = [presence.person for presence in meeting.presences.select_related("person")]
    return plan_meeting(following, by=by, people=people)


@transaction.atomic
def set_status(meeting, *, by, version, status):
    """Call a meeting off, or let it take place after all."""
    return items.change(meeting, by=by, version=version, status=status)


@transaction.atomic
def add_item(item, *, by):
    """Put the family's own point on the agenda, before the next date is asked. Sent twice, it is
    one point."""
    rows = _agenda(item.meeting)
    item.audience = _locked(item.meeting).audience
    made = AgendaItem.objects.filter(pk=item.pk).first()
    if made is not None:
        item.order, item.audience = made.order, made.audience
        return items.write(item, by=by)
    item.order = next((row.order for row in rows if row.is_fixed), len(rows))
    for row in rows:
        if row.order >= item.order:
            items.change(row, by=by, version=row.version, order=row.order + 1)
    return items.write(item, by=by)


@transaction.atomic
def move_item(item, *, by, step):
    """Move an item one place up (-1) or down (1); at either end nothing happens."""
    rows = _agenda(item.meeting)
    place = [row.pk for row in rows].index(item.pk)
    if 0 <= place + step < len(rows):
        rows[place], rows[place + step] = rows[place + step], rows[place]
    for order, row in enumerate(rows):
        if row.order != order:
            items.change(row, by=by, version=row.version, order=order)


@transaction.atomic
def switch_item(item, *, by, on):
    """Put an item on or off the agenda. The next date is always asked: that one stays on."""
    item = _locked(item)
    if item.on == on or (item.is_fixed and not on):
        return item
    return items.change(item, by=by, version=item.version, on=on)


@transaction.atomic
def lengthen_item(item, *, by, minutes):
    """Give an item this many minutes more (or fewer), between 0 and 120."""
    item = _locked(item)
    return items.change(
        item, by=by, version=item.version, minutes=min(120, max(0, item.minutes + minutes))
    )


@transaction.atomic
def attend(presence, *, by, state):
    """Write down that somebody comes, was there or is absent. A guest's word about itself
    stands in the journal."""
    presence = Presence.objects.select_for_update(of=("self",)).get(pk=presence.pk)
    presence.state = state
    presence.save()
    change_number.tell(presence.plan_id)
    if not by.is_family(clock()):
        chapter = presence.meeting.chapter_id
        journal.write(by.plan_id, Entry.Act.CHANGE, who=by, chapters=[chapter])
    return presence


@transaction.atomic
def answer(meeting, *, by, person, says, because="", answer_id=None, at=None):
    """What `person` says of the notes: the first time. `at`: as in `items.write`, a demo's past.
    Raises IntegrityError when this person already answered with another row."""
    audience = _locked(meeting).audience  # as it is now: perhaps somebody just closed it
    row = Answer(meeting=meeting, told_by=person, says=says, because=because, audience=audience)
    if answer_id:
        row.pk = answer_id
    return items.write(row, by=by, at=at)


@transaction.atomic
def agree(agreement, *, by, meeting, about=(), readers=()):
    """Write an agreement down on the growth plan, and that it was made at this meeting."""
    agreement = items.write(agreement, by=by, about=about, readers=readers)
    link(meeting, agreement)
    return agreement


def link(meeting, agreement):
    """Remember that this agreement was made at this meeting; twice is once."""
    MeetingAgreement.objects.get_or_create(
        meeting=meeting, agreement=agreement, defaults={"plan_id": meeting.plan_id}
    )


@transaction.atomic
def release(point, *, by):
    """Let everybody who may open the meeting read this point; twice is once."""
    point = _locked(point)
    if point.audience == Audience.KEYHOLDERS:
        return point
    return items.change(point, by=by, version=point.version, audience=Audience.KEYHOLDERS)


def follow(row, before, by):
    """`by` chose another audience for a row of the meetings; it was `before`."""
    if isinstance(row, Meeting) and row.audience != before.audience:
        _follow(row, by)


def _follow(meeting, by):
    """The meeting's rows get its new audience. Closing closes them all, but for an answer that its
    teller made narrower still. Opening opens no words of somebody else: another's answer or own
    item, and notes, which several people keep together."""
    rows = meeting.items.all()
    answers = meeting.answers.filter(audience__in=(Audience.KEYHOLDERS, Audience.FAMILY))
    if meeting.audience == Audience.KEYHOLDERS:
        rows = rows.filter(Q(told_by=by) | ~Q(key=""), notes="")
        answers = answers.filter(told_by=by)
    for found in (rows, answers):
        # A new version: who is typing there learns that others will read along before saving.
        found.update(audience=meeting.audience, version=F("version") + 1)


def _locked(row):
    """The row as it stands now, for nobody else to change until this transaction ends."""
    return type(row).objects.select_for_update().get(pk=row.pk)


def _agenda(meeting):
    """The agenda in order, locked. The meeting first: whoever shifts items waits for it, so that
    each one sees the order the other left."""
    _locked(meeting)
    rows = AgendaItem.objects.select_for_update().filter(meeting=meeting, removed=None)
    return list(rows.order_by("order", "created"))


def _family_among(people):
    if not any(person.is_family(clock()) for person in people):
        raise NoFamilyError


def _invite(meeting, people):
    known = set(meeting.presences.values_list("person", flat=True))
    Presence.objects.bulk_create(
        Presence(plan_id=meeting.plan_id, meeting=meeting, person=person)
        for person in people
        if person.pk not in known
    )
