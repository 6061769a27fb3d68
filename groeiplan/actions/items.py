"""Writing, changing, removing and restoring any `ChapterItem`, the same way for every tool."""

from django.db import IntegrityError, transaction
from django.utils.timezone import now as clock

from groeiplan import change_number, chapters, journal, versions
from groeiplan.models import Entry
from groeiplan.models.items import Audience


class Conflict(Exception):
    """Somebody else saved first. `row` is what stands there now; nothing was changed."""

    def __init__(self, row):
        super().__init__("somebody else saved first")
        self.row = row


@transaction.atomic
def write(row, *, by, about=(), readers=(), part=None, tool=None, at=None):
    """Save a new row written by `by` (a Person). `told_by` defaults to the writer, the chapter to
    the model's own tool and part, or `tool` and `part`. A row whose id already stands there is not
    written twice: the one already made is returned if `by` wrote it and it still stands, else
    `IntegrityError`. Whether it says the same is for the form to see (`ItemForm.was_sent_before`).
    Only a demo's story has an `at`, which is past: then the journal tells of it on that day too."""
    made = type(row).objects.filter(pk=row.pk).first()
    if made is not None:
        if made.written_by_id == by.pk and made.removed is None:
            return made
        raise IntegrityError("this id belongs to a row of somebody else, or to one taken away")
    now = at or clock()
    row.plan_id = by.plan_id
    row.chapter = chapters.of(by.plan, tool or row.tool(), part or row.part)
    row.written_by = by
    if row.told_by_id is None:
        row.told_by = by
    row.by_guest = not by.is_family(clock())
    row.created = row.changed = now
    row.save(force_insert=True)
    row.about.set(about)
    row.readers.set(readers if row.audience == Audience.READERS else ())
    _note(row, by, now)
    return row


@transaction.atomic
def change(row, *, by, version, about=None, readers=None, **values):
    """Set these values on a row if it still has that version, keeping the old text for a day.
    Raises `Conflict` when somebody saved in between."""
    row = _locked(row, version)
    now = clock()
    versions.keep(row, by=by, at=now)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.changed = now
    row.save()
    if about is not None:
        row.about.set(about)
    if readers is not None:
        row.readers.set(readers if row.audience == Audience.READERS else ())
    _note(row, by, now)
    return row


@transaction.atomic
def remove(row, *, by, version):
    """Take a row away. It can be restored for a day; after that the nightly work erases it."""
    return change(row, by=by, version=version, removed=clock())


@transaction.atomic
def undo(row, *, by, fields):
    """Bring back the text before the last change (or the removed row) within a day. `fields`
    are the names the room lets people change. Raises `LookupError` when there is none. A row
    that was taken away and is back already is left as it is: two clicks bring it back once."""
    was_away = row.removed is not None
    row = type(row).objects.select_for_update().get(pk=row.pk)
    if was_away and row.removed is None:
        return row
    old = versions.last(row, now=clock())
    if old is None:
        raise LookupError("nothing to undo")
    values = versions.values_of(old, type(row), (*fields, "removed"))
    return change(row, by=by, version=row.version, **values)


def _locked(row, version):
    found = type(row).objects.select_for_update().get(pk=row.pk)
    if found.version != version:
        raise Conflict(found)
    return found


def _note(row, by, now):
    """Open pages hear of it (`groeiplan.live`). What a guest writes stands in the journal in the
    same transaction: no entry, no change."""
    change_number.tell(row.plan_id)
    if not by.is_family(clock()):
        journal.write(by.plan_id, Entry.Act.CHANGE, who=by, chapters=[row.chapter_id], at=now)
