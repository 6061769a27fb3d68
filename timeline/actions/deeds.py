"""Undoing within a day what one did oneself, whole or not at all, and never over what somebody did
since.

A `Deed`'s marks: `texts` and `days` [(row, number of its older text)] of tellings and moments,
`hung` [(telling, the moment it came from)], `made` [(telling, its version)], `order` [(moment,
before, after)], `left` the version of a moment that was made for it."""

from uuid import UUID

from django.db import transaction
from django.utils.timezone import now as clock

from groeiplan import change_number, versions
from groeiplan.actions import items
from groeiplan.models import Person
from groeiplan.versions import UNDO_FOR
from timeline import days, pictures
from timeline.models import Deed, Moment, Telling

# What a change of a telling can change, but for the moment it hangs on: that is no text.
TEXT = ("title", "text", "weight", "helped", "talk", "seen_there", "audience", "photo", "drawing")
ANSWER = ("proposal", "answered_by", "answered_at", "answer")


def note(kind, *, by, moment, **marks):
    """Remember what `by` did just now, so that it can be undone. Call it in the transaction."""
    now = clock()
    marks = {name: _plain(mark) for name, mark in marks.items() if mark}
    deed = Deed.objects.create(
        plan_id=by.plan_id, by=by, moment=moment, kind=kind, at=now, marks=marks
    )
    _forget_old(by.plan_id, now)
    return deed


def lately(person, now, **only):
    """What this person did within a day and did not undo, the last first."""
    found = Deed.objects.filter(by=person, undone=None, at__gt=now - UNDO_FOR, **only)
    return found.order_by("-at", "-pk")


@transaction.atomic
def undo(deed, *, tended=()):
    """Give back what was there before. `tended`: the ids of the tellings that may be hung
    back, because who undoes it reads them still; the others stay where they are. Undone already,
    it stays so. Raises `LookupError` after a day or when nothing is left to give back, and
    `items.Conflict` when somebody changed something of it since; then nothing is done."""
    deed = Deed.objects.select_for_update().select_related("by", "moment").get(pk=deed.pk)
    if deed.undone:
        return deed
    if deed.at <= clock() - UNDO_FOR:
        raise LookupError("a day has passed")
    for pk, version in deed.marks.get("made", ()):
        _take_back(pk, version, deed.by)
    for pk, number in deed.marks.get("texts", ()):
        _give_back_text(pk, number, deed.by)
    _give_back_order(deed)
    for pk, number in deed.marks.get("days", ()):
        _give_back_days(pk, number, deed.by)
    if "hung" in deed.marks:
        _hang_back(deed, set(tended))
    deed.undone = clock()
    deed.save(update_fields=["undone"])
    change_number.tell(deed.plan_id)
    return deed


def _take_back(pk, version, by):
    row = _of(Telling, pk)
    if row.removed is None:
        row = items.remove(row, by=by, version=version)
        pictures.settle(row, by=by)


def _give_back_text(pk, number, by):
    row = _of(Telling, pk)
    if row.version != number + 1:
        raise items.Conflict(row)
    old = versions.of(row).get(number=number)
    before = pictures.of(row)
    row = items.change(
        row,
        by=by,
        version=row.version,
        about=_people(row, old, "about"),
        readers=_people(row, old, "readers"),
        **pictures.still_there(versions.values_of(old, Telling, (*TEXT, *ANSWER, "removed"))),
    )
    pictures.settle(row, by=by, before=before)


def _give_back_days(pk, number, by):
    moment = _of(Moment, pk)
    if moment.version != number + 1:
        raise items.Conflict(moment)
    old = versions.of(moment).get(number=number)
    versions.keep(moment, by=by, at=clock())
    for name, value in versions.values_of(old, Moment, days.COLUMNS).items():
        setattr(moment, name, value)
    moment.version += 1
    moment.save()


def _give_back_order(deed):
    marks = deed.marks.get("order", ())
    held = Moment.objects.select_for_update().in_bulk([UUID(pk) for pk, *_ in marks])
    for pk, _before, after in marks:
        if UUID(pk) in held and held[UUID(pk)].order != after:
            raise items.Conflict(deed.moment)
    for pk, before, _after in marks:
        Moment.objects.filter(pk=pk).update(order=before)


def _hang_back(deed, tended):
    from timeline.actions.moments import rehang

    moment = _of(Moment, deed.moment_id)
    if "left" in deed.marks and moment.version != deed.marks["left"]:
        raise items.Conflict(moment)
    back = [(UUID(pk), old) for pk, old in deed.marks["hung"] if UUID(pk) in tended]
    if not back:
        raise LookupError("nothing is left to give back")
    for pk, old in back:
        row = _of(Telling, pk)
        if row.moment_id != moment.pk:
            raise items.Conflict(row)
        rehang(row, _of(Moment, old), by=deed.by)


def _of(model, pk):
    found = model.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise LookupError("it is gone for good")
    return found


def _people(row, old, name):
    return list(Person.objects.filter(plan=row.plan_id, pk__in=old.values[name], emptied=None))


def _plain(mark):
    """Ids as text, as JSON keeps them."""
    if isinstance(mark, list | tuple):
        return [_plain(one) for one in mark]
    return str(mark) if isinstance(mark, UUID) else mark


def _forget_old(plan_id, now):
    """What can no longer be undone goes, and with it each moment on which nothing hangs now."""
    deeds = Deed.objects.filter(plan=plan_id)
    deeds.filter(at__lte=now - UNDO_FOR).delete()
    hung = [
        mark for marks in deeds.values_list("marks", flat=True) for mark in marks.get("hung", ())
    ]
    bare = Moment.objects.filter(plan=plan_id, tellings=None, deeds=None)
    bare.exclude(pk__in={moment for _telling, moment in hung}).delete()
