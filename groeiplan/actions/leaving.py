"""Going out of a plan, alone and at once; and taking along what one told oneself."""

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from groeiplan import carrying, journal, keys, locks, own
from groeiplan.access import live_keys
from groeiplan.actions import audience, items, people, plans
from groeiplan.dates import age_on
from groeiplan.keys import TURNING_AGES
from groeiplan.models import ChapterItem, Entry, Key, Person, Plan
from groeiplan.models.items import Audience
from groeiplan.tools import installed_rooms


class Refused(ValueError):
    """One cannot go like this. `why`: young (under twelve), others (who still hold the plan)."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


def may_leave(person, day):
    """From twelve one goes by oneself; nobody has to agree. An unknown age counts as adult."""
    return person.born is None or age_on(person.born, day) >= min(TURNING_AGES)


def others_who_hold(person):
    """The other family members with an account: whoever holds this plan besides this person."""
    others = Person.objects.filter(plan=person.plan_id, user__isnull=False).exclude(pk=person.pk)
    return [one for one in others if one.is_family(clock())]


@transaction.atomic
def take_along(visit, *, family_name, teller, name="", plan_id=None):
    """Begin a new plan for this family member with copies of what they told here. Returns (the
    Plan, how many rows came along, None when this was done before with the same `plan_id`). The
    old plan stays as it is and notes nothing: whoever prepares to go is not told on. A guest's
    words about a family stay where that family reads them (PermissionDenied)."""
    if not visit.is_family:
        raise PermissionDenied
    me, account = visit.person, visit.person.user
    if made := Plan.objects.filter(pk=plan_id, people__user=account).first():
        return made, None
    plan = plans.start(
        by=account,
        family_name=family_name,
        teller=teller,
        name=name,
        born=me.born,
        role=me.role,
        plan_id=plan_id,
    )
    return plan, carrying.fill(visit, plan)


@transaction.atomic
def leave(person, *, alone=False, empty=False):
    """This person goes out of the plan: from the next request on nothing of it opens to them.
    Their card and what they told stay; `alone`: what they told themselves is heard by nobody any
    more; `empty`: their card is emptied, and what only they could read is taken away. Nothing that
    others told changes. Who is not in it any more goes nowhere: twice is once. Raises
    `Refused("young")`."""
    now = clock()
    if not may_leave(person, localdate(now)):
        raise Refused("young")
    person = _held(person)  # two who go at once, one after another
    if not live_keys(now, person.plan).filter(user=person.user_id).exists():
        return person
    if alone and person.is_family(now):
        _keep_to_oneself(person)
    if empty:  # while still here: who is away changes nothing
        _take_away_what_nobody_reads(person)
    _go(person, now)
    if empty:
        people.wipe(person, by=person)
    return person


@transaction.atomic
def let_go(person):
    """This person's account is about to end: their card stays, with what they told others, and
    has no account any more. From twelve on they go out of the plan with it, as by `leave`; a
    younger child stays in its family, also where the last account goes: then only what is shared
    ends. What only they could read is taken away. Returns the card. Twice is once."""
    now = clock()
    person = _held(person)
    if person.user_id is None:
        return person
    was_in = _has_a_way_in(person, now)
    _take_away_what_nobody_reads(person, closing=True)
    if may_leave(person, localdate(now)):
        _go(person, now, tells=was_in)
    elif not others_who_hold(person):
        _end_what_runs(person)
    person.user, person.version = None, person.version + 1
    person.save(update_fields=["user", "version"])
    keys.sync(person.plan)
    if was_in:
        journal.write(person.plan_id, Entry.Act.ACCOUNT_ENDED, who=person, at=now)
    return person


@transaction.atomic
def erase(person):
    """The last of the family erases the plan with all that is in it, at once. Raises
    `Refused("others")` while somebody else of the family holds it."""
    locks.whole_plan(person.plan_id)
    if not person.is_family(clock()):
        raise PermissionDenied
    if not may_leave(person, localdate()):
        raise Refused("young")
    if others_who_hold(person):
        raise Refused("others")
    plans.erase(person.plan)


def _held(person):
    """This card as it is in the database, held, with its plan."""
    found = locks.card(person.pk)
    found.plan = keys.hold(found.plan_id)
    return found


def _go(person, now, tells=True):
    _end_what_runs(person)
    if person.is_family(now):
        person.family_until = now
        person.save(update_fields=["family_until"])
    keys.sync(person.plan)
    if tells:
        journal.write(person.plan_id, Entry.Act.LEFT, who=person, at=now)


def _end_what_runs(person):
    for room in installed_rooms():
        room.leaves(person)


def _has_a_way_in(person, now):
    """Does a key of theirs open this plan, or will it: later, or when private time is over?"""
    lasts = Q(until=None) | Q(until__gt=now)
    return Key.objects.filter(lasts, plan=person.plan_id, user=person.user_id).exists()


def _keep_to_oneself(person):
    for model in own.models().values():
        if Audience.TELLER in model.audiences:
            for row in _told_by(person, model).exclude(audience=Audience.TELLER):
                audience.set_audience(row, by=person, audience=Audience.TELLER, version=row.version)


def _take_away_what_nobody_reads(person, closing=False):
    """Nobody could ever open these any more. Where words of somebody else hang under one, it
    stays: those are theirs. `closing`: it then counts as written by who told it, so that it does
    not open to who once wrote it down for somebody who has no account any more."""
    for model in filter(_is_kind_of_row, apps.get_models()):
        for row in _told_by(person, model).filter(audience=Audience.TELLER):
            if not _holds_words_of_others(row):
                items.remove(row, by=person, version=row.version)
            elif closing:
                model.objects.filter(pk=row.pk).update(written_by=person)


def _holds_words_of_others(row):
    links = row._meta.get_fields(include_hidden=True)
    beneath = [one for one in links if one.one_to_many and _is_kind_of_row(one.related_model)]
    return any(
        link.related_model.objects.filter(**{link.field.name: row})
        .exclude(told_by=row.told_by_id)
        .exists()
        for link in beneath
    )


def _is_kind_of_row(model):
    return issubclass(model, ChapterItem)


def _told_by(person, model):
    return model.objects.filter(plan=person.plan_id, told_by=person, removed=None)
