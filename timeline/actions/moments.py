"""Where tellings hang: giving a moment another date or line, making two of one, and one of two.

A telling that goes to another moment keeps its words, its teller and its audience. Only those that
who does it may read go along; one that is hidden from them stays where it hangs, and nothing in
the answer tells whether there is one."""

from django.db import transaction
from django.utils.timezone import now as clock

from groeiplan import change_number, chapters, journal, versions
from groeiplan.actions import items
from groeiplan.models import Entry
from timeline import days, pictures
from timeline.actions.deeds import note
from timeline.models import Deed, Moment


@transaction.atomic
def place(moment, *, by, version, mine, when, part, apart=False, beside=()):
    """Change a moment's date, line or place among equal days. `mine` are the tellings `by` may
    change; only those go to another line, as a moment of their own: nobody's words get another
    audience through somebody else. `apart` does so for a date too (a guest's, always). `beside`:
    the moments of one day, this one among them, in the order they are to stand in. Returns the
    Moment on which `mine` now hang; raises `Conflict` for an old version. The same date said again
    goes on following from a birth date.

    The new moment is made even when all tellings are `mine`: if it were not, its address would
    tell whether there is a telling one cannot see."""
    found = _held(moment)
    if found.version != version:
        raise items.Conflict(found)
    if when == found.when and not apart and not getattr(when, "follows", ""):
        when = found.kept
    chapter = chapters.of(by.plan, "timeline", part)
    if chapter.pk != found.chapter_id or apart:
        made = days.new_moment(chapter, when)
        _hang(mine, found, made, by, Deed.Kind.MOVED, left=made.version)
        return made
    marks = {"days": [dated(found, by, when)], "order": _ordered(beside, found, chapter)}
    note(Deed.Kind.PLACED, by=by, moment=found, **marks)
    change_number.tell(found.plan_id)
    return found


@transaction.atomic
def split(moment, *, by, tellings, when, pk=None):
    """Let these tellings become a moment of their own on the same line. `pk`: the id the form
    chose for it; sent twice, it is one moment. Raises `Conflict` when one of them has gone
    elsewhere meanwhile, IntegrityError for an id of something else."""
    done = Deed.objects.filter(by=by, kind=Deed.Kind.SPLIT, moment=pk).first()
    if pk is not None and done is not None:
        return done.moment
    found = _held(moment)
    made = days.new_moment(found.chapter, when, pk)
    _hang(tellings, found, made, by, Deed.Kind.SPLIT, left=made.version)
    return made


@transaction.atomic
def join(moment, *, by, other, tellings, when):
    """Let these tellings of `moment` hang beside those of `other`, a moment on the same line,
    which is then dated `when`. What hangs on `moment` unseen stays there. Raises `Conflict` when
    one of them has gone elsewhere meanwhile."""
    first, second = sorted((moment, other), key=lambda one: str(one.pk))
    held = {one.pk: one for one in (_held(first), _held(second))}
    found, there = held[moment.pk], held[other.pk]
    if found.chapter_id != there.chapter_id:
        raise ValueError("moments are joined on one line")
    again = [dated(there, by, when)] if when != there.when else []
    _hang(tellings, found, there, by, Deed.Kind.JOINED, days=again)
    return there


def _held(moment):
    return Moment.objects.select_for_update().select_related("chapter").get(pk=moment.pk)


def _hang(tellings, old, new, by, kind, **marks):
    """Let them hang on `new`. Not a word changes, so neither does their version: whoever is
    writing in one of them goes on."""
    ids = [one.pk for one in tellings]
    rows = list(old.tellings.select_for_update().filter(pk__in=ids, removed=None))
    if not rows or len(rows) != len(ids):
        raise items.Conflict(old)
    for row in rows:
        rehang(row, new, by=by)
    note(kind, by=by, moment=new, hung=[(row.pk, old.pk) for row in rows], **marks)
    _tell(by, {old.chapter_id, new.chapter_id})


def rehang(row, moment, *, by):
    """One telling to another moment, its pictures with it."""
    row.moment, row.chapter_id = moment, moment.chapter_id
    row.save(update_fields=["moment", "chapter"])
    pictures.settle(row, by=by)


def _tell(by, chapter_ids):
    """Open pages hear of it; of a guest's it stands in the journal."""
    change_number.tell(by.plan_id)
    if not by.is_family(now := clock()):
        journal.write(by.plan_id, Entry.Act.CHANGE, who=by, chapters=list(chapter_ids), at=now)


def dated(moment, by, when):
    """Give this moment (held by the caller) this date, in the caller's transaction; returns (its
    id, the number of the older one)."""
    number = moment.version
    versions.keep(moment, by=by, at=clock())
    for name, value in days.of(when).items():
        setattr(moment, name, value)
    moment.version += 1
    moment.save()
    return moment.pk, number


def _ordered(beside, moment, chapter):
    """Number these moments; returns [(id, order before, order now)]."""
    held = Moment.objects.select_for_update().filter(pk__in=[one.pk for one in beside])
    before = {one.pk: one.order for one in held.filter(chapter=chapter)}
    marks = []
    for number, one in enumerate(beside):
        if one.pk in before:
            marks.append((one.pk, before[one.pk], number))
            Moment.objects.filter(pk=one.pk).update(order=number)
    return marks
