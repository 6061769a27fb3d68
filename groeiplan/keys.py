"""Make the guardian rows of a plan equal to what its family and its rooms say."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import transaction

from groeiplan import change_number, chapters
from groeiplan.dates import birthday, end_of_day
from groeiplan.models import Authority, Key, Person, Plan
from groeiplan.tools import installed_rooms

VIEW = "view_chapter"
CHANGE = "change_chapter"
RIGHTS = (VIEW, CHANGE)
TURNING_AGES = (12, 16, 18)  # who must agree changes: DOMAIN §6


class Wanted(NamedTuple):
    """A key as it should be. `until` is exclusive; `about` None means the whole family."""

    user: UUID | None  # None: a card that has no account yet, and so no row
    chapter: UUID
    right: str
    holder: str
    since: datetime
    until: datetime | None = None
    about: UUID | None = None
    consent: UUID | None = None
    items_since: datetime | None = None
    person: UUID | None = None  # whose card it is, for a key without account


def wanted(plan):
    """Every key this plan should have, as a set. Never asks what time it is: the same rows give
    the same answer on any day."""
    people = list(Person.objects.filter(plan=plan))
    turns = _turning_points(plan, people)
    keys = set(_family_keys(plan, people))
    for room in installed_rooms():
        keys.update(_cut(key, turns) for key in room.keys(plan) if key.user)
    return keys


def sync(plan):
    """Write and delete rows until they equal `wanted(plan)`; returns (made, removed) counts.
    Call it in the transaction of whatever changed."""
    with transaction.atomic():
        hold(plan.pk)
        chapters.sync(plan)
        for room in installed_rooms():
            room.settle(plan)
        want = wanted(plan)
        have = {
            _as_wanted(key): key.pk
            for key in Key.objects.filter(plan=plan).select_related("permission")
        }
        gone = [pk for key, pk in have.items() if key not in want]
        Key.objects.filter(pk__in=gone).delete()
        rights = _rights()
        new = [_as_row(plan, key, rights) for key in want if key not in have]
        Key.objects.bulk_create(new)
        if new or gone:
            change_number.tell(plan.pk)
    return len(new), len(gone)


def hold(plan_id):
    """Let whatever else changes keys or consents in this plan wait until this transaction ends.
    Whoever also locks cards locks those first. It does not stop rows that only point at the plan:
    two that had each written one would wait for each other."""
    return Plan.objects.select_for_update(no_key=True).get(pk=plan_id)


def differences(plan):
    """(missing, surplus) between the rows and `wanted(plan)`; both empty when all is well."""
    want = wanted(plan)
    have = {_as_wanted(key) for key in Key.objects.filter(plan=plan).select_related("permission")}
    return want - have, have - want


def of_card(plan, person):
    """The keys this card without account would have with one: what the family and the rooms say
    of it. None of them is a row."""
    turns = _turning_points(plan, list(Person.objects.filter(plan=plan)))
    chapters = list(plan.chapters.values_list("pk", flat=True))
    found = set(_circle_keys(person, chapters) if person.family_since else ())
    for room in installed_rooms():
        found.update(_cut(key, turns) for key in room.keys(plan) if key.person == person.pk)
    return found


def _family_keys(plan, people):
    all_chapters = list(plan.chapters.values_list("pk", flat=True))
    for person in people:
        if person.user_id and person.family_since:
            yield from _circle_keys(person, all_chapters)


def _circle_keys(person, chapters):
    for chapter in chapters:
        for right in RIGHTS:
            yield Wanted(
                person.user_id,
                chapter,
                right,
                Key.Holder.FAMILY,
                person.family_since,
                person.family_until,
            )


def _turning_points(plan, people):
    """{person id: the moments on which a yes about this person must be asked again}, and under
    None those of all the family's children together."""
    points = {}
    for person in people:
        if person.born:
            days = (birthday(person.born, age) for age in TURNING_AGES)
            points[person.pk] = {end_of_day(day - timedelta(days=1)) for day in days}
    for child, last_day in Authority.objects.filter(plan=plan, until__isnull=False).values_list(
        "child", "until"
    ):
        points.setdefault(child, set()).add(end_of_day(last_day))
    family = (
        points.get(person.pk, set()) for person in people if person.kind == Person.Kind.FAMILY
    )
    points[None] = set().union(*family)
    return points


def _cut(key, turns):
    later = [moment for moment in turns.get(key.about, ()) if moment > key.since]
    ends = [moment for moment in (key.until, *later) if moment]
    return key._replace(until=min(ends, default=None))


def _as_wanted(row):
    return Wanted(
        row.user_id,
        row.content_object_id,
        row.permission.codename,
        row.holder,
        row.since,
        row.until,
        row.about_id,
        row.consent,
        row.items_since,
    )


def _as_row(plan, key, rights):
    return Key(
        user_id=key.user,
        content_object_id=key.chapter,
        permission_id=rights[key.right],
        plan=plan,
        about_id=key.about,
        consent=key.consent,
        holder=key.holder,
        since=key.since,
        until=key.until,
        items_since=key.items_since,
    )


def _rights():
    return dict(
        Permission.objects.filter(
            codename__in=RIGHTS, content_type__app_label="groeiplan", content_type__model="chapter"
        ).values_list("codename", "pk")
    )
