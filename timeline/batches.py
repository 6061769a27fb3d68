"""Moments that come in together, and go away together for a day."""

from datetime import timedelta
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.utils.timezone import now as clock

from groeiplan.actions import items
from groeiplan.versions import UNDO_FOR
from timeline import actions, pictures
from timeline.models import Batch, Telling


@transaction.atomic
def take_in(rows, *, by, batch):
    """Save these `importing.Row`s, all or none, as the `Batch` with this id. Sent twice, it is one
    batch; somebody else's id raises IntegrityError."""
    made = Batch.objects.filter(pk=batch).first()
    if made is not None:
        if (made.by_id, made.plan_id) != (by.pk, by.plan_id):
            raise IntegrityError("this id is another batch's")
        return made
    made = Batch.objects.create(pk=batch, plan_id=by.plan_id, by=by, at=clock())
    moments = {}
    for row in rows:
        _take_in_row(row, by, made, moments)
    return made


def _take_in_row(row, by, batch, moments):
    telling = Telling(
        pk=uuid5(batch.pk, str(row.number)), batch=batch, told_by=row.told_by, **row.words
    )
    key = (row.group, row.strand, str(row.when)) if row.group else row.number
    if key in moments:
        return actions.tell(telling, by=by, moment=moments[key], about=row.about)
    told = actions.add(telling, by=by, part=row.strand, when=row.when, about=row.about)
    moments[key] = told.moment
    return told


def can_be_undone(batch, now):
    """For a day, once."""
    return batch.undone is None and now < batch.at + UNDO_FOR


def can_come_back(batch, now):
    """For a day after it was undone."""
    return batch.undone is not None and now < batch.undone + UNDO_FOR


@transaction.atomic
def undo(batch, tellings, *, by):
    """Take these (telling, version) of the batch away with their pictures, all or none. Raises
    `items.Conflict` when one of them was changed meanwhile."""
    found = Batch.objects.select_for_update().get(pk=batch.pk)
    if found.undone is None:
        found.undone = clock()
        found.save(update_fields=["undone"])
        for telling, version in tellings:
            row = items.remove(telling, by=by, version=version)
            pictures.settle(row, by=by)
    return found


@transaction.atomic
def put_back(batch, *, visit):
    """Bring back what went away with the batch. What was brought back already stays; what has come
    to be another's own since then is theirs to bring back."""
    found = Batch.objects.select_for_update().get(pk=batch.pk)
    if found.undone is None:
        return found
    gone = Telling.objects.filter(batch=found, removed__gte=found.undone - timedelta(seconds=1))
    for telling in gone.select_related("told_by"):
        if visit.may_change(telling):
            actions.restore(telling, by=visit.person)
    found.undone = None
    found.save(update_fields=["undone"])
    return found
