"""Choosing anew who may hear what one told: the one way for every tool."""

from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now as clock

from groeiplan import versions
from groeiplan.access import visit_of
from groeiplan.actions import items
from groeiplan.models import Person
from groeiplan.models.items import Audience
from groeiplan.own import INSIDE, is_own, reaches_another


class Refused(ValueError):
    """This row cannot be meant for that audience. `why`: audience, readers, family."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


class Heard(NamedTuple):
    """For whom a row is meant."""

    audience: str
    readers: frozenset[UUID]

    @classmethod
    def now(cls, row):
        """As the row has it now; readers count only where they are asked."""
        named = row.audience == Audience.READERS
        ids = row.readers.values_list("pk", flat=True) if named else ()
        return cls(row.audience, frozenset(ids))


@transaction.atomic
def set_audience(row, *, by, audience, version, readers=()):
    """Let an own row of `by` be heard by this audience (and these readers, for *deze mensen*).
    What hangs under it follows; nothing of anybody else is heard by more people through it. The
    old audience is kept for a day. Raises `items.Conflict` when somebody saved in between,
    `Refused`, and PermissionDenied for another's row."""
    found = type(row).objects.select_for_update().select_related("told_by").get(pk=row.pk)
    if found.told_by_id != by.pk and not is_own(found, visit_of(by.user, by.plan_id)):
        raise PermissionDenied
    _may_be(found, by, audience, readers)
    before = Heard.now(found)
    found = items.change(found, by=by, version=version, audience=audience, readers=readers)
    apps.get_app_config(found._meta.app_label).follow(found, before, by)
    return found


def former(row, *, by, now):
    """What `by` changed this row's audience from, within a day, as `Heard`; None when its last
    change was another one. Ask of own rows only."""
    return former_of([row], by=by, now=now).get(row.pk)


def former_of(rows, *, by, now):
    """{row id: its `former`} of those that have one, in one query."""
    found = {}
    current = {row.pk: row for row in rows}
    for version in versions.lately(rows, by=by, now=now):
        row = current[version.row]
        before = Heard(version.values["audience"], _readers_of(version))
        if version.number == row.version - 1 and before.audience != row.audience:
            found[row.pk] = before
    return found


@transaction.atomic
def undo(row, *, by, version):
    """Bring back the audience from before the last change, within a day. Raises `LookupError`
    when there is none, and what `set_audience` raises."""
    before = former(row, by=by, now=clock())
    if before is None:
        raise LookupError("nothing to undo")
    readers = Person.objects.filter(plan=row.plan_id, pk__in=before.readers, emptied=None)
    return set_audience(
        row, by=by, audience=before.audience, readers=list(readers), version=version
    )


def _may_be(row, by, audience, readers):
    if audience not in row.audiences:
        raise Refused("audience")
    if audience not in INSIDE and reaches_another(row, by, partial(_knows_account, by)):
        raise Refused("audience")
    guest = row.by_guest or not by.is_family(clock())
    if guest and audience not in (Audience.KEYHOLDERS, Audience.FAMILY):
        raise Refused("family")
    if audience == Audience.READERS and not readers:
        raise Refused("readers")
    if any(one.plan_id != row.plan_id for one in readers):
        raise Refused("readers")


def _knows_account(by, person):
    """As the forms ask it, so that both answer the same."""
    return person.user_id is not None and visit_of(by.user, by.plan_id).knows_account(person)


def _readers_of(version):
    if version.values["audience"] != Audience.READERS:
        return frozenset()
    return frozenset(UUID(pk) for pk in version.values["readers"])
