"""What somebody took away and can still bring back for a day."""

from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404

from groeiplan.access import CHANGE
from groeiplan.models import Version
from groeiplan.versions import UNDO_FOR


def removed_lately(visit, model):
    """Rows that were taken away within a day and are this visitor's to bring back: its own
    words, or what it took away itself. Each carries `called`, for the list."""
    me = visit.person
    took = Version.objects.filter(
        model=model._meta.label_lower,
        row=OuterRef("pk"),
        number=OuterRef("version") - 1,
        by=me,
    )
    chapters = visit.chapters(model._meta.app_label, model.part or None, CHANGE)
    rows = model.objects.filter(
        Q(told_by=me) | Q(told_by__user=None, told_by__emptied=None, written_by=me) | Exists(took),
        plan=visit.plan,
        chapter__in=chapters,
        removed__gt=visit.now - UNDO_FOR,
    ).select_related("told_by")
    found = [row for row in rows.order_by(F("removed").desc()) if visit.may_change(row)]
    for row in found:
        row.called = called(row)
    return found


def called(row):
    """The words by which people know this row again, at most 120 characters."""
    own = ("title", "what", "text")
    words = next((getattr(row, name) for name in own if hasattr(row, name)), "")
    words = words or row.get_kind_display()
    return words if len(words) <= 120 else words[:119] + "…"


def removed_row(visit, model, pk):
    """One of those, or Http404."""
    for row in removed_lately(visit, model):
        if row.pk == pk:
            return row
    raise Http404
