"""Telling, mending what one told, taking it away. Pictures come and go with their telling."""

from django.db import transaction
from django.utils.timezone import now as clock

from groeiplan import chapters
from groeiplan.actions import items
from timeline import days, pictures
from timeline.actions.deeds import note
from timeline.models import Deed, Moment, Telling

UNANSWERED = {
    "proposal": Telling.Proposal.PROPOSED,
    "answered_by": None,
    "answered_at": None,
    "answer": "",
}


@transaction.atomic
def add(telling, *, by, part, when, about=(), readers=(), at=None, **pics):
    """Put a moment on the line `part` with its first telling (unsaved, its id chosen by the
    form). `when` is EDTF or "". From a guest it is a proposal. Sent twice, it is one moment:
    the telling already made is returned; somebody else's id raises IntegrityError. `at`: as in
    `items.write`, a demo's past. `photo`, `drawing`: each a `files.Checked`."""
    if not Telling.objects.filter(pk=telling.pk).exists():
        chapter = chapters.of(by.plan, "timeline", part)
        telling.moment = days.new_moment(chapter, when)
    return _write(telling, by, part, about, readers, at, pics)


@transaction.atomic
def tell(telling, *, by, moment, about=(), readers=(), at=None, **pics):
    """Put one's own telling beside the others of a moment ("zo zag ik het"); `photo`, `drawing` as
    in `add`."""
    telling.moment = Moment.objects.select_for_update().get(pk=moment.pk)
    return _write(telling, by, telling.moment.chapter.part, about, readers, at, pics)


@transaction.atomic
def change(telling, *, by, version, photo=None, drawing=None, without=(), **words):
    """Change one's own telling. What a guest changes is proposed anew: the family took over
    other words than these. A new `photo` or `drawing` (`files.Checked`) comes in the place of the
    old one; those named in `without` go. Raises `items.Conflict` for an old version."""
    if telling.proposal:
        words |= UNANSWERED
    before = pictures.of(telling)
    words |= dict.fromkeys(without)
    words |= pictures.laid(telling, by=by, photo=photo, drawing=drawing)
    row = items.change(telling, by=by, version=version, **words)
    pictures.settle(row, by=by, before=before)
    note(Deed.Kind.CHANGED, by=by, moment=row.moment, texts=[(row.pk, version)])
    return row


@transaction.atomic
def remove(telling, *, by, version):
    """Take one's own telling away with its pictures. Returns the `Deed` that can be undone."""
    row = items.remove(telling, by=by, version=version)
    pictures.settle(row, by=by)
    return note(Deed.Kind.REMOVED, by=by, moment=row.moment, texts=[(row.pk, version)])


def restore(telling, *, by):
    """Bring back one's own telling with its pictures, within a day, outside any `Deed`: what came
    in with a file, or was taken away by a program. Raises `LookupError` after that."""
    row = items.undo(telling, by=by, fields=())
    pictures.settle(row, by=by)
    return row


def _write(telling, by, part, about, readers, at, pics):
    if not by.is_family(clock()):
        telling.proposal = Telling.Proposal.PROPOSED
    row = items.write(telling, by=by, part=part, about=about, readers=readers, at=at)
    if row is telling and (found := pictures.laid(row, by=by, **pics)):
        for name, file in found.items():
            setattr(row, name, file)
        row.save(update_fields=list(found))
        pictures.settle(row, by=by)
    return row
